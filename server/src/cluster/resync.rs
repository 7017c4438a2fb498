//! The queue of polls and meetings to be read again because another instance has changed them: each once, however many
//! events named it.

use crate::app::App;
use crate::domain::{JoinCode, PollCode};
use crate::live::{Live, VoterHash};
use crate::storage::Latest;
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::sync::Notify;

/// Pause between two reads: events that arrive meanwhile share the next one.
const REST: Duration = Duration::from_millis(15);
/// How long after a read that failed the next is tried.
const AGAIN: Duration = Duration::from_millis(250);

/// What is to be read next, and the task that reads it.
#[derive(Default)]
pub(super) struct ResyncQueue {
    lists: Mutex<Pending>,
    /// How many polls each meeting had at the last look.
    counted: Mutex<HashMap<JoinCode, i64>>,
    news: Notify,
}

#[derive(Default)]
struct Pending {
    polls: HashMap<PollCode, PendingPoll>,
    meetings: HashSet<JoinCode>,
}

/// What is to be broadcast of a poll once it has been read.
#[derive(Default)]
struct PendingPoll {
    /// Broadcast immediately instead of with the next throttled update.
    at_once: bool,
    /// Votes in rounds that are not known here yet.
    voted: Vec<RoundVoters>,
}

/// Voters of one round. They count in that round alone, so a replayed event changes nothing later.
pub(super) struct RoundVoters {
    pub(super) round: u32,
    pub(super) voted: Vec<VoterHash>,
}

impl ResyncQueue {
    /// A poll is at `seq`, and these have voted in it.
    pub(super) fn poll(&self, live: &Live, code: &str, seq: u64, at_once: bool, voted: RoundVoters) {
        let Some(known) = PollCode::parse(code).and_then(|code| live.rooms.newest(&code)) else { return };
        let is_ahead = voted.round > known.round;
        if voted.round == known.round {
            live.replication.apply_votes(&known, &voted.voted);
        }
        if known.seq < seq {
            self.enqueue(|lists| lists.polls.entry(known.code.clone()).or_default().add(at_once, is_ahead.then_some(voted)));
        }
    }

    /// A meeting's stage is at `seq`.
    pub(super) fn stage(&self, live: &Live, code: &str, seq: u64) {
        let Some(known) = JoinCode::parse(code).and_then(|code| live.stages.meeting(&code)) else { return };
        if known.stage.seq < seq {
            self.enqueue(|lists| _ = lists.meetings.insert(known.code.clone()));
        }
    }

    /// Reads the latest `seq` of everything cached in one query, and queues what is newer or gone.
    pub(super) async fn compare_with_database(&self, app: &App) {
        let (polls, meetings) = app.live.replication.known();
        // Consoles follow the lists of meetings whose stage was not asked for here.
        let of_polls = polls.iter().filter_map(|code| Some(app.live.rooms.newest(code)?.meeting.clone()));
        let meetings: Vec<JoinCode> = meetings.into_iter().chain(of_polls).collect::<HashSet<_>>().into_iter().collect();
        let codes = polls.iter().map(ToString::to_string).collect();
        let Ok(latest) = app.polls.latest(codes, meetings.iter().map(ToString::to_string).collect()).await else { return };
        let is_old = |code: &PollCode| {
            app.live.rooms.newest(code).is_some_and(|known| latest.polls.get(code.as_str()).is_none_or(|seq| known.seq < *seq))
        };
        let polls: Vec<PollCode> = polls.into_iter().filter(is_old).collect();
        let (staged, listed) = self.meetings(app, &latest, &polls, meetings);
        self.enqueue(|lists| {
            for code in polls {
                lists.polls.entry(code).or_default();
            }
            lists.meetings.extend(staged);
        });
        for code in &listed {
            app.lists.announce_here(code);
        }
    }

    /// The meetings whose stage is old here, and those whose list of polls is.
    fn meetings(&self, app: &App, latest: &Latest, changed: &[PollCode], meetings: Vec<JoinCode>) -> (Vec<JoinCode>, HashSet<JoinCode>) {
        let mut counted = self.counted.lock();
        counted.retain(|code, _| meetings.contains(code));
        let mut listed: HashSet<_> = changed.iter().filter_map(|code| Some(app.live.rooms.newest(code)?.meeting.clone())).collect();
        let mut staged = Vec::new();
        for code in meetings {
            let now = latest.meetings.get(code.as_str()).copied();
            let polls = now.map_or(0, |(_, polls)| polls);
            // Also when it is counted first: what came before is unknown.
            if counted.insert(code.clone(), polls) != Some(polls) {
                listed.insert(code.clone());
            }
            if app.live.stages.meeting(&code).is_some_and(|known| now.is_none_or(|(seq, _)| known.stage.seq < seq)) {
                staged.push(code);
            }
        }
        (staged, listed)
    }

    /// Queues everything that is cached.
    pub(super) fn enqueue_everything(&self, live: &Live) {
        let (polls, meetings) = live.replication.known();
        self.enqueue(|lists| {
            for code in polls {
                lists.polls.entry(code).or_default();
            }
            lists.meetings.extend(meetings);
        });
    }

    fn enqueue(&self, what: impl FnOnce(&mut Pending)) {
        what(&mut self.lists.lock());
        self.news.notify_one();
    }

    /// Reads what is queued, for ever. What cannot be read is queued again, because no later event may name it.
    pub(super) async fn run(&self, app: &App) {
        loop {
            self.news.notified().await;
            let Pending { polls, meetings } = std::mem::take(&mut *self.lists.lock());
            for (code, news) in polls {
                if let Err(error) = app.polls.refresh(&code, news.at_once).await {
                    tracing::debug!(?error, %code, "cluster: resync failed, it is tried again");
                    self.enqueue(|lists| lists.polls.entry(code).or_default().add(news.at_once, news.voted));
                    tokio::time::sleep(AGAIN).await;
                } else if let Some(now) = app.live.rooms.newest(&code) {
                    for voted in news.voted.iter().filter(|voted| voted.round == now.round) {
                        app.live.replication.apply_votes(&now, &voted.voted);
                    }
                }
            }
            for code in meetings {
                if let Err(error) = app.meetings.refresh(&code).await {
                    tracing::debug!(?error, %code, "cluster: resync failed, it is tried again");
                    self.enqueue(|lists| _ = lists.meetings.insert(code));
                    tokio::time::sleep(AGAIN).await;
                }
            }
            tokio::time::sleep(REST).await;
        }
    }
}

impl PendingPoll {
    fn add(&mut self, at_once: bool, voted: impl IntoIterator<Item = RoundVoters>) {
        self.at_once |= at_once;
        self.voted.extend(voted);
    }
}
