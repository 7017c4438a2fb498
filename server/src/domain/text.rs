//! Text from people: shown as they wrote it, minus what could deceive or break a screen.

use super::Refusal;
use unicode_normalization::UnicodeNormalization;

/// A poll's question: 1 to 500 characters after cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question(String);

/// One of a poll's options: 1 to 200 characters after cleaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OptionText(String);

impl Question {
    /// The longest question, in Unicode scalars after NFC.
    pub const LONGEST: usize = 500;

    /// Cleans and measures a question; refused when blank or longer than [`Self::LONGEST`].
    ///
    /// # Errors
    /// [`Refusal::InvalidQuestion`].
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        let text = clean(raw);
        match text.chars().count() {
            0 => Err(Refusal::InvalidQuestion("Please write a question.".into())),
            1..=Self::LONGEST => Ok(Self(text)),
            n => Err(Refusal::InvalidQuestion(format!("The question has {n} characters; {} fit. Please shorten it.", Self::LONGEST))),
        }
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OptionText {
    /// The longest option, in Unicode scalars after NFC.
    pub const LONGEST: usize = 200;

    /// Cleans and measures an option; `number` (from 1) is named in the refusal.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`].
    pub fn parse(raw: &str, number: usize) -> Result<Self, Refusal> {
        let text = clean(raw);
        match text.chars().count() {
            0 => Err(Refusal::InvalidOptions(format!("Option {number} is empty. Write something there or leave it out."))),
            1..=Self::LONGEST => Ok(Self(text)),
            n => Err(Refusal::InvalidOptions(format!("Option {number} has {n} characters; {} fit. Please shorten it.", Self::LONGEST))),
        }
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A meeting's name: at most 200 characters after cleaning, or none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name(String);

/// A host's private note on a poll: at most 2,000 characters, lines kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note(String);

impl Name {
    /// Cleans and measures a name.
    ///
    /// # Errors
    /// [`Refusal::InvalidName`] for one of more than 200 characters.
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        let text = clean(raw);
        if text.chars().count() > 200 { Err(Refusal::InvalidName) } else { Ok(Self(text)) }
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Note {
    /// Cleans and measures a note, line by line.
    ///
    /// # Errors
    /// [`Refusal::InvalidNote`] for one of more than 2,000 characters.
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        let text = raw.lines().map(clean).collect::<Vec<_>>().join("\n").trim().to_owned();
        if text.chars().count() > 2000 { Err(Refusal::InvalidNote) } else { Ok(Self(text)) }
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// NFC, without control characters and bidi overrides, white space folded to single spaces.
/// Joiners stay (emoji and several scripts need them), but a text of nothing else counts as blank.
fn clean(raw: &str) -> String {
    let folded: String = raw.nfc().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !deceives(*c)).collect();
    let text = folded.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if text.chars().all(|c| c == ' ' || invisible(c)) { String::new() } else { text }
}

/// Control characters, and the marks that reorder or hide what follows them.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Characters that have no picture of their own.
fn invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(raw: &str) -> Option<String> {
        Question::parse(raw).ok().map(|q| q.0)
    }

    #[test]
    fn white_space_is_folded_and_the_ends_are_trimmed() {
        assert_eq!(question("  Tabs\t or\n spaces? ").as_deref(), Some("Tabs or spaces?"));
    }

    #[test]
    fn blank_in_every_disguise_is_refused() {
        for raw in ["", "   ", "\t\n", "\u{200b}\u{200d}", "\u{202e}", "\u{0}", "\u{3164}", "\u{a0}"] {
            assert_eq!(question(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn length_counts_scalars_after_nfc() {
        assert!(question(&"e\u{301}".repeat(500)).is_some(), "500 composed letters fit");
        assert!(question(&"x".repeat(501)).is_none());
        assert!(OptionText::parse(&"x".repeat(200), 1).is_ok());
        assert!(OptionText::parse(&"x".repeat(201), 1).is_err());
    }

    #[test]
    fn families_of_emoji_and_other_scripts_stay_whole() {
        assert_eq!(question("👩‍👩‍👧‍👦?").as_deref(), Some("👩‍👩‍👧‍👦?"));
        assert_eq!(question("می‌خواهم").as_deref(), Some("می‌خواهم"));
        assert_eq!(question("a\u{202e}b\u{0}c").as_deref(), Some("abc"));
    }
}
