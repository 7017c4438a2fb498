//! Replication between instances that share a database: applies changes made by other instances and broadcasts them to this
//! instance's phones, and reports to the others what this instance has cached.

use super::cluster_events::ClusterEvent;
use super::presence::{ChangedCounts, Presence, PresenceReport};
use super::rooms::Rooms;
use super::stages::Stages;
use super::voter_hash::VoterHash;
use crate::domain::{JoinCode, Meeting, Poll, PollCode};
use crate::wire::Refused;
use std::sync::Arc;
use std::time::Instant;

/// Applies the events of other instances, and builds the events that report this instance's state.
pub(crate) struct Replication {
    rooms: Arc<Rooms>,
    stages: Arc<Stages>,
    presence: Arc<Presence>,
}

impl Replication {
    pub(super) fn new(rooms: Arc<Rooms>, stages: Arc<Stages>, presence: Arc<Presence>) -> Self {
        Self { rooms, stages, presence }
    }

    /// Applies a poll that another instance has changed: broadcasts it to this instance's phones without publishing it again,
    /// immediately if `at_once`, otherwise with the next throttled update.
    pub(crate) fn apply_poll(&self, poll: Arc<Poll>, at_once: bool) {
        let room = self.rooms.get_or_create(&poll);
        room.unsent.record_published(poll.seq);
        let newest = self.rooms.store(&room, poll);
        if at_once {
            self.rooms.broadcast_state(&newest);
        } else {
            room.mark_dirty();
        }
    }

    /// Moves this instance's sockets of browsers that voted through another one to the voters' audience.
    pub(crate) fn apply_votes(&self, poll: &Arc<Poll>, voted: &[VoterHash]) {
        for voter in voted {
            self.rooms.promote(poll, *voter);
        }
        if !voted.is_empty() {
            self.rooms.get_or_create(poll).mark_dirty();
        }
    }

    /// Stores a meeting that another instance has changed, and broadcasts its stage, if that is newer.
    pub(crate) fn apply_stage(&self, meeting: Arc<Meeting>) {
        self.stages.store_and_broadcast(meeting);
    }

    /// Broadcasts the last state of a poll that another instance has deleted, and removes its room.
    pub(crate) fn remove_poll(&self, last: &Arc<Poll>) {
        self.rooms.broadcast_state(last);
        self.rooms.remove(&last.code);
    }

    /// Stores another instance's report, and schedules updates of the totals that it changed.
    pub(crate) fn apply_presence(&self, instance: &str, report: &PresenceReport) {
        let ChangedCounts { polls, meetings } = self.presence.remote.apply_report(instance, report, Instant::now());
        for code in polls.iter().filter_map(|code| PollCode::parse(code)) {
            self.rooms.mark_count_dirty(&code);
        }
        for code in meetings.iter().filter_map(|code| JoinCode::parse(code)) {
            self.stages.mark_count_dirty(&code);
        }
    }

    /// Drops the reports of the other instances, which are unreachable.
    pub(crate) fn forget_presence(&self) {
        self.presence.remote.forget();
    }

    /// This instance's phones and refusals, as an event for the others.
    #[must_use]
    pub(crate) fn presence_event(&self) -> ClusterEvent {
        let refused = self.rooms.all().into_iter().map(|room| (room.newest().code.to_string(), room.refusals()));
        let refused = refused.filter(|(_, refused)| *refused != Refused::default()).collect();
        ClusterEvent::Presence(PresenceReport { refused, ..self.presence.local.report() })
    }

    /// Latest `seq` of every cached poll and stage, so that another instance can see what it missed.
    #[must_use]
    pub(crate) fn sync_events(&self) -> Vec<ClusterEvent> {
        let polls = self.rooms.all().into_iter().map(|room| ClusterEvent::from_poll(&room.newest(), false, &[]));
        let stages = self.stages.all().into_iter().map(|meeting| ClusterEvent::from_stage(&meeting.code, meeting.stage.seq));
        polls.chain(stages).collect()
    }

    /// The last events before a shutdown, which include the voters that no throttled update has published.
    #[must_use]
    pub(crate) fn final_events(&self) -> Vec<ClusterEvent> {
        let voted = self.rooms.all().into_iter().filter_map(|room| {
            let poll = room.newest();
            let voted = room.unsent.take_at(poll.seq).filter(|voted| !voted.is_empty())?;
            Some(ClusterEvent::from_poll(&poll, false, &voted))
        });
        voted.chain(self.sync_events()).collect()
    }

    /// The codes of every cached poll and meeting.
    #[must_use]
    pub(crate) fn cached_codes(&self) -> (Vec<PollCode>, Vec<JoinCode>) {
        let polls = self.rooms.all().into_iter().map(|room| room.newest().code.clone());
        (polls.collect(), self.stages.all().into_iter().map(|meeting| meeting.code.clone()).collect())
    }
}
