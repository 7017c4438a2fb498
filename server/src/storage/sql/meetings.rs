//! Implements [`Meetings`].

use super::super::{Meetings, StepTaken, StorageError};
use super::{Database, guests, logos, meeting_change, meeting_rows, own_words, steps};
use crate::domain::steps::Press;
use crate::domain::{JoinCode, Meeting, MeetingChange, MeetingOverview, Name, OwnWords, Poll, Refusal};
use async_trait::async_trait;

#[async_trait]
impl Meetings for Database {
    async fn ensure_meeting(&self, new_code: JoinCode, now: i64) -> Result<Meeting, StorageError> {
        self.write(move |connection| Box::pin(async move { meeting_rows::ensure(connection, &new_code, now).await })).await
    }

    async fn create_meeting(&self, code: JoinCode, name: Name, now: i64) -> Result<Meeting, StorageError> {
        self.write(move |connection| Box::pin(async move { meeting_rows::create(connection, &code, &name, now).await })).await
    }

    async fn find_meeting(&self, code: &JoinCode) -> Result<Option<Meeting>, StorageError> {
        let code = code.clone();
        self.read(move |connection| Box::pin(async move { meeting_rows::find(connection, &code).await })).await
    }

    async fn current_meeting(&self) -> Result<Option<Meeting>, StorageError> {
        self.read(move |connection| Box::pin(meeting_rows::current(connection))).await
    }

    async fn latest_meeting(&self) -> Result<Option<Meeting>, StorageError> {
        self.read(move |connection| Box::pin(meeting_rows::latest(connection))).await
    }

    async fn meetings(&self, search: &str, after: Option<&JoinCode>, limit: u32) -> Result<Vec<MeetingOverview>, StorageError> {
        let (search, after) = (search.to_owned(), after.cloned());
        self.read(move |connection| Box::pin(async move { meeting_rows::overviews(connection, &search, after.as_ref(), limit).await }))
            .await
    }

    async fn is_guests_meeting(&self, meeting: &JoinCode) -> Result<bool, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { meeting_rows::is_guests_meeting(connection, &code).await })).await
    }

    async fn guests_meetings_before(&self, before: i64, limit: u32) -> Result<Vec<JoinCode>, StorageError> {
        self.read(move |connection| Box::pin(guests::meetings_before(connection, before, limit))).await
    }

    async fn deleted_poll_count(&self, meeting: &JoinCode) -> Result<u32, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { meeting_rows::deleted_poll_count(connection, &code).await })).await
    }

    async fn own_words(&self, meeting: &JoinCode) -> Result<Option<OwnWords>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { own_words::find(connection, &code).await })).await
    }

    async fn logo(&self, meeting: &JoinCode) -> Result<Option<Vec<u8>>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { logos::find(connection, &code).await })).await
    }

    async fn change_meeting(
        &self,
        code: &JoinCode,
        change: MeetingChange,
        now: i64,
    ) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, StorageError> {
        let code = code.clone();
        let (signer, ends) = (self.signer.clone(), change.ended == Some(true));
        let changed = self
            .write(move |connection| Box::pin(async move { meeting_change::change(connection, &code, &change, now, &signer).await }))
            .await?;
        if ends {
            self.forget_erased().await;
        }
        Ok(changed)
    }

    async fn take_step(&self, code: &JoinCode, press: Press, now: i64) -> Result<Result<StepTaken, Refusal>, StorageError> {
        let (code, signer) = (code.clone(), self.signer.clone());
        self.write(move |connection| Box::pin(async move { steps::take(connection, &code, &press, now, &signer).await })).await
    }
}
