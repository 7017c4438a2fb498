//! The host's decisions about terms.

use super::{Standing, TermKey, Terms};
use crate::domain::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// A decision about a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The term.
    pub term: TermKey,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// What becomes of a term. What is decided about a merged term is decided about the one it counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is shown.
    Show,
    /// It is never shown.
    Ban,
    /// It waits.
    Hold,
    /// It counts as this one from now on, and what is merged into it as well.
    Merge(TermKey),
    /// It counts as itself again.
    Split,
}

/// What a decision changes about a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermChange {
    /// The term.
    pub term: TermKey,
    /// What was decided before; `None` for nothing.
    pub before: Option<Standing>,
    /// What is decided now.
    pub after: Option<Standing>,
}

impl Terms {
    /// What these decisions change, one after the other; each term occurs once, and one that stays as it was does not.
    ///
    /// # Errors
    /// [`Refusal::NoSuchTerm`] for a term that is not `known`, [`Refusal::WrongState`] for a merge of a term into itself.
    pub fn changes(&self, decisions: &[Decision], known: &BTreeSet<TermKey>) -> Result<Vec<TermChange>, Refusal> {
        let mut after = self.clone();
        let mut touched = BTreeSet::new();
        for Decision { term, verdict } in decisions.iter().copied() {
            let named = if let Verdict::Merge(into) = verdict { vec![term, into] } else { vec![term] };
            if named.iter().any(|term| !known.contains(term)) {
                return Err(Refusal::NoSuchTerm);
            }
            touched.extend(after.carry_out(term, verdict)?);
        }
        let change = |term| TermChange { term, before: self.standing(term), after: after.standing(term) };
        Ok(touched.into_iter().map(change).filter(|change| change.before != change.after).collect())
    }

    /// Carries a decision out; returns the terms about which it has decided.
    fn carry_out(&mut self, term: TermKey, verdict: Verdict) -> Result<Vec<TermKey>, Refusal> {
        let root = self.root(term);
        let standings: BTreeMap<TermKey, Option<Standing>> = match verdict {
            Verdict::Show => [(root, Some(Standing::Shown))].into(),
            Verdict::Ban => [(root, Some(Standing::Banned))].into(),
            Verdict::Hold => [(root, Some(Standing::Held))].into(),
            Verdict::Split if root == term => return Ok(Vec::new()),
            Verdict::Split => [(term, None)].into(),
            Verdict::Merge(into) => {
                let into = self.root(into);
                if into == root {
                    return Err(Refusal::WrongState("These are merged already, or are the same.".into()));
                }
                let members = self.merged().filter(|(_, of)| *of == root).map(|(member, _)| member);
                members.chain([root, term]).map(|member| (member, Some(Standing::Merged(into)))).collect()
            }
        };
        for (term, standing) in &standings {
            self.decide(*term, *standing);
        }
        Ok(standings.into_keys().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> [TermKey; 3] {
        ["Solar", "Sun", "Wind"].map(TermKey::of)
    }

    fn decided(terms: &mut Terms, decisions: &[(TermKey, Verdict)]) -> Result<Vec<TermChange>, Refusal> {
        let decisions: Vec<_> = decisions.iter().map(|(term, verdict)| Decision { term: *term, verdict: *verdict }).collect();
        let changes = terms.changes(&decisions, &keys().into())?;
        for change in &changes {
            terms.decide(change.term, change.after);
        }
        Ok(changes)
    }

    #[test]
    fn merges_are_flat_and_never_a_ring() {
        let [solar, sun, wind] = keys();
        let mut terms = Terms::default();
        decided(&mut terms, &[(sun, Verdict::Merge(solar))]).expect("a merge");
        decided(&mut terms, &[(solar, Verdict::Merge(wind))]).expect("with what is merged into it");
        assert_eq!([terms.root(sun), terms.root(solar), terms.root(wind)], [wind; 3]);
        for (term, into) in [(wind, sun), (wind, wind), (sun, solar)] {
            assert!(matches!(decided(&mut terms, &[(term, Verdict::Merge(into))]), Err(Refusal::WrongState(_))));
        }
        decided(&mut terms, &[(sun, Verdict::Split)]).expect("a split");
        assert_eq!([terms.root(sun), terms.root(solar)], [sun, wind]);
    }

    #[test]
    fn a_decision_about_a_merged_term_is_one_about_its_group() {
        let [solar, sun, _] = keys();
        let mut terms = Terms::default();
        decided(&mut terms, &[(sun, Verdict::Merge(solar)), (sun, Verdict::Ban)]).expect("both");
        assert_eq!([terms.standing(sun), terms.standing(solar)], [Some(Standing::Merged(solar)), Some(Standing::Banned)]);
    }

    #[test]
    fn what_changes_nothing_and_what_is_gone() {
        let [solar, ..] = keys();
        let mut terms = Terms::default();
        assert_eq!(decided(&mut terms, &[(solar, Verdict::Split)]), Ok(vec![]));
        assert_eq!(decided(&mut terms, &[(solar, Verdict::Ban), (solar, Verdict::Show)]).map(|changes| changes.len()), Ok(1));
        assert_eq!(decided(&mut terms, &[(solar, Verdict::Show)]), Ok(vec![]));
        assert_eq!(decided(&mut terms, &[(TermKey::of("gone"), Verdict::Show)]), Err(Refusal::NoSuchTerm));
    }
}
