//! The word lists that hold a text until the host shows it.

use super::key::folded;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The entries of all lists, folded; `lists/README.md` says where they are from.
static LISTED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    [include_str!("lists/en.txt"), include_str!("lists/de.txt")].iter().flat_map(|list| list.lines()).map(folded).collect()
});

/// The most words of an entry.
const LONGEST_ENTRY: usize = 6;

/// Whether a text is on a list, or holds one of its entries as whole words: `Arsch` in `So ein Arsch!`, but not in `Barschel`.
#[must_use]
pub fn is_listed(text: &str) -> bool {
    let text = folded(text);
    let is_separator = |c: char| !c.is_alphanumeric();
    let words: Vec<&str> = text.split(is_separator).filter(|word| !word.is_empty()).collect();
    LISTED.contains(&text)
        || (0..words.len()).any(|from| (from..words.len().min(from + LONGEST_ENTRY)).any(|to| LISTED.contains(&words[from..=to].join(" "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_alone_are_listed() {
        for text in ["Arsch", "So ein ARSCH!", "blow job", "Blow-Job", "scheisse", "Scheiße"] {
            assert!(is_listed(text), "{text}");
        }
        for text in ["", "router", "Barschel", "Essex", "Scunthorpe", "Dickens", "Vertrauen", "Analyse"] {
            assert!(!is_listed(text), "{text}");
        }
    }

    #[test]
    fn no_entry_has_more_words_than_are_looked_for() {
        let longest = LISTED.iter().map(|entry| entry.split(' ').count()).max();
        assert!(longest.is_some_and(|words| words <= LONGEST_ENTRY), "{longest:?}");
    }
}
