//! The board of a meeting: questions from the audience.

mod frame;
mod requests;

pub use frame::BoardFrame;
pub use requests::{BoardPatch, QuestionBody, QuestionPatch};

use crate::domain::{Account, Board, BoardQuestion, BoardState, JoinCode, Moderation, OwnMarks, QuestionState, Sort, by_votes, sorted};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The questions of a page.
pub(crate) const PAGE: usize = 30;
/// A page of the questions that a device sees.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct BoardPage {
    /// 6 characters.
    pub join_code: String,
    /// Whether questions are taken.
    pub board: BoardState,
    /// Whether a name may stand beside a question.
    pub names: bool,
    /// Monotonic: a client ignores a page or a frame with a smaller number than what it shows.
    #[ts(type = "number")]
    pub seq: u64,
    /// How many questions are where.
    pub account: Account,
    /// At most 30.
    pub questions: Vec<ShownQuestion>,
    /// The value of `after` for the next page; null on the last one.
    #[schema(required)]
    pub next: Option<u32>,
}

/// A question as a device sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ShownQuestion {
    /// Unique over all meetings.
    #[ts(type = "number")]
    pub id: i64,
    /// 1 to 300 characters.
    pub text: String,
    /// The name that its asker gave; empty for none.
    pub name: String,
    /// Where it is.
    pub state: QuestionState,
    /// The host's written answer; empty for none.
    pub answer: String,
    /// Devices that have voted for it, or for one that is merged into it.
    #[ts(type = "number")]
    pub votes: u64,
    /// Whether this device has voted for it.
    pub voted: bool,
    /// Whether this device has asked it.
    pub own: bool,
    /// What the question says as which it counts; absent unless it is merged, and everybody sees the other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub counts_as: Option<String>,
    /// The question as which it counts; null unless it is merged.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub merged_into: Option<i64>,
}

/// A question as a host sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct HostQuestion {
    /// The question.
    #[serde(flatten)]
    pub question: ShownQuestion,
    /// Devices that have reported it.
    #[ts(type = "number")]
    pub reports: u64,
    /// Whether the host has taken the name off, which only hosts and moderators see then.
    pub name_off: bool,
    /// Whether another device had asked under this name, or it reads as the host's.
    pub name_doubtful: bool,
    /// Milliseconds since 1970.
    #[ts(type = "number")]
    pub asked_at: i64,
    /// How many times a host or a moderator has changed it.
    #[ts(type = "number")]
    pub version: u64,
}

/// The board as a host sees it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct BoardShown {
    /// 6 characters.
    pub join_code: String,
    /// Whether questions are taken.
    pub board: BoardState,
    /// Which questions wait for the host.
    pub moderation: Moderation,
    /// Whether a name may stand beside a question.
    pub names: bool,
    /// How many devices must have asked a question that waits, so that it is shown by itself; 0 for none.
    pub show_after: u16,
    /// Monotonic.
    #[ts(type = "number")]
    pub seq: u64,
    /// How many questions are where.
    pub account: Account,
    /// All questions, by votes.
    pub questions: Vec<HostQuestion>,
}

impl ShownQuestion {
    /// A question for a device with these marks.
    #[must_use]
    pub fn of(question: &BoardQuestion, own: &OwnMarks) -> Self {
        let (asked, voted) = (own.asked.contains(&question.id), own.voted.contains(&question.id));
        // Of what nobody sees, its asker sees all but an answer that is not given yet, and who has asked the same no more than that.
        let is_shown = asked || question.state.is_public();
        let has_answer = is_shown && question.state != QuestionState::Held;
        Self {
            id: question.id,
            text: question.text.clone(),
            name: if is_shown && !question.name_off { question.name.clone() } else { String::new() },
            // Of what a list holds, nobody is told that it does.
            state: if question.is_held_by_list { QuestionState::Open } else { question.state },
            answer: if has_answer { question.answer.clone() } else { String::new() },
            votes: if is_shown { question.votes } else { u64::from(voted) },
            voted,
            own: asked || own.asked_too.contains(&question.id),
            counts_as: None,
            merged_into: question.merged_into,
        }
    }
}

impl ShownQuestion {
    /// A question of a board for a device with these marks, which learns as which other one it counts.
    fn on(board: &Board, question: &BoardQuestion, own: &OwnMarks) -> Self {
        let root = question.merged_into.and_then(|root| board.question(root)).filter(|root| root.state.is_public());
        Self { counts_as: root.map(|root| root.text.clone()), ..Self::of(question, own) }
    }
}

impl BoardPage {
    /// The page from `after` on, for a device with these marks; `seed` is its own.
    #[must_use]
    pub fn of(meeting: &JoinCode, board: &Board, (sort, after): (Sort, usize), own: &OwnMarks, seed: &[u8]) -> Self {
        let questions = if board.rules.state == BoardState::Off { &[][..] } else { &board.questions };
        let all = sorted(questions, sort, own, seed);
        let next = (all.len() > after.saturating_add(PAGE)).then(|| u32::try_from(after + PAGE).unwrap_or(u32::MAX));
        Self {
            join_code: meeting.to_string(),
            board: board.rules.state,
            names: board.rules.names,
            seq: board.seq,
            account: board.public_account(),
            questions: all.into_iter().skip(after).take(PAGE).map(|question| ShownQuestion::on(board, question, own)).collect(),
            next,
        }
    }
}

impl BoardShown {
    /// The board of a meeting.
    #[must_use]
    pub fn of(meeting: &JoinCode, board: &Board) -> Self {
        let all = OwnMarks { asked: board.questions.iter().map(|question| question.id).collect(), ..OwnMarks::default() };
        let host = |question: &BoardQuestion| HostQuestion {
            question: ShownQuestion {
                own: false,
                state: question.state,
                name: question.name.clone(),
                answer: question.answer.clone(),
                ..ShownQuestion::of(question, &all)
            },
            name_off: question.name_off,
            name_doubtful: question.name_doubtful,
            reports: question.reports,
            asked_at: question.asked_at,
            version: question.version,
        };
        Self {
            join_code: meeting.to_string(),
            board: board.rules.state,
            moderation: board.rules.moderation,
            names: board.rules.names,
            show_after: board.rules.show_after.unwrap_or(0),
            seq: board.seq,
            account: board.account(),
            questions: by_votes(&board.questions).into_iter().map(host).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn question(id: i64, votes: u64, state: QuestionState) -> BoardQuestion {
        BoardQuestion {
            id,
            text: "A secret?".into(),
            name: "Ada".into(),
            name_off: false,
            name_doubtful: false,
            state,
            is_held_by_list: false,
            merged_into: None,
            answer: String::new(),
            votes,
            reports: 0,
            is_settled: false,
            asked_at: 0,
            version: 0,
        }
    }

    #[test]
    fn of_a_held_question_only_its_asker_sees_more_than_what_it_says() {
        let held = question(7, 3, QuestionState::Held);
        let (asker, same) =
            (OwnMarks { asked: vec![7], voted: vec![7], ..OwnMarks::default() }, OwnMarks { voted: vec![7], ..OwnMarks::default() });
        let of = |own: &OwnMarks| ShownQuestion::of(&held, own);
        assert_eq!((of(&asker).name.as_str(), of(&asker).votes, of(&asker).own), ("Ada", 3, true));
        assert_eq!((of(&same).name.as_str(), of(&same).votes, of(&same).own), ("", 1, false));
    }
}
