//! What came of polls, for those who write it down; and questions that come in by the dozen.

use super::{No, Polls};
use crate::domain::{JoinCode, Meeting, NewPoll, Poll, PollCode, Record, Refusal};
use crate::storage::Place;

impl Polls {
    /// A meeting and the records of its polls, in the host's order.
    pub(crate) async fn records_of(&self, code: &JoinCode) -> Result<(Meeting, Vec<Record>), No> {
        Ok(self.storage.records_of(code).await?.ok_or(Refusal::NoSuchMeeting)?)
    }

    /// A poll's record, and its meeting.
    pub(crate) async fn record_of(&self, code: &PollCode) -> Result<(Meeting, Record), No> {
        Ok(self.storage.record_of(code).await?.ok_or(Refusal::NoSuchPoll)?)
    }

    /// Puts drafts at the end of a meeting: all of them, or none.
    pub(crate) async fn import(&self, new: Vec<NewPoll>, into: &JoinCode) -> Result<Vec<Poll>, No> {
        if self.meeting(into).await?.ended_at.is_some() {
            return Err(Refusal::MeetingEnded.into());
        }
        let keyed = new.into_iter().map(|new| (new, self.keys(Place::Named(into.clone())))).collect();
        Ok(self.storage.create_polls(keyed).await??)
    }
}
