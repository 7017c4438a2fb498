//! Recounts, and what voters can verify: proofs and receipts.

use crate::domain::{Audit, Finding, Poll, Recount};
use crate::{domain, hex};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The proof that a vote is in the result of a closed poll. `commitment`, `index`, `size` and `path` lead to `root` in `event`,
/// the root of a Merkle tree (RFC 6962). SHA-256 over `handsup log 2` and a line feed, `previous` and `event` is the link
/// whose first 80 bits are the seal.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Proof {
    /// 8 characters.
    pub poll_code: String,
    /// From 1.
    pub round: u32,
    /// The seal, four groups of four characters.
    pub seal: String,
    /// The fingerprint of the key that has signed the seal, in the same form; null for a seal without a signature.
    #[schema(required)]
    pub key: Option<String>,
    /// The link before the close: 64 hexadecimal digits.
    pub previous: String,
    /// The event of the close: JSON as text, exactly as its link covers it.
    pub event: String,
    /// The place of the vote among those that count, from 0.
    pub index: usize,
    /// How many votes count.
    pub size: usize,
    /// The hashes from the vote up to the root, 64 hexadecimal digits each.
    pub path: Vec<String>,
}

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
    /// The seal of the last close, four groups of four characters; while voting is open, the log's last link in the same
    /// form. Written down when voting has closed, it shows later whether the log was replaced.
    pub seal: String,
    /// The fingerprint of the key that has signed the seal, in the same form; null while voting is open, and for a seal of
    /// an earlier version.
    #[schema(required)]
    pub key: Option<String>,
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
    /// The seal of the last close, four groups of four characters.
    pub seal: String,
    /// The fingerprint of the key that has signed the seal, in the same form; null for a seal of an earlier version.
    #[schema(required)]
    pub key: Option<String>,
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
    /// What it says: the texts of the options it names, or the parts of another answer. A text that results do not show is replaced by a
    /// sentence that says so.
    pub options: Vec<String>,
}

impl Proof {
    /// A proof as a response.
    #[must_use]
    pub fn of(poll: &Poll, proof: &domain::Proof) -> Self {
        Self {
            poll_code: poll.code.to_string(),
            round: poll.round,
            seal: proof.seal.link.seal(),
            key: proof.seal.signature.map(|signature| signature.key_fingerprint()),
            previous: hex::encode(proof.previous.as_bytes()),
            event: proof.event.clone(),
            index: proof.index,
            size: proof.size,
            path: proof.path.iter().map(|hash| hex::encode(hash)).collect(),
        }
    }
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
            seal: audit.seal_text(),
            key: audit.seal().and_then(|seal| seal.signature).map(|signature| signature.key_fingerprint()),
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
        let key = poll.seal.and_then(|seal| seal.signature).map(|signature| signature.key_fingerprint());
        Self { poll_code, question, round: poll.round, seal: poll.seal_text(), key, receipts: Vec::new(), struck }
    }
}
