//! The texts of an answer, which the kinds `words` and `text` share.

use super::body::{AnswerBody, Json};
use super::fault::{AnswerFault, invalid, other_kind};
use super::form::Form;
use super::{Answer, Tally, TallyKey};
use crate::domain::text::is_stacked;
use crate::domain::{Refusal, Status, TermKey};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// The field of both kinds in a JSON answer.
pub(super) const FIELDS: &[&str] = &["texts"];

/// What the texts of a kind may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The most texts of an answer.
    pub(super) most: usize,
    /// The longest text, as `length` counts.
    pub(super) longest: usize,
    /// Cleans what was typed.
    pub(super) clean: fn(&str) -> String,
    /// The length of a cleaned text.
    pub(super) length: fn(&str) -> usize,
}

impl Limits {
    pub(super) fn read_body(self, body: &AnswerBody) -> Result<Answer, Refusal> {
        let (field, value) = body.field(FIELDS)?;
        let wrong = |name: &str| invalid(name, AnswerFault::WrongType { expected: "a list of texts" });
        let Json::List(items) = value else { return Err(wrong(field)) };
        let text = |(at, item): (usize, &Json)| {
            let name = format!("{field}.{at}");
            if let Json::Text(text) = item { Ok((name, text.clone())) } else { Err(wrong(&name)) }
        };
        self.answer(&items.iter().enumerate().map(text).collect::<Result<Vec<_>, _>>()?)
    }

    pub(super) fn read_form(self, form: &Form<'_>) -> Result<Answer, Refusal> {
        let typed: Vec<_> = form.repeated("text")?.into_iter().map(|text| ("text".to_owned(), text.to_owned())).collect();
        self.answer(&typed)
    }

    /// Checks an answer that was read for earlier settings.
    pub(super) fn fit(self, answer: &Answer) -> Result<(), Refusal> {
        let Answer::Texts(texts) = answer else { return Err(other_kind("answer", FIELDS)) };
        self.check_count("texts", texts.len())
    }

    /// The answer with these texts as (name of the field, text). Empty ones are left out, and those that say the same as an
    /// earlier one: a voter says a thing once.
    fn answer(self, typed: &[(String, String)]) -> Result<Answer, Refusal> {
        let mut seen = HashSet::new();
        let mut texts = Vec::new();
        for (name, typed) in typed.iter().filter(|(_, typed)| !typed.trim().is_empty()) {
            let text = self.text(name, typed)?;
            if seen.insert(TermKey::of(&text)) {
                texts.push(text);
            }
        }
        self.check_count("texts", texts.len())?;
        Ok(Answer::Texts(texts))
    }

    fn text(self, name: &str, typed: &str) -> Result<String, Refusal> {
        let text = (self.clean)(typed);
        let (length, most) = ((self.length)(&text), self.longest);
        // A single character can hold any number of marks, and many can be one: both are counted.
        let is_too_long = length > most || text.chars().count() > most * 4;
        if text.is_empty() {
            Err(invalid(name, AnswerFault::NoVisibleText))
        } else if is_too_long {
            Err(invalid(name, AnswerFault::TooLong { length, most }))
        } else if is_stacked(&text) {
            Err(invalid(name, AnswerFault::Stacked))
        } else {
            Ok(text)
        }
    }

    fn check_count(self, field: &str, texts: usize) -> Result<(), Refusal> {
        match texts {
            0 => Err(invalid(field, AnswerFault::Empty)),
            texts if texts > self.most => Err(invalid(field, AnswerFault::TooManyTexts { most: self.most })),
            _ => Ok(()),
        }
    }
}

/// Reads a text of one line that is no answer, of at most `longest` characters.
///
/// # Errors
/// [`Refusal::InvalidAnswer`] that names the field.
pub(crate) fn read_text(field: &str, raw: &str, longest: usize) -> Result<String, Refusal> {
    Limits { most: 1, longest, clean: crate::domain::text::line, length: |text| text.chars().count() }.text(field, raw)
}

/// A term that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShownTerm {
    /// Its most frequent spelling.
    pub(super) text: String,
    /// The voters who have written it, or a term that is merged into it.
    pub(super) count: u64,
    /// The position in the poll's log of the last ballot with it.
    pub(super) position: u64,
}

/// The text as which an answer's text is shown: itself, or the text of the term that it is merged into; `None` while it is not shown.
pub(crate) fn shown_as<'a>(tally: &'a Tally, text: &'a str) -> Option<&'a str> {
    let (terms, term) = (tally.terms(), TermKey::of(text));
    let root = terms.root(term);
    let voters = terms.voters(root, tally.count(TallyKey::Term(root)));
    match terms.status(root, voters) {
        Status::Shown if root == term => Some(text),
        Status::Shown => terms.text(root).or_else(|| terms.text(term)),
        Status::Held | Status::Banned => None,
    }
}

/// The terms that are shown, those of most voters first and then by text; and how many texts of answers are not shown.
pub(super) fn shown(tally: &Tally) -> (Vec<ShownTerm>, u64) {
    let terms = tally.terms();
    let mut groups: BTreeMap<TermKey, Vec<(TermKey, u64)>> = BTreeMap::new();
    for (term, sum) in tally.terms_with_counts() {
        groups.entry(terms.root(term)).or_default().push((term, sum));
    }
    let (mut shown, mut hidden) = (Vec::new(), 0);
    for (root, members) in groups {
        let count = terms.voters(root, tally.count(TallyKey::Term(root)));
        let text = terms.text(root).or_else(|| members.iter().max_by_key(|(_, sum)| *sum).and_then(|(term, _)| terms.text(*term)));
        match text.filter(|_| terms.status(root, count) == Status::Shown) {
            Some(text) => {
                let position = members.iter().map(|(term, _)| terms.last_position(*term)).max().unwrap_or(0);
                shown.push(ShownTerm { text: text.to_owned(), count, position });
            }
            None => hidden += members.iter().map(|(_, sum)| sum).sum::<u64>(),
        }
    }
    shown.sort_by_cached_key(|term| (Reverse(term.count), term.text.to_lowercase()));
    (shown, hidden)
}
