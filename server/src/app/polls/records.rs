//! The records of polls, for reports and exports: the question, and the results of each round.

use super::error::PollError;
use super::poll::Polls;
use crate::domain::{JoinCode, Meeting, Poll, PollCode, Record, Refusal, RoundTally};
use crate::storage::Storage;
use std::sync::Arc;

/// How many polls are read at once: few, so that a large meeting needs no more memory than a small
/// one, and a slow download holds no transaction open.
const PAGE_SIZE: usize = 16;

/// A reader of records, a few polls at a time.
pub(crate) struct Pages {
    storage: Arc<dyn Storage>,
    /// The number of polls when the reader was made.
    polls: usize,
    /// The ids of the polls that are still to be read.
    unread: std::vec::IntoIter<i64>,
    /// The first page, read in advance.
    first_page: Option<Vec<Record>>,
}

impl Pages {
    /// How many polls there were when the reader was made.
    pub(crate) fn polls(&self) -> usize {
        self.polls
    }

    /// The first record, without consuming it.
    pub(crate) fn first(&self) -> Option<&Record> {
        self.first_page.as_ref()?.first()
    }

    /// How many polls [`next`](Self::next) has gone through, including those that were deleted
    /// meanwhile.
    pub(crate) fn polls_read(&self) -> usize {
        if self.first_page.is_some() { 0 } else { self.polls - self.unread.len() }
    }

    /// The next page of records; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Record>>, PollError> {
        if let Some(page) = self.first_page.take() {
            return Ok(Some(page));
        }
        let page: Vec<i64> = self.unread.by_ref().take(PAGE_SIZE).collect();
        if page.is_empty() { Ok(None) } else { Ok(Some(self.storage.records(page).await?)) }
    }
}

/// Reads records.
pub(crate) struct Records {
    storage: Arc<dyn Storage>,
    polls: Polls,
}

impl Records {
    pub(super) fn new(storage: Arc<dyn Storage>, polls: Polls) -> Self {
        Self { storage, polls }
    }

    /// A meeting, and a reader of the records of its polls, in the host's order; the reader has
    /// read the first page already.
    pub(crate) async fn pages_of(&self, code: &JoinCode) -> Result<(Meeting, Pages), PollError> {
        let (meeting, ids) = self.storage.meeting_with_poll_ids(code).await?.ok_or(Refusal::NoSuchMeeting)?;
        let mut pages = Pages { storage: self.storage.clone(), polls: ids.len(), unread: ids.into_iter(), first_page: None };
        pages.first_page = pages.next().await?;
        Ok((meeting, pages))
    }

    /// As [`pages_of`](Self::pages_of), for one poll.
    pub(crate) async fn pages_of_poll(&self, code: &PollCode) -> Result<(Meeting, Pages), PollError> {
        let (meeting, record) = self.record_of(code).await?;
        Ok((meeting, Pages { storage: self.storage.clone(), polls: 1, unread: Vec::new().into_iter(), first_page: Some(vec![record]) }))
    }

    /// A poll's record, and its meeting.
    pub(crate) async fn record_of(&self, code: &PollCode) -> Result<(Meeting, Record), PollError> {
        Ok(self.storage.record_of(code).await?.ok_or(Refusal::NoSuchPoll)?)
    }

    /// A poll, and the results of each of its rounds.
    pub(crate) async fn rounds(&self, code: &PollCode) -> Result<(Arc<Poll>, Vec<RoundTally>), PollError> {
        let poll = self.polls.find(code).await?;
        let rounds = self.storage.rounds(&poll).await?;
        Ok((poll, rounds))
    }
}
