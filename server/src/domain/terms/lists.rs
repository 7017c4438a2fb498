//! The word lists that hold a text until the host shows it.

use super::key::{folded, is_outer};
use super::own_words::OwnWords;
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_security::confusable_detection::skeleton;

/// The entries of all lists that the program brings; `lists/README.md` says where they are from.
static LISTED: LazyLock<Entries> =
    LazyLock::new(|| [include_str!("lists/en.txt"), include_str!("lists/de.txt")].iter().flat_map(|list| list.lines()).collect());

/// The fewest letters with spaces between them that are read as a word: `A r s c h`.
const FEWEST_LETTERS: usize = 3;

/// The entries of a word list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entries {
    folded: HashSet<String>,
    /// The same with characters replaced that look like others.
    looks: HashSet<String>,
    /// The most words of an entry.
    most_words: usize,
}

/// Words of a text, with single spaces between them.
struct Words {
    joined: String,
    /// Where each word begins and ends.
    ranges: Vec<(usize, usize)>,
}

/// Whether a text is on a list or among the host's own words, or holds such an entry as whole words: `Arsch` in `So ein Arsch!`, but
/// not in `Barschel`. Letters of another script that look the same are the same, and single letters with spaces between them a word.
#[must_use]
pub fn is_listed(text: &str, own: &OwnWords) -> bool {
    let text = folded(text);
    let look: String = skeleton(&text).collect();
    let lists = [&*LISTED, own.entries()];
    lists.into_iter().any(|list| list.has(&text, &list.folded)) || lists.into_iter().any(|list| list.has(&look, &list.looks))
}

/// Joins single letters that follow each other, from three on.
fn with_joined_letters(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_letter = |word: &str| word.chars().nth(1).is_none();
    let runs = words.chunk_by(|one, other| is_letter(one) && is_letter(other));
    runs.map(|run| run.join(if run.len() >= FEWEST_LETTERS { "" } else { " " })).collect::<Vec<_>>().join(" ")
}

impl Entries {
    /// Adds an entry; false for one without a visible character, and for one that says the same as an earlier one.
    pub(super) fn insert(&mut self, entry: &str) -> bool {
        let entry = folded(entry);
        let (words, look) = (entry.split(' ').count(), skeleton(&entry).collect());
        let is_new = !entry.is_empty() && self.folded.insert(entry) | self.looks.insert(look);
        if is_new {
            self.most_words = self.most_words.max(words);
        }
        is_new
    }

    /// Whether a text is one of these entries, or has one as whole words.
    fn has(&self, text: &str, entries: &HashSet<String>) -> bool {
        let bare: Words = text.split(|c: char| !c.is_alphanumeric()).collect();
        // As they are written, so that an entry with a sign inside is found: `d'oh`, `C#`, an emoji.
        let written: Words = text.split(' ').map(|word| word.trim_matches(is_outer)).collect();
        let joined = with_joined_letters(text);
        let spelled: Words = joined.split(' ').collect();
        entries.contains(text) || [bare, written, spelled].iter().any(|words| self.has_any(words, entries))
    }

    /// Whether any of these words, or several that follow each other, are an entry.
    fn has_any(&self, words: &Words, entries: &HashSet<String>) -> bool {
        let ranges = &words.ranges;
        ranges.iter().enumerate().any(|(at, (from, _))| {
            ranges[at..].iter().take(self.most_words).any(|(_, to)| words.joined.get(*from..*to).is_some_and(|run| entries.contains(run)))
        })
    }
}

impl<'a> FromIterator<&'a str> for Entries {
    fn from_iter<I: IntoIterator<Item = &'a str>>(entries: I) -> Self {
        let mut all = Self::default();
        for entry in entries {
            all.insert(entry);
        }
        all
    }
}

impl<'a> FromIterator<&'a str> for Words {
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Self {
        let mut all = Self { joined: String::new(), ranges: Vec::new() };
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            if !all.joined.is_empty() {
                all.joined.push(' ');
            }
            let from = all.joined.len();
            all.joined.push_str(word);
            all.ranges.push((from, all.joined.len()));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_alone_are_listed() {
        let own = OwnWords::default();
        for text in [
            "Arsch",
            "So ein ARSCH!",
            "blow job",
            "Blow-Job",
            "scheisse",
            "Scheiße",
            "arsch/loch",
            "du,Arsch",
            "\u{410}rsch",
            "So ein A r s c h!",
            "A-r-s-c-h",
            "\u{410} r s \u{441} h",
        ] {
            assert!(is_listed(text, &own), "{text}");
        }
        for text in ["", "router", "Barschel", "Essex", "Scunthorpe", "Dickens", "Vertrauen", "Analyse", "Plan A B C", "хорошо", "Δέλτα"]
        {
            assert!(!is_listed(text, &own), "{text}");
        }
    }

    #[test]
    fn own_words_are_listed_however_they_are_spelled() {
        let words = ["Müller", "Projekt Falke", "d'oh", "C#", "💩", "हिन्दी", "=SUM(A1)", "one two three four five six seven eight"];
        let own = OwnWords::parse(&words.map(str::to_owned)).expect("they fit");
        for text in [
            "müller",
            "Frau MÜLLER!",
            "Mu\u{308}ller",
            "M\u{200b}ül\u{ad}ler",
            "Ｍüller",
            "projekt-falke",
            "Das Projekt  Falke, bitte",
            "Oh, D'OH!",
            "Ist C# besser?",
            "So ein 💩!",
            "यह हिन्दी है",
            "=sum(a1)",
            "zero one two three four five six seven eight nine",
        ] {
            assert!(is_listed(text, &own), "{text}");
        }
        for text in ["Muller", "Müllers", "Projekt", "Falke Projekt", "C", "C++", "oh", "हिन", "SUM", "two three four five six seven eight"]
        {
            assert!(!is_listed(text, &own), "{text}");
        }
    }
}
