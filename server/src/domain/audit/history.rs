//! What a log says: which votes count, how the poll reads, and when its rounds were open.

use super::chain::Entry;
use super::sums::sum_of;
use super::{Audit, Finding, LoggedEvent, LoggedVote};
use crate::domain::{Definition, Edit, Event, Link, PollState, RoundTimes, Tally, TallyKey, hash_of, merkle};
use crate::hex;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The state that a log leads to, entry by entry.
#[derive(Default)]
pub(super) struct History<'a> {
    /// Votes that count, of all rounds, by position.
    counting: BTreeMap<u64, &'a LoggedVote>,
    struck: Vec<&'a LoggedVote>,
    redacted: HashSet<u64>,
    /// How the poll reads; `None` while no event says so.
    pub(super) definition: Option<Definition>,
    /// The state; `None` while no event says so, as in logs that version 1 has begun.
    pub(super) state: Option<LoggedState>,
    /// The current round; `None` while no event says so.
    pub(super) round: Option<u32>,
    /// Earlier wordings since the first vote; `None` in a log that version 1 has begun, which does not hold the first ones.
    pub(super) edits: Option<Vec<Edit>>,
    /// When the rounds were open whose opening is logged.
    pub(super) times: HashMap<u32, RoundTimes>,
    /// The link of each round's last close.
    pub(super) closes: HashMap<u32, Link>,
    /// The sums that each round's last close states.
    pub(super) closed_tallies: HashMap<u32, ClosedTally>,
    /// The rounds and links of closes after which the same round was opened again.
    pub(super) taken_back: Vec<(u32, Link)>,
    /// The link of the last entry of version 1.
    pub(super) last_of_version_1: Option<Link>,
}

/// The sums that a close states.
pub(super) enum ClosedTally {
    Listed(Tally),
    /// Their hash, where they are many.
    Hashed(String),
}

impl ClosedTally {
    fn read(tally: Option<&BTreeMap<String, i64>>, tally_hash: Option<&String>) -> Self {
        match (tally, tally_hash) {
            (None, Some(hash)) => Self::Hashed(hash.clone()),
            (tally, _) => Self::Listed(tally.into_iter().flatten().filter_map(|(key, sum)| Some((TallyKey::parse(key)?, *sum))).collect()),
        }
    }
}

/// The state of a poll, as far as its log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoggedState {
    /// Draft or ready.
    BeforeVoting,
    Open,
    Closed,
}

impl LoggedState {
    /// Whether a poll in this state fits.
    pub(super) fn fits(self, state: PollState) -> bool {
        match self {
            Self::BeforeVoting => state.is_before_voting(),
            Self::Open => state == PollState::Open,
            Self::Closed => state == PollState::Closed,
        }
    }
}

impl<'a> History<'a> {
    /// The history that an audit's log tells. Entries that cannot follow from those before them are added to `findings`.
    pub(super) fn of(audit: &'a Audit, findings: &mut Vec<Finding>) -> Self {
        let mut history = Self::default();
        for entry in audit.entries() {
            match entry {
                Entry::Vote(vote) => history.add_vote(vote, audit, findings),
                Entry::Event(event) => history.add_event(event, audit, findings),
            }
        }
        let redacted = &history.redacted;
        let missing = audit.votes.iter().filter(|vote| vote.answer.is_none() && !redacted.contains(&vote.position));
        findings.extend(missing.map(|vote| Finding::AnswerMissing { position: vote.position }));
        history
    }

    /// The votes that count in a round, in the log's order.
    pub(super) fn counting_in(&self, round: u32) -> Vec<&'a LoggedVote> {
        self.counting.values().copied().filter(|vote| vote.round == round).collect()
    }

    /// The votes of a round that the host has struck, in the order of striking.
    pub(super) fn struck_in(&self, round: u32) -> Vec<&'a LoggedVote> {
        self.struck.iter().copied().filter(|vote| vote.round == round).collect()
    }

    fn add_vote(&mut self, vote: &'a LoggedVote, audit: &Audit, findings: &mut Vec<Finding>) {
        let position = vote.position;
        if vote.commitment.is_none() {
            self.last_of_version_1 = Some(vote.link);
        } else if self.state.is_some_and(|state| state != LoggedState::Open) {
            findings.push(Finding::VoteWhileClosed { position });
        }
        let replaced = vote.replaces.map(|earlier| self.take(earlier, vote.round));
        if replaced == Some(None) || (vote.strikes() && replaced.is_none()) {
            findings.push(Finding::WrongReplacement { position });
        }
        let is_known = |id: &i64| audit.definition.options.iter().any(|option| option.id == *id);
        let unknown = vote.option_ids().iter().filter(|id| !is_known(id));
        findings.extend(unknown.map(|id| Finding::UnknownOption { position, option_id: *id }));
        if vote.strikes() {
            self.struck.extend(replaced.flatten());
        } else {
            self.counting.insert(position, vote);
        }
    }

    /// Whether the vote at this position counts.
    pub(super) fn counts(&self, position: u64) -> bool {
        self.counting.contains_key(&position)
    }

    /// Takes a vote of this round from those that count.
    fn take(&mut self, position: u64, round: u32) -> Option<&'a LoggedVote> {
        self.counting.remove(&position).filter(|vote| vote.round == round)
    }

    fn add_event(&mut self, logged: &LoggedEvent, audit: &Audit, findings: &mut Vec<Finding>) {
        let position = logged.position;
        let Some(event) = Event::parse(&logged.text) else {
            findings.push(Finding::UnknownEvent { position });
            return;
        };
        match &event {
            Event::Created { .. } => {
                self.enter(LoggedState::BeforeVoting, 1);
                self.edits = (position == 1).then(Vec::new);
            }
            Event::Reworded { at, definition } => {
                self.note_edits(*at, definition, !audit.votes.iter().any(|vote| vote.position < position));
            }
            Event::RulesChanged { .. } | Event::Revealed { .. } => {}
            Event::Opened { at, round } => {
                self.times.insert(*round, RoundTimes { opened_at: Some(*at), closed_at: None });
                self.enter(LoggedState::Open, *round);
            }
            Event::Reopened { round, .. } => {
                if let Some(times) = self.times.get_mut(round) {
                    times.closed_at = None;
                }
                self.take_back(*round);
                self.enter(LoggedState::Open, *round);
            }
            Event::Withdrawn { round, .. } => {
                self.times.remove(round);
                self.take_back(*round);
                self.enter(LoggedState::BeforeVoting, *round);
            }
            // A ballot is an event of its own in the text of a log, but never a row of `events`.
            Event::Ballot { .. } => findings.push(Finding::UnknownEvent { position }),
            Event::Struck { round, ballot } => match self.take(*ballot, *round) {
                Some(struck) => self.struck.push(struck),
                None => findings.push(Finding::WrongReplacement { position }),
            },
            Event::Redacted { ballot } => _ = self.redacted.insert(*ballot),
            Event::Closed { at, round, tally, tally_hash, .. } => {
                if let Some(times) = self.times.get_mut(round) {
                    times.closed_at = Some(*at);
                }
                self.enter(LoggedState::Closed, *round);
                self.closes.insert(*round, logged.link);
                self.closed_tallies.insert(*round, ClosedTally::read(tally.as_ref(), tally_hash.as_ref()));
                if !self.agrees_with(&event, audit) {
                    findings.push(Finding::WrongClose { position });
                }
            }
            Event::RunAgain { round, .. } => self.enter(LoggedState::BeforeVoting, *round),
        }
        if let Some(definition) = event.definition() {
            self.definition = Some(definition.clone());
        }
    }

    fn enter(&mut self, state: LoggedState, round: u32) {
        (self.state, self.round) = (Some(state), Some(round));
    }

    /// The last close of this round seals it no longer.
    fn take_back(&mut self, round: u32) {
        self.taken_back.extend(self.closes.remove(&round).map(|link| (round, link)));
        self.closed_tallies.remove(&round);
    }

    /// Notes the texts that this definition replaces, as reports show them; before the first vote they are not shown.
    fn note_edits(&mut self, at: i64, definition: &Definition, is_before_votes: bool) {
        let (Some(before), Some(edits)) = (&self.definition, &mut self.edits) else { return };
        if is_before_votes {
            return;
        }
        let edit = |option, before: &str, after: &str| Edit { option, before: before.to_owned(), after: after.to_owned(), edited_at: at };
        if before.question != definition.question {
            edits.push(edit(None, &before.question, &definition.question));
        }
        for (index, (old, new)) in before.options.iter().zip(&definition.options).enumerate() {
            if old.text != new.text {
                edits.push(edit(Some(index), &old.text, &new.text));
            }
        }
    }

    /// Whether a close has counted the votes that count by then, and read the poll as the log does.
    fn agrees_with(&self, close: &Event, audit: &Audit) -> bool {
        let Event::Closed { round, votes, tally, tally_hash, root, definition, .. } = close else { return true };
        let counting = self.counting_in(*round);
        let sums = sum_of(&counting);
        let sums: BTreeMap<String, i64> = sums.iter().map(|(key, sum)| (key.to_string(), sum)).collect();
        let is_stated = match (tally, tally_hash) {
            (Some(stated), None) => sums == *stated,
            (None, Some(stated)) => hash_of(&sums) == *stated,
            (Some(_), Some(_)) | (None, None) => false,
        };
        let sums_agree = is_stated || audit.votes.iter().any(|vote| vote.round == *round && vote.answer.is_none());
        sums_agree
            && *votes == counting.len() as u64
            && *root == hex::encode(&merkle::Tree::new(counting.iter().filter_map(|vote| vote.commitment.as_ref())).root())
            && self.definition.as_ref().is_none_or(|logged| logged == definition)
    }
}
