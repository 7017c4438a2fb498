//! What has to be read from the database because another instance has changed it: each thing once, however often it was told.

use crate::domain::{JoinCode, PollCode};
use crate::http::App;
use crate::live::{Live, VoterHash};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// At most so often is the same thing read: news that come faster share a look.
const REST: Duration = Duration::from_millis(15);
/// How long after a read that failed the next is tried.
const AGAIN: Duration = Duration::from_millis(250);

/// What to read next.
#[derive(Default)]
pub(super) struct Wanted {
    lists: Mutex<Lists>,
    news: Notify,
}

#[derive(Default)]
struct Lists {
    polls: HashMap<PollCode, News>,
    meetings: HashSet<JoinCode>,
}

/// What is to be told of a poll once it has been read.
#[derive(Default)]
struct News {
    /// Phones hear of it at once.
    at_once: bool,
    /// Votes in rounds that are not known here yet.
    voted: Vec<Voted>,
}

/// Who has voted in a round. It counts in that round alone: what somebody says once more after it changes nothing.
pub(super) struct Voted {
    pub(super) round: u32,
    pub(super) voted: Vec<VoterHash>,
}

impl Wanted {
    /// A poll is at `seq`, and these have voted in it.
    pub(super) fn poll(&self, live: &Live, code: &str, seq: u64, at_once: bool, voted: Voted) {
        let Some(known) = PollCode::parse(code).and_then(|code| live.newest(&code)) else { return };
        let is_ahead = voted.round > known.round;
        if voted.round == known.round {
            live.hear_voted(&known, &voted.voted);
        }
        if known.seq < seq {
            self.want(|lists| lists.polls.entry(known.code.clone()).or_default().add(at_once, is_ahead.then_some(voted)));
        }
    }

    /// A meeting's stage is at `seq`.
    pub(super) fn stage(&self, live: &Live, code: &str, seq: u64) {
        let Some(known) = JoinCode::parse(code).and_then(|code| live.meeting(&code)) else { return };
        if known.stage.seq < seq {
            self.want(|lists| _ = lists.meetings.insert(known.code.clone()));
        }
    }

    /// Whatever is known here may have changed; with `watched`, only what somebody follows is looked at.
    pub(super) fn everything(&self, live: &Live, watched: bool) {
        let (polls, meetings) = live.known(watched);
        self.want(|lists| {
            for code in polls {
                lists.polls.entry(code).or_default();
            }
            lists.meetings.extend(meetings);
        });
    }

    fn want(&self, what: impl FnOnce(&mut Lists)) {
        what(&mut self.lists.lock().unwrap_or_else(PoisonError::into_inner));
        self.news.notify_one();
    }

    /// Reads what is wanted, for ever. What cannot be read now is wanted again in a moment: its news may be the last.
    pub(super) async fn read(&self, app: &App) {
        loop {
            self.news.notified().await;
            let Lists { polls, meetings } = std::mem::take(&mut *self.lists.lock().unwrap_or_else(PoisonError::into_inner));
            for (code, news) in polls {
                if let Err(no) = app.polls.freshen(&code, news.at_once).await {
                    tracing::debug!(?no, %code, "could not be read anew");
                    self.want(|lists| lists.polls.entry(code).or_default().add(news.at_once, news.voted));
                    tokio::time::sleep(AGAIN).await;
                } else if let Some(now) = app.live.newest(&code) {
                    for voted in news.voted.iter().filter(|voted| voted.round == now.round) {
                        app.live.hear_voted(&now, &voted.voted);
                    }
                }
            }
            for code in meetings {
                if let Err(no) = app.polls.freshen_stage(&code).await {
                    tracing::debug!(?no, %code, "could not be read anew");
                    self.want(|lists| _ = lists.meetings.insert(code));
                    tokio::time::sleep(AGAIN).await;
                }
            }
            tokio::time::sleep(REST).await;
        }
    }
}

impl News {
    fn add(&mut self, at_once: bool, voted: impl IntoIterator<Item = Voted>) {
        self.at_once |= at_once;
        self.voted.extend(voted);
    }
}
