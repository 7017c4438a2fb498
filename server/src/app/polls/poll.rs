//! Use cases of one poll: creating, finding, changing, deleting and restoring it.

use super::core::Core;
use super::error::PollError;
use super::recount;
use crate::domain::{JoinCode, NewPoll, Poll, PollChange, PollCode, PollState, Refusal};
use crate::entropy;
use crate::storage::{Latest, MeetingTarget, PollCreation};
use std::sync::Arc;

/// The use cases of polls. Clones share the storage and the rooms.
#[derive(Clone)]
pub(crate) struct Polls {
    pub(super) core: Arc<Core>,
}

impl Polls {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Creates a poll in the target meeting; unless it is a draft, it is put on the stage.
    pub(crate) async fn create(&self, new: NewPoll, target: MeetingTarget) -> Result<Arc<Poll>, PollError> {
        self.create_with(new, self.draw_keys(target)).await
    }

    /// As [`create`](Self::create), with what [`draw_keys`](Self::draw_keys) has drawn.
    pub(super) async fn create_with(&self, new: NewPoll, keys: PollCreation) -> Result<Arc<Poll>, PollError> {
        let (poll, meeting) = self.core.storage.create_poll(new, keys).await??;
        self.core.live.stages.announce(Arc::new(meeting));
        self.core.announce_list(&poll.meeting);
        Ok(self.core.live.polls.cache(Arc::new(poll)))
    }

    /// Draws the codes of a new poll, and reads the clock.
    pub(super) fn draw_keys(&self, target: MeetingTarget) -> PollCreation {
        PollCreation {
            poll_code: PollCode::from_entropy(entropy::bytes()),
            target,
            guest: None,
            new_join_code: JoinCode::from_entropy(entropy::bytes()),
            now: self.core.now(),
        }
    }

    /// Adds a copy of a poll, as a draft, at the end of its meeting.
    pub(crate) async fn copy(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        self.create(NewPoll::like(&poll, PollState::Draft)?, MeetingTarget::Named(poll.meeting.clone())).await
    }

    /// The newest snapshot of the poll with this code.
    pub(crate) async fn find(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let live = &self.core.live;
        if let Some(poll) = live.polls.newest(code) {
            return Ok(poll);
        }
        let poll = self.core.storage.find_poll(code).await?.ok_or(Refusal::NoSuchPoll)?;
        let poll = live.polls.cache(Arc::new(poll));
        if !live.events.is_shared() {
            return Ok(poll);
        }
        // Events of other instances that arrived during the read were dropped, because the poll had
        // no room yet.
        if let Err(error) = self.refresh(code, false).await {
            tracing::debug!(?error, %code, "poll: second read failed");
        }
        Ok(live.polls.newest(code).ok_or(Refusal::NoSuchPoll)?)
    }

    /// The newest polls, newest first.
    pub(crate) async fn newest(&self, limit: u32) -> Result<Vec<Poll>, PollError> {
        Ok(self.core.storage.newest_polls(limit).await?)
    }

    /// The latest `seq` of these polls and meetings in the database.
    pub(crate) async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, PollError> {
        Ok(self.core.storage.latest(polls, meetings).await?)
    }

    /// Changes a poll; broadcasts the poll to its room at once, the stage if that has changed, and
    /// the list to every console.
    pub(crate) async fn change(&self, code: &PollCode, change: PollChange) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        let (changed, meeting) = self.core.storage.change_poll(poll.id, change, self.core.now()).await??;
        let changed = Arc::new(changed);
        self.core.live.polls.announce_state(&changed);
        self.core.live.stages.announce(Arc::new(meeting));
        self.core.announce_list(&changed.meeting);
        self.schedule_follow_ups(&poll, &changed);
        Ok(changed)
    }

    /// Starts the recount if the poll has just closed, and schedules its close if it has a new
    /// deadline.
    pub(super) fn schedule_follow_ups(&self, old: &Poll, changed: &Arc<Poll>) {
        if changed.state == PollState::Closed && old.state != PollState::Closed {
            tokio::spawn(recount::run(self.core.storage.clone(), changed.clone()));
        }
        if changed.closes_at != old.closes_at {
            self.core.schedule_close(changed);
        }
    }

    /// Marks a poll as deleted. It can be restored until its meeting ends or the poll is purged.
    pub(crate) async fn delete(&self, code: &PollCode) -> Result<(), PollError> {
        let (deleted, meeting) = self.core.storage.set_poll_deleted(code, Some(self.core.now())).await??;
        self.core.live.polls.announce_deletion(&Arc::new(deleted.after_deletion()));
        self.core.announce_list(&meeting.code);
        self.core.live.stages.announce(Arc::new(meeting));
        Ok(())
    }

    /// Restores a deleted poll with its votes.
    pub(crate) async fn restore(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let (poll, meeting) = self.core.storage.set_poll_deleted(code, None).await??;
        self.core.live.stages.announce(Arc::new(meeting));
        self.core.announce_list(&poll.meeting);
        Ok(self.core.live.polls.cache(Arc::new(poll)))
    }
}
