//! The order of questions: for the host and the wall by votes, for each phone so that none is missed.

use super::{BoardQuestion, OwnMarks, QuestionState};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::HashSet;

/// How a list of questions is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Pinned ones, then two of most votes and one of the others in turn, answered ones last.
    #[default]
    Top,
    /// The newest first.
    New,
    /// Those that the device has asked, the newest first, also such that nobody else sees.
    Mine,
}

/// The questions that a device sees, in an order. `seed` says which of the others come between those of most votes: another one
/// for each device, so that all are seen by some, and early ones do not win by being early.
#[must_use]
pub fn sorted<'a>(questions: &'a [BoardQuestion], sort: Sort, own: &OwnMarks, seed: &[u8]) -> Vec<&'a BoardQuestion> {
    let mut shown: Vec<&BoardQuestion> = questions.iter().filter(|question| question.state.is_public()).collect();
    match sort {
        Sort::Top => top(&shown, seed),
        Sort::New => {
            shown.sort_by_key(|question| Reverse((question.asked_at, question.id)));
            shown
        }
        Sort::Mine => {
            let is_own = |question: &&BoardQuestion| own.asked.contains(&question.id) || own.asked_too.contains(&question.id);
            let mut own: Vec<_> = questions.iter().filter(is_own).collect();
            own.sort_by_key(|question| Reverse((question.asked_at, question.id)));
            own
        }
    }
}

/// Those of most votes first, of equal ones the older: the order of the host and of the wall.
#[must_use]
pub fn by_votes<'a>(questions: impl IntoIterator<Item = &'a BoardQuestion>) -> Vec<&'a BoardQuestion> {
    let mut questions: Vec<_> = questions.into_iter().collect();
    questions.sort_by_key(|question| (Reverse(question.votes), question.asked_at, question.id));
    questions
}

fn top<'a>(questions: &[&'a BoardQuestion], seed: &[u8]) -> Vec<&'a BoardQuestion> {
    let of = |state: QuestionState| by_votes(questions.iter().copied().filter(move |question| question.state == state));
    let (pinned, answered) = (of(QuestionState::Pinned), of(QuestionState::Answered));
    let by_votes = of(QuestionState::Open);
    let mut by_place = by_votes.clone();
    by_place.sort_by_cached_key(|question| place(seed, question.id));
    let (mut most, mut others) = (by_votes.iter(), by_place.iter());
    let (mut list, mut listed) = (pinned, HashSet::with_capacity(by_votes.len()));
    loop {
        let before = list.len();
        list.extend(most.by_ref().filter(|question| listed.insert(question.id)).take(2));
        list.extend(others.by_ref().find(|question| listed.insert(question.id)));
        if list.len() == before {
            break;
        }
    }
    list.extend(answered);
    list
}

/// A place that looks random, and is the same for a device and a question.
fn place(seed: &[u8], question: i64) -> [u8; 32] {
    Sha256::new().chain_update(seed).chain_update(question.to_be_bytes()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(id: i64, votes: u64, state: QuestionState) -> BoardQuestion {
        let merged_into = (state == QuestionState::Merged).then_some(1);
        BoardQuestion {
            id,
            text: format!("{id}?"),
            name: String::new(),
            name_off: false,
            name_doubtful: false,
            state,
            is_held_by_list: false,
            merged_into,
            answer: String::new(),
            votes,
            reports: 0,
            is_settled: false,
            asked_at: id * 1000,
            version: 0,
        }
    }

    fn ids(questions: &[&BoardQuestion]) -> Vec<i64> {
        questions.iter().map(|question| question.id).collect()
    }

    #[test]
    fn pinned_ones_come_first_answered_ones_last_and_what_is_not_public_not_at_all() {
        use QuestionState::{Answered, Declined, Held, Merged, Open, Pinned};
        let board: Vec<_> = [(1, Open), (2, Held), (3, Pinned), (4, Declined), (5, Answered), (6, Merged), (7, Open)]
            .map(|(id, state)| question(id, 7 - id.unsigned_abs(), state))
            .into();
        let own = OwnMarks { asked: vec![4, 7], asked_too: vec![2], voted: vec![] };
        assert_eq!(ids(&sorted(&board, Sort::Top, &own, b"phone")), [3, 1, 7, 5]);
        assert_eq!(ids(&sorted(&board, Sort::New, &own, b"phone")), [7, 5, 3, 1]);
        assert_eq!(ids(&sorted(&board, Sort::Mine, &own, b"phone")), [7, 4, 2]);
        assert_eq!(ids(&by_votes(&board)), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn between_those_of_most_votes_each_phone_has_another_question() {
        let board: Vec<_> = (1..=60).map(|id| question(id, u64::try_from(61 - id).unwrap(), QuestionState::Open)).collect();
        let third = |seed: u8| ids(&sorted(&board, Sort::Top, &OwnMarks::default(), &[seed]))[2];
        let list = ids(&sorted(&board, Sort::Top, &OwnMarks::default(), b"phone"));
        assert_eq!((&list[..2], list.len()), (&[1, 2][..], 60));
        let seen: std::collections::BTreeSet<i64> = (0..200).map(third).collect();
        assert!(seen.len() > 45 && !seen.contains(&1), "{seen:?}");
        assert_eq!(third(7), third(7));
    }
}
