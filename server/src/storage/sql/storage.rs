//! What both databases do behind [`Storage`]: a read borrows a connection, what a host does takes its turn with the ballots.
//!
//! This folder is read twice, once for each database, with its [`dialect`](super::dialect) and its connections: one text,
//! so the two cannot drift apart.

use super::super::writer::Job;
use super::super::{Fingerprint, Instance, Latest, PollKeys, Purge, Purged, Recorded, Storage, StorageError};
use super::dialect::{probe, query};
use super::{Database, change, guests, host_sessions, instances, latest, log, log_pages, meetings, polls, purge, records, strike, tickets};
use crate::domain::{
    Audit, Ballot, BrowserToken, ExtraVotes, HostSession, JoinCode, LoggedVote, Meeting, MeetingChange, MeetingLine, Name, NewHostSession,
    NewPoll, Poll, PollChange, PollCode, Record, Refusal, RoundTally, Vote,
};
use async_trait::async_trait;
use tokio::sync::watch;

#[async_trait]
impl Storage for Database {
    async fn create_poll(&self, new: NewPoll, keys: PollKeys) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { polls::create(connection, &new, &keys).await })).await
    }

    async fn create_polls(&self, new: Vec<(NewPoll, PollKeys)>) -> Result<Result<Vec<Poll>, Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { polls::create_all(connection, &new).await })).await
    }

    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError> {
        let code = code.clone();
        self.read(move |connection| Box::pin(async move { polls::find(connection, &code).await })).await
    }

    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(polls::newest(connection, limit))).await
    }

    async fn polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { polls::of_meeting(connection, &code).await })).await
    }

    async fn deleted_polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { polls::deleted_of_meeting(connection, &code).await })).await
    }

    async fn timed_polls(&self) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(polls::timed(connection))).await
    }

    async fn rounds(&self, poll: &Poll) -> Result<Vec<RoundTally>, StorageError> {
        let poll = poll.clone();
        self.read(move |connection| Box::pin(async move { polls::rounds(connection, &poll).await })).await
    }

    async fn contents_of(&self, meeting: &JoinCode) -> Result<Option<(Meeting, Vec<i64>)>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { records::contents_of(connection, &code).await })).await
    }

    async fn records(&self, polls: Vec<i64>) -> Result<Vec<Record>, StorageError> {
        self.read(move |connection| Box::pin(async move { records::of_polls(connection, &polls).await })).await
    }

    async fn record_of(&self, poll: &PollCode) -> Result<Option<(Meeting, Record)>, StorageError> {
        let code = poll.clone();
        self.read(move |connection| Box::pin(async move { records::of_poll(connection, &code).await })).await
    }

    async fn vote_of(&self, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, StorageError> {
        self.read(move |connection| Box::pin(polls::vote_of(connection, poll_id, round, browser))).await
    }

    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError> {
        self.writer.submit(|answer| Job::Record(Box::new(ballot), answer)).await
    }

    async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64, now: i64) -> Result<bool, StorageError> {
        self.write(move |connection| Box::pin(tickets::redeem(connection, ticket, by, ends_at, now))).await
    }

    async fn change_poll(&self, poll_id: i64, change: PollChange, now: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { change::change(connection, poll_id, &change, now).await })).await
    }

    async fn extra_votes(&self, poll_id: i64, round: u32) -> Result<ExtraVotes, StorageError> {
        self.read(move |connection| Box::pin(strike::extra_votes(connection, poll_id, round))).await
    }

    async fn strike(&self, poll_id: i64, now: i64, draw: fn() -> [u8; 16]) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(strike::strike(connection, poll_id, now, draw))).await
    }

    async fn set_poll_deleted(&self, code: &PollCode, deleted_at: Option<i64>) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        let code = code.clone();
        self.write(move |connection| Box::pin(async move { change::set_deleted(connection, &code, deleted_at).await })).await
    }

    async fn purge(&self, what: Purge) -> Result<Purged, StorageError> {
        let wanted = what.clone();
        let found = self.read(move |connection| Box::pin(async move { purge::find(connection, &wanted).await })).await?;
        if found.is_empty() { Ok(Purged::default()) } else { self.remove(&what, found).await }
    }

    async fn newest_before(&self, moment: i64) -> Result<Option<i64>, StorageError> {
        self.read(move |connection| Box::pin(purge::newest_before(connection, moment))).await
    }

    async fn rewrite(&self) -> Result<(), StorageError> {
        Database::rewrite(self).await
    }

    async fn leave_no_trace(&self) -> anyhow::Result<()> {
        self.remove_traces().await
    }

    async fn deleted_in(&self, meeting: &JoinCode) -> Result<u32, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { meetings::deleted_in(connection, &code).await })).await
    }

    async fn create_meeting(&self, code: JoinCode, name: Name, now: i64) -> Result<Meeting, StorageError> {
        self.write(move |connection| Box::pin(async move { meetings::create(connection, &code, &name, now).await })).await
    }

    async fn find_meeting(&self, code: &JoinCode) -> Result<Option<Meeting>, StorageError> {
        let code = code.clone();
        self.read(move |connection| Box::pin(async move { meetings::find(connection, &code).await })).await
    }

    async fn current_meeting(&self) -> Result<Option<Meeting>, StorageError> {
        self.read(move |connection| Box::pin(meetings::current(connection))).await
    }

    async fn guests_before(&self, before: i64, limit: u32) -> Result<Vec<JoinCode>, StorageError> {
        self.read(move |connection| Box::pin(guests::made_before(connection, before, limit))).await
    }

    async fn is_guests(&self, meeting: &JoinCode) -> Result<bool, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { meetings::is_guests(connection, &code).await })).await
    }

    async fn latest_meeting(&self) -> Result<Option<Meeting>, StorageError> {
        self.read(move |connection| Box::pin(meetings::latest(connection))).await
    }

    async fn meetings(&self, search: &str, after: Option<&JoinCode>, limit: u32) -> Result<Vec<MeetingLine>, StorageError> {
        let (search, after) = (search.to_owned(), after.cloned());
        self.read(move |connection| Box::pin(async move { meetings::lines(connection, &search, after.as_ref(), limit).await })).await
    }

    async fn change_meeting(
        &self,
        code: &JoinCode,
        change: MeetingChange,
        now: i64,
    ) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, StorageError> {
        let code = code.clone();
        self.write(move |connection| Box::pin(async move { meetings::change(connection, &code, &change, now).await })).await
    }

    async fn audit(&self, poll_id: i64) -> Result<Option<Audit>, StorageError> {
        self.read(move |connection| Box::pin(log::audit(connection, poll_id))).await
    }

    async fn log_page(&self, poll_id: i64, after: i64) -> Result<Option<(i64, Vec<LoggedVote>)>, StorageError> {
        self.read(move |connection| Box::pin(log_pages::logged(connection, poll_id, after))).await
    }

    async fn beat(&self, me: Instance) -> Result<Vec<Instance>, StorageError> {
        self.run_detached(move |connection| Box::pin(async move { instances::beat(connection, &me).await })).await
    }

    async fn leave(&self, id: &str) -> Result<(), StorageError> {
        let id = id.to_owned();
        self.run_detached(move |connection| Box::pin(async move { instances::leave(connection, &id).await })).await
    }

    async fn takes_key(&self, key: Fingerprint, adopt: bool) -> Result<bool, StorageError> {
        self.run_detached(move |connection| Box::pin(instances::takes_key(connection, key, adopt))).await
    }

    async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, StorageError> {
        self.read(move |connection| Box::pin(async move { latest::latest(connection, &polls, &meetings).await })).await
    }

    async fn create_host_session(&self, new: NewHostSession) -> Result<bool, StorageError> {
        self.write(move |connection| Box::pin(async move { host_sessions::create(connection, &new).await })).await
    }

    async fn host_session(&self, token_hash: [u8; 32]) -> Result<Option<HostSession>, StorageError> {
        self.read(move |connection| Box::pin(host_sessions::find(connection, token_hash))).await
    }

    async fn host_sessions(&self, after: i64) -> Result<Vec<HostSession>, StorageError> {
        self.read(move |connection| Box::pin(host_sessions::list(connection, after))).await
    }

    async fn end_host_session(&self, id: i64, now: i64) -> Result<bool, StorageError> {
        self.write(move |connection| Box::pin(host_sessions::end(connection, id, now))).await
    }

    async fn end_other_host_sessions(&self, id: i64, now: i64) -> Result<(), StorageError> {
        self.write(move |connection| Box::pin(host_sessions::end_others(connection, id, now))).await
    }

    async fn host_session_seen(&self, id: i64, now: i64) -> Result<(), StorageError> {
        self.write(move |connection| Box::pin(host_sessions::seen(connection, id, now))).await
    }

    fn failing(&self) -> watch::Receiver<bool> {
        self.failing.clone()
    }

    async fn ping(&self) -> Result<(), StorageError> {
        self.read(|connection| Box::pin(async move { query("select 1 from polls limit 1").fetch_optional(connection).await.map(|_| ()) }))
            .await
    }

    async fn probe(&self) -> Result<(), StorageError> {
        self.write(|connection| Box::pin(probe(connection))).await
    }

    fn pool(&self) -> Option<(usize, usize)> {
        Some((self.readers.size() as usize, self.readers.num_idle()))
    }

    async fn close(&self) {
        self.stop_removing();
        self.readers.close().await;
        self.writer.close().await;
    }
}
