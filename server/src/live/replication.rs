//! Changes made by other instances, applied here and broadcast to this instance's phones.

use super::Live;
use super::cluster_events::{ClusterEvent, ClusterEvents};
use super::remote_presence::{ChangedCounts, PresenceReport};
use super::voter_hash::VoterHash;
use crate::domain::{JoinCode, Meeting, Poll, PollCode};
use crate::wire::Refused;
use std::sync::Arc;
use std::time::Instant;

impl Live {
    /// The same rooms, publishing their events to other instances.
    #[must_use]
    pub(crate) fn with_cluster(self, news: ClusterEvents) -> Self {
        Self { news, ..self }
    }

    /// Whether events are shared with other instances.
    #[must_use]
    pub(crate) fn is_shared(&self) -> bool {
        self.news.is_shared()
    }

    /// Applies a poll that another instance has changed: broadcast here, not published again.
    pub(crate) fn apply_remote(&self, poll: Arc<Poll>, at_once: bool) {
        let room = self.room(&poll);
        room.untold.published_to(poll.seq);
        let newest = self.keep(&room, poll);
        if at_once {
            self.broadcast_state(&newest);
        } else {
            room.mark_dirty();
        }
    }

    /// Moves sockets of browsers that voted through another instance to the voters' audience.
    pub(crate) fn apply_remote_votes(&self, poll: &Arc<Poll>, voted: &[VoterHash]) {
        for voter in voted {
            self.promote_voter(poll, *voter);
        }
        if !voted.is_empty() {
            self.room(poll).mark_dirty();
        }
    }

    /// Applies a meeting that another instance has changed.
    pub(crate) fn apply_remote_stage(&self, meeting: Arc<Meeting>) {
        self.show_stage(meeting);
    }

    /// Removes a poll that another instance has deleted, after broadcasting its last state.
    pub(crate) fn remove_remote(&self, last: &Arc<Poll>) {
        self.broadcast_state(last);
        if let Some((_, room)) = self.rooms.remove(&last.code) {
            room.close();
        }
    }

    /// This instance's phones and refusals, as an event for the others.
    #[must_use]
    pub(crate) fn presence_report(&self) -> ClusterEvent {
        let mut here = self.watching.presence_report();
        let refused = self.rooms.iter().map(|room| (room.key().to_string(), room.refusals()));
        here.refused = refused.filter(|(_, refused)| *refused != Refused::default()).collect();
        ClusterEvent::Here(here)
    }

    /// Stores another instance's report, and schedules updates of the totals that it changed.
    pub(crate) fn apply_presence_report(&self, instance: &str, here: &PresenceReport) {
        let ChangedCounts { polls, meetings } = self.elsewhere.apply_report(instance, here, Instant::now());
        for code in polls.iter().filter_map(|code| PollCode::parse(code)) {
            if let Some(room) = self.rooms.get(&code) {
                room.mark_count_dirty();
            }
        }
        for code in meetings.iter().filter_map(|code| JoinCode::parse(code)) {
            self.touch_meeting(&code);
        }
    }

    /// Drops the reports of the other instances, which are unreachable.
    pub(crate) fn forget_remote(&self) {
        self.elsewhere.forget();
    }

    /// Latest `seq` of every cached poll and stage, so that another instance can see what it missed.
    #[must_use]
    pub(crate) fn sync_events(&self) -> Vec<ClusterEvent> {
        let polls = self.rooms.iter().map(|room| ClusterEvent::from_poll(&room.newest(), false, &[]));
        let stages = self.stages.iter().map(|stage| ClusterEvent::from_stage(stage.key(), stage.stage.seq));
        polls.chain(stages).collect()
    }

    /// The same at shutdown, when no throttled update follows: with the voters that were not published yet.
    #[must_use]
    pub(crate) fn final_events(&self) -> Vec<ClusterEvent> {
        let voted = self.rooms.iter().filter_map(|room| {
            let poll = room.newest();
            let voted = room.untold.take_at(poll.seq).filter(|voted| !voted.is_empty())?;
            Some(ClusterEvent::from_poll(&poll, false, &voted))
        });
        voted.chain(self.sync_events()).collect()
    }

    /// Every cached poll and meeting.
    #[must_use]
    pub(crate) fn known(&self) -> (Vec<PollCode>, Vec<JoinCode>) {
        (self.rooms.iter().map(|room| room.key().clone()).collect(), self.stages.iter().map(|stage| stage.key().clone()).collect())
    }

    pub(super) fn broadcast_state(&self, poll: &Arc<Poll>) {
        let (live, poll) = (self.clone(), poll.clone());
        tokio::spawn(async move { live.broadcast_poll("poll_state", &poll, false).await });
    }
}
