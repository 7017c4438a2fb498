//! Counting again: does a poll's log hold together, and does it add up to what the poll says?

use super::{Entry, Link, PollCode, PollOption, Receipt};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// A poll's whole log beside what the poll says about itself.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The poll's code; the chain stands on it.
    pub code: PollCode,
    /// The round that `options` and `total_votes` count.
    pub round: u32,
    /// What the poll says each option has.
    pub options: Vec<PollOption>,
    /// What the poll says its ballots are.
    pub total_votes: u64,
    /// How many votes the poll says were logged, in all rounds.
    pub log_length: u64,
    /// What the poll says its log ends in; [`Link::first`] while it is empty.
    pub log_head: Link,
    /// The log, in its order.
    pub votes: Vec<LoggedVote>,
}

/// A vote as the log holds it, without who cast it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedVote {
    /// 1, 2, 3 … within the poll.
    pub position: u64,
    /// The round it was cast in.
    pub round: u32,
    /// The options it names, sorted.
    pub option_ids: Vec<i64>,
    /// Random; the receipt is made from it.
    pub nonce: [u8; 16],
    /// What the voter took home.
    pub receipt: String,
    /// The earlier vote whose place it took.
    pub replaces: Option<u64>,
    /// Chains it to the vote before it.
    pub link: Link,
}

/// What a recount came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// Votes of the current round that count: logged and not replaced.
    pub votes: u64,
    /// Options named by those votes.
    pub choices: u64,
    /// What the options say, added up.
    pub option_sum: u64,
    /// Receipts of those votes that fit what their vote says, no two alike.
    pub receipts: u64,
    /// Everything that does not fit; empty when all is well.
    pub findings: Vec<Finding>,
}

/// One thing that does not fit, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The log goes on with another position than the next.
    OutOfOrder {
        /// The position that should follow.
        expected: u64,
        /// The one that does.
        found: u64,
    },
    /// A receipt does not fit its vote.
    Receipt {
        /// The vote.
        position: u64,
    },
    /// Two votes have the same receipt.
    SameReceipt {
        /// The later of the two.
        position: u64,
    },
    /// A link does not fit its vote and the link before it.
    Link {
        /// The vote.
        position: u64,
    },
    /// A vote says that it replaces one that it cannot replace.
    Replaces {
        /// The vote.
        position: u64,
    },
    /// A vote names an option that the poll does not have.
    UnknownOption {
        /// The vote.
        position: u64,
        /// The option.
        option_id: i64,
    },
    /// The log is longer or shorter than the poll says.
    Length {
        /// What the poll says.
        says: u64,
        /// What the log holds.
        holds: u64,
    },
    /// The log does not end in the link that the poll notes.
    Head,
    /// An option says another number than the votes that name it.
    OptionCount {
        /// The option's text.
        option: String,
        /// What it says.
        says: u64,
        /// How many votes name it.
        holds: u64,
    },
    /// The poll says another number of votes than the log holds.
    Total {
        /// What the poll says.
        says: u64,
        /// What the log holds.
        holds: u64,
    },
}

impl Audit {
    /// Counts again, from the first vote to the last.
    #[must_use]
    pub fn recount(&self) -> Recount {
        let mut findings = Vec::new();
        self.check_chain(&mut findings);
        let receipts = self.check_receipts(&mut findings);
        let counted = self.counted(&mut findings);
        let mut named: HashMap<i64, u64> = HashMap::new();
        for vote in &counted {
            for id in &vote.option_ids {
                *named.entry(*id).or_default() += 1;
            }
        }
        let votes = counted.len() as u64;
        for option in &self.options {
            let holds = named.get(&option.id).copied().unwrap_or(0);
            if holds != option.vote_count {
                findings.push(Finding::OptionCount { option: option.text.clone(), says: option.vote_count, holds });
            }
        }
        if votes != self.total_votes {
            findings.push(Finding::Total { says: self.total_votes, holds: votes });
        }
        Recount {
            votes,
            choices: named.values().sum(),
            // What a forged log says may not even fit into a number.
            option_sum: self.options.iter().fold(0, |sum, option| sum.saturating_add(option.vote_count)),
            receipts: counted.iter().filter(|vote| receipts.contains(&vote.position)).count() as u64,
            findings,
        }
    }

    /// The votes of the current round that no later vote replaced, in the log's order.
    #[must_use]
    pub fn counting(&self) -> Vec<&LoggedVote> {
        self.counted(&mut Vec::new())
    }

    /// Each link must follow from the one before it. After a break the chain is taken up again at the stored link, so that
    /// one altered vote is one finding and not a thousand.
    fn check_chain(&self, findings: &mut Vec<Finding>) {
        let mut link = Link::first(&self.code);
        for (expected, vote) in (1..).zip(&self.votes) {
            if vote.position != expected {
                findings.push(Finding::OutOfOrder { expected, found: vote.position });
            }
            let LoggedVote { round, option_ids, nonce, replaces, .. } = vote;
            if link.next(Entry { round: *round, option_ids, nonce, replaces: *replaces }) != vote.link {
                findings.push(Finding::Link { position: vote.position });
            }
            link = vote.link;
        }
        let holds = self.votes.len() as u64;
        if holds != self.log_length {
            findings.push(Finding::Length { says: self.log_length, holds });
        } else if self.log_head != link {
            findings.push(Finding::Head);
        }
    }

    /// The positions of the votes whose receipts are right.
    fn check_receipts(&self, findings: &mut Vec<Finding>) -> HashSet<u64> {
        let mut seen = HashSet::new();
        let mut right = HashSet::new();
        for vote in &self.votes {
            let position = vote.position;
            if Receipt::new(&self.code, vote.round, &vote.option_ids, &vote.nonce).as_str() != vote.receipt {
                findings.push(Finding::Receipt { position });
            } else if seen.insert(vote.receipt.as_str()) {
                right.insert(position);
            } else {
                findings.push(Finding::SameReceipt { position });
            }
        }
        right
    }

    fn counted(&self, findings: &mut Vec<Finding>) -> Vec<&LoggedVote> {
        let known: HashSet<i64> = self.options.iter().map(|option| option.id).collect();
        let mut counting: HashMap<u64, &LoggedVote> = HashMap::new();
        for vote in &self.votes {
            let position = vote.position;
            let replaced = vote.replaces.map(|earlier| counting.remove(&earlier).filter(|earlier| earlier.round == vote.round));
            if replaced == Some(None) {
                findings.push(Finding::Replaces { position });
            }
            findings.extend(
                vote.option_ids.iter().filter(|id| !known.contains(id)).map(|id| Finding::UnknownOption { position, option_id: *id }),
            );
            counting.insert(position, vote);
        }
        let mut counting: Vec<_> = counting.into_values().filter(|vote| vote.round == self.round).collect();
        counting.sort_unstable_by_key(|vote| vote.position);
        counting
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfOrder { expected, found } if found > expected => write!(f, "vote {expected} is missing: vote {found} follows"),
            Self::OutOfOrder { expected, found } => write!(f, "vote {found} stands where vote {expected} should"),
            Self::Receipt { position } => write!(f, "vote {position}: its receipt does not fit what it says"),
            Self::SameReceipt { position } => write!(f, "vote {position}: another vote has the same receipt"),
            Self::Link { position } => {
                write!(f, "vote {position}: the chain breaks here; this vote was altered, or one was put in or taken out before it")
            }
            Self::Replaces { position } => write!(f, "vote {position}: it replaces a vote that it cannot replace"),
            Self::UnknownOption { position, option_id } => write!(f, "vote {position}: the poll has no option {option_id}"),
            Self::Length { says, holds } if says > holds => {
                write!(f, "the log holds {holds} votes, the poll says {says}: {} are missing at its end", says - holds)
            }
            Self::Length { says, holds } => write!(f, "the log holds {holds} votes, the poll says {says}: some were added behind its back"),
            Self::Head => f.write_str("the log does not end as the poll notes: its last votes were exchanged"),
            Self::OptionCount { option, says, holds } => write!(f, "“{option}” says {says}, but {holds} votes name it"),
            Self::Total { says, holds } => write!(f, "the poll says {says} votes, the log holds {holds} that count"),
        }
    }
}

#[cfg(test)]
mod tests;
