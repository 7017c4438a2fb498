//! What the pages say of a meeting that has ended; their script says the same (`ui/src/lib/recap.ts`).

use crate::domain::all_whole;
use crate::text::{many, percent, whole_number};
use crate::wire::{ClearResult, Recap};

/// The numbers of a recap, each with the text behind it; none without votes. How many people took part at least is left out where one
/// round has all votes.
pub(crate) fn figures(recap: &Recap) -> Vec<(String, String)> {
    let Recap { questions, votes, most_voters, .. } = *recap;
    let people = (most_voters < votes).then_some(("recap_people", most_voters));
    let figures = [("recap_questions", questions), ("recap_votes", votes)].into_iter().chain(people);
    figures.filter(|_| votes > 0).map(|(key, n)| (whole_number(n), many(key, n))).collect()
}

/// The same as a sentence; empty without votes.
pub(crate) fn sentence(recap: &Recap) -> String {
    let parts: Vec<String> = figures(recap).into_iter().map(|(n, text)| format!("{n} {text}")).collect();
    if parts.is_empty() { String::new() } else { format!("{}.", parts.join(", ")) }
}

/// The share of the clearest result as text.
pub(crate) fn share(result: &ClearResult) -> String {
    percent(result.percentage, all_whole([result.percentage]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recap(questions: u64, votes: u64, most_voters: u64) -> Recap {
        Recap { questions, votes, most_voters, clearest: None }
    }

    #[test]
    fn a_recap_is_a_sentence_of_what_is_known() {
        assert_eq!(sentence(&recap(3, 1180, 41)), "3 questions, 1,180 votes, 41 people in the largest vote.");
        assert_eq!(sentence(&recap(2, 1, 1)), "2 questions, 1 vote.", "the voters of a single round are its votes");
        assert_eq!(sentence(&recap(2, 0, 0)), "");
    }
}
