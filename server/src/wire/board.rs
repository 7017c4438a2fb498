//! The board of a meeting: questions from the audience.

use crate::domain::{Account, Board, BoardQuestion, BoardState, JoinCode, Moderation, OwnMarks, QuestionState, Sort, by_votes, sorted};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use std::collections::HashMap;
use ts_rs::TS;
use utoipa::ToSchema;

/// The questions of a page.
pub(crate) const PAGE: usize = 30;
/// The most vote counts in a frame, which keeps it below 2 kB; with more, the frame has none, and all phones read the list again.
const MOST_CHANGED: usize = 120;

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
    /// Who asks; empty for nobody.
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
    /// Monotonic.
    #[ts(type = "number")]
    pub seq: u64,
    /// How many questions are where.
    pub account: Account,
    /// All questions, by votes.
    pub questions: Vec<HostQuestion>,
}

/// What has changed on a board: the event `questions`, at most once a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BoardFrame {
    /// 6 characters.
    pub join_code: String,
    /// As in [`BoardPage`].
    #[ts(type = "number")]
    pub seq: u64,
    /// Whether questions are taken.
    pub board: BoardState,
    /// How many questions are where.
    pub account: Account,
    /// Ids and votes of questions whose votes have changed since the last frame, at most 120.
    #[ts(type = "[number, number][]")]
    pub votes: Vec<(i64, u64)>,
    /// Whether the list has changed in another way, so that it has to be read again.
    pub changed: bool,
}

/// Request for a new question.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// 1 to 300 characters.
    pub text: String,
    /// At most 40 characters; ignored where the host permits no names.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// A UUID: who asks, for a program without cookies.
    #[serde(default)]
    #[ts(optional)]
    pub browser_token: Option<String>,
}

/// A change of a question; absent fields stay unchanged.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionPatch {
    /// The new state; not `merged`.
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<QuestionState>,
    /// A written answer, at most 1,000 characters; empty for none.
    #[serde(default)]
    #[ts(optional)]
    pub answer: Option<String>,
    /// The question as which it counts from now on.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub merged_into: Option<i64>,
    /// Whether the name beside it is taken off.
    #[serde(default)]
    #[ts(optional)]
    pub name_off: Option<bool>,
}

/// A change of a board's rules; absent fields stay unchanged.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardPatch {
    /// Whether questions are taken.
    #[serde(default)]
    #[ts(optional)]
    pub board: Option<BoardState>,
    /// Which questions wait for the host.
    #[serde(default)]
    #[ts(optional)]
    pub moderation: Option<Moderation>,
    /// Whether a name may stand beside a question.
    #[serde(default)]
    #[ts(optional)]
    pub names: Option<bool>,
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
            merged_into: question.merged_into,
        }
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
            questions: all.into_iter().skip(after).take(PAGE).map(|question| ShownQuestion::of(question, own)).collect(),
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
        };
        Self {
            join_code: meeting.to_string(),
            board: board.rules.state,
            moderation: board.rules.moderation,
            names: board.rules.names,
            seq: board.seq,
            account: board.account(),
            questions: by_votes(&board.questions).into_iter().map(host).collect(),
        }
    }
}

impl BoardFrame {
    /// What differs between two boards of a meeting, as guests see them.
    #[must_use]
    pub fn between(meeting: &JoinCode, before: Option<&Board>, now: &Board) -> Self {
        let is_public = |board: &Board, question: &BoardQuestion| board.rules.state != BoardState::Off && question.state.is_public();
        let public = |board: &Board| board.questions.iter().filter(|question| is_public(board, question)).cloned().collect::<Vec<_>>();
        let (old, new) = (before.map(public).unwrap_or_default(), public(now));
        let without_votes = |questions: &[BoardQuestion]| {
            questions.iter().map(|question| BoardQuestion { votes: 0, reports: 0, ..question.clone() }).collect::<Vec<_>>()
        };
        let earlier: HashMap<i64, u64> = old.iter().map(|question| (question.id, question.votes)).collect();
        let voted: Vec<(i64, u64)> = new
            .iter()
            .filter(|question| earlier.get(&question.id).is_some_and(|votes| *votes != question.votes))
            .map(|question| (question.id, question.votes))
            .collect();
        let is_too_much = voted.len() > MOST_CHANGED;
        Self {
            join_code: meeting.to_string(),
            seq: now.seq,
            board: now.rules.state,
            account: now.public_account(),
            changed: is_too_much || without_votes(&old) != without_votes(&new),
            votes: if is_too_much { Vec::new() } else { voted },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::BoardRules;

    fn question(id: i64, votes: u64, state: QuestionState) -> BoardQuestion {
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
        }
    }

    fn board(seq: u64, questions: Vec<BoardQuestion>) -> Board {
        let rules = BoardRules { state: BoardState::Open, moderation: Moderation::Hold, names: true };
        Board { rules, seq, questions }
    }

    fn frame(before: Vec<BoardQuestion>, now: Vec<BoardQuestion>) -> BoardFrame {
        BoardFrame::between(&JoinCode::parse("K7Q2M9").unwrap(), Some(&board(1, before)), &board(2, now))
    }

    #[test]
    fn a_frame_has_changed_votes_of_what_everybody_sees() {
        use QuestionState::{Held, Open};
        let (shown, held) = (|votes| question(1, votes, Open), |votes| question(2, votes, Held));
        let voted = frame(vec![shown(1), held(1)], vec![shown(2), held(5)]);
        assert_eq!((voted.votes, voted.changed, voted.account.held), (vec![(1, 2)], false, 1));
        let asked = frame(vec![shown(1)], vec![shown(1), held(1)]);
        assert_eq!((asked.votes, asked.changed), (vec![], false));
        let let_through = frame(vec![shown(1), held(1)], vec![shown(1), question(2, 1, Open)]);
        assert_eq!((let_through.votes, let_through.changed), (vec![], true));
    }

    #[test]
    fn a_frame_with_the_votes_of_120_questions_has_two_kilobytes_and_with_more_none() {
        let board = |count: i64, votes| (1..=count).map(|id| question(100_000 + id, votes, QuestionState::Open)).collect::<Vec<_>>();
        let full = frame(board(120, 1_234), board(120, 1_235));
        let length = serde_json::to_string(&full).unwrap().len();
        assert!(full.votes.len() == 120 && !full.changed && length < 2_000, "{length}");
        let over = frame(board(121, 1), board(121, 2));
        assert_eq!((over.votes, over.changed), (vec![], true));
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
