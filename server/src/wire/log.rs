//! A poll's log as a file: what `verify` reads.

use crate::domain::{
    Answer, Audit, Class, Commitment, DefinedOption, Definition, Link, LoggedEvent, LoggedVote, Poll, PollCode, PollOption, PollRules,
    PollState, Prompt, RoundTimes, Seal, SealedRound, Signature, Tally, TallyKey,
};
use crate::hex;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A poll's whole log beside the poll's own counts, texts, rules and times: the input of `handsup-server verify`.
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
    /// The poll's state; absent in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<PollState>,
    /// The poll's options and their counts.
    pub options: Vec<LogOption>,
    /// The sums of the answers by what they count; absent in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<BTreeMap<String, i64>>,
    /// How the poll reads; absent in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Definition>,
    /// The poll's rounds with their seals.
    #[serde(default)]
    pub rounds: Vec<LogRound>,
    /// Counted ballots of the round.
    pub total_votes: u64,
    /// Entries of the log in all rounds: ballots and other events.
    pub log_length: u64,
    /// The last link of the chain: 64 hexadecimal digits.
    pub log_head: String,
    /// The entries that are no ballots, oldest first.
    #[serde(default)]
    pub events: Vec<LogEvent>,
    /// The ballots, oldest first.
    pub votes: Vec<LogLine>,
}

/// The format's name and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum LogFormat {
    /// Votes alone, whose links cover the ids of options. Read, and no longer written.
    #[serde(rename = "handsup vote log 1")]
    One,
    /// Ballots and other events.
    #[serde(rename = "handsup vote log 2")]
    Two,
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

/// When a round was open, in milliseconds since 1970, and the seal of its last close.
#[skip_serializing_none]
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogRound {
    /// From 1.
    pub round: u32,
    /// When it was opened first.
    #[serde(default)]
    pub opened_at: Option<i64>,
    /// When it was closed last.
    #[serde(default)]
    pub closed_at: Option<i64>,
    /// The link of the last close: 64 hexadecimal digits.
    #[serde(default)]
    pub seal: Option<String>,
    /// The Ed25519 signature of the seal: 128 hexadecimal digits.
    #[serde(default)]
    pub signature: Option<String>,
    /// The public key: 64 hexadecimal digits.
    #[serde(default)]
    pub key: Option<String>,
}

/// An entry of a log that is no ballot.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogEvent {
    /// 1, 2, 3 …
    pub position: u64,
    /// JSON as text, exactly as the link covers it.
    pub event: String,
    /// SHA-256 over `handsup log 2` and a line feed, the link before as 32 bytes, and `event`: 64 hexadecimal digits.
    pub link: String,
}

/// A ballot of a log. It does not identify the voter. In version 1, also the strike of a ballot.
#[skip_serializing_none]
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// 1, 2, 3 …
    pub position: u64,
    /// From 1.
    pub round: u32,
    /// Sorted; empty for an answer that chooses none, and in version 1 for an entry that strikes the vote in `replaces`.
    pub option_ids: Vec<i64>,
    /// The answer; absent in version 1, and once it is redacted.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// Random: 32 hexadecimal digits.
    pub nonce: String,
    /// SHA-256 over `handsup answer 2` and a line feed, the nonce, and the answer's bytes; absent in version 1.
    #[serde(default)]
    pub commitment: Option<String>,
    /// How the voter was admitted.
    #[serde(default)]
    pub class: Class,
    /// 8 characters.
    pub receipt: String,
    /// The position of the earlier vote that this entry replaces or strikes.
    #[serde(default)]
    pub replaces: Option<u64>,
    /// SHA-256 over the link before and this entry's event: 64 hexadecimal digits.
    pub link: String,
}

impl PollLog {
    /// The log with `votes` empty; the response streams them in.
    #[must_use]
    pub fn empty(poll: &Poll, rounds: &[SealedRound], events: &[LoggedEvent]) -> Self {
        let option = |option| LogOption::of(poll, option);
        Self {
            format: LogFormat::Two,
            poll_code: poll.code.to_string(),
            question: poll.question.clone(),
            round: poll.round,
            state: Some(poll.state),
            options: poll.options.iter().map(option).collect(),
            tally: Some(poll.tally.iter().map(|(key, sum)| (key.to_string(), sum)).collect()),
            definition: Some(Definition::of(poll)),
            rounds: rounds.iter().map(LogRound::of).collect(),
            total_votes: poll.total_votes,
            log_length: poll.log_length,
            log_head: hex::encode(poll.log_head.as_bytes()),
            events: events.iter().map(LogEvent::of).collect(),
            votes: Vec::new(),
        }
    }

    /// The log as a recount needs it; `None` when a code, a hash or a key of the tally is malformed, a field
    /// of the version is missing, or what the file says for readers differs from what is recounted.
    #[must_use]
    pub fn audit(&self) -> Option<Audit> {
        let code = PollCode::parse(&self.poll_code)?;
        let is_first = self.format == LogFormat::One;
        let tally: Tally = match &self.tally {
            Some(sums) => sums.iter().map(|(key, sum)| Some((TallyKey::parse(key)?, *sum))).collect::<Option<_>>()?,
            None if is_first => self.options.iter().map(LogOption::sum).collect(),
            None => return None,
        };
        if !is_first && !self.agrees_with_itself(&tally) {
            return None;
        }
        Some(Audit {
            round: self.round,
            state: match self.state {
                Some(state) => state,
                None if is_first => PollState::Closed,
                None => return None,
            },
            definition: match &self.definition {
                Some(definition) => definition.clone(),
                None if is_first => self.definition_of_version_1(),
                None => return None,
            },
            tally,
            earlier_tallies: BTreeMap::new(),
            edits: None,
            total_votes: self.total_votes,
            log_length: self.log_length,
            log_head: parse_link(&self.log_head)?,
            rounds: self.rounds.iter().map(LogRound::sealed).collect::<Option<_>>()?,
            votes: self.votes.iter().map(|line| line.vote(is_first)).collect::<Option<_>>()?,
            events: self.events.iter().map(LogEvent::logged).collect::<Option<_>>()?,
            code,
        })
    }

    /// Whether question, options and counts are those of `definition` and `tally`, which the recount uses.
    fn agrees_with_itself(&self, tally: &Tally) -> bool {
        let Some(definition) = &self.definition else { return false };
        let options = self.options.iter().map(|option| (option.id, option.option_text.as_str()));
        let count = |option: &LogOption| option.vote_count == definition.prompt.named(option.id, tally);
        self.question == definition.question
            && options.eq(definition.options.iter().map(|option| (option.id, option.text.as_str())))
            && self.options.iter().all(count)
    }

    /// What a log of version 1 says of how its poll reads: question and options.
    fn definition_of_version_1(&self) -> Definition {
        let option = |option: &LogOption| DefinedOption { id: option.id, text: option.option_text.clone(), correct: false };
        Definition {
            question: self.question.clone(),
            options: self.options.iter().map(option).collect(),
            prompt: Prompt::default(),
            rules: PollRules::default(),
        }
    }
}

impl LogOption {
    fn of(poll: &Poll, option: &PollOption) -> Self {
        Self { id: option.id, option_text: option.text.clone(), vote_count: poll.votes_for(option) }
    }

    fn sum(&self) -> (TallyKey, i64) {
        (TallyKey::Option(self.id), i64::try_from(self.vote_count).unwrap_or(i64::MAX))
    }
}

impl LogRound {
    fn of(sealed: &SealedRound) -> Self {
        let signature = sealed.seal.and_then(|seal| seal.signature);
        Self {
            round: sealed.round,
            opened_at: sealed.times.opened_at,
            closed_at: sealed.times.closed_at,
            seal: sealed.seal.map(|seal| hex::encode(seal.link.as_bytes())),
            signature: signature.map(|signature| hex::encode(&signature.bytes)),
            key: signature.map(|signature| hex::encode(&signature.key)),
        }
    }

    fn sealed(&self) -> Option<SealedRound> {
        let signature = match (&self.signature, &self.key) {
            (Some(bytes), Some(key)) => Some(Signature { bytes: hex::decode(bytes)?, key: hex::decode(key)? }),
            (None, None) => None,
            _ => return None,
        };
        let seal = match &self.seal {
            Some(link) => Some(Seal { link: parse_link(link)?, signature }),
            None => None,
        };
        let times = RoundTimes { opened_at: self.opened_at, closed_at: self.closed_at };
        Some(SealedRound { round: self.round, times, seal })
    }
}

impl LogEvent {
    fn of(event: &LoggedEvent) -> Self {
        Self { position: event.position, event: event.text.clone(), link: hex::encode(event.link.as_bytes()) }
    }

    fn logged(&self) -> Option<LoggedEvent> {
        Some(LoggedEvent { position: self.position, text: self.event.clone(), link: parse_link(&self.link)? })
    }
}

impl LogLine {
    /// Converts a vote of a poll's log.
    #[must_use]
    pub fn of(poll: &PollCode, vote: &LoggedVote) -> Self {
        Self {
            position: vote.position,
            round: vote.round,
            option_ids: vote.option_ids().to_vec(),
            answer: vote.answer.clone().filter(|_| vote.commitment.is_some()),
            nonce: hex::encode(&vote.nonce),
            commitment: vote.commitment.map(|commitment| hex::encode(commitment.as_bytes())),
            class: vote.class,
            receipt: vote.receipt(poll).as_str().to_owned(),
            replaces: vote.replaces,
            link: hex::encode(vote.link.as_bytes()),
        }
    }

    /// `None` for a malformed hash.
    fn vote(&self, is_first: bool) -> Option<LoggedVote> {
        let commitment = match &self.commitment {
            Some(digits) if !is_first => Some(Commitment::stored(&hex::decode::<32>(digits)?)?),
            Some(_) => return None,
            None => None,
        };
        let nonce = hex::decode(&self.nonce)?;
        let chosen = Answer::Options(self.option_ids.clone());
        // Where the two disagree, the one that does not fit the commitment is checked, and found.
        let is_stated = |answer: &&Answer| answer.option_ids() == self.option_ids || commitment == Some(Commitment::new(&nonce, &chosen));
        let is_redacted = commitment.is_some() && self.answer.is_none();
        let stated = self.answer.as_ref().filter(is_stated).cloned();
        let answer = stated.or_else(|| (!is_redacted).then(|| chosen.clone()));
        Some(LoggedVote {
            position: self.position,
            round: self.round,
            answer,
            nonce,
            commitment,
            stated_receipt: Some(self.receipt.clone()),
            class: self.class,
            replaces: self.replaces,
            counts: None,
            link: parse_link(&self.link)?,
        })
    }
}

fn parse_link(digits: &str) -> Option<Link> {
    Link::stored(&hex::decode::<32>(digits)?)
}
