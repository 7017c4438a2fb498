//! Cleans text that people write: removes characters that deceive readers or break layouts.

use super::Refusal;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed};
use unicode_normalization::UnicodeNormalization;

/// A poll's question: 1 to 500 characters after cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question(String);

/// One of a poll's options: 1 to 200 characters after cleaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OptionText(String);

impl Question {
    /// The longest question, in Unicode scalars after NFC.
    pub const MAX_LEN: usize = 500;

    /// Cleans a question and checks its length; blank ones and those longer than [`Self::MAX_LEN`] are refused.
    ///
    /// # Errors
    /// [`Refusal::InvalidQuestion`].
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        let text = clean(raw);
        match text.chars().count() {
            0 => Err(Refusal::InvalidQuestion("Please write a question.".into())),
            1..=Self::MAX_LEN => Ok(Self(text)),
            n => Err(Refusal::InvalidQuestion(format!("The question has {n} characters; {} fit. Please shorten it.", Self::MAX_LEN))),
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
    pub const MAX_LEN: usize = 200;

    /// Cleans an option and checks its length; `number` (from 1) is named in the refusal.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`].
    pub fn parse(raw: &str, number: usize) -> Result<Self, Refusal> {
        let text = clean(raw);
        match text.chars().count() {
            0 => Err(Refusal::InvalidOptions(format!("Option {number} is empty. Write something there or leave it out."))),
            1..=Self::MAX_LEN => Ok(Self(text)),
            n => Err(Refusal::InvalidOptions(format!("Option {number} has {n} characters; {} fit. Please shorten it.", Self::MAX_LEN))),
        }
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key that is equal for two options that look the same.
    #[must_use]
    pub fn appearance_key(&self) -> String {
        appearance(&self.0)
    }
}

/// A meeting's name: at most 200 characters after cleaning; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name(String);

/// A host's private note on a poll: at most 2,000 characters, with its line breaks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note(String);

impl Name {
    /// Cleans a name and checks its length.
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
    /// Cleans a note line by line and checks its length.
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

/// A voter's text of one line: cleaned; empty without a visible character.
#[must_use]
pub(in crate::domain) fn line(raw: &str) -> String {
    clean(raw)
}

/// A voter's text of several lines: each cleaned, at most one empty line after another.
#[must_use]
pub(in crate::domain) fn lines(raw: &str) -> String {
    let mut lines: Vec<String> = raw.lines().map(clean).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n").trim().to_owned()
}

/// Whether more marks are stacked on one character than any script needs, so that they run into the lines around it.
#[must_use]
pub(in crate::domain) fn is_stacked(text: &str) -> bool {
    const MOST_MARKS: usize = 6;
    const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::<GeneralCategory>::new();
    let is_mark = |c: char| GeneralCategoryGroup::Mark.contains(CATEGORIES.get(c)) && !invisible(c);
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

/// The characters of a text that have a glyph.
pub(in crate::domain) fn without_invisible(text: &str) -> impl Iterator<Item = char> {
    visible(text.chars())
}

/// NFC, without control characters, bidi controls and noncharacters, and with runs of white space
/// folded to single spaces. Joiners stay, since emoji and several scripts need them; a text without
/// any visible character becomes empty.
fn clean(raw: &str) -> String {
    let cleaned = raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !deceives(*c) && !is_noncharacter(*c));
    let text = fold_spaces(&cleaned.nfc().collect::<String>());
    if text.chars().all(|c| c == ' ' || invisible(c)) { String::new() } else { text }
}

fn fold_spaces(text: &str) -> String {
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text in compatibility form, without characters that have no glyph of their own: `①` equals `1`, and `❤` equals `❤`
/// with a variation selector. Both steps run twice, because each can produce input for the other.
fn appearance(text: &str) -> String {
    let once: String = visible(text.chars()).nfkc().collect();
    fold_spaces(&visible(once.chars()).nfkc().collect::<String>())
}

/// Removes invisible characters, except for tags behind a black flag, which spell the flags of England, Scotland and Wales.
fn visible(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut previous = ' ';
    text.filter(move |&c| {
        let keep = !invisible(c) || (is_tag(c) && (previous == '\u{1f3f4}' || is_tag(previous)));
        previous = if keep { c } else { previous };
        keep
    })
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// The 66 noncharacters of Unicode, some of which are invalid in XML.
#[must_use]
pub(crate) fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// Control characters, and characters that reorder or hide what follows them.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Characters without a glyph: those that Unicode lets fonts ignore, and the empty Braille cell.
fn invisible(c: char) -> bool {
    const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    IGNORABLE.contains(c) || c == '\u{2800}'
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
    fn text_without_visible_characters_is_refused() {
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

    /// The table that the console's own check is tested with:
    /// `ui/src/host/compose/lookalikes.test.ts`.
    #[derive(serde::Deserialize)]
    struct Pairs {
        alike: Vec<[String; 2]>,
        different: Vec<[String; 2]>,
    }

    #[test]
    fn options_that_look_alike_are_equal_and_others_are_not() {
        let pairs: Pairs = serde_json::from_str(include_str!("../../../ui/src/host/compose/lookalikes.json")).unwrap();
        let key = |raw: &str| OptionText::parse(raw, 1).unwrap().appearance_key();
        for [one, other] in pairs.alike {
            assert_eq!(key(&one), key(&other), "{one:?} {other:?}");
        }
        for [one, other] in pairs.different {
            assert_ne!(key(&one), key(&other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn noncharacters_are_removed_from_every_text() {
        let of_planes = (0..=16u32).flat_map(|plane| [plane << 16 | 0xfffe, plane << 16 | 0xffff]);
        let all: Vec<char> = of_planes.chain(0xfdd0..=0xfdef).filter_map(char::from_u32).collect();
        assert_eq!(all.len(), 66);
        for c in all {
            let raw = format!("a{c}b{c}");
            assert_eq!(question(&raw).as_deref(), Some("ab"), "{c:?}");
            assert_eq!(OptionText::parse(&raw, 1).unwrap().as_str(), "ab");
            assert_eq!((Name::parse(&raw).unwrap().as_str(), Note::parse(&raw).unwrap().as_str()), ("ab", "ab"));
            assert_eq!(question(&c.to_string()), None);
        }
        assert_eq!(question("e\u{fffe}\u{301}").as_deref(), Some("é"), "letters are composed after the removal");
        assert_eq!(question("\u{fffd}\u{fdcf}\u{fdf0}").as_deref(), Some("\u{fffd}\u{fdcf}\u{fdf0}"), "their neighbours stay");
    }

    #[test]
    fn marks_that_no_script_stacks_are_noticed() {
        for text in ["Việt", "שָׁלוֹם", "กุ้ง", "བསྒྲུབས", "❤\u{fe0f}", "e\u{301}\u{302}\u{303}"] {
            assert!(!is_stacked(text), "{text}");
        }
        assert!(is_stacked(&format!("H{}", "\u{336}\u{30d}\u{347}".repeat(3))));
        assert!(is_stacked(&format!("\u{915}{}", "\u{93e}".repeat(7))), "spacing marks");
    }

    #[test]
    fn texts_of_several_lines_keep_them() {
        assert_eq!(lines(" One \r\n\r\n\r\n\u{202e}two  three\n"), "One\n\ntwo three");
        assert_eq!(lines("\u{200b}\n\u{2067}\n"), "");
    }

    #[test]
    fn joiners_in_emoji_and_scripts_are_retained() {
        assert_eq!(question("👩‍👩‍👧‍👦?").as_deref(), Some("👩‍👩‍👧‍👦?"));
        assert_eq!(question("می‌خواهم").as_deref(), Some("می‌خواهم"));
        assert_eq!(question("a\u{202e}b\u{0}c").as_deref(), Some("abc"));
    }
}
