//! The event `questions`: what has changed on a board.

use crate::domain::{Account, Board, BoardQuestion, BoardState, JoinCode};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use ts_rs::TS;

/// The most vote counts and ids in a frame, which keeps it below 2 kB; with more, the frame has no counts, and all phones read the list again.
const MOST_CHANGED: usize = 120;
/// The most questions in a frame that are not shown any more; with more, phones see it when they read the list again.
const MOST_GONE: usize = 20;

/// What has changed on a board: the event `questions`, at most once a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BoardFrame {
    /// 6 characters.
    pub join_code: String,
    /// As in [`BoardPage`](super::BoardPage).
    #[ts(type = "number")]
    pub seq: u64,
    /// Whether questions are taken.
    pub board: BoardState,
    /// How many questions are where.
    pub account: Account,
    /// Ids and votes of questions whose votes have changed since the last frame, at most 120.
    #[ts(type = "[number, number][]")]
    pub votes: Vec<(i64, u64)>,
    /// Ids of questions that were shown and are not any more, at most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<u32>>")]
    pub gone: Vec<i64>,
    /// Whether the list has changed in another way, so that it has to be read again.
    pub changed: bool,
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
        let is_shown = |id: &i64| new.iter().any(|question| question.id == *id);
        let gone: Vec<i64> = old.iter().map(|question| question.id).filter(|id| !is_shown(id)).take(MOST_GONE).collect();
        let is_too_much = voted.len() + gone.len() > MOST_CHANGED;
        Self {
            join_code: meeting.to_string(),
            seq: now.seq,
            board: now.rules.state,
            account: now.public_account(),
            gone,
            changed: is_too_much || without_votes(&old) != without_votes(&new),
            votes: if is_too_much { Vec::new() } else { voted },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::question;
    use super::*;
    use crate::domain::{BoardRules, Moderation, QuestionState};

    fn board(seq: u64, questions: Vec<BoardQuestion>) -> Board {
        let rules = BoardRules { state: BoardState::Open, moderation: Moderation::Hold, names: true, show_after: None };
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
        let taken_off = frame(vec![shown(1), held(1)], vec![question(1, 1, QuestionState::Declined), held(1)]);
        assert_eq!((taken_off.gone, taken_off.changed), (vec![1], true));
        let let_through = frame(vec![shown(1), held(1)], vec![shown(1), question(2, 1, Open)]);
        assert_eq!((let_through.votes, let_through.changed), (vec![], true));
    }

    #[test]
    fn a_frame_with_the_votes_of_120_questions_has_two_kilobytes_and_with_more_none() {
        let board = |count: i64, votes| (1..=count).map(|id| question(100_000 + id, votes, QuestionState::Open)).collect::<Vec<_>>();
        let taken_off = (1..=25).map(|id| question(900_000 + id, 9, QuestionState::Open));
        let full = frame(board(120, 1_234), board(120, 1_235));
        let mixed = frame(board(100, 1_234).into_iter().chain(taken_off).collect(), board(100, 1_235));
        for (frame, votes, gone) in [(full, 120, 0), (mixed, 100, 20)] {
            let length = serde_json::to_string(&frame).unwrap().len();
            assert!(frame.votes.len() == votes && frame.gone.len() == gone && length < 2_000, "{length}");
        }
        let over = frame(board(121, 1), board(121, 2));
        assert_eq!((over.votes, over.changed), (vec![], true));
    }
}
