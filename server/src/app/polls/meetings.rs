//! What a host does with a meeting, and what its guests find there.

use crate::app::polls::{PollError, Polls};
use crate::domain::{JoinCode, Meeting, MeetingChange, MeetingLine, Name, NewPoll, Poll, PollCode, PollState, Refusal, RoundTally, View};
use crate::entropy;
use crate::storage::MeetingTarget;
use std::sync::Arc;

/// How many meetings are looked at for those that go on.
const RECENT: u32 = 50;

impl Polls {
    /// A new meeting, the current one from now on. With `like`, it has the same questions, as drafts.
    pub(crate) async fn create_meeting(&self, name: Name, like: Option<&JoinCode>) -> Result<Arc<Meeting>, PollError> {
        let drafts = match like {
            Some(code) => self.polls_of(code).await?,
            None => Vec::new(),
        };
        let meeting = self.storage.create_meeting(JoinCode::from_entropy(entropy::bytes()), name, self.clock.now_millis()).await?;
        let code = meeting.code.clone();
        for poll in drafts {
            self.create(NewPoll::like(&poll, PollState::Draft)?, MeetingTarget::Named(code.clone())).await?;
        }
        self.announce_list(&code);
        Ok(self.live.stages.cache(Arc::new(meeting)))
    }

    /// The meeting with this code, as new as anybody knows it.
    pub(crate) async fn meeting(&self, code: &JoinCode) -> Result<Arc<Meeting>, PollError> {
        if let Some(meeting) = self.live.stages.meeting(code) {
            return Ok(meeting);
        }
        let meeting = self.storage.find_meeting(code).await?.ok_or(Refusal::NoSuchMeeting)?;
        Ok(self.live.stages.cache(Arc::new(meeting)))
    }

    /// The meeting that the console shows.
    pub(crate) async fn current_meeting(&self) -> Result<Option<Arc<Meeting>>, PollError> {
        let meeting = self.storage.current_meeting().await?;
        Ok(meeting.map(|meeting| self.live.stages.cache(Arc::new(meeting))))
    }

    /// Whether this meeting is a guest's: its stage is for its makers too.
    pub(crate) async fn is_guests(&self, code: &JoinCode) -> Result<bool, PollError> {
        Ok(self.storage.is_guests(code).await?)
    }

    /// Whether people can vote now in the meeting that the console shows; what an earlier one has left open does not count.
    pub(crate) async fn is_voting(&self) -> Result<bool, PollError> {
        let voting = self.live.rooms.voting();
        Ok(!voting.is_empty() && self.storage.current_meeting().await?.is_some_and(|current| voting.contains(&current.code)))
    }

    /// How many votes are open in the meeting that the console shows; what an earlier one has left open does not count.
    pub(crate) async fn open_votes(&self) -> Result<usize, PollError> {
        let Some(current) = self.storage.current_meeting().await? else { return Ok(0) };
        let polls = self.storage.polls_of(&current.code).await?;
        Ok(polls.iter().filter(|poll| poll.state == PollState::Open).count())
    }

    /// The meetings that have not ended and that hold a poll.
    pub(crate) async fn going_on(&self) -> Result<Vec<Meeting>, PollError> {
        let lines = self.storage.meetings("", None, RECENT).await?;
        Ok(lines.into_iter().filter(|line| line.meeting.ended_at.is_none() && line.polls > 0).map(|line| line.meeting).collect())
    }

    /// The history, newest first; with `after`, what comes after that meeting.
    pub(crate) async fn meetings(&self, search: &str, after: Option<&JoinCode>, limit: u32) -> Result<Vec<MeetingLine>, PollError> {
        Ok(self.storage.meetings(search.trim(), after, limit).await?)
    }

    /// A meeting's polls in the host's order.
    pub(crate) async fn polls_of(&self, code: &JoinCode) -> Result<Vec<Poll>, PollError> {
        self.meeting(code).await?;
        Ok(self.storage.polls_of(code).await?)
    }

    /// The polls that were deleted from a meeting with votes, the last one first: they can be brought back until it ends.
    pub(crate) async fn deleted_from(&self, code: &JoinCode) -> Result<Vec<Poll>, PollError> {
        Ok(self.storage.deleted_polls_of(code).await?)
    }

    /// The poll that a meeting's guests are shown; `None` in the lobby, before a blank screen and after the end.
    pub(crate) async fn on_stage(&self, meeting: &Meeting) -> Result<Option<Arc<Poll>>, PollError> {
        match &meeting.stage.poll {
            Some(code) if meeting.stage.view == View::Poll => {
                self.find(code).await.map(|poll| Some(poll).filter(|poll| poll.state.is_visible_to_guests()))
            }
            _ => Ok(None),
        }
    }

    /// Changes a meeting; its followers and every console receive it at once.
    pub(crate) async fn change_meeting(&self, code: &JoinCode, change: MeetingChange) -> Result<Arc<Meeting>, PollError> {
        let (gone, ends) = (change.deleted == Some(true), change.ended == Some(true));
        let (meeting, polls) = self.storage.change_meeting(code, change, self.clock.now_millis()).await??;
        let meeting = Arc::new(meeting);
        for poll in polls {
            let before = self.find(&poll.code).await?;
            let poll = Arc::new(poll);
            self.live.rooms.announce_state(&poll);
            self.schedule_follow_ups(&before, &poll);
        }
        self.live.stages.announce(meeting.clone());
        if gone {
            self.live.stages.forget(code);
        }
        self.announce_list(code);
        if ends {
            self.purge_after(code);
        }
        Ok(meeting)
    }

    /// The same question once more, as a draft at the end of its meeting.
    pub(crate) async fn copy(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        self.create(NewPoll::like(&poll, PollState::Draft)?, MeetingTarget::Named(poll.meeting.clone())).await
    }

    /// Takes a poll out of everybody's sight.
    pub(crate) async fn delete(&self, code: &PollCode) -> Result<(), PollError> {
        let (gone, meeting) = self.storage.set_poll_deleted(code, Some(self.clock.now_millis())).await??;
        self.live.rooms.forget(&Arc::new(gone.closed_for_good()));
        self.announce_list(&meeting.code);
        self.live.stages.announce(Arc::new(meeting));
        Ok(())
    }

    /// Brings a deleted poll back, votes and all.
    pub(crate) async fn restore(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let (poll, _) = self.storage.set_poll_deleted(code, None).await??;
        self.announce_list(&poll.meeting);
        Ok(self.live.rooms.cache(Arc::new(poll)))
    }

    /// A poll, and what each of its rounds came to.
    pub(crate) async fn rounds(&self, code: &PollCode) -> Result<(Arc<Poll>, Vec<RoundTally>), PollError> {
        let poll = self.find(code).await?;
        let rounds = self.storage.rounds(&poll).await?;
        Ok((poll, rounds))
    }
}
