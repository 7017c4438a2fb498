//! Reports: the results of a meeting or of one poll. They identify no voter and no address.

use super::{Refused, RoundResult, ShownSettings};
use crate::domain::{
    Account, Board, Cell, Column, Edit, Kind, Meeting, PollCode, PollRules, PollState, QuestionState, Record, RightNumber, by_votes,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The report of a meeting; the report of one poll has the same shape, with that poll alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// The version of the program that wrote it.
    pub version: String,
    /// Milliseconds since 1970.
    pub exported_at: i64,
    /// The meeting.
    pub meeting: ReportMeeting,
    /// How long the server keeps the meeting's data.
    pub kept: ReportKept,
    /// The questions from the audience; null for one poll, and where nobody has asked.
    #[schema(required)]
    pub board: Option<ReportBoard>,
    /// In the host's order; deleted polls are left out. The last field, because a file is written poll by poll.
    pub polls: Vec<ReportPoll>,
}

/// The questions from a meeting's audience.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportBoard {
    /// How many questions are where.
    pub account: Account,
    /// Those that everybody sees, by votes. Held, declined and merged ones are only counted.
    pub questions: Vec<ReportQuestion>,
}

/// A question from the audience.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportQuestion {
    /// 1 to 300 characters.
    pub text: String,
    /// The name that its asker gave; empty for none, and where the host has taken it off.
    pub name: String,
    /// `open`, `pinned` or `answered`.
    pub state: QuestionState,
    /// The host's written answer; empty for none.
    pub answer: String,
    /// Devices that have voted for it.
    pub votes: u64,
    /// Milliseconds since 1970.
    pub asked_at: i64,
}

/// How long the server keeps a meeting's data.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportKept {
    /// Days without use after which all of it is purged; null where it is never purged by age.
    #[schema(required)]
    pub days: Option<u32>,
    /// The end of those days, counted from the meeting's end, in milliseconds since 1970; null for
    /// a live meeting, and where `days` is null.
    #[schema(required)]
    pub until: Option<i64>,
    /// Whether votes from the same address can still be recognised: until the meeting ends.
    pub addresses: bool,
}

/// The meeting that a report is about.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportMeeting {
    /// 6 characters.
    pub join_code: String,
    /// At most 200 characters; may be empty.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970; null for a live meeting.
    #[schema(required)]
    pub ended_at: Option<i64>,
}

/// The results of one poll.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportPoll {
    /// 8 characters.
    pub poll_code: String,
    /// 1 to 500 characters.
    pub question: String,
    /// The kind of answer.
    pub kind: Kind,
    /// The fewest options a ballot names.
    pub min_choices: usize,
    /// The most options a ballot names.
    pub max_choices: usize,
    /// The settings of the kind.
    #[serde(flatten)]
    pub settings: ShownSettings,
    /// Which second votes are refused, and who sees counts.
    #[serde(flatten)]
    pub rules: PollRules,
    /// The poll's state.
    pub state: PollState,
    /// Whether the right answers are shown to guests.
    pub answer_shown: bool,
    /// False for a draft without earlier rounds.
    pub asked: bool,
    /// In the host's order; none for `number`.
    pub options: Vec<ReportOption>,
    /// The right answer of a `number`, and how many answers of the current round are right; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<RightNumber>,
    /// The earliest first, the current one last; a draft's current round is left out.
    pub rounds: Vec<RoundResult>,
    /// Every text that is shown, of a poll of words or open answers; absent for other kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<ReportTexts>,
    /// Rewordings since the first vote, the earliest first.
    pub edits: Vec<ReportEdit>,
    /// Votes refused by reason since the server started; null where no voter has opened the poll since.
    #[schema(required)]
    pub refused: Option<Refused>,
    /// Counted votes of all rounds; each has a receipt.
    pub receipts: u64,
    /// The log's seal, four groups of four characters; null without a vote.
    #[schema(required)]
    pub seal: Option<String>,
    /// The fingerprint of the key that has signed the seal, in the same form; null without a signature.
    #[schema(required)]
    pub key: Option<String>,
}

/// An option of a poll.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportOption {
    /// 1 to 200 characters.
    pub option_text: String,
    /// Whether it is a right answer.
    pub correct: bool,
}

/// The texts of a round.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportTexts {
    /// From 1.
    pub round: u32,
    /// Those of most voters first; of open answers the newest first.
    pub texts: Vec<ReportText>,
}

/// A text, and how many have written it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportText {
    /// As most have written it.
    pub text: String,
    /// Voters.
    pub voters: u64,
}

/// A rewording after the first vote.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReportEdit {
    /// The option's position, from 0; null for the question.
    #[schema(required)]
    pub option: Option<usize>,
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
    /// Milliseconds since 1970.
    pub edited_at: i64,
}

impl Report {
    /// The report on `records` of a meeting, and on its board, at `now`, in milliseconds since 1970. `refused` returns a poll's refused votes;
    /// meetings unused for `retention_days` are purged.
    #[must_use]
    pub fn of(
        meeting: &Meeting,
        board: Option<&Board>,
        records: &[Record],
        refused: impl Fn(&PollCode) -> Option<Refused>,
        (now, retention_days): (i64, Option<u32>),
    ) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            exported_at: now,
            meeting: ReportMeeting {
                join_code: meeting.code.to_string(),
                name: meeting.name.clone(),
                created_at: meeting.created_at,
                ended_at: meeting.ended_at,
            },
            kept: ReportKept::of(meeting, retention_days),
            board: board.and_then(ReportBoard::of),
            polls: records.iter().map(|record| ReportPoll::of(record, refused(&record.poll.code))).collect(),
        }
    }
}

impl ReportBoard {
    /// The report on a board; `None` where nobody has asked.
    fn of(board: &Board) -> Option<Self> {
        let shown = board.questions.iter().filter(|question| question.state.is_public());
        let questions = by_votes(shown).into_iter().map(|question| ReportQuestion {
            text: question.text.clone(),
            name: if question.name_off { String::new() } else { question.name.clone() },
            state: question.state,
            answer: question.answer.clone(),
            votes: question.votes,
            asked_at: question.asked_at,
        });
        (!board.questions.is_empty()).then(|| Self { account: board.account(), questions: questions.collect() })
    }
}

impl ReportKept {
    fn of(meeting: &Meeting, days: Option<u32>) -> Self {
        let until = days.zip(meeting.ended_at).map(|(days, ended)| ended + i64::from(days) * 24 * 3600 * 1000);
        Self { days, until, addresses: meeting.ended_at.is_none() }
    }
}

impl ReportPoll {
    /// The report on one poll.
    #[must_use]
    pub fn of(record: &Record, refused: Option<Refused>) -> Self {
        let poll = &record.poll;
        let (min_choices, max_choices) = poll.choices();
        let option = |option: &crate::domain::PollOption| ReportOption { option_text: option.text.clone(), correct: option.correct };
        let rounds: Vec<_> = record.rounds().iter().map(|tally| RoundResult::of(poll, tally)).collect();
        Self {
            poll_code: poll.code.to_string(),
            question: poll.question.clone(),
            kind: poll.kind(),
            min_choices,
            max_choices,
            settings: ShownSettings::of(&poll.prompt, poll.options.len()),
            right: poll.prompt.right_number(&poll.tally),
            rules: poll.rules,
            state: poll.state,
            answer_shown: poll.answer_shown,
            asked: !rounds.is_empty(),
            options: poll.options.iter().map(option).collect(),
            receipts: rounds.iter().map(|round| round.total_votes).sum(),
            texts: if poll.kind().takes_texts() { rounds.iter().map(ReportTexts::of).collect() } else { Vec::new() },
            rounds,
            edits: record.edits.iter().map(ReportEdit::of).collect(),
            refused,
            seal: poll.is_locked().then(|| poll.seal_text()),
            key: poll.seal.and_then(|seal| seal.signature).map(|signature| signature.key_fingerprint()),
        }
    }
}

impl ReportTexts {
    /// The texts of a round, from its table.
    fn of(round: &RoundResult) -> Self {
        let text = |at| match (round.table.cell(at, Column::Text), round.table.cell(at, Column::VoteCount)) {
            (Cell::Text(text), Cell::Count(voters)) if !text.is_empty() => Some(ReportText { text: text.clone(), voters: *voters }),
            _ => None,
        };
        Self { round: round.round, texts: (0..round.table.rows.len()).filter_map(text).collect() }
    }
}

impl ReportEdit {
    fn of(edit: &Edit) -> Self {
        Self { option: edit.option, before: edit.before.clone(), after: edit.after.clone(), edited_at: edit.edited_at }
    }
}
