//! The paper of a poll: what a phone has to know once, in contrast to its counts, which change with every vote.

use crate::domain::{Poll, PollOption};

/// Whether two snapshots of a poll have the same question, options and rules. Every field is named, so that a new one has to be
/// put on one side: what is not compared is in `wire::Count`, or not on the wire.
pub(super) fn have_same_paper(one: &Poll, other: &Poll) -> bool {
    let Poll {
        id: _,
        code: _,
        meeting,
        question,
        prompt,
        rules,
        state: _,
        revealed: _,
        answer_shown: _,
        closes_at: _,
        auto_reveal: _,
        note: _,
        round: _,
        seq: _,
        total_votes: _,
        options,
        tally: _,
        ballots: _,
        erased_round: _,
        log_length: _,
        log_head: _,
        seal: _,
        salt: _,
    } = one;
    *meeting == other.meeting
        && *question == other.question
        && *prompt == other.prompt
        && *rules == other.rules
        && options.len() == other.options.len()
        && options.iter().zip(&other.options).all(|(one, other)| {
            // Which answers are right is in the count, by id.
            let PollOption { id, text, correct: _ } = one;
            *id == other.id && *text == other.text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PollState, Prompt};

    #[test]
    fn votes_and_states_leave_the_paper_and_texts_and_rules_change_it() {
        let poll = Poll::without_votes(Prompt::default(), &[(1, "Tabs"), (2, "Spaces")]);
        let voted = Poll { seq: 9, total_votes: 5, ballots: 5, log_length: 5, state: PollState::Closed, revealed: true, ..poll.clone() };
        assert!(have_same_paper(&poll, &voted));
        assert!(!have_same_paper(&poll, &Poll { question: "There?".into(), ..poll.clone() }));
        let mut reworded = poll.clone();
        reworded.options[1].text = "Blanks".into();
        assert!(!have_same_paper(&poll, &reworded));
        let mut ruled = poll.clone();
        ruled.rules.allow_change = true;
        assert!(!have_same_paper(&poll, &ruled));
    }
}
