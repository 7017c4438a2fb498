//! Use cases of polls, one function a verb: storage first, then the broadcast.
//!
//! A poll is read from storage once; afterwards its newest snapshot lives in its room, so pages and phones are answered
//! from memory and agree with what is broadcast.

mod guests;
mod list_announcements;
mod meetings;
mod purging;
mod receipts;
mod records;
mod refresh;
mod timers;

pub(crate) use receipts::{LogPages, ReceiptLine, Receipts};
pub(crate) use records::Pages;

use crate::clock::Clock;
use crate::domain::{
    AddressGroup, AddressKey, Audience, Audit, Ballot, BrowserToken, CardMark, Choices, ExtraVotes, JoinCode, Mark, NewPoll, Poll,
    PollChange, PollCode, PollState, Receipt, Refusal, Vote, Voter,
};
use crate::live::Live;
use crate::storage::{MeetingTarget, PollKeys, Recorded, Storage, StorageError};
use crate::{entropy, metrics};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

/// Why a use case failed: refused to the visitor, or the database failed.
#[derive(Debug)]
pub(crate) enum PollError {
    /// The visitor's; they can do something about it.
    Refused(Refusal),
    /// Ours; trying again later helps.
    Storage(StorageError),
}

/// The use cases of polls and meetings. Clones share the storage and the rooms.
#[derive(Clone)]
pub(crate) struct Polls {
    storage: Arc<dyn Storage>,
    live: Arc<Live>,
    clock: Clock,
    secret: Arc<[u8]>,
    untold: list_announcements::PendingLists,
    /// What is being deleted for good.
    deleting: TaskTracker,
    /// When the program started: by the clock, in milliseconds since 1970, and by what no clock changes.
    started: (i64, Instant),
}

/// A ballot as it came in: not yet known to fit its poll.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    /// Which poll.
    pub(crate) code: PollCode,
    /// What was chosen.
    pub(crate) option_ids: Vec<i64>,
    /// By which browser.
    pub(crate) browser: BrowserToken,
    /// What marks the voter in the network; `None` where nothing does.
    pub(crate) address: Option<AddressGroup>,
    /// The very address.
    pub(crate) from: IpAddr,
}

impl Polls {
    /// Polls kept in `storage` and shown through `live`. `secret` keys the hashes of addresses.
    #[must_use]
    pub(crate) fn new(storage: Arc<dyn Storage>, live: Arc<Live>, clock: Clock, secret: &[u8]) -> Self {
        let started = (clock.now_millis(), Instant::now());
        Self {
            storage,
            live,
            clock,
            secret: secret.into(),
            untold: list_announcements::PendingLists::default(),
            deleting: TaskTracker::new(),
            started,
        }
    }

    /// Creates a poll in the target meeting; unless it is a draft, it is put on the stage.
    pub(crate) async fn create(&self, new: NewPoll, place: MeetingTarget) -> Result<Arc<Poll>, PollError> {
        self.store(new, self.keys(place)).await
    }

    async fn store(&self, new: NewPoll, keys: PollKeys) -> Result<Arc<Poll>, PollError> {
        let (poll, meeting) = self.storage.create_poll(new, keys).await??;
        self.live.stages.announce(Arc::new(meeting));
        self.announce_list(&poll.meeting);
        Ok(self.live.rooms.cache(Arc::new(poll)))
    }

    /// What is drawn at random, or taken from the clock, for a new poll.
    fn keys(&self, place: MeetingTarget) -> PollKeys {
        PollKeys {
            poll_code: PollCode::from_entropy(entropy::bytes()),
            place,
            guest: None,
            fresh_join_code: JoinCode::from_entropy(entropy::bytes()),
            address_salt: entropy::bytes(),
            now: self.clock.now_millis(),
        }
    }

    /// What this server's clock says, in milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now_millis()
    }

    /// The newest snapshot of the poll with this code.
    pub(crate) async fn find(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        if let Some(poll) = self.live.rooms.newest(code) {
            return Ok(poll);
        }
        let poll = self.storage.find_poll(code).await?.ok_or(Refusal::NoSuchPoll)?;
        let poll = self.live.rooms.cache(Arc::new(poll));
        if !self.live.events.is_shared() {
            return Ok(poll);
        }
        // Events that arrived while it was read found no room to go to.
        if let Err(no) = self.refresh(code, false).await {
            tracing::debug!(?no, %code, "could not be read once more");
        }
        Ok(self.live.rooms.newest(code).ok_or(Refusal::NoSuchPoll)?)
    }

    /// The newest polls, newest first.
    pub(crate) async fn newest(&self, limit: u32) -> Result<Vec<Poll>, PollError> {
        Ok(self.storage.newest_polls(limit).await?)
    }

    /// A device's vote in the poll's current round.
    pub(crate) async fn vote_of(&self, poll: &Poll, browser: BrowserToken) -> Result<Option<Vote>, PollError> {
        Ok(self.storage.vote_of(poll.id, poll.round, browser).await?)
    }

    /// Notes that a browser comes with a ticket that is good until `ends_at`, in milliseconds since 1970; false where another
    /// browser has come with it before. The database knows, and so every instance, also after a restart.
    pub(crate) async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64) -> Result<bool, PollError> {
        Ok(self.storage.redeem(ticket, by, ends_at, self.clock.now_millis()).await?)
    }

    /// What a guest may see; voters see more under some rules.
    pub(crate) fn audience(vote: Option<&Vote>) -> Audience {
        if vote.is_some() { Audience::Voted } else { Audience::Guest }
    }

    /// Counts a ballot and schedules the broadcast. When this returns `Ok`, the vote is committed.
    pub(crate) async fn cast(&self, cast: Cast) -> Result<Recorded, PollError> {
        let recorded = self.count(cast).await;
        metrics::vote(outcome(&recorded));
        recorded
    }

    async fn count(&self, cast: Cast) -> Result<Recorded, PollError> {
        let poll = self.find(&cast.code).await?;
        let recorded = match self.ballot(&poll, &cast) {
            Ok(ballot) => self.record(&cast.code, ballot).await?,
            Err(refusal) => Err(refusal),
        };
        match &recorded {
            Ok(recorded) => self.live.rooms.announce_vote(&recorded.poll, cast.browser),
            Err(refusal) => self.live.rooms.refused(&cast.code, refusal, cast.browser),
        }
        Ok(recorded?)
    }

    /// Has a ballot counted. One that fitted the poll as it is known here, and not as it is stored, means that another
    /// instance has exchanged the options: the poll is read anew and broadcast at once.
    async fn record(&self, code: &PollCode, ballot: Ballot) -> Result<Result<Recorded, Refusal>, PollError> {
        let outcome = self.storage.record(ballot).await?;
        if let Err(Refusal::InvalidChoice(_)) = &outcome {
            self.refresh(code, true).await?;
        }
        Ok(outcome)
    }

    /// A refusal that was decided before the ballot reached us (too fast) is counted all the same.
    pub(crate) fn refused_too_fast(&self, code: &PollCode) {
        metrics::vote("too_many_requests");
        self.live.rooms.refused_too_fast(code);
    }

    /// Changes a poll and broadcasts it at once to its room, its meeting and every console.
    pub(crate) async fn change(&self, code: &PollCode, change: PollChange) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        let (changed, meeting) = self.storage.change_poll(poll.id, change, self.clock.now_millis()).await??;
        let changed = Arc::new(changed);
        self.live.rooms.announce_state(&changed);
        self.live.stages.announce(Arc::new(meeting));
        self.announce_list(&changed.meeting);
        self.schedule_follow_ups(&poll, &changed);
        Ok(changed)
    }

    /// Schedules what follows from a poll's new state: the recount after a close, the wait for a timer.
    fn schedule_follow_ups(&self, before: &Poll, now: &Arc<Poll>) {
        if now.state == PollState::Closed && before.state != PollState::Closed {
            tokio::spawn(self.clone().count_again(now.code.clone()));
        }
        if now.closes_at.is_some() && now.closes_at != before.closes_at {
            self.wait_for_end_of(now);
        }
    }

    /// A poll, and its log as the database holds it.
    pub(crate) async fn audit(&self, code: &PollCode) -> Result<(Arc<Poll>, Audit), PollError> {
        let poll = self.find(code).await?;
        let audit = self.storage.audit(poll.id).await?.ok_or(Refusal::NoSuchPoll)?;
        Ok((poll, audit))
    }

    /// Counts a closed poll again from its log, and logs every finding.
    async fn count_again(self, code: PollCode) {
        let Ok((_, audit)) = self.audit(&code).await else { return };
        let recount = audit.recount();
        match &recount.findings[..] {
            [] => tracing::info!(%code, votes = recount.votes, "recount: poll closed, votes add up"),
            findings => findings.iter().for_each(|finding| tracing::error!(%code, %finding, "closed, and the count is wrong")),
        }
    }

    /// Whether what was to be stored last could not be; tells when that changes.
    pub(crate) fn storage_failing(&self) -> watch::Receiver<bool> {
        self.storage.failing()
    }

    /// Whether votes can be stored: the database answers, and where the last one could not be stored, the next one could.
    pub(crate) async fn ready(&self) -> Result<(), PollError> {
        self.storage.ping().await?;
        if *self.storage.failing().borrow() {
            self.storage.probe().await?;
        }
        Ok(())
    }

    /// How many connections to the database are open, and how many of them are idle.
    pub(crate) fn pool(&self) -> Option<(usize, usize)> {
        self.storage.pool()
    }

    fn ballot(&self, poll: &Poll, cast: &Cast) -> Result<Ballot, Refusal> {
        if !poll.state.is_visible_to_guests() {
            return Err(Refusal::NoSuchPoll);
        }
        let choices = Choices::parse(&cast.option_ids, poll)?;
        let nonce = entropy::bytes();
        Ok(Ballot {
            poll_id: poll.id,
            round: poll.round,
            now: self.clock.now_millis(),
            receipt: Receipt::new(&poll.code, poll.round, choices.ids(), &nonce),
            choices,
            voter: Voter {
                browser: cast.browser,
                card: poll.address_salt.and_then(|salt| self.card(&salt, cast)),
                address: poll.address_salt.zip(cast.address).map(|(salt, address)| AddressKey::new(&self.secret, &salt, address)),
            },
            nonce,
        })
    }
}

impl Polls {
    fn card(&self, salt: &[u8; 32], cast: &Cast) -> Option<CardMark> {
        let group = cast.address.filter(|group| matches!(group, AddressGroup::Card(_)))?;
        let card = AddressKey::new(&self.secret, salt, group);
        Some(CardMark { card, source: AddressKey::of_source(&self.secret, salt, cast.from) })
    }

    /// How many votes of the current round came from network cards with several addresses each.
    pub(crate) async fn extra_votes(&self, code: &PollCode) -> Result<ExtraVotes, PollError> {
        let poll = self.find(code).await?;
        Ok(self.storage.extra_votes(poll.id, poll.round).await?)
    }

    /// Strikes all of those votes but the first of each card, and tells the room.
    pub(crate) async fn strike(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        let (changed, _) = self.storage.strike(poll.id, self.clock.now_millis(), entropy::bytes).await??;
        tracing::info!(%code, votes = changed.total_votes, "polls: the host has struck votes of cards with several addresses");
        let changed = Arc::new(changed);
        self.live.rooms.announce_state(&changed);
        self.announce_list(&changed.meeting);
        Ok(changed)
    }
}

/// A ballot's end, as the figures call it.
fn outcome(recorded: &Result<Recorded, PollError>) -> &'static str {
    match recorded {
        Ok(_) => "counted",
        Err(PollError::Refused(Refusal::AlreadyVoted { mark: Mark::Device, .. })) => "already_voted_device",
        Err(PollError::Refused(Refusal::AlreadyVoted { mark: Mark::Address, .. })) => "already_voted_address",
        Err(PollError::Refused(Refusal::PollNotOpen(_))) => "poll_not_open",
        Err(PollError::Refused(_)) => "refused",
        Err(PollError::Storage(_)) => "not_stored",
    }
}

impl From<Refusal> for PollError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StorageError> for PollError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}
