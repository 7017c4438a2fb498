//! Use cases of meetings: what a host does with a meeting, and what its guests see of it.

use super::core::Core;
use super::error::PollError;
use super::poll::Polls;
use super::retention::Retention;
use crate::domain::{
    JoinCode, Logo, Look, LookChange, Meeting, MeetingChange, MeetingOverview, Name, NewPoll, OwnWords, Poll, PollState, Refusal,
};
use crate::entropy;
use crate::storage::MeetingTarget;
use std::sync::Arc;

/// How many of the meetings opened last [`Meetings::ongoing`] searches for those that have not
/// ended.
const SEARCHED: u32 = 50;

/// The use cases of meetings. Clones share the storage and the rooms.
#[derive(Clone)]
pub(crate) struct Meetings {
    pub(super) core: Arc<Core>,
    pub(super) polls: Polls,
    retention: Retention,
}

impl Meetings {
    pub(super) fn new(core: Arc<Core>, polls: Polls, retention: Retention) -> Self {
        Self { core, polls, retention }
    }

    /// Creates a meeting, which becomes the current one. With `like`, it gets that meeting's look, and its
    /// questions as drafts.
    pub(crate) async fn create(&self, name: Name, like: Option<&JoinCode>) -> Result<Arc<Meeting>, PollError> {
        let (drafts, look) = match like {
            Some(code) => (self.polls_of(code).await?, self.look_of(code).await?),
            None => Default::default(),
        };
        let meeting = self.core.storage.create_meeting(JoinCode::from_entropy(entropy::bytes()), name, self.core.now()).await?;
        let code = meeting.code.clone();
        for poll in drafts {
            self.polls.create(NewPoll::like(&poll, PollState::Draft)?, MeetingTarget::Named(code.clone())).await?;
        }
        for change in look {
            self.change(&code, MeetingChange { look: Some(change), ..MeetingChange::default() }).await?;
        }
        self.core.announce_list(&code);
        self.find(&code).await
    }

    /// The changes that give another meeting the look of this one; none for the usual look.
    async fn look_of(&self, code: &JoinCode) -> Result<Vec<LookChange>, PollError> {
        let look = self.find(code).await?.look.clone();
        let mark = look.logo.clone();
        let logo = match mark {
            Some(mark) => self.core.storage.logo(code).await?.map(|png| Logo { png, mark }),
            None => None,
        };
        let choices = (look != Look::default()).then_some(LookChange::Choices(look));
        Ok(choices.into_iter().chain(logo.map(|logo| LookChange::Logo(Some(logo)))).collect())
    }

    /// The PNG of a meeting's logo.
    pub(crate) async fn logo(&self, code: &JoinCode) -> Result<Vec<u8>, PollError> {
        Ok(self.core.storage.logo(code).await?.ok_or(Refusal::NoSuchLogo)?)
    }

    /// The meeting that the console shows, created where there is none: somebody else, or the first poll, may have created it
    /// meanwhile.
    pub(crate) async fn ensure(&self) -> Result<Arc<Meeting>, PollError> {
        let meeting = self.core.storage.ensure_meeting(JoinCode::from_entropy(entropy::bytes()), self.core.now()).await?;
        self.core.announce_list(&meeting.code);
        Ok(self.cache(meeting))
    }

    /// The newest snapshot of the meeting with this code.
    pub(crate) async fn find(&self, code: &JoinCode) -> Result<Arc<Meeting>, PollError> {
        if let Some(meeting) = self.core.live.stages.meeting(code) {
            return Ok(meeting);
        }
        let meeting = self.core.storage.find_meeting(code).await?.ok_or(Refusal::NoSuchMeeting)?;
        Ok(self.cache(meeting))
    }

    /// The meeting that the console shows.
    pub(crate) async fn current(&self) -> Result<Option<Arc<Meeting>>, PollError> {
        let meeting = self.core.storage.current_meeting().await?;
        Ok(meeting.map(|meeting| self.cache(meeting)))
    }

    fn cache(&self, meeting: Meeting) -> Arc<Meeting> {
        self.core.live.stages.cache(Arc::new(meeting))
    }

    /// Whether a poll is open in the meeting that the console shows; open polls of earlier meetings
    /// do not count.
    pub(crate) async fn has_open_poll(&self) -> Result<bool, PollError> {
        let meetings = self.core.live.polls.meetings_with_open_polls();
        Ok(!meetings.is_empty() && self.core.storage.current_meeting().await?.is_some_and(|current| meetings.contains(&current.code)))
    }

    /// How many polls are open in the meeting that the console shows; open polls of earlier
    /// meetings do not count.
    pub(crate) async fn open_poll_count(&self) -> Result<usize, PollError> {
        let Some(current) = self.core.storage.current_meeting().await? else { return Ok(0) };
        let polls = self.core.storage.polls_of(&current.code).await?;
        Ok(polls.iter().filter(|poll| poll.state == PollState::Open).count())
    }

    /// Of the [`SEARCHED`] meetings opened last, those that have not ended and have a poll.
    pub(crate) async fn ongoing(&self) -> Result<Vec<Meeting>, PollError> {
        let newest = self.core.storage.meetings("", None, SEARCHED).await?;
        Ok(newest
            .into_iter()
            .filter(|overview| overview.meeting.ended_at.is_none() && overview.polls > 0)
            .map(|overview| overview.meeting)
            .collect())
    }

    /// At most `limit` meetings whose name, code or questions contain `search`, the one opened last
    /// first; with `after`, only those that follow that meeting in this order.
    pub(crate) async fn history(&self, search: &str, after: Option<&JoinCode>, limit: u32) -> Result<Vec<MeetingOverview>, PollError> {
        Ok(self.core.storage.meetings(search.trim(), after, limit).await?)
    }

    /// A meeting's polls in the host's order.
    pub(crate) async fn polls_of(&self, code: &JoinCode) -> Result<Vec<Poll>, PollError> {
        self.find(code).await?;
        Ok(self.core.storage.polls_of(code).await?)
    }

    /// A meeting's deleted polls that have votes, the latest deletion first. They can be restored
    /// until the meeting ends, or until they are purged.
    pub(crate) async fn deleted_polls_of(&self, code: &JoinCode) -> Result<Vec<Poll>, PollError> {
        Ok(self.core.storage.deleted_polls_of(code).await?)
    }

    /// The poll that a meeting's guests are shown; `None` while something else is on stage, and
    /// after the end.
    pub(crate) async fn on_stage(&self, meeting: &Meeting) -> Result<Option<Arc<Poll>>, PollError> {
        let Some(code) = meeting.stage.item.poll() else { return Ok(None) };
        self.polls.find(code).await.map(|poll| Some(poll).filter(|poll| poll.state.is_visible_to_guests()))
    }

    /// The words that a meeting's host has added to the word lists.
    pub(crate) async fn own_words(&self, code: &JoinCode) -> Result<OwnWords, PollError> {
        Ok(self.core.storage.own_words(code).await?.ok_or(Refusal::NoSuchMeeting)?)
    }

    /// Changes a meeting, and broadcasts it immediately to its followers and every console. When
    /// the change ends the meeting, its deleted polls are purged.
    pub(crate) async fn change(&self, code: &JoinCode, change: MeetingChange) -> Result<Arc<Meeting>, PollError> {
        let (deletes, ends) = (change.deleted == Some(true), change.ended == Some(true));
        let (meeting, polls) = self.core.storage.change_meeting(code, change, self.core.now()).await??;
        let meeting = Arc::new(meeting);
        for poll in polls {
            let old = self.polls.find(&poll.code).await?;
            let poll = Arc::new(poll);
            self.core.live.polls.announce_state(&poll);
            self.polls.schedule_follow_ups(&old, &poll);
        }
        self.core.live.stages.announce(meeting.clone());
        if deletes {
            self.core.live.stages.forget(code);
            self.core.live.boards.forget(code);
        }
        self.core.announce_list(code);
        if ends {
            self.retention.purge_deleted_polls_of(code);
        }
        Ok(meeting)
    }

    /// Adds polls at the end of a meeting: all of them, or none.
    pub(crate) async fn import(&self, new: Vec<NewPoll>, into: &JoinCode) -> Result<Vec<Poll>, PollError> {
        if self.find(into).await?.ended_at.is_some() {
            return Err(Refusal::MeetingEnded.into());
        }
        let keyed = new.into_iter().map(|new| (new, self.polls.draw_keys(MeetingTarget::Named(into.clone())))).collect();
        let created = self.core.storage.create_polls(keyed).await??;
        self.core.announce_list(into);
        Ok(created)
    }

    /// Reads a meeting again if it is cached, and broadcasts its stage to this instance's sockets
    /// if it has changed.
    pub(crate) async fn refresh(&self, code: &JoinCode) -> Result<(), PollError> {
        let live = &self.core.live;
        if live.stages.meeting(code).is_none() {
            return Ok(());
        }
        if let Some(meeting) = self.core.storage.find_meeting(code).await? {
            live.replication.apply_stage(Arc::new(meeting));
        } else {
            live.stages.forget(code);
            live.boards.forget(code);
        }
        Ok(())
    }
}
