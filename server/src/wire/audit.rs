//! Counting again, and what voters can check: recount, receipts, the log.

use crate::domain::{Audit, Finding, Link, LoggedVote, Poll, PollCode, PollOption, Recount};
use crate::hex;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Whether a poll's counts, its log and its receipts agree, counted from the database at this moment.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Reconciled {
    /// 8 characters.
    pub poll_code: String,
    /// The round that was counted.
    pub round: u32,
    /// Votes of this round that count.
    #[ts(type = "number")]
    pub votes: u64,
    /// Options that those votes name; more than `votes` where a ballot may name several.
    #[ts(type = "number")]
    pub choices: u64,
    /// What the options say, added up; equals `choices`.
    #[ts(type = "number")]
    pub option_sum: u64,
    /// Receipts that fit their vote; equals `votes`.
    #[ts(type = "number")]
    pub receipts: u64,
    /// Votes of this round that the host has struck: they are in the log, and in none of the numbers above.
    #[ts(type = "number")]
    pub struck: u64,
    /// Four groups of four characters that stand for the whole log: whoever noted them will see if it is exchanged.
    pub seal: String,
    /// What does not fit, in words; empty when all is well.
    pub findings: Vec<String>,
    /// The same, one for one: a code and its values, for interfaces that say it in their own words.
    pub details: Vec<Finding>,
}

/// Every receipt of a closed poll's round, so that a voter can see that their vote is in it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ReceiptList {
    /// 8 characters.
    pub poll_code: String,
    /// What was asked.
    pub question: String,
    /// The round.
    pub round: u32,
    /// See [`Reconciled::seal`].
    pub seal: String,
    /// In the order of the receipts, which says nothing about who came when.
    pub receipts: Vec<ReceiptRow>,
    /// The receipts of votes that the host has struck, sorted: several addresses of one device had voted.
    pub struck: Vec<String>,
}

/// One vote, as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema)]
pub struct ReceiptRow {
    /// What the voter took home.
    pub receipt: String,
    /// The texts of the options it names.
    pub options: Vec<String>,
}

/// A poll's whole log beside what the poll says about itself: what `handsup-server verify` reads.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PollLog {
    /// Tells this file from others.
    pub format: LogFormat,
    /// 8 characters.
    pub poll_code: String,
    /// What was asked.
    pub question: String,
    /// The round that the counts are of.
    pub round: u32,
    /// The poll's options and what they say.
    pub options: Vec<LogOption>,
    /// Counted ballots of the round.
    pub total_votes: u64,
    /// Votes in all rounds, replaced ones too.
    pub log_length: u64,
    /// 64 hexadecimal digits.
    pub log_head: String,
    /// Oldest first.
    pub votes: Vec<LogLine>,
}

/// What a file with a log calls itself.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub enum LogFormat {
    /// The first and only one.
    #[serde(rename = "handsup vote log 1")]
    One,
}

/// An option and what it says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogOption {
    /// Unique over all polls.
    pub id: i64,
    /// 1 to 200 characters.
    pub option_text: String,
    /// Counted ballots that name it.
    pub vote_count: u64,
}

/// One vote of a log. Nothing in it says who cast it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// 1, 2, 3 …
    pub position: u64,
    /// From 1.
    pub round: u32,
    /// Sorted; none where the host has struck the vote that `replaces` names.
    pub option_ids: Vec<i64>,
    /// 32 hexadecimal digits.
    pub nonce: String,
    /// 8 characters.
    pub receipt: String,
    /// The position of the vote whose place it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
    /// 64 hexadecimal digits.
    pub link: String,
}

impl Reconciled {
    /// A recount, to be told.
    #[must_use]
    pub fn of(audit: &Audit, recount: &Recount) -> Self {
        Self {
            poll_code: audit.code.to_string(),
            round: audit.round,
            votes: recount.votes,
            choices: recount.choices,
            option_sum: recount.option_sum,
            receipts: recount.receipts,
            struck: recount.struck,
            seal: audit.log_head.seal(),
            findings: recount.findings.iter().map(ToString::to_string).collect(),
            details: recount.findings.clone(),
        }
    }
}

impl ReceiptList {
    /// The list of a poll's round before the first receipt: those follow as they are written.
    #[must_use]
    pub fn empty(poll: &Poll, struck: Vec<String>) -> Self {
        let (poll_code, question) = (poll.code.to_string(), poll.question.clone());
        Self { poll_code, question, round: poll.round, seal: poll.log_head.seal(), receipts: Vec::new(), struck }
    }
}

impl PollLog {
    /// The log of a poll before its first vote: those follow as they are written.
    #[must_use]
    pub fn empty(poll: &Poll) -> Self {
        Self {
            format: LogFormat::One,
            poll_code: poll.code.to_string(),
            question: poll.question.clone(),
            round: poll.round,
            options: poll.options.iter().map(LogOption::of).collect(),
            total_votes: poll.total_votes,
            log_length: poll.log_length,
            log_head: hex::encode(poll.log_head.as_bytes()),
            votes: Vec::new(),
        }
    }

    /// A log that was read; `None` where a code or a hash is not one.
    #[must_use]
    pub fn audit(&self) -> Option<Audit> {
        Some(Audit {
            code: PollCode::parse(&self.poll_code)?,
            round: self.round,
            options: self.options.iter().map(LogOption::option).collect(),
            total_votes: self.total_votes,
            log_length: self.log_length,
            log_head: link(&self.log_head)?,
            votes: self.votes.iter().map(LogLine::vote).collect::<Option<_>>()?,
        })
    }
}

impl LogOption {
    fn of(option: &PollOption) -> Self {
        Self { id: option.id, option_text: option.text.clone(), vote_count: option.vote_count }
    }

    fn option(&self) -> PollOption {
        PollOption { id: self.id, text: self.option_text.clone(), vote_count: self.vote_count, correct: false }
    }
}

impl LogLine {
    /// A vote of a log, to be written.
    #[must_use]
    pub fn of(vote: &LoggedVote) -> Self {
        Self {
            position: vote.position,
            round: vote.round,
            option_ids: vote.option_ids.clone(),
            nonce: hex::encode(&vote.nonce),
            receipt: vote.receipt.clone(),
            replaces: vote.replaces,
            link: hex::encode(vote.link.as_bytes()),
        }
    }

    fn vote(&self) -> Option<LoggedVote> {
        Some(LoggedVote {
            position: self.position,
            round: self.round,
            option_ids: self.option_ids.clone(),
            nonce: hex::decode(&self.nonce)?,
            receipt: self.receipt.clone(),
            replaces: self.replaces,
            link: link(&self.link)?,
        })
    }
}

fn link(digits: &str) -> Option<Link> {
    Link::stored(&hex::decode::<32>(digits)?)
}
