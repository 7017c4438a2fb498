//! Use cases of ballots and votes: casting a ballot, finding a browser's vote, redeeming a resume
//! ticket, and striking extra votes.

use super::core::Core;
use super::error::PollError;
use super::poll::Polls;
use crate::domain::{
    AddressGroup, AddressKey, Answer, AnswerBody, Audience, Ballot, BrowserToken, CardKeys, Commitment, DeviceKey, ExtraVotes, MatchedBy,
    OptionId, Poll, PollCode, PollState, Refusal, Salt, Vote, Voter,
};
use crate::storage::Recorded;
use crate::{entropy, metrics};
use std::net::IpAddr;
use std::sync::Arc;

/// An answer as it was sent, in one of its three forms.
#[derive(Debug, Clone)]
pub(crate) enum SentAnswer {
    /// The ids of options, as clients that know only choices and ratings send them.
    Options(Vec<OptionId>),
    /// The field `answer`.
    Body(AnswerBody),
    /// The fields of a plain form, without those that are no part of the answer.
    Form(Vec<(String, String)>),
}

impl SentAnswer {
    /// Reads the answer for a poll.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoice`] for options that do not fit the poll, [`Refusal::InvalidAnswer`] for anything else that
    /// does not.
    fn parse(&self, poll: &Poll) -> Result<Answer, Refusal> {
        match self {
            Self::Options(chosen) => poll.prompt.answer_from_ids(chosen, &poll.option_ids()),
            Self::Body(body) => poll.prompt.answer_from_body(body, &poll.option_ids()),
            Self::Form(fields) => poll.prompt.answer_from_form(fields, &poll.option_ids()),
        }
    }
}

/// A ballot with its voter's address: not yet checked against its poll.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    /// The poll's code.
    pub(crate) code: PollCode,
    /// The answer as it was sent.
    pub(crate) answer: SentAnswer,
    /// The token of the voter's browser.
    pub(crate) browser: BrowserToken,
    /// The round in which it was answered; `None` where the voter did not say.
    pub(crate) round: Option<u32>,
    /// The voter's address group; `None` if several devices may share it.
    pub(crate) address: Option<AddressGroup>,
    /// The IP address that the ballot came from.
    pub(crate) from: IpAddr,
}

/// The use cases of ballots and votes.
pub(crate) struct Ballots {
    core: Arc<Core>,
    polls: Polls,
    secret: Arc<[u8]>,
}

impl Ballots {
    /// `secret` keys the hashes of addresses.
    pub(super) fn new(core: Arc<Core>, polls: Polls, secret: Arc<[u8]>) -> Self {
        Self { core, polls, secret }
    }

    /// Counts a ballot, and schedules the broadcast; the metrics count the outcome. When this
    /// returns `Ok`, the vote is committed.
    pub(crate) async fn cast(&self, cast: Cast) -> Result<Recorded, PollError> {
        let recorded = self.count(cast).await;
        metrics::vote(outcome(&recorded));
        recorded
    }

    async fn count(&self, cast: Cast) -> Result<Recorded, PollError> {
        let poll = self.polls.find(&cast.code).await?;
        let mut recorded = self.attempt(&poll, &cast).await?;
        let current = match &recorded {
            Err(Refusal::PollNotOpen(_)) => self.refreshed_if_salt_changed(&poll).await?,
            Err(Refusal::RoundPassed) => self.refreshed_if_behind(&poll, &cast).await?,
            Ok(_) | Err(_) => None,
        };
        if let Some(current) = current {
            recorded = self.attempt(&current, &cast).await?;
        }
        match &recorded {
            Ok(recorded) => self.core.live.polls.announce_vote(&recorded.poll, cast.browser),
            Err(refusal) => self.core.live.polls.count_refused(&cast.code, refusal, cast.browser),
        }
        Ok(recorded?)
    }

    /// Counts a ballot for this snapshot of its poll.
    async fn attempt(&self, poll: &Poll, cast: &Cast) -> Result<Result<Recorded, Refusal>, PollError> {
        match self.ballot(poll, cast) {
            Ok(ballot) => self.record(&cast.code, ballot).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// A poll as the database has it now, where another instance has ended and reopened its meeting since `cached` was read,
    /// so that its voters are hashed under another salt. A poll that was cached as closed is not read again.
    async fn refreshed_if_salt_changed(&self, cached: &Poll) -> Result<Option<Arc<Poll>>, PollError> {
        if cached.state != PollState::Open {
            return Ok(None);
        }
        self.polls.refresh(&cached.code, true).await?;
        let current = self.polls.find(&cached.code).await?;
        Ok(Some(current).filter(|current| current.salt != cached.salt))
    }

    /// A poll as the database has it now, where another instance has begun a round that a voter answers in already.
    async fn refreshed_if_behind(&self, cached: &Poll, cast: &Cast) -> Result<Option<Arc<Poll>>, PollError> {
        if cast.round.is_none_or(|round| round < cached.round) {
            return Ok(None);
        }
        self.polls.refresh(&cached.code, true).await?;
        Ok(Some(self.polls.find(&cached.code).await?))
    }

    /// Stores a ballot. If its options fit the cached poll but not the stored one, another instance
    /// has replaced the options: the poll is then read again and broadcast immediately.
    async fn record(&self, code: &PollCode, ballot: Ballot) -> Result<Result<Recorded, Refusal>, PollError> {
        let outcome = self.core.storage.record(ballot).await?;
        if let Err(Refusal::InvalidChoice(_) | Refusal::InvalidAnswer { .. }) = &outcome {
            self.polls.refresh(code, true).await?;
        }
        Ok(outcome)
    }

    /// Counts, in the metrics and for the hosts, a ballot that a rate limit has refused.
    pub(crate) fn refused_too_fast(&self, code: &PollCode) {
        metrics::vote("too_many_requests");
        self.core.live.polls.count_too_fast(code);
    }

    /// A device's vote in the poll's current round; `None` once the meeting has ended: the record of who has voted is
    /// then deleted.
    pub(crate) async fn vote_of(&self, poll: &Poll, browser: BrowserToken) -> Result<Option<Vote>, PollError> {
        let Some(salt) = poll.salt else { return Ok(None) };
        Ok(self.core.storage.vote_of(poll, DeviceKey::new(&salt, &poll.code, browser)).await?)
    }

    /// Records in the database that a browser redeems a resume ticket that is valid until
    /// `ends_at`, in milliseconds since 1970. Returns false if another browser has redeemed it
    /// before, at any instance.
    pub(crate) async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64) -> Result<bool, PollError> {
        Ok(self.core.storage.redeem(ticket, by, ends_at, self.core.now()).await?)
    }

    /// The audience that a device belongs to by its vote: under some rules, voters see more than
    /// guests.
    pub(crate) fn audience(vote: Option<&Vote>) -> Audience {
        if vote.is_some() { Audience::Voted } else { Audience::Guest }
    }

    /// How many votes of the current round came from network cards that have voted from several
    /// addresses.
    pub(crate) async fn extra_votes(&self, code: &PollCode) -> Result<ExtraVotes, PollError> {
        let poll = self.polls.find(code).await?;
        Ok(self.core.storage.extra_votes(poll.id, poll.round).await?)
    }

    /// Strikes all votes counted by [`extra_votes`](Self::extra_votes) but the first of each card,
    /// and broadcasts the new counts.
    pub(crate) async fn strike(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.polls.find(code).await?;
        let (changed, _) = self.core.storage.strike(poll.id).await??;
        tracing::info!(%code, votes = changed.total_votes, "poll: extra votes struck");
        let changed = Arc::new(changed);
        self.core.live.polls.announce_state(&changed);
        self.core.announce_list(&changed.meeting);
        Ok(changed)
    }

    /// The ballot to store, if its options fit the poll.
    fn ballot(&self, poll: &Poll, cast: &Cast) -> Result<Ballot, Refusal> {
        if !poll.state.is_visible_to_guests() {
            return Err(Refusal::NoSuchPoll);
        }
        if cast.round.is_some_and(|round| round != poll.round) {
            return Err(Refusal::RoundPassed);
        }
        let answer = cast.answer.parse(poll)?;
        if poll.state == PollState::Open && poll.is_roll_erased() {
            return Err(Refusal::RollErased);
        }
        // Only an ended meeting has no salt, and it has no open poll.
        let salt = poll.salt.ok_or(Refusal::PollNotOpen(PollState::Closed))?;
        let nonce = entropy::bytes();
        Ok(Ballot {
            poll_id: poll.id,
            round: poll.round,
            now: self.core.now(),
            commitment: Commitment::new(&nonce, &answer),
            answer,
            voter: Voter {
                device: DeviceKey::new(&salt, &poll.code, cast.browser),
                card: self.card(&salt, poll, cast),
                address: cast.address.map(|address| AddressKey::new(&self.secret, &salt, &poll.code, address)),
            },
            salt,
            nonce,
        })
    }

    /// The hashes of the voter's network card and of the IP address that the ballot came from;
    /// `None` where the card is unknown.
    fn card(&self, salt: &Salt, poll: &Poll, cast: &Cast) -> Option<CardKeys> {
        let group = cast.address.filter(|group| matches!(group, AddressGroup::Card(_)))?;
        let card = AddressKey::new(&self.secret, salt, &poll.code, group);
        Some(CardKeys { card, source: AddressKey::of_source(&self.secret, salt, &poll.code, cast.from) })
    }
}

/// The label of a ballot's outcome in the metrics.
fn outcome(recorded: &Result<Recorded, PollError>) -> &'static str {
    match recorded {
        Ok(_) => "counted",
        Err(PollError::Refused(Refusal::AlreadyVoted { matched_by: MatchedBy::Device, .. })) => "already_voted_device",
        Err(PollError::Refused(Refusal::AlreadyVoted { matched_by: MatchedBy::Address, .. })) => "already_voted_address",
        Err(PollError::Refused(Refusal::PollNotOpen(_))) => "poll_not_open",
        Err(PollError::Refused(_)) => "refused",
        Err(PollError::Storage(_)) => "not_stored",
    }
}
