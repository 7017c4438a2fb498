//! The queue of polls and meetings to be read again because another instance has changed them. Each is queued once, however many
//! events name it.

use crate::app::App;
use crate::domain::{JoinCode, PollCode};
use crate::live::{Live, VoterHash};
use crate::storage::Latest;
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::sync::Notify;

/// Pause between two reads: events that arrive meanwhile share the next one.
const READ_INTERVAL: Duration = Duration::from_millis(15);
/// Pause after a failed read.
const RETRY_DELAY: Duration = Duration::from_millis(250);

/// What is to be read next, and the task that reads it.
#[derive(Default)]
pub(super) struct ResyncQueue {
    pending: Mutex<Pending>,
    /// How many polls each meeting had at the last comparison with the database.
    poll_counts: Mutex<HashMap<JoinCode, u64>>,
    queued: Notify,
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
    /// Voters of rounds that this instance has not read yet.
    round_voters: Vec<RoundVoters>,
}

/// Voters of one round. They count in that round alone, so a replayed event changes nothing in a later one.
pub(super) struct RoundVoters {
    pub(super) round: u32,
    pub(super) voters: Vec<VoterHash>,
}

/// The meetings that another instance has changed.
#[derive(Default)]
struct ChangedMeetings {
    /// Those whose cached stage is outdated.
    stages: Vec<JoinCode>,
    /// Those whose list of polls has changed.
    lists: HashSet<JoinCode>,
    /// Those whose board has changed, or was never read.
    boards: Vec<JoinCode>,
}

impl ResyncQueue {
    /// Applies an event of a cached poll: moves its voters to the voters' audience, once their round has been read, and queues the
    /// poll if `seq` is newer.
    pub(super) fn apply_poll_event(&self, live: &Live, code: &str, seq: u64, at_once: bool, votes: RoundVoters) {
        let Some(cached) = PollCode::parse(code).and_then(|code| live.polls.newest(&code)) else { return };
        let is_ahead = votes.round > cached.round;
        if votes.round == cached.round {
            live.replication.apply_votes(&cached, &votes.voters);
        }
        if cached.seq < seq {
            self.enqueue(|pending| pending.polls.entry(cached.code.clone()).or_default().add(at_once, is_ahead.then_some(votes)));
        }
    }

    /// Applies an event of a cached meeting: queues it if its stage's `seq` is newer.
    pub(super) fn apply_stage_event(&self, live: &Live, code: &str, seq: u64) {
        let Some(cached) = JoinCode::parse(code).and_then(|code| live.stages.meeting(&code)) else { return };
        if cached.stage.seq < seq {
            self.enqueue(|pending| _ = pending.meetings.insert(cached.code.clone()));
        }
    }

    /// Reads the latest `seq` of everything cached, in one query; queues what is newer or deleted, announces changed lists of polls
    /// to this instance's consoles, and changed boards to their followers.
    pub(super) async fn compare_with_database(&self, app: &App) {
        let (polls, meetings) = app.live.replication.cached_codes();
        // A console may follow the list of a meeting whose stage this instance has not cached.
        let meetings_of_polls = polls.iter().filter_map(|code| Some(app.live.polls.newest(code)?.meeting.clone()));
        let meetings: Vec<JoinCode> = meetings.into_iter().chain(meetings_of_polls).collect::<HashSet<_>>().into_iter().collect();
        let codes = polls.iter().map(ToString::to_string).collect();
        let Ok(latest) = app.polls.latest(codes, meetings.iter().map(ToString::to_string).collect()).await else { return };
        let is_outdated = |code: &PollCode| {
            app.live.polls.newest(code).is_some_and(|cached| latest.polls.get(code.as_str()).is_none_or(|seq| cached.seq < *seq))
        };
        let polls: Vec<PollCode> = polls.into_iter().filter(is_outdated).collect();
        let changed = self.changed_meetings(app, &latest, &polls, meetings);
        self.enqueue(|pending| {
            for code in polls {
                pending.polls.entry(code).or_default();
            }
            pending.meetings.extend(changed.stages);
        });
        for code in &changed.lists {
            app.lists.announce_locally(code);
        }
        for code in &changed.boards {
            app.boards.announce_soon(code);
        }
    }

    /// Which of these meetings have changed.
    fn changed_meetings(&self, app: &App, latest: &Latest, outdated_polls: &[PollCode], meetings: Vec<JoinCode>) -> ChangedMeetings {
        let mut poll_counts = self.poll_counts.lock();
        poll_counts.retain(|code, _| meetings.contains(code));
        let lists = outdated_polls.iter().filter_map(|code| Some(app.live.polls.newest(code)?.meeting.clone())).collect();
        let mut changed = ChangedMeetings { lists, ..ChangedMeetings::default() };
        for code in meetings {
            let in_database = latest.meetings.get(code.as_str()).copied();
            let polls = in_database.map_or(0, |meeting| meeting.polls);
            // Also at the first count, because the count before it is unknown.
            if poll_counts.insert(code.clone(), polls) != Some(polls) {
                changed.lists.insert(code.clone());
            }
            if in_database.is_some_and(|meeting| app.live.boards.seq(&code) < meeting.board_seq) {
                changed.boards.push(code.clone());
            }
            if app.live.stages.meeting(&code).is_some_and(|cached| in_database.is_none_or(|meeting| cached.stage.seq < meeting.seq)) {
                changed.stages.push(code);
            }
        }
        changed
    }

    /// Queues every cached poll and meeting.
    pub(super) fn enqueue_everything(&self, live: &Live) {
        let (polls, meetings) = live.replication.cached_codes();
        self.enqueue(|pending| {
            for code in polls {
                pending.polls.entry(code).or_default();
            }
            pending.meetings.extend(meetings);
        });
    }

    fn enqueue(&self, add: impl FnOnce(&mut Pending)) {
        add(&mut self.pending.lock());
        self.queued.notify_one();
    }

    /// Reads what is queued, and never returns. What cannot be read is queued again, because there may be no later event for it.
    pub(super) async fn run(&self, app: &App) {
        loop {
            self.queued.notified().await;
            let Pending { polls, meetings } = std::mem::take(&mut *self.pending.lock());
            for (code, poll) in polls {
                if let Err(error) = app.polls.refresh(&code, poll.at_once).await {
                    tracing::debug!(?error, %code, "cluster: resync failed, it is tried again");
                    self.enqueue(|pending| pending.polls.entry(code).or_default().add(poll.at_once, poll.round_voters));
                    tokio::time::sleep(RETRY_DELAY).await;
                } else if let Some(newest) = app.live.polls.newest(&code) {
                    for votes in poll.round_voters.iter().filter(|votes| votes.round == newest.round) {
                        app.live.replication.apply_votes(&newest, &votes.voters);
                    }
                }
            }
            for code in meetings {
                if let Err(error) = app.meetings.refresh(&code).await {
                    tracing::debug!(?error, %code, "cluster: resync failed, it is tried again");
                    self.enqueue(|pending| _ = pending.meetings.insert(code));
                    tokio::time::sleep(RETRY_DELAY).await;
                }
            }
            tokio::time::sleep(READ_INTERVAL).await;
        }
    }
}

impl PendingPoll {
    fn add(&mut self, at_once: bool, votes: impl IntoIterator<Item = RoundVoters>) {
        self.at_once |= at_once;
        self.round_voters.extend(votes);
    }
}
