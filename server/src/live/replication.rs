//! Replication between instances that share a database: applies changes made by other instances and broadcasts them to this
//! instance's phones, and reports to the others what this instance has cached.

use super::boards::Boards;
use super::cluster_events::ClusterEvent;
use super::polls::Polls;
use super::presence::{ChangedCounts, Presence, PresenceReport};
use super::stages::Stages;
use super::voter_hash::VoterHash;
use crate::domain::{JoinCode, Meeting, Poll, PollCode};
use crate::wire::Refused;
use std::sync::Arc;
use std::time::Instant;

/// Applies the events of other instances, and builds the events that report this instance's state.
pub(crate) struct Replication {
    polls: Arc<Polls>,
    stages: Arc<Stages>,
    boards: Arc<Boards>,
    presence: Arc<Presence>,
}

impl Replication {
    pub(super) fn new(polls: Arc<Polls>, stages: Arc<Stages>, boards: Arc<Boards>, presence: Arc<Presence>) -> Self {
        Self { polls, stages, boards, presence }
    }

    /// Applies a poll that another instance has changed: broadcasts it to this instance's phones without publishing it again,
    /// immediately if `at_once`, otherwise with the next throttled update.
    pub(crate) fn apply_poll(&self, poll: Arc<Poll>, at_once: bool) {
        let room = self.polls.room(&poll);
        room.updates.unsent.record_published(poll.seq);
        let newest = self.polls.store(&room, poll);
        if at_once {
            self.polls.broadcast_state(&newest);
        } else {
            room.mark_dirty();
        }
    }

    /// Moves this instance's sockets of browsers that voted through another one to the voters' audience.
    pub(crate) fn apply_votes(&self, poll: &Arc<Poll>, voted: &[VoterHash]) {
        for voter in voted {
            self.polls.promote(poll, *voter);
        }
        if !voted.is_empty() {
            self.polls.room(poll).mark_dirty();
        }
    }

    /// Stores a meeting that another instance has changed, and broadcasts its stage, if that is newer.
    pub(crate) fn apply_stage(&self, meeting: Arc<Meeting>) {
        self.stages.store_and_broadcast(meeting);
    }

    /// Broadcasts the last state of a poll that another instance has deleted, and removes its room.
    pub(crate) fn remove_poll(&self, last: &Arc<Poll>) {
        self.polls.broadcast_state(last);
        self.polls.remove(&last.code);
    }

    /// Stores another instance's report, and schedules updates of the totals that it changed.
    pub(crate) fn apply_presence(&self, instance: &str, report: &PresenceReport) {
        let ChangedCounts { polls, meetings } = self.presence.remote.apply_report(instance, report, Instant::now());
        for code in polls.iter().filter_map(|code| PollCode::parse(code)) {
            self.polls.mark_count_dirty(&code);
        }
        for code in meetings.iter().filter_map(|code| JoinCode::parse(code)) {
            self.stages.mark_count_dirty(&code);
        }
    }

    /// Drops the reports of the other instances, which are unreachable.
    pub(crate) fn forget_presence(&self) {
        self.presence.remote.forget();
    }

    /// This instance's phones, refusals and requests for time, as an event for the others.
    #[must_use]
    pub(crate) fn presence_event(&self) -> ClusterEvent {
        let refused = self.polls.all().into_iter().map(|room| (room.newest().code.to_string(), room.refusals()));
        let refused = refused.filter(|(_, refused)| *refused != Refused::default()).collect();
        let asked = self.polls.all().into_iter().map(|room| (room.newest().code.to_string(), room.time_requests(&room.newest())));
        let time_requests = asked.filter(|(_, devices)| *devices > 0).collect();
        ClusterEvent::Presence(PresenceReport { refused, time_requests, ..self.presence.local.report() })
    }

    /// Latest `seq` of every cached poll, stage and board, so that another instance can see what it missed.
    #[must_use]
    pub(crate) fn sync_events(&self) -> Vec<ClusterEvent> {
        let polls = self.polls.all().into_iter().map(|room| ClusterEvent::from_poll(&room.newest(), false, &[]));
        let stages = self.stages.seqs().into_iter().map(|(code, seq)| ClusterEvent::from_stage(&code, seq));
        let boards = self.boards.seqs().into_iter().map(|(code, seq)| ClusterEvent::from_board(&code, Some(seq)));
        polls.chain(stages).chain(boards).collect()
    }

    /// The last events before a shutdown, which include the voters that no throttled update has published.
    #[must_use]
    pub(crate) fn final_events(&self) -> Vec<ClusterEvent> {
        let voted = self.polls.all().into_iter().filter_map(|room| {
            let poll = room.newest();
            let voted = room.updates.unsent.take_at(poll.seq).filter(|voted| !voted.is_empty())?;
            Some(ClusterEvent::from_poll(&poll, false, &voted))
        });
        voted.chain(self.sync_events()).collect()
    }

    /// The codes of every cached poll and meeting.
    #[must_use]
    pub(crate) fn cached_codes(&self) -> (Vec<PollCode>, Vec<JoinCode>) {
        let polls = self.polls.all().into_iter().map(|room| room.newest().code.clone());
        (polls.collect(), self.stages.seqs().into_iter().map(|(code, _)| code).collect())
    }
}
