//! Recounts, and what voters can verify: receipts and the log.

use crate::domain::{Audit, Finding, Link, LoggedVote, Poll, PollCode, PollOption, Recount};
use crate::hex;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// Whether a poll's counts, its log and its receipts agree, recounted from the database now.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Reconciled {
    /// 8 characters.
    pub poll_code: String,
    /// The round that was recounted.
    pub round: u32,
    /// Votes of this round that count.
    #[ts(type = "number")]
    pub votes: u64,
    /// How many times those votes name an option; more than `votes` where a ballot may name
    /// several.
    #[ts(type = "number")]
    pub choices: u64,
    /// The sum of the options' counts; equals `choices` when there are no findings.
    #[ts(type = "number")]
    pub option_sum: u64,
    /// Receipts that match their vote; equals `votes` when there are no findings.
    #[ts(type = "number")]
    pub receipts: u64,
    /// Votes of this round that the host has struck: they are in the log, but in none of the numbers above.
    #[ts(type = "number")]
    pub struck: u64,
    /// The log's seal, four groups of four characters. Written down when voting has closed, it
    /// shows later whether the log was replaced.
    pub seal: String,
    /// Inconsistencies as English sentences; empty when all numbers agree.
    pub findings: Vec<String>,
    /// The same inconsistencies in the same order, as codes with values, for interfaces that
    /// translate them.
    pub details: Vec<Finding>,
}

/// The receipts of a closed poll's current round, so that voters can verify that their vote counts.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ReceiptList {
    /// 8 characters.
    pub poll_code: String,
    /// The question.
    pub question: String,
    /// From 1.
    pub round: u32,
    /// The log's seal, four groups of four characters.
    pub seal: String,
    /// The votes that count, sorted by receipt, so that the order does not reveal when each was
    /// cast.
    pub receipts: Vec<ReceiptRow>,
    /// Receipts of the votes that the host has struck because one device had voted from several
    /// addresses; sorted.
    pub struck: Vec<String>,
}

/// A vote that counts, as it is published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema)]
pub struct ReceiptRow {
    /// The voter's receipt.
    pub receipt: String,
    /// The texts of the options it names.
    pub options: Vec<String>,
}

/// A poll's whole log beside the poll's own counts: the input of `handsup-server verify`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PollLog {
    /// The file's format.
    pub format: LogFormat,
    /// 8 characters.
    pub poll_code: String,
    /// The question.
    pub question: String,
    /// The round of the counts.
    pub round: u32,
    /// The poll's options and their counts.
    pub options: Vec<LogOption>,
    /// Counted ballots of the round.
    pub total_votes: u64,
    /// Entries of the log in all rounds: votes, replaced ones too, and strikes of votes.
    pub log_length: u64,
    /// The last link of the chain: 64 hexadecimal digits.
    pub log_head: String,
    /// The entries, oldest first.
    pub votes: Vec<LogLine>,
}

/// The format's name and version.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub enum LogFormat {
    /// The first and only version.
    #[serde(rename = "handsup vote log 1")]
    One,
}

/// An option and its count.
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

/// One entry of a log: a vote, or the strike of a vote. It does not identify the voter.
#[skip_serializing_none]
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// 1, 2, 3 …
    pub position: u64,
    /// From 1.
    pub round: u32,
    /// Sorted; empty for an entry that strikes the vote in `replaces`.
    pub option_ids: Vec<i64>,
    /// Random: 32 hexadecimal digits.
    pub nonce: String,
    /// 8 characters.
    pub receipt: String,
    /// The position of the earlier vote that this entry replaces or strikes.
    #[serde(default)]
    pub replaces: Option<u64>,
    /// SHA-256 over the link before and this entry's content: 64 hexadecimal digits.
    pub link: String,
}

impl Reconciled {
    /// The recount of a poll's `audit` as a response.
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
    /// The list with `receipts` empty; the response streams them in.
    #[must_use]
    pub fn empty(poll: &Poll, struck: Vec<String>) -> Self {
        let (poll_code, question) = (poll.code.to_string(), poll.question.clone());
        Self { poll_code, question, round: poll.round, seal: poll.log_head.seal(), receipts: Vec::new(), struck }
    }
}

impl PollLog {
    /// The log with `votes` empty; the response streams them in.
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

    /// The log as a recount needs it; `None` when the code, a nonce or a link is malformed.
    #[must_use]
    pub fn audit(&self) -> Option<Audit> {
        Some(Audit {
            code: PollCode::parse(&self.poll_code)?,
            round: self.round,
            options: self.options.iter().map(LogOption::option).collect(),
            total_votes: self.total_votes,
            log_length: self.log_length,
            log_head: parse_link(&self.log_head)?,
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
    /// Converts a vote of a log.
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
            link: parse_link(&self.link)?,
        })
    }
}

fn parse_link(digits: &str) -> Option<Link> {
    Link::stored(&hex::decode::<32>(digits)?)
}
