//! The key that texts share if they say the same.

use crate::domain::text::without_invisible;
use crate::hex;
use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};
use sha2::{Digest, Sha256};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Domain separation of term keys from every other hash.
const PURPOSE: &[u8] = b"handsup term 1\n";

static CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::<GeneralCategory>::new();
static CASES: CaseMapperBorrowed<'static> = CaseMapper::new();

/// A hash of a folded text: sums and moderation refer to a term by it, so that the text itself can be redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermKey([u8; 16]);

impl TermKey {
    /// The key of a text. Texts that differ in case, in outer punctuation, or in which dashes and spaces separate their words, have
    /// one key; diacritics stay (`schon` is not `schön`).
    #[must_use]
    pub fn of(text: &str) -> Self {
        let hash: [u8; 32] = Sha256::new().chain_update(PURPOSE).chain_update(folded(text)).finalize().into();
        let mut key = [0; 16];
        key.copy_from_slice(&hash[..16]);
        Self(key)
    }

    /// Parses the 32 hexadecimal digits of a key.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).map(Self).filter(|key| key.to_string() == text)
    }

    /// The smallest and the largest key.
    pub(in crate::domain) const ENDS: (Self, Self) = (Self([0; 16]), Self([u8::MAX; 16]));
}

impl fmt::Display for TermKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

/// The text in compatibility form and full case folding (`ß` is `ss`), without outer punctuation and invisible characters, its words
/// separated by single spaces. A text of punctuation alone keeps it.
pub(in crate::domain) fn folded(text: &str) -> String {
    let compatible: String = without_invisible(text).nfkc().collect();
    let folded: String = CASES.fold_string(&compatible).nfkc().collect();
    let words = folded.split(|c: char| c.is_whitespace() || is_dash(c)).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join(" ");
    let bare = joined.trim_matches(|c: char| c == ' ' || is_outer(c));
    let kept = if bare.is_empty() { &joined } else { bare };
    if kept.is_empty() { folded } else { kept.to_owned() }
}

fn is_dash(c: char) -> bool {
    CATEGORIES.get(c) == GeneralCategory::DashPunctuation || c == '\u{2212}'
}

/// Punctuation that is no part of a name at the ends of a text: `C#` and `@home` keep theirs.
pub(super) fn is_outer(c: char) -> bool {
    GeneralCategoryGroup::Punctuation.contains(CATEGORIES.get(c)) && !matches!(c, '#' | '@' | '%' | '&' | '§' | '‰')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_say_the_same_have_one_key() {
        for (one, other) in [
            ("New York", "new  york"),
            ("Straße", "STRASSE"),
            ("e-mail", "E–Mail"),
            ("“Freedom!”", "freedom"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ﬁne", "Fine."),
            ("don’t", "DON’T"),
            ("cafe\u{301}", "café"),
            ("ab\u{200b}c", "abc"),
            ("１２", "12"),
        ] {
            assert_eq!(TermKey::of(one), TermKey::of(other), "{one} {other}");
        }
    }

    #[test]
    fn texts_that_say_something_else_have_another_key() {
        for (one, other) in [
            ("schon", "schön"),
            ("C", "C#"),
            ("C", "C++"),
            ("tree", "trees"),
            ("home", "@home"),
            ("!!!", "???"),
            ("5 %", "5"),
            ("👍🏽", "👍"),
            ("-1", "+1"),
        ] {
            assert_ne!(TermKey::of(one), TermKey::of(other), "{one} {other}");
        }
    }

    #[test]
    fn a_key_reads_back() {
        let key = TermKey::of("Solar");
        assert_eq!(TermKey::parse(&key.to_string()), Some(key));
        assert_eq!([TermKey::parse(""), TermKey::parse("00"), TermKey::parse(&key.to_string().to_uppercase())], [None; 3]);
    }
}
