//! A ballot, and what its voter is told.

use super::Results;
use crate::domain::{AnswerBody, AnswerShape, OwnVote, Vote};
use crate::hex;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A device's own counted vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct YourVote {
    /// The chosen options, sorted; empty for an answer of another kind.
    #[ts(type = "number[]")]
    pub option_ids: Vec<i64>,
    /// The answer, in the form in which a vote sends it; a mark of a rating is its option.
    #[ts(type = "Exclude<AnswerShape, { mark: number }>")]
    pub answer: AnswerShape,
    /// 8 characters for the voter to keep.
    pub receipt: String,
    /// With it and the answer, the voter can verify the receipt: 32 hexadecimal digits. Absent for a vote that an earlier
    /// version has counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub nonce: Option<String>,
}

/// A counted vote; sent after the commit.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Counted {
    /// Always true.
    pub success: bool,
    /// 8 characters for the voter to keep.
    pub receipt: String,
    /// With it and the answer, the voter can verify the receipt: 32 hexadecimal digits.
    pub nonce: String,
    /// As this device may see them now.
    pub results: Results,
}

/// A ballot: one of `option_id`, `option_ids` and `answer`.
#[derive(Debug, Clone, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteBody {
    /// For one choice.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub option_id: Option<i64>,
    /// For several choices.
    #[serde(default)]
    #[ts(optional, type = "number[]")]
    pub option_ids: Option<Vec<i64>>,
    /// For a poll of any kind.
    #[serde(default)]
    #[ts(optional, type = "AnswerShape")]
    pub answer: Option<AnswerBody>,
    /// A program's own UUID. Pages of this server send none: their device cookie identifies the voter.
    #[serde(default)]
    #[ts(optional)]
    #[schema(format = "uuid")]
    pub browser_token: Option<String>,
    /// The round in which it was answered, from 1: refused with `round_passed` in another one. Absent: whichever round is open.
    #[serde(default)]
    #[ts(optional)]
    pub round: Option<u32>,
}

impl Counted {
    /// The JSON of a counted vote. `results` is JSON already, so that it need not be serialized
    /// again.
    pub(crate) fn text(vote: &Vote, results: &str) -> String {
        let (receipt, nonce) = (vote.receipt.as_str(), hex::encode(&vote.nonce.unwrap_or_default()));
        format!(r#"{{"success":true,"receipt":"{receipt}","nonce":"{nonce}","results":{results}}}"#)
    }

    /// A counted vote with the results that its device may see.
    #[must_use]
    pub(crate) fn of(vote: &Vote, results: Results) -> Self {
        Self { success: true, receipt: vote.receipt.as_str().into(), nonce: hex::encode(&vote.nonce.unwrap_or_default()), results }
    }
}

impl From<OwnVote> for YourVote {
    fn from(OwnVote { vote, shape }: OwnVote) -> Self {
        Self {
            answer: shape,
            option_ids: vote.answer.option_ids().to_vec(),
            receipt: vote.receipt.as_str().to_owned(),
            nonce: vote.nonce.map(|nonce| hex::encode(&nonce)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Answer, Kind, PollRules, PollState, Receipt};
    use crate::wire::{OptionResult, ShownFigures, ShownSettings};

    #[test]
    fn text_is_what_serde_would_serialize() {
        let options =
            vec![OptionResult {
                id: 7, option_text: "“Yes”, \"no\"".into(), vote_count: Some(1), percentage: Some(100.0), correct: None
            }];
        let results = Results {
            poll_code: "AB3DE9ZX".into(),
            meeting: "K7M2QX".into(),
            question: "Here?".into(),
            kind: Kind::Single,
            min_choices: 1,
            max_choices: 1,
            settings: ShownSettings::default(),
            rules: PollRules::default(),
            state: PollState::Open,
            revealed: false,
            answer_shown: false,
            closes_in: None,
            round: 1,
            seq: 2,
            revision: 1,
            total_votes: 1,
            connected: 3,
            still_choosing: 2,
            presence_seq: 1,
            results_visible: true,
            figures: ShownFigures::default(),
            options,
            right: None,
            seal: None,
            refused: None,
            asked_for_time: None,
        };
        let vote = Vote { answer: Answer::Options(vec![7]), receipt: Receipt::stored("7QK4MZ2A".into()), nonce: Some([171; 16]) };
        let text = Counted::text(&vote, &serde_json::to_string(&results).unwrap());
        let counted = Counted::of(&vote, results);
        assert_eq!(text, serde_json::to_string(&counted).unwrap());
    }
}
