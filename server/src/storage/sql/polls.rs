//! Implements [`Polls`].

use super::super::{PollCreation, Polls, StorageError};
use super::{Database, moderation, new_polls, poll_change, poll_rows};
use crate::domain::{Decision, JoinCode, Meeting, NewPoll, Poll, PollChange, PollCode, Refusal, TermKey};
use async_trait::async_trait;

#[async_trait]
impl Polls for Database {
    async fn create_poll(&self, new: NewPoll, creation: PollCreation) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { new_polls::create(connection, &new, &creation).await })).await
    }

    async fn create_polls(&self, new: Vec<(NewPoll, PollCreation)>) -> Result<Result<Vec<Poll>, Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { new_polls::create_all(connection, &new).await })).await
    }

    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError> {
        let code = code.clone();
        self.read(move |connection| Box::pin(async move { poll_rows::find(connection, &code).await })).await
    }

    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(poll_rows::newest(connection, limit))).await
    }

    async fn polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { poll_rows::of_meeting(connection, &code).await })).await
    }

    async fn deleted_polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { poll_rows::deleted_of_meeting(connection, &code).await })).await
    }

    async fn timed_polls(&self) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(poll_rows::timed(connection))).await
    }

    async fn change_poll(&self, poll_id: i64, change: PollChange, now: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        let signer = self.signer.clone();
        self.write(move |connection| Box::pin(async move { poll_change::change(connection, poll_id, &change, now, &signer).await })).await
    }

    async fn moderate(
        &self,
        poll_id: i64,
        decisions: Vec<Decision>,
        now: i64,
    ) -> Result<Result<(Poll, Option<i64>), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { moderation::moderate(connection, poll_id, &decisions, now).await })).await
    }

    async fn undo_moderation(&self, poll_id: i64, act: Option<i64>) -> Result<Result<Poll, Refusal>, StorageError> {
        self.write(move |connection| Box::pin(moderation::undo(connection, poll_id, act))).await
    }

    async fn redact(&self, poll_id: i64, term: TermKey) -> Result<Result<Poll, Refusal>, StorageError> {
        let redacted = self.write(move |connection| Box::pin(moderation::redact(connection, poll_id, term))).await?;
        if redacted.is_ok() {
            self.forget_erased().await;
        }
        Ok(redacted)
    }

    async fn set_poll_deleted(&self, code: &PollCode, deleted_at: Option<i64>) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        let (code, signer) = (code.clone(), self.signer.clone());
        self.write(move |connection| Box::pin(async move { poll_change::set_deleted(connection, &code, deleted_at, &signer).await })).await
    }
}
