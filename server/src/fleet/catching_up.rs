//! What has to be read from the database because another instance has changed it: each thing once, however often it was told.

use crate::domain::{BrowserToken, JoinCode, PollCode};
use crate::http::App;
use crate::live::Live;
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
    /// And whether phones hear of it at once.
    polls: HashMap<PollCode, bool>,
    meetings: HashSet<JoinCode>,
}

impl Wanted {
    /// A poll is at `seq`, and these browsers have voted in it.
    pub(super) fn poll(&self, live: &Live, code: &str, seq: u64, at_once: bool, voted: &[String]) {
        let Some(known) = PollCode::parse(code).and_then(|code| live.newest(&code)) else { return };
        live.hear_voted(&known, voted.iter().filter_map(|browser| BrowserToken::parse(browser).ok()));
        if known.seq < seq {
            self.want(|lists| *lists.polls.entry(known.code.clone()).or_default() |= at_once);
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
            for (code, at_once) in polls {
                if let Err(no) = app.polls.freshen(&code, at_once).await {
                    tracing::debug!(?no, %code, "could not be read anew");
                    self.want(|lists| *lists.polls.entry(code).or_default() |= at_once);
                    tokio::time::sleep(AGAIN).await;
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
