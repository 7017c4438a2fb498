//! The paper of a poll: what a phone has to know once, in contrast to its counts, which change with every vote.

use crate::domain::{Poll, PollOption};
use std::sync::Arc;

/// A room's newest snapshot, and since which `seq` its paper is the same.
pub(super) struct Newest {
    pub(super) poll: Arc<Poll>,
    revision: u64,
}

impl Newest {
    /// Every follower joins later than this, and so has this paper, which may be older than the snapshot.
    pub(super) fn first(poll: Arc<Poll>) -> Self {
        Self { revision: poll.seq, poll }
    }

    /// Stores a snapshot if its `seq` is newer.
    pub(super) fn store_if_newer(&mut self, poll: Arc<Poll>) {
        if poll.seq > self.poll.seq {
            *self = Self { revision: self.revision_of(&poll), poll };
        }
    }

    /// A `seq` from which on all snapshots up to this one have the same paper. It is not stored: each instance knows its own, which
    /// may be larger than the `seq` of the change, but never smaller, and never larger than that of the snapshot.
    pub(super) fn revision_of(&self, poll: &Poll) -> u64 {
        if poll.seq <= self.poll.seq {
            self.revision.min(poll.seq)
        } else if have_same_paper(poll, &self.poll) {
            self.revision
        } else {
            poll.seq
        }
    }
}

/// Whether two snapshots of a poll have the same question, options and rules. Every field is named, so that a new one has to be
/// put on one side: what is not compared is in `wire::Count`, or not on the wire.
fn have_same_paper(one: &Poll, other: &Poll) -> bool {
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

    fn poll(seq: u64, question: &str) -> Poll {
        let poll = Poll::without_votes(Prompt::default(), &[(1, "Tabs"), (2, "Spaces")]);
        Poll { question: question.into(), seq, total_votes: seq, ballots: seq, log_length: seq, ..poll }
    }

    fn after(snapshots: impl IntoIterator<Item = Poll>) -> Newest {
        let mut snapshots = snapshots.into_iter().map(Arc::new);
        let mut newest = Newest::first(snapshots.next().unwrap());
        snapshots.for_each(|poll| newest.store_if_newer(poll));
        newest
    }

    #[test]
    fn votes_leave_the_revision_and_other_texts_raise_it() {
        let newest = after([poll(4, "Here?"), poll(5, "Here?"), poll(6, "There?"), poll(7, "There?")]);
        assert_eq!(newest.revision_of(&newest.poll), 6);
        let mut reworded = poll(8, "There?");
        reworded.options[1].text = "Blanks".into();
        assert_eq!(newest.revision_of(&reworded), 8);
        let mut ruled = poll(8, "There?");
        ruled.rules.allow_change = true;
        assert_eq!(newest.revision_of(&ruled), 8);
        assert_eq!(newest.revision_of(&Poll { state: PollState::Closed, revealed: true, ..poll(8, "There?") }), 6);
    }

    #[test]
    fn an_older_snapshot_never_has_a_revision_beyond_its_seq() {
        let mut newest = after([poll(4, "Here?"), poll(9, "There?")]);
        assert_eq!((newest.revision_of(&poll(9, "There?")), newest.revision_of(&poll(5, "Here?"))), (9, 5));
        newest.store_if_newer(Arc::new(poll(5, "Here?")));
        assert_eq!((newest.poll.seq, newest.revision_of(&newest.poll)), (9, 9), "it arrived late");
    }
}
