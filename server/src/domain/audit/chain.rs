//! Checks that entries are chained in the order of their positions, and that receipts fit.

use super::{Audit, Finding, LoggedEvent, LoggedVote};
use crate::domain::{Commitment, EntryOfVersion1, Event, Link};
use std::cmp::Ordering;
use std::collections::HashSet;

/// An entry of the log.
#[derive(Clone, Copy)]
pub(super) enum Entry<'a> {
    Vote(&'a LoggedVote),
    Event(&'a LoggedEvent),
}

impl Entry<'_> {
    fn position(&self) -> u64 {
        match self {
            Self::Vote(vote) => vote.position,
            Self::Event(event) => event.position,
        }
    }

    fn link(&self) -> Link {
        match self {
            Self::Vote(vote) => vote.link,
            Self::Event(event) => event.link,
        }
    }

    /// The link that follows from the one before it and the entry's content.
    fn link_after(&self, previous: Link) -> Link {
        match self {
            Self::Event(event) => previous.next(&event.text),
            Self::Vote(LoggedVote { round, commitment: Some(commitment), class, replaces, .. }) => {
                previous.next(&Event::ballot(*round, *class, commitment, *replaces).to_text())
            }
            Self::Vote(vote) => previous.next_of_version_1(EntryOfVersion1 {
                round: vote.round,
                option_ids: vote.option_ids(),
                nonce: &vote.nonce,
                replaces: vote.replaces,
            }),
        }
    }
}

impl Audit {
    /// Votes and other events, merged by position.
    pub(super) fn entries(&self) -> Vec<Entry<'_>> {
        let (mut votes, mut events) = (self.votes.iter().peekable(), self.events.iter().peekable());
        let mut entries = Vec::with_capacity(self.votes.len() + self.events.len());
        loop {
            let is_event_next = match (votes.peek(), events.peek()) {
                (Some(vote), Some(event)) => event.position < vote.position,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => return entries,
            };
            entries.extend(if is_event_next { events.next().map(Entry::Event) } else { votes.next().map(Entry::Vote) });
        }
    }

    /// Checks the order of positions, that each link follows from the one before it, the log's
    /// length, and its last link. After a broken link the check continues from the stored link, so
    /// that one altered vote is one finding, not one for each later vote.
    pub(super) fn check_chain(&self, findings: &mut Vec<Finding>) {
        let mut link = Link::first(&self.code);
        let entries = self.entries();
        for (expected, entry) in (1..).zip(&entries) {
            let found = entry.position();
            match found.cmp(&expected) {
                Ordering::Equal => {}
                Ordering::Greater => findings.push(Finding::VoteMissing { expected, found }),
                Ordering::Less => findings.push(Finding::VoteMisplaced { expected, found }),
            }
            if entry.link_after(link) != entry.link() {
                findings.push(Finding::BrokenLink { position: found });
            }
            link = entry.link();
        }
        let (says, holds) = (self.log_length, entries.len() as u64);
        match holds.cmp(&says) {
            Ordering::Less => findings.push(Finding::LogTooShort { says, holds }),
            Ordering::Greater => findings.push(Finding::LogTooLong { says, holds }),
            Ordering::Equal if self.log_head != link => findings.push(Finding::WrongEnd),
            Ordering::Equal => {}
        }
    }

    /// The positions of the votes whose receipts fit their answer, or whose answer is redacted, and are unique.
    pub(super) fn check_receipts(&self, findings: &mut Vec<Finding>) -> HashSet<u64> {
        let mut seen = HashSet::new();
        let mut matching = HashSet::new();
        for vote in &self.votes {
            let position = vote.position;
            let receipt = vote.receipt(&self.code).as_str().to_owned();
            let answer_fits = match (&vote.commitment, &vote.answer) {
                (Some(commitment), Some(answer)) => *commitment == Commitment::new(&vote.nonce, answer),
                (Some(_), None) | (None, Some(_)) => true,
                (None, None) => false,
            };
            let is_stated = vote.stated_receipt.as_ref().is_none_or(|stated| *stated == receipt);
            if !answer_fits || !is_stated {
                findings.push(Finding::WrongReceipt { position });
            } else if seen.insert(receipt) {
                matching.insert(position);
            } else {
                findings.push(Finding::SameReceipt { position });
            }
        }
        matching
    }
}
