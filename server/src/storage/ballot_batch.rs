//! Decides in memory, in their order, which ballots of a batch count. A batch shares one
//! transaction.
//!
//! The transaction takes its write locks before it reads and releases them with the commit, so the
//! values it has read do not change meanwhile. Unique indexes back the decisions: a wrong one makes
//! the batch fail instead of counting a voter twice.

use crate::domain::{
    AddressKey, Ballot, CardKeys, DeviceKey, Fairness, Link, MatchedBy, OptionId, OwnWords, Poll, PollState, Refusal, TallyKey, TermKey,
    Vote,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How often a device may change its vote in a round: each change adds an entry to the log, from which
/// none is ever removed.
const MAX_CHANGES: u32 = 20;

/// A batch being decided: its polls, the devices and addresses that have voted in them, and the
/// rows to be written.
pub(super) struct BallotBatch<'a> {
    polls: HashMap<i64, Poll>,
    /// The option ids of each poll.
    options: HashMap<i64, Vec<OptionId>>,
    /// The words of each poll's host that hold a text.
    own_words: HashMap<i64, OwnWords>,
    devices: HashMap<(i64, DeviceKey), ExistingVote>,
    addresses: HashSet<(i64, AddressKey)>,
    writes: WriteSet<'a>,
}

/// A device's vote that counts before the next ballot is decided.
pub(super) struct ExistingVote {
    /// Its position in the poll's log.
    pub(super) position: u64,
    /// How often the device has changed its vote.
    pub(super) changes: u32,
    pub(super) vote: Vote,
    /// Whether the host has redacted its answer, which so cannot be taken back from the sums.
    pub(super) is_redacted: bool,
    pub(super) address: Option<AddressKey>,
    /// Where it is stored.
    pub(super) at: VoteLocation,
}

/// Where an existing vote and its device are stored.
#[derive(Clone, Copy)]
pub(super) enum VoteLocation {
    /// In the database.
    Stored,
    /// In this batch, at these indexes of the new votes and of the entries of the roll.
    New { vote: usize, entry: usize },
}

/// The changes that the transaction writes.
#[derive(Default)]
pub(super) struct WriteSet<'a> {
    /// New votes, in the order of the log.
    pub(super) votes: Vec<NewVote<'a>>,
    /// Stored votes that no longer count: the poll's key and the position.
    pub(super) replaced: Vec<(i64, u64)>,
    /// New entries of the roll, and changes of existing ones.
    pub(super) roll: Vec<RollEntry>,
    /// The change of each poll, by key.
    pub(super) polls: BTreeMap<i64, PollDelta>,
    /// The change of each sum, by poll, round and key.
    pub(super) tallies: BTreeMap<(i64, u32, TallyKey), i64>,
    /// The change of each spelling, by poll, round, term and text.
    pub(super) spellings: BTreeMap<(i64, u32, TermKey, String), SpellingDelta>,
    /// The change of the voters of terms with merged ones, by poll, round and term.
    pub(super) groups: BTreeMap<(i64, u32, TermKey), i64>,
}

/// A new vote.
pub(super) struct NewVote<'a> {
    pub(super) ballot: &'a Ballot,
    pub(super) position: u64,
    pub(super) replaces: Option<u64>,
    /// False when a later ballot of the same batch has replaced it.
    pub(super) counts: bool,
    pub(super) link: Link,
}

/// A device in the roll of a round.
pub(super) struct RollEntry {
    pub(super) poll_id: i64,
    pub(super) round: u32,
    pub(super) device: DeviceKey,
    pub(super) address: Option<AddressKey>,
    pub(super) card: Option<CardKeys>,
    /// How often the device has changed its vote.
    pub(super) changes: u32,
    /// The position of its vote.
    pub(super) answer: u64,
    /// Whether the database has the device already.
    pub(super) exists: bool,
}

/// The changes that a batch makes to a poll.
pub(super) struct PollDelta {
    /// The change of its number of votes: changed votes leave it as it is.
    pub(super) votes: i64,
    /// New ballots in its log, including changed votes.
    pub(super) ballots: i64,
    /// The new head of the log's hash chain.
    pub(super) head: Link,
}

/// The changes that a batch makes to a spelling.
#[derive(Default)]
pub(super) struct SpellingDelta {
    /// Of the answers that have it.
    pub(super) count: i64,
    /// The position of the last ballot that has it.
    pub(super) position: u64,
    /// Whether a word list holds it.
    pub(super) listed: bool,
}

impl<'a> BallotBatch<'a> {
    /// An empty batch for these polls, which the transaction has read and locked, and for the words of their hosts.
    pub(super) fn new(polls: Vec<Poll>, own_words: HashMap<i64, OwnWords>) -> Self {
        let options = polls.iter().map(|poll| (poll.id, poll.option_ids())).collect();
        let polls = polls.into_iter().map(|poll| (poll.id, poll)).collect();
        Self { polls, options, own_words, devices: HashMap::new(), addresses: HashSet::new(), writes: WriteSet::default() }
    }

    /// The polls after the batch, and the changes to write.
    pub(super) fn finish(self) -> (HashMap<i64, Poll>, WriteSet<'a>) {
        (self.polls, self.writes)
    }

    /// The poll of a ballot. Refuses the ballot unless the poll is open, in the ballot's round, and has the salt under which
    /// its voter was hashed: under that of before its meeting's end the voter could not be recognised.
    pub(super) fn open_for(&self, ballot: &Ballot) -> Result<&Poll, Refusal> {
        let poll = self.polls.get(&ballot.poll_id).ok_or(Refusal::NoSuchPoll)?;
        if poll.state == PollState::Open && poll.is_roll_erased() {
            return Err(Refusal::RollErased);
        }
        let accepts = poll.takes_votes_at(ballot.now) && poll.round == ballot.round && poll.salt == Some(ballot.salt);
        // An open poll refuses a ballot after its deadline, until its timer closes it, and a ballot of
        // an earlier round: both are refused as at a closed poll.
        let state = if poll.state == PollState::Open { PollState::Closed } else { poll.state };
        if accepts { Ok(poll) } else { Err(Refusal::PollNotOpen(state)) }
    }

    /// Adds a device's vote that was read from the database.
    pub(super) fn add_device_vote(&mut self, poll_id: i64, device: DeviceKey, vote: ExistingVote) {
        self.devices.insert((poll_id, device), vote);
    }

    /// Adds an address that has voted, as read from the database.
    pub(super) fn add_address(&mut self, poll_id: i64, address: AddressKey) {
        self.addresses.insert((poll_id, address));
    }

    /// Counts the next ballot, or refuses it. Its answer is checked again, because the ballot was
    /// parsed against a cached poll, and this transaction has read the current one.
    pub(super) fn decide(&mut self, ballot: &'a Ballot) -> Result<Vote, Refusal> {
        let poll = self.open_for(ballot)?;
        poll.prompt.fit(&ballot.answer, self.options.get(&poll.id).map_or(&[], Vec::as_slice))?;
        let rules = poll.rules;
        let asks_address = rules.fairness == Fairness::DeviceAndAddress;
        if let Some(earlier) = self.devices.get(&(ballot.poll_id, ballot.voter.device)) {
            if !rules.permits_vote(true) || earlier.is_redacted || earlier.vote.answer == ballot.answer {
                return Err(Refusal::AlreadyVoted {
                    matched_by: MatchedBy::Device,
                    earlier: Some(earlier.vote.clone().shown(&poll.prompt)),
                });
            }
            if earlier.changes >= MAX_CHANGES {
                return Err(Refusal::TooManyChanges { earlier: earlier.vote.clone().shown(&poll.prompt) });
            }
            return self.replace(ballot);
        }
        let address = ballot.voter.address.filter(|_| asks_address);
        if address.is_some_and(|address| self.addresses.contains(&(ballot.poll_id, address))) {
            return Err(Refusal::AlreadyVoted { matched_by: MatchedBy::Address, earlier: None });
        }
        if asks_address && address.is_none() {
            return Err(Refusal::Ipv4Needed);
        }
        self.count_first(ballot, address)
    }

    /// Counts the first ballot of a device.
    fn count_first(&mut self, ballot: &'a Ballot, address: Option<AddressKey>) -> Result<Vote, Refusal> {
        let position = self.append(ballot, None)?;
        let entry = RollEntry {
            poll_id: ballot.poll_id,
            round: ballot.round,
            device: ballot.voter.device,
            address,
            card: ballot.voter.card,
            changes: 0,
            answer: position,
            exists: false,
        };
        self.addresses.extend(address.map(|address| (ballot.poll_id, address)));
        Ok(self.note(ballot, entry))
    }

    /// Counts a ballot in place of the device's earlier vote. It keeps the address of the first one, so that no other vote
    /// from it counts.
    fn replace(&mut self, ballot: &'a Ballot) -> Result<Vote, Refusal> {
        let Some(earlier) = self.devices.remove(&(ballot.poll_id, ballot.voter.device)) else { return Err(Refusal::NoSuchPoll) };
        let exists = match earlier.at {
            VoteLocation::Stored => {
                self.writes.replaced.push((ballot.poll_id, earlier.position));
                true
            }
            VoteLocation::New { vote, entry } => {
                self.writes.votes[vote].counts = false;
                // The device's last entry in the batch is the one to be written.
                let superseded = &mut self.writes.roll[entry];
                superseded.answer = 0;
                superseded.exists
            }
        };
        self.sum(ballot, &earlier.vote, (earlier.position, -1));
        let position = self.append(ballot, Some(earlier.position))?;
        let entry = RollEntry {
            poll_id: ballot.poll_id,
            round: ballot.round,
            device: ballot.voter.device,
            address: earlier.address,
            card: ballot.voter.card,
            changes: earlier.changes + 1,
            answer: position,
            exists,
        };
        Ok(self.note(ballot, entry))
    }

    /// Notes in the roll that a device has voted with the vote appended last.
    fn note(&mut self, ballot: &Ballot, entry: RollEntry) -> Vote {
        let vote = ballot.vote();
        let at = VoteLocation::New { vote: self.writes.votes.len() - 1, entry: self.writes.roll.len() };
        let existing = ExistingVote {
            position: entry.answer,
            changes: entry.changes,
            vote: vote.clone(),
            is_redacted: false,
            address: entry.address,
            at,
        };
        self.devices.insert((ballot.poll_id, ballot.voter.device), existing);
        self.writes.roll.push(entry);
        vote
    }

    /// Appends a vote that counts to the log; returns its position.
    fn append(&mut self, ballot: &'a Ballot, replaces: Option<u64>) -> Result<u64, Refusal> {
        let poll = self.polls.get_mut(&ballot.poll_id).ok_or(Refusal::NoSuchPoll)?;
        let link = poll.log_head.next(&ballot.event(replaces).to_text());
        poll.log_length += 1;
        poll.log_head = link;
        poll.seq += 1;
        poll.ballots += 1;
        poll.total_votes += u64::from(replaces.is_none());
        let position = poll.log_length;
        let delta = self.writes.polls.entry(ballot.poll_id).or_insert(PollDelta { votes: 0, ballots: 0, head: link });
        *delta = PollDelta { votes: delta.votes + i64::from(replaces.is_none()), ballots: delta.ballots + 1, head: link };
        self.sum(ballot, &ballot.vote(), (position, 1));
        self.writes.votes.push(NewVote { ballot, position, replaces, counts: true, link });
        Ok(position)
    }

    /// Adds a vote to the sums of the ballot's poll, or takes it back with -1.
    fn sum(&mut self, ballot: &Ballot, vote: &Vote, (position, times): (u64, i64)) {
        for (key, change) in vote.answer.tally() {
            *self.writes.tallies.entry((ballot.poll_id, ballot.round, key)).or_default() += change * times;
        }
        let Some(poll) = self.polls.get_mut(&ballot.poll_id) else { return };
        poll.tally.add_answer(&vote.answer, times);
        let texts = vote.answer.texts();
        for root in poll.tally.terms().groups_of(texts) {
            *self.writes.groups.entry((ballot.poll_id, ballot.round, root)).or_default() += times;
        }
        let none = OwnWords::default();
        let own = self.own_words.get(&ballot.poll_id).unwrap_or(&none);
        let listed = poll.tally.terms_mut().add_texts(texts, (position, times), own);
        for (text, listed) in texts.iter().zip(listed) {
            let delta = self.writes.spellings.entry((ballot.poll_id, ballot.round, TermKey::of(text), text.clone())).or_default();
            delta.count += times;
            delta.position = delta.position.max(position);
            delta.listed = listed;
        }
    }
}
