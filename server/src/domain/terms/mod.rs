//! Terms: what voters wrote, each with the spellings of texts that say the same, and which of them are shown.
//!
//! The host moderates terms, not submissions. Moderation changes no sum and no entry of the log: answers that are not shown still
//! count.

mod decision;
mod key;
mod lists;
mod own_words;
mod suggestions;

pub use decision::{Decision, TermChange, Verdict};
pub use key::TermKey;
pub(in crate::domain) use key::folded;
pub use lists::is_listed;
pub use own_words::OwnWords;
pub use suggestions::{Suggestion, suggestions};

use super::{Moderation, PollRules};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The terms of a round: how they read, and what the host has decided about them. Empty for kinds without texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    spellings: BTreeMap<TermKey, Vec<Spelling>>,
    standings: BTreeMap<TermKey, Standing>,
    /// The voters of each term into which others are merged: those who have written any of them, each counted once.
    groups: BTreeMap<TermKey, i64>,
    rule: Moderation,
    show_after: Option<u16>,
}

/// One way in which a term was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// The text; empty once it is redacted.
    pub text: String,
    /// Answers that count and have it.
    pub count: i64,
    /// The position in the poll's log of the last ballot that has it.
    pub position: u64,
    /// Whether a word list holds it.
    pub listed: bool,
}

/// What the host has decided about a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is shown.
    Shown,
    /// It is never shown.
    Banned,
    /// It waits for the host, although it would be shown without this decision.
    Held,
    /// It counts as another term, which is not merged itself.
    Merged(TermKey),
}

/// Whether a term is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It waits for the host.
    Held,
    /// Everybody who may see results sees it.
    Shown,
    /// The host has taken it off.
    Banned,
}

impl Terms {
    /// The same decisions for a round without answers.
    #[must_use]
    pub fn of_next_round(&self) -> Self {
        let groups = self.groups.keys().map(|root| (*root, 0)).collect();
        Self { spellings: BTreeMap::new(), groups, ..self.clone() }
    }

    /// Sets the rule that says which terms wait for the host.
    pub fn set_rule(&mut self, rules: PollRules) {
        (self.rule, self.show_after) = (rules.moderation, rules.show_after);
    }

    /// Sets what the host has decided about a term; `None` takes the decision back.
    pub fn decide(&mut self, term: TermKey, standing: Option<Standing>) {
        match standing {
            Some(standing) => self.standings.insert(term, standing),
            None => self.standings.remove(&term),
        };
    }

    /// What the host has decided about a term.
    #[must_use]
    pub fn standing(&self, term: TermKey) -> Option<Standing> {
        self.standings.get(&term).copied()
    }

    /// Each term that the host has decided about.
    pub fn standings(&self) -> impl Iterator<Item = (TermKey, Standing)> {
        self.standings.iter().map(|(term, standing)| (*term, *standing))
    }

    /// Sets how many voters have written a term or one that is merged into it; `None` for a term without merged ones.
    pub fn set_group(&mut self, root: TermKey, voters: Option<i64>) {
        match voters {
            Some(voters) => self.groups.insert(root, voters),
            None => self.groups.remove(&root),
        };
    }

    /// The terms with merged ones that these texts belong to.
    #[must_use]
    pub fn groups_of(&self, texts: &[String]) -> BTreeSet<TermKey> {
        if self.groups.is_empty() {
            return BTreeSet::new();
        }
        texts.iter().map(|text| self.root(TermKey::of(text))).filter(|root| self.groups.contains_key(root)).collect()
    }

    /// Adds the texts of the answer at this position `times` times; -1 takes them back. `own` are the words of the meeting's host.
    /// Returns for each text whether it is listed.
    pub fn add_texts(&mut self, texts: &[String], (position, times): (u64, i64), own: &OwnWords) -> Vec<bool> {
        for root in self.groups_of(texts) {
            *self.groups.entry(root).or_default() += times;
        }
        let listed: Vec<bool> = texts.iter().map(|text| is_listed(text, own)).collect();
        for (text, listed) in texts.iter().zip(&listed) {
            self.add(TermKey::of(text), Spelling { text: text.clone(), count: times, position, listed: *listed });
        }
        listed
    }

    /// Adds to the count of a spelling.
    pub fn add(&mut self, term: TermKey, spelling: Spelling) {
        let known = self.spellings.entry(term).or_default();
        match known.iter_mut().find(|known| known.text == spelling.text) {
            Some(known) => {
                known.count += spelling.count;
                known.position = known.position.max(spelling.position);
                known.listed |= spelling.listed;
            }
            None => known.push(spelling),
        }
    }

    /// The term as which another one counts: itself, unless it is merged.
    #[must_use]
    pub fn root(&self, term: TermKey) -> TermKey {
        match self.standing(term) {
            Some(Standing::Merged(root)) => root,
            Some(Standing::Shown | Standing::Banned | Standing::Held) | None => term,
        }
    }

    /// How many voters have written a term or one that is merged into it. `sum` is how many have written the term itself.
    #[must_use]
    pub fn voters(&self, root: TermKey, sum: u64) -> u64 {
        self.groups.get(&root).map_or(sum, |voters| u64::try_from(*voters).unwrap_or(0))
    }

    /// The terms that are merged, each with the one as which it counts.
    pub fn merged(&self) -> impl Iterator<Item = (TermKey, TermKey)> {
        self.standings.iter().filter_map(|(term, standing)| match standing {
            Standing::Merged(root) => Some((*term, *root)),
            Standing::Shown | Standing::Banned | Standing::Held => None,
        })
    }

    /// The spelling of a term that most answers have, of equally frequent ones the shortest, and rather `Sun` than `SUN`; `None` for one whose texts are redacted.
    #[must_use]
    pub fn text(&self, term: TermKey) -> Option<&str> {
        let readable = self.spellings(term).iter().filter(|spelling| spelling.count > 0 && !spelling.text.is_empty());
        readable
            .min_by_key(|spelling| (Reverse(spelling.count), spelling.text.chars().count(), Reverse(&spelling.text)))
            .map(|spelling| spelling.text.as_str())
    }

    /// The spellings of a term, in no particular order.
    #[must_use]
    pub fn spellings(&self, term: TermKey) -> &[Spelling] {
        self.spellings.get(&term).map_or(&[], Vec::as_slice)
    }

    /// The position in the poll's log of the last ballot with this term.
    #[must_use]
    pub fn last_position(&self, term: TermKey) -> u64 {
        self.spellings(term).iter().map(|spelling| spelling.position).max().unwrap_or(0)
    }

    /// Whether a term that so many voters have written is shown. A merged term is shown as the one it counts as.
    #[must_use]
    pub fn status(&self, term: TermKey, voters: u64) -> Status {
        let root = self.root(term);
        match self.standing(root) {
            Some(Standing::Shown) => Status::Shown,
            Some(Standing::Banned) => Status::Banned,
            Some(Standing::Held | Standing::Merged(_)) => Status::Held,
            None => self.status_by_rule(root, voters),
        }
    }

    fn status_by_rule(&self, term: TermKey, voters: u64) -> Status {
        let is_listed = || self.spellings(term).iter().any(|spelling| spelling.listed && spelling.count > 0);
        let said_often = || self.show_after.is_some_and(|least| voters >= u64::from(least));
        match self.rule {
            Moderation::After | Moderation::Hold if is_listed() => Status::Held,
            Moderation::Hold if !said_often() => Status::Held,
            Moderation::Off | Moderation::After | Moderation::Hold => Status::Shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(rule: Moderation, show_after: Option<u16>, texts: &[(&str, i64)]) -> Terms {
        let mut terms = Terms::default();
        terms.set_rule(PollRules { moderation: rule, show_after, ..PollRules::default() });
        for (text, count) in texts {
            let spelling = Spelling { text: (*text).to_owned(), count: *count, position: 1, listed: is_listed(text, &OwnWords::default()) };
            terms.add(TermKey::of(text), spelling);
        }
        terms
    }

    #[test]
    fn the_spelling_of_most_answers_is_shown() {
        let key = TermKey::of("Berlin");
        let mut terms = terms(Moderation::After, None, &[("berlin", 2), ("Berlin", 3), ("BERLIN", 2)]);
        assert_eq!(terms.text(key), Some("Berlin"));
        terms.add(key, Spelling { text: "Berlin".into(), count: -3, position: 9, listed: false });
        assert_eq!(terms.text(key), Some("berlin"), "of equals the one in small letters");
        assert_eq!(terms.last_position(key), 9);
        assert_eq!(terms.text(TermKey::of("Rome")), None);
    }

    #[test]
    fn each_rule_says_what_waits() {
        let (word, listed) = (TermKey::of("Solar"), TermKey::of("arsch"));
        let texts = [("Solar", 3), ("Arsch", 3)];
        for (rule, show_after, expected) in [
            (Moderation::Off, None, [Status::Shown, Status::Shown]),
            (Moderation::After, None, [Status::Shown, Status::Held]),
            (Moderation::Hold, None, [Status::Held, Status::Held]),
            (Moderation::Hold, Some(3), [Status::Shown, Status::Held]),
            (Moderation::Hold, Some(4), [Status::Held, Status::Held]),
        ] {
            let terms = terms(rule, show_after, &texts);
            assert_eq!([terms.status(word, 3), terms.status(listed, 3)], expected, "{rule:?} {show_after:?}");
        }
    }

    #[test]
    fn a_decision_overrides_the_rule_and_a_merged_term_follows_its_group() {
        let [solar, sun] = ["Solar", "Sun"].map(TermKey::of);
        let mut terms = terms(Moderation::Hold, None, &[("Solar", 3), ("Sun", 1)]);
        terms.decide(sun, Some(Standing::Merged(solar)));
        assert_eq!(terms.status(sun, 4), Status::Held);
        terms.decide(solar, Some(Standing::Shown));
        assert_eq!([terms.status(solar, 4), terms.status(sun, 4)], [Status::Shown; 2]);
        assert_eq!(terms.root(sun), solar);
        terms.decide(sun, None);
        assert_eq!(terms.status(sun, 1), Status::Held);
        assert_eq!(terms.of_next_round().standing(solar), Some(Standing::Shown));
    }

    #[test]
    fn a_group_counts_each_voter_once() {
        let [solar, sun] = ["Solar", "Sun"].map(TermKey::of);
        let mut terms = terms(Moderation::After, None, &[]);
        terms.decide(sun, Some(Standing::Merged(solar)));
        terms.set_group(solar, Some(0));
        let add = |terms: &mut Terms, texts: &[&str], times| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            terms.add_texts(&texts, times, &OwnWords::default());
        };
        add(&mut terms, &["Solar", "sun"], (1, 1));
        add(&mut terms, &["Sun", "Wind"], (2, 1));
        add(&mut terms, &["Wind"], (3, 1));
        assert_eq!(terms.voters(solar, 1), 2);
        add(&mut terms, &["Sun", "Wind"], (2, -1));
        assert_eq!((terms.voters(solar, 1), terms.of_next_round().voters(solar, 0)), (1, 0));
        terms.set_group(solar, None);
        assert_eq!(terms.voters(solar, 1), 1);
    }
}
