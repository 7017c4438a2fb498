//! A poll: its question, its options, and the rules it carries.

use super::{Link, OptionText, PollCode, Question, Refusal};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How an answer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Exactly one option.
    #[default]
    Single,
    /// Between `min_choices` and `max_choices` options.
    Multiple,
}

/// Which marks a second vote is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fairness {
    /// One vote per browser token and per network address: the original rule, right for a flat Wi-Fi.
    #[default]
    DeviceAndAddress,
    /// One vote per browser token alone: right where phones share an address.
    Device,
}

/// Who may see counts before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultsRule {
    /// Everybody, always.
    #[default]
    Live,
    /// A device that has voted.
    AfterVote,
    /// Nobody but the host, until the host reveals.
    OnReveal,
}

/// Where a poll stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PollState {
    /// Being written; only the host sees it.
    Draft,
    /// Shown, not yet voting.
    Ready,
    /// Voting.
    #[default]
    Open,
    /// No more votes.
    Closed,
}

/// A poll as the database holds it, with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The database's key.
    pub id: i64,
    /// What the address and the QR code carry.
    pub code: PollCode,
    /// Cleaned text, 1 to 500 characters.
    pub question: String,
    /// How an answer looks.
    pub kind: Kind,
    /// The fewest options a ballot names; 1 for [`Kind::Single`].
    pub min_choices: u8,
    /// The most options a ballot names; 1 for [`Kind::Single`].
    pub max_choices: u8,
    /// Which marks a second vote is recognised by.
    pub fairness: Fairness,
    /// Who may see counts before the end.
    pub results: ResultsRule,
    /// Whether a voter may change the vote while the poll is open.
    pub allow_change: bool,
    /// Where the poll stands.
    pub state: PollState,
    /// Whether the host has revealed the results (matters under [`ResultsRule::OnReveal`]).
    pub revealed: bool,
    /// From 1; running a poll again starts the next.
    pub round: u32,
    /// Grows with every counted change, across rounds and restarts.
    pub seq: u64,
    /// Counted ballots of this round.
    pub total_votes: u64,
    /// In the order the host wrote them.
    pub options: Vec<PollOption>,
    /// How many votes its log holds, in all rounds, replaced ones too.
    pub log_length: u64,
    /// The link that the log ends in; what the next vote is chained to.
    pub log_head: Link,
    /// Keys the hashes of voters' addresses in this poll; gone once the meeting has ended.
    pub address_salt: Option<[u8; 32]>,
}

/// One of a poll's options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// The database's key, unique over all polls.
    pub id: i64,
    /// Cleaned text, 1 to 200 characters.
    pub text: String,
    /// Counted ballots of this round that name it.
    pub vote_count: u64,
}

/// A poll on its way in, already valid.
#[derive(Debug, Clone)]
pub struct NewPoll {
    /// The question.
    pub question: Question,
    /// 2 to 20, no two equal.
    pub options: Vec<OptionText>,
    /// How an answer looks.
    pub kind: Kind,
    /// See [`Poll::min_choices`].
    pub min_choices: u8,
    /// See [`Poll::max_choices`].
    pub max_choices: u8,
    /// See [`Poll::fairness`].
    pub fairness: Fairness,
    /// See [`Poll::results`].
    pub results: ResultsRule,
    /// See [`Poll::allow_change`].
    pub allow_change: bool,
    /// Where it starts.
    pub state: PollState,
}

/// What a host may change about a poll that exists; `None` leaves a thing as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PollChange {
    /// Open, close, or back.
    pub state: Option<PollState>,
    /// Switch the fairness rule; votes already counted stay valid.
    pub fairness: Option<Fairness>,
    /// Who may see counts.
    pub results: Option<ResultsRule>,
    /// Reveal, or hide again.
    pub revealed: Option<bool>,
    /// Whether voters may change their vote.
    pub allow_change: Option<bool>,
}

impl NewPoll {
    /// The fewest and the most options of a poll.
    pub const OPTIONS: std::ops::RangeInclusive<usize> = 2..=20;

    /// Checks how options and choices fit together.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`] for too few, too many, blank, too long or equal ones.
    pub fn options(raw: &[String]) -> Result<Vec<OptionText>, Refusal> {
        if !Self::OPTIONS.contains(&raw.len()) {
            return Err(Refusal::InvalidOptions(format!("A poll has 2 to 20 options; this one has {}.", raw.len())));
        }
        let options = raw.iter().enumerate().map(|(at, text)| OptionText::parse(text, at + 1)).collect::<Result<Vec<_>, _>>()?;
        for (at, option) in options.iter().enumerate() {
            if options[..at].contains(option) {
                return Err(Refusal::InvalidOptions(format!(
                    "Option {} says the same as an earlier one. Please make them differ.",
                    at + 1
                )));
            }
        }
        Ok(options)
    }

    /// How many options a ballot may name. A single choice is always one; several default to 1 up to all.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoices`] when the two bounds do not fit the kind or each other.
    pub fn choices(kind: Kind, min: Option<u64>, max: Option<u64>, options: usize) -> Result<(u8, u8), Refusal> {
        let options = options.min(*Self::OPTIONS.end()) as u64;
        let (min, max) = match kind {
            Kind::Single => (min.unwrap_or(1), max.unwrap_or(1)),
            Kind::Multiple => (min.unwrap_or(1), max.unwrap_or(options)),
        };
        let fits = match kind {
            Kind::Single => min == 1 && max == 1,
            Kind::Multiple => 1 <= min && min <= max && max <= options,
        };
        let narrow = |n: u64| u8::try_from(n).ok();
        match (fits, narrow(min), narrow(max)) {
            (true, Some(min), Some(max)) => Ok((min, max)),
            _ => Err(Refusal::InvalidChoices(match kind {
                Kind::Single => "A single choice takes exactly one option: leave min_choices and max_choices out.".into(),
                Kind::Multiple => format!("min_choices must be at least 1, and max_choices between min_choices and {options}."),
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(raw: &[&str]) -> Result<Vec<OptionText>, Refusal> {
        NewPoll::options(&raw.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn two_to_twenty_options_none_blank_no_two_equal() {
        assert!(options(&["Tabs", "Spaces"]).is_ok());
        assert!(options(&["Tabs"]).is_err());
        assert!(options(&["Tabs", " "]).is_err());
        assert!(options(&["Tabs", " Tabs "]).is_err());
        let twenty: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(NewPoll::options(&twenty).is_ok());
        assert!(NewPoll::options(&[twenty, vec!["20".into()]].concat()).is_err());
    }

    #[test]
    fn bounds_of_a_choice_follow_the_kind() {
        assert_eq!(NewPoll::choices(Kind::Single, None, None, 4).ok(), Some((1, 1)));
        assert!(NewPoll::choices(Kind::Single, None, Some(2), 4).is_err());
        assert_eq!(NewPoll::choices(Kind::Multiple, None, None, 4).ok(), Some((1, 4)));
        assert_eq!(NewPoll::choices(Kind::Multiple, Some(2), Some(3), 4).ok(), Some((2, 3)));
        for (min, max) in [(0, 2), (3, 2), (1, 5), (1, u64::MAX)] {
            assert!(NewPoll::choices(Kind::Multiple, Some(min), Some(max), 4).is_err(), "{min}..{max}");
        }
    }
}
