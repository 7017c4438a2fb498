//! What a meeting was: how much was asked and voted, and its clearest result.

use super::{Audience, Kind, Poll};
use std::cmp::Ordering;

/// The fewest votes of a result that is called clear.
const LEAST_VOTES: u64 = 2;

/// What a meeting was, shown once it has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recap {
    /// Questions whose voting was opened.
    pub questions: u64,
    /// Votes that were counted, in all rounds.
    pub votes: u64,
    /// Votes in the round with the most: so many people took part at least. How many did in all is not known, because the roll of
    /// each poll identifies devices by hashes of its own, and is deleted with the meeting's end.
    pub most_voters: u64,
    /// The clearest result; `None` where none is clear, or none is public.
    pub clearest: Option<ClearResult>,
}

/// A question of which most voters chose the same option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearResult {
    /// 1 to 500 characters.
    pub question: String,
    /// The option that most chose: 1 to 200 characters.
    pub option_text: String,
    /// Votes for it.
    pub vote_count: u64,
    /// Votes for the question, blank ones too.
    pub total_votes: u64,
}

impl Recap {
    /// The recap of a meeting with these polls, in the host's order. `rounds` are the votes that were counted in each round of each
    /// poll.
    #[must_use]
    pub fn of(polls: &[Poll], rounds: &[u64]) -> Self {
        let most_voters = rounds.iter().copied().max().unwrap_or(0);
        Self {
            questions: polls.iter().map(|poll| u64::from(was_asked(poll))).sum(),
            votes: rounds.iter().sum(),
            most_voters,
            clearest: clearest(polls, most_voters),
        }
    }
}

/// Whether voting was opened.
fn was_asked(poll: &Poll) -> bool {
    !poll.state.is_before_voting() || poll.is_locked()
}

/// The result in which the largest share of the voters agrees; of equal shares that with the most votes, and of those the first. Results
/// of less than half of the meeting's voters are left out: few agree easily.
fn clearest(polls: &[Poll], most_voters: u64) -> Option<ClearResult> {
    let results = polls.iter().filter_map(ClearResult::of);
    let counted = results.filter(|result| result.total_votes >= LEAST_VOTES && 2 * result.total_votes >= most_voters);
    counted.reduce(|first, next| if next.clarity(&first) == Ordering::Greater { next } else { first })
}

impl ClearResult {
    /// The result of a poll's current round, if every visitor may see it, voters choose one option of it, and most have chosen the
    /// same.
    fn of(poll: &Poll) -> Option<Self> {
        if poll.kind() != Kind::Single || poll.state.is_before_voting() || !poll.shows_results_to(Audience::Guest) {
            return None;
        }
        let leader = poll.options.iter().max_by_key(|option| poll.votes_for(option))?;
        let (vote_count, total_votes) = (poll.votes_for(leader), poll.total_votes);
        (2 * vote_count > total_votes).then(|| Self {
            question: poll.question.clone(),
            option_text: leader.text.clone(),
            vote_count,
            total_votes,
        })
    }

    /// Compares shares, which are quotients, and then votes.
    fn clarity(&self, other: &Self) -> Ordering {
        let share = |one: &Self, of: &Self| u128::from(one.vote_count) * u128::from(of.total_votes);
        share(self, other).cmp(&share(other, self)).then(self.total_votes.cmp(&other.total_votes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PollState, Prompt, PromptSettings, ResultsRule, TallyKey};

    /// A closed poll with this question, whose results every visitor may see, with votes for its options.
    fn poll(question: &str, kind: Kind, votes: &[u32]) -> Poll {
        const IDS: [(i64, &str); 3] = [(1, "Yes"), (2, "No"), (3, "Later")];
        let prompt = Prompt::parse(&PromptSettings { kind, ..PromptSettings::default() }).unwrap();
        let mut poll = Poll::without_votes(prompt, &IDS);
        for ((id, _), count) in IDS.iter().zip(votes) {
            poll.tally.add(TallyKey::Option(*id), i64::from(*count));
        }
        poll.question = question.into();
        poll.state = PollState::Closed;
        poll.total_votes = votes.iter().copied().map(u64::from).sum();
        poll.ballots = poll.total_votes;
        poll
    }

    fn single(question: &str, votes: &[u32]) -> Poll {
        poll(question, Kind::Single, votes)
    }

    /// The question with the clearest result of these polls, each in its first round.
    fn clearest_of(polls: &[Poll]) -> Option<String> {
        let rounds: Vec<u64> = polls.iter().map(|poll| poll.total_votes).collect();
        Recap::of(polls, &rounds).clearest.map(|result| result.question)
    }

    #[test]
    fn questions_are_those_that_were_opened_and_votes_those_of_every_round() {
        let mut draft = single("A draft?", &[]);
        draft.state = PollState::Draft;
        let mut again = single("Another round, not opened yet?", &[]);
        (again.state, again.ballots) = (PollState::Ready, 9);
        let recap = Recap::of(&[draft, again, single("Nobody?", &[])], &[9, 4, 0]);
        assert_eq!((recap.questions, recap.votes, recap.most_voters, recap.clearest), (2, 13, 9, None));
        let nothing = Recap { questions: 0, votes: 0, most_voters: 0, clearest: None };
        assert_eq!(Recap::of(&[], &[]), nothing);
    }

    #[test]
    fn the_clearest_result_has_the_largest_share_then_the_most_votes_then_comes_first() {
        assert_eq!(
            clearest_of(&[single("Split?", &[6, 4]), single("Clear?", &[1, 9]), single("Clearer later?", &[8, 1])]),
            Some("Clear?".into())
        );
        assert_eq!(clearest_of(&[single("Few?", &[5, 1]), single("Many?", &[10, 2])]), Some("Many?".into()));
        assert_eq!(clearest_of(&[single("First?", &[5, 1]), single("Second?", &[1, 5])]), Some("First?".into()));
        let recap = Recap::of(&[single("Clear?", &[1, 9])], &[10]);
        let result = recap.clearest.unwrap();
        assert_eq!((result.option_text.as_str(), result.vote_count, result.total_votes), ("No", 9, 10));
    }

    #[test]
    fn a_tie_less_than_half_and_the_agreement_of_few_are_not_clear() {
        assert_eq!(clearest_of(&[single("Tied?", &[5, 5]), single("Most?", &[4, 3, 3])]), None);
        assert_eq!(clearest_of(&[single("One voter?", &[1])]), None);
        assert_eq!(clearest_of(&[single("The three who stayed?", &[3]), single("All?", &[4, 3])]), Some("All?".into()));
    }

    #[test]
    fn hidden_results_drafts_and_other_kinds_are_never_told() {
        let mut hidden = single("Hidden?", &[9]);
        hidden.rules.results = ResultsRule::OnReveal;
        let mut voters_only = single("For those who voted?", &[9]);
        voters_only.rules.results = ResultsRule::AfterVote;
        let mut draft = single("A draft?", &[9]);
        draft.state = PollState::Draft;
        let several = poll("Several?", Kind::Multiple, &[9]);
        assert_eq!(clearest_of(&[hidden.clone(), voters_only, draft, several]), None);
        hidden.revealed = true;
        assert_eq!(clearest_of(&[hidden]), Some("Hidden?".into()));
    }
}
