//! Decides in memory, in their order, which ballots of a batch count. A batch shares one
//! transaction.
//!
//! The transaction takes its write locks before it reads and releases them with the commit, so the
//! values it has read do not change meanwhile. Unique indexes back the decisions: a wrong one makes
//! the batch fail instead of counting a voter twice.

use crate::domain::{AddressKey, Ballot, BrowserToken, CardKeys, Entry, Fairness, Link, MatchedBy, Poll, PollState, Refusal, Vote};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How often a device may change its vote in a round: each change adds a row to the log, from which
/// no row is ever removed.
const MAX_CHANGES: u32 = 20;

/// A batch being decided: its polls, the devices and addresses that have voted in them, and the
/// rows to be written.
pub(super) struct BallotBatch<'a> {
    polls: HashMap<i64, Poll>,
    devices: HashMap<(i64, BrowserToken), ExistingVote>,
    addresses: HashSet<(i64, AddressKey)>,
    writes: WriteSet<'a>,
}

/// A device's vote that counts before the next ballot is decided.
pub(super) struct ExistingVote {
    pub(super) at: VoteLocation,
    /// Its position in the poll's log.
    pub(super) position: u64,
    /// How often the device has changed its vote.
    pub(super) changes: u32,
    pub(super) vote: Vote,
    pub(super) address: Option<AddressKey>,
}

/// Where an existing vote is stored.
#[derive(Clone, Copy)]
pub(super) enum VoteLocation {
    /// In the database, under this key.
    Row(i64),
    /// In this batch, at this index of the new rows.
    New(usize),
}

/// The changes that the transaction writes.
#[derive(Default)]
pub(super) struct WriteSet<'a> {
    /// New rows of the log, in its order.
    pub(super) rows: Vec<Row<'a>>,
    /// Keys of rows that no longer count.
    pub(super) replaced: Vec<i64>,
    /// The change of each poll, by key.
    pub(super) polls: BTreeMap<i64, PollDelta>,
    /// The change of each option's count, by key.
    pub(super) options: BTreeMap<i64, i64>,
}

/// A new row of a poll's log.
pub(super) struct Row<'a> {
    pub(super) ballot: &'a Ballot,
    pub(super) position: u64,
    pub(super) address: Option<AddressKey>,
    pub(super) replaces: Option<u64>,
    /// How often the device has changed its vote, this row included.
    pub(super) changes: u32,
    /// Whether it counts: false for a strike, and when a later ballot of the same batch has
    /// replaced it.
    pub(super) counts: bool,
    pub(super) link: Link,
}

impl Row<'_> {
    /// The hashes of the voter's network card and its address, if the row counts.
    pub(super) fn card(&self) -> Option<CardKeys> {
        self.ballot.voter.card.filter(|_| self.counts)
    }
}

/// The changes that a batch makes to a poll.
pub(super) struct PollDelta {
    /// The change of its number of votes: new votes raise it, struck ones lower it, changed
    /// ones leave it as it is.
    pub(super) votes: i64,
    /// New rows of its log, including those of changed and struck votes.
    pub(super) rows: i64,
    /// The new head of the log's hash chain.
    pub(super) head: Link,
}

impl<'a> BallotBatch<'a> {
    /// An empty batch for these polls, which the transaction has read and locked.
    pub(super) fn new(polls: Vec<Poll>) -> Self {
        let polls = polls.into_iter().map(|poll| (poll.id, poll)).collect();
        Self { polls, devices: HashMap::new(), addresses: HashSet::new(), writes: WriteSet::default() }
    }

    /// The polls after the batch, and the changes to write.
    pub(super) fn finish(self) -> (HashMap<i64, Poll>, WriteSet<'a>) {
        (self.polls, self.writes)
    }

    /// The poll of a ballot. Refuses the ballot unless the poll is open and in the ballot's round.
    pub(super) fn open_for(&self, ballot: &Ballot) -> Result<&Poll, Refusal> {
        let poll = self.polls.get(&ballot.poll_id).ok_or(Refusal::NoSuchPoll)?;
        let accepts = poll.takes_votes_at(ballot.now) && poll.round == ballot.round;
        // An open poll refuses a ballot after its deadline, until its timer closes it, and a ballot of
        // an earlier round: both are refused as at a closed poll.
        let state = if poll.state == PollState::Open { PollState::Closed } else { poll.state };
        if accepts { Ok(poll) } else { Err(Refusal::PollNotOpen(state)) }
    }

    /// Adds a device's vote that was read from the database.
    pub(super) fn add_device_vote(&mut self, poll_id: i64, browser: BrowserToken, vote: ExistingVote) {
        self.devices.insert((poll_id, browser), vote);
    }

    /// Adds an address that has voted, as read from the database.
    pub(super) fn add_address(&mut self, poll_id: i64, address: AddressKey) {
        self.addresses.insert((poll_id, address));
    }

    /// Counts the next ballot, or refuses it. Its options are checked again, because the ballot was
    /// parsed against a cached poll, and this transaction has read the current one.
    pub(super) fn decide(&mut self, ballot: &'a Ballot) -> Result<Vote, Refusal> {
        let poll = self.open_for(ballot)?;
        ballot.choices.fit(poll)?;
        let rules = poll.rules;
        let asks_address = rules.fairness == Fairness::DeviceAndAddress;
        let needs_address = asks_address && poll.address_salt.is_some();
        if let Some(earlier) = self.devices.get(&(ballot.poll_id, ballot.voter.browser)) {
            let admits_changes = rules.permits_vote(true);
            if !admits_changes || earlier.vote.option_ids == ballot.choices.ids() {
                return Err(Refusal::AlreadyVoted { matched_by: MatchedBy::Device, earlier: Some(earlier.vote.clone()) });
            }
            if earlier.changes >= MAX_CHANGES {
                return Err(Refusal::TooManyChanges { earlier: earlier.vote.clone() });
            }
            // A changed vote keeps the address of the first one, so that no other vote from it
            // counts.
            let (address, replaces) = (earlier.address, (earlier.position, earlier.changes + 1));
            self.replace_earlier(ballot);
            return self.append(ballot, address, Some(replaces));
        }
        let address = ballot.voter.address.filter(|_| asks_address);
        if address.is_some_and(|address| self.addresses.contains(&(ballot.poll_id, address))) {
            return Err(Refusal::AlreadyVoted { matched_by: MatchedBy::Address, earlier: None });
        }
        if needs_address && address.is_none() {
            return Err(Refusal::Ipv4Needed);
        }
        self.append(ballot, address, None)
    }

    /// Marks the device's earlier vote as replaced.
    fn replace_earlier(&mut self, ballot: &Ballot) {
        let Some(earlier) = self.devices.remove(&(ballot.poll_id, ballot.voter.browser)) else { return };
        match earlier.at {
            VoteLocation::Row(id) => self.writes.replaced.push(id),
            VoteLocation::New(index) => self.writes.rows[index].counts = false,
        }
        self.count(ballot.poll_id, &earlier.vote.option_ids, -1);
    }

    /// Appends a row for a ballot that counts. For a changed vote, `replaces` holds the position of
    /// the row that this one replaces, and how often the device has changed its vote with it.
    fn append(&mut self, ballot: &'a Ballot, address: Option<AddressKey>, replaces: Option<(u64, u32)>) -> Result<Vote, Refusal> {
        let (replaces, changes) = replaces.map_or((None, 0), |(position, changes)| (Some(position), changes));
        let option_ids = ballot.choices.ids();
        let poll = self.polls.get_mut(&ballot.poll_id).ok_or(Refusal::NoSuchPoll)?;
        let link = poll.log_head.next(Entry { round: ballot.round, option_ids, nonce: &ballot.nonce, replaces });
        poll.log_length += 1;
        poll.log_head = link;
        poll.seq += 1;
        poll.total_votes += u64::from(replaces.is_none());
        let position = poll.log_length;
        let delta = self.writes.polls.entry(ballot.poll_id).or_insert(PollDelta { votes: 0, rows: 0, head: link });
        *delta = PollDelta { votes: delta.votes + i64::from(replaces.is_none()), rows: delta.rows + 1, head: link };
        self.count(ballot.poll_id, option_ids, 1);
        let vote = Vote { option_ids: option_ids.to_vec(), receipt: ballot.receipt.clone() };
        let at = VoteLocation::New(self.writes.rows.len());
        self.devices.insert((ballot.poll_id, ballot.voter.browser), ExistingVote { at, position, changes, vote: vote.clone(), address });
        self.addresses.extend(address.map(|address| (ballot.poll_id, address)));
        self.writes.rows.push(Row { ballot, position, address, replaces, changes, counts: true, link });
        Ok(vote)
    }

    /// Adds 1 or -1 to the counts of options, in the poll and in the changes to write.
    fn count(&mut self, poll_id: i64, option_ids: &[i64], change: i64) {
        for id in option_ids {
            *self.writes.options.entry(*id).or_default() += change;
            if let Some(option) = self.polls.get_mut(&poll_id).and_then(|poll| poll.options.iter_mut().find(|option| option.id == *id)) {
                option.vote_count = option.vote_count.saturating_add_signed(change);
            }
        }
    }
}
