//! Which terms may say the same although their keys differ: words of one stem, and words that differ in one letter.

use super::TermKey;
use super::key::folded;
use rust_stemmers::{Algorithm, Stemmer};
use std::collections::HashMap;

/// The shortest word for which one letter of difference is taken for a slip: shorter ones are words of their own (`cat`, `car`).
const SHORTEST_SLIP: usize = 5;
/// The most terms among which slips are looked for, the most frequent ones: each is compared with every other.
const MOST_COMPARED: usize = 300;

/// Two terms that may say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// The rarer one.
    pub term: TermKey,
    /// The one it could be merged into.
    pub into: TermKey,
}

/// Suggests merges among terms with their texts, the most frequent first. Each term occurs in at most one suggestion as the
/// rarer one; nothing is merged by itself.
#[must_use]
pub fn suggestions(terms: &[(TermKey, &str)]) -> Vec<Suggestion> {
    let stemmers = [Algorithm::English, Algorithm::German].map(Stemmer::create);
    let mut by_stem: HashMap<String, TermKey> = HashMap::new();
    let mut found = Vec::new();
    let mut before: Vec<(TermKey, String)> = Vec::new();
    for (term, text) in terms {
        let text = folded(text);
        let stems = stemmers.iter().map(|stemmer| stem(stemmer, &text));
        let of_one_stem = stems.clone().find_map(|stem| by_stem.get(&stem).copied());
        let slip = || {
            let is_slip = |other: &&(TermKey, String)| text.chars().count() >= SHORTEST_SLIP && strsim::osa_distance(&text, &other.1) == 1;
            before.iter().take(MOST_COMPARED).find(is_slip).map(|(key, _)| *key)
        };
        if let Some(into) = of_one_stem.or_else(slip) {
            found.push(Suggestion { term: *term, into });
            continue;
        }
        for stem in stems {
            by_stem.entry(stem).or_insert(*term);
        }
        before.push((*term, text));
    }
    found
}

/// The stems of all words of a folded text.
fn stem(stemmer: &Stemmer, text: &str) -> String {
    text.split(' ').map(|word| stemmer.stem(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(texts: &[&'static str]) -> Vec<(&'static str, &'static str)> {
        let terms: Vec<(TermKey, &str)> = texts.iter().map(|text| (TermKey::of(text), *text)).collect();
        let text = |key: TermKey| texts.iter().copied().find(|text| TermKey::of(text) == key).expect("one of the texts");
        suggestions(&terms).into_iter().map(|Suggestion { term, into }| (text(term), text(into))).collect()
    }

    #[test]
    fn plurals_and_slips_are_suggested_for_the_more_frequent_word() {
        assert_eq!(suggested(&["Tree", "Trees", "Baum", "House"]), [("Trees", "Tree")]);
        assert_eq!(suggested(&["Freiheit", "Freihiet", "Freiheiten"]), [("Freihiet", "Freiheit"), ("Freiheiten", "Freiheit")]);
        assert_eq!(suggested(&["New York", "New Yorks"]), [("New Yorks", "New York")]);
    }

    #[test]
    fn short_words_that_differ_are_words_of_their_own() {
        assert_eq!(suggested(&["cat", "car", "schon", "Sonne"]), []);
    }

    #[test]
    fn no_term_is_suggested_in_a_ring() {
        let found = suggested(&["color", "colour", "colours", "colors"]);
        assert!(found.iter().all(|(term, into)| term != into && !found.iter().any(|(other, _)| other == into)), "{found:?}");
    }
}
