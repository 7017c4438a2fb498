//! The state of the console: the current meeting with its polls, the staged poll, the network and
//! the projector.

use super::App;
use super::polls::PollError;
use crate::domain::{Audience, JoinCode, MeetingChange, Moderation, Poll};
use crate::wire::{Console, HostPoll, MeetingPolls, StageNow};

impl App {
    /// The whole state that a console needs when it is opened or reloaded.
    pub(crate) async fn console(&self) -> Result<Console, PollError> {
        let meeting = self.meetings.current().await?;
        let (polls, deleted, staged_code) = match &meeting {
            None => (Vec::new(), Vec::new(), None),
            Some(meeting) => {
                let MeetingPolls { polls, deleted, .. } = self.polls_in(&meeting.code).await?;
                (polls, deleted, meeting.stage.last_poll.clone())
            }
        };
        let staged = match staged_code {
            Some(code) => Some(self.host_poll(&*self.polls.find(&code).await?)),
            None => None,
        };
        Ok(Console {
            meeting: meeting.map(|meeting| self.live.stages.now(&meeting)),
            polls,
            deleted,
            staged,
            network: self.advertised.network(),
            notice: self.notice.clone(),
            storage_failing: *self.database.failing().borrow(),
            doubtful: self.live.returning_voters.possible_duplicates(),
            projector: self.projector_place(),
            moderation: self.default_moderation(),
            version: env!("CARGO_PKG_VERSION").into(),
            seal_key: self.seal_key.clone(),
        })
    }

    /// Which texts of a new poll wait for the host: what the room writes waits where it would be on a wall.
    pub(crate) fn default_moderation(&self) -> Moderation {
        if self.live.presence.has_projectors() { Moderation::Hold } else { Moderation::default() }
    }

    /// A poll with its results and settings, as its host sees it.
    pub(crate) fn host_poll(&self, poll: &Poll) -> HostPoll {
        HostPoll {
            poll: self.live.polls.results(poll, Audience::Host),
            share_url: self.advertised.url_of(&poll.code.page()),
            note: poll.note.clone(),
            auto_reveal: poll.auto_reveal,
            locked: poll.is_locked(),
        }
    }

    /// A meeting's polls, and those of its deleted polls that can be restored.
    pub(crate) async fn polls_in(&self, code: &JoinCode) -> Result<MeetingPolls, PollError> {
        let polls = self.meetings.polls_of(code).await?;
        let deleted = self.meetings.deleted_polls_of(code).await?;
        Ok(MeetingPolls::of(code, &polls, &deleted))
    }

    /// Changes a meeting, and announces its board if that is another one with it; returns what its stage shows afterwards.
    pub(crate) async fn change_meeting(&self, code: &JoinCode, change: MeetingChange) -> Result<StageNow, PollError> {
        let changes_board = change.board.is_some() || change.ended.is_some() || change.own_words.is_some();
        let meeting = self.meetings.change(code, change).await?;
        if changes_board {
            self.boards.announce(code);
        }
        Ok(self.live.stages.now(&meeting))
    }
}
