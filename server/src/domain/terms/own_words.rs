//! The words that a host adds to the word lists in a meeting.

use super::lists::Entries;
use crate::domain::Refusal;
use crate::domain::text::line;
use crate::hex;
use sha2::{Digest, Sha256};

/// The most words of a meeting.
const MOST_WORDS: usize = 500;
/// The most characters of a word, in Unicode scalars after NFC.
const LONGEST_WORD: usize = 50;

/// The words of a meeting's host: each is a word, or several that follow each other. A text with one of them waits as one with an entry
/// of the shipped lists does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords {
    words: Vec<String>,
    entries: Entries,
}

impl OwnWords {
    /// Cleans words. Those without a visible character are left out, and those that say the same as an earlier one.
    ///
    /// # Errors
    /// [`Refusal::InvalidWords`] for a word that is too long, and for too many words.
    pub fn parse(typed: &[String]) -> Result<Self, Refusal> {
        let mut own = Self::default();
        for (number, typed) in (1..).zip(typed) {
            let word = line(typed);
            let length = word.chars().count();
            if length > LONGEST_WORD {
                let text = format!("Entry {number} has {length} characters; {LONGEST_WORD} fit. Please shorten it; nothing was changed.");
                return Err(Refusal::InvalidWords(text));
            }
            own.add(word);
            if own.words.len() > MOST_WORDS {
                return Err(Refusal::InvalidWords(format!("Only {MOST_WORDS} entries fit. Please take some out; nothing was changed.")));
            }
        }
        Ok(own)
    }

    /// Words as they are stored.
    #[must_use]
    pub fn stored(words: Vec<String>) -> Self {
        let mut own = Self::default();
        for word in words {
            own.add(word);
        }
        own
    }

    /// A hash of the words: another one after a change.
    #[must_use]
    pub fn version(&self) -> String {
        let hash = self.words.iter().fold(Sha256::new(), |hash, word| hash.chain_update(word).chain_update(b"\n")).finalize();
        hex::encode(hash.get(..8).unwrap_or_default())
    }

    /// The words, in the host's order.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    pub(super) fn entries(&self) -> &Entries {
        &self.entries
    }

    fn add(&mut self, word: String) {
        if self.entries.insert(&word) {
            self.words.push(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, Refusal> {
        OwnWords::parse(&words.into_iter().map(str::to_owned).collect::<Vec<_>>()).map(|own| own.words)
    }

    #[test]
    fn words_are_cleaned_and_each_is_there_once() {
        let typed =
            ["  Falke ", "", " \u{200b}\u{202e}", "FALKE", "“falke”", "Fal\u{200d}ke", "Projekt\tFalke\r", "Ｆalken", "\u{200d}", "…"];
        assert_eq!(parse(typed), Ok(["Falke", "Projekt Falke", "Ｆalken", "…"].map(str::to_owned).into()));
        assert_eq!(parse([]), Ok(vec![]));
    }

    #[test]
    fn five_hundred_words_of_fifty_characters_fit() {
        let words: Vec<String> = (0..500).map(|n| format!("{n:03}{}", "💩".repeat(47))).collect();
        let all = words.iter().map(String::as_str);
        assert_eq!(parse(all.clone().chain(["", words[1].as_str()])), Ok(words.clone()), "what is left out does not count");
        assert!(matches!(parse(all.clone().chain(["more"])), Err(Refusal::InvalidWords(text)) if text.contains("500 entries")));
        assert!(parse(["e\u{301}".repeat(50).as_str()]).is_ok(), "marks that are part of a letter do not count");
        assert!(matches!(parse(["", "x".repeat(51).as_str()]), Err(Refusal::InvalidWords(text)) if text.contains("Entry 2 has 51")));
        assert!(parse([format!("a{}", "\u{301}".repeat(4_000)).as_str()]).is_err());
    }

    #[test]
    fn stored_words_read_as_they_were_parsed() {
        let own = OwnWords::parse(&["Falke".into(), "C#".into()]).expect("they fit");
        assert_eq!(OwnWords::stored(own.words().to_vec()), own);
    }
}
