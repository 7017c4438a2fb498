//! Parses the right answers of a row, each the number, the letter or the column name of an option,
//! or its text.

use super::names::{option_of_column, option_of_label};
use crate::domain::{Prompt, PromptSettings, Scale};

/// Why a right answer cannot be resolved.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadAnswer {
    /// It names no option of the row.
    Unknown(String),
    /// It is the number or letter of one option and the text of another, or the text of several.
    Ambiguous(String),
}

/// The right answers as indices from 0. `options` are those of the row, each with the number of its
/// column, from 1.
pub(super) fn right_answers(cell: &str, prompt: &PromptSettings, options: &[(usize, String)]) -> Result<Vec<u8>, BadAnswer> {
    match lowest_mark(prompt) {
        Some(lowest) => tokens(cell).map(|token| mark(token, lowest).ok_or_else(|| BadAnswer::Unknown(token.to_owned()))).collect(),
        None => choices(cell, options),
    }
}

/// The lowest mark, where the options are marks.
fn lowest_mark(prompt: &PromptSettings) -> Option<u8> {
    if !prompt.kind.is_scale() {
        return None;
    }
    // Where the settings do not fit each other, the import reports that.
    Some(Prompt::parse(prompt).ok().and_then(|prompt| prompt.scale().map(Scale::lowest)).unwrap_or(1))
}

fn choices(cell: &str, options: &[(usize, String)]) -> Result<Vec<u8>, BadAnswer> {
    // The cell as a whole first: an option's text may contain blanks and separators.
    for parts in [vec![cell.trim()], cell.split([';', '|', '\n']).collect(), cell.split([',', ';', '|', '\n']).collect()] {
        let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        let resolved: Vec<_> = parts.into_iter().map(|part| choice(part, options)).collect();
        if resolved.iter().all(|choice| !matches!(choice, Err(BadAnswer::Unknown(_)))) {
            return resolved.into_iter().collect();
        }
    }
    tokens(cell).map(|token| choice(token, options)).collect()
}

fn tokens(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '|', ' ', '/', '\n']).filter(|token| !token.is_empty())
}

fn choice(part: &str, options: &[(usize, String)]) -> Result<u8, BadAnswer> {
    let index_of = |column: usize| options.iter().position(|(number, _)| *number == column);
    if let Some(named) = option_of_column(part).and_then(index_of) {
        return index(named, part);
    }
    let lower = part.to_lowercase();
    let mut matching: Vec<usize> =
        (0..).zip(options).filter(|(_, (_, text))| text.trim().to_lowercase() == lower).map(|(at, _)| at).collect();
    matching.extend(option_of_label(part).and_then(index_of));
    matching.dedup();
    match matching[..] {
        [] => Err(BadAnswer::Unknown(part.to_owned())),
        [one] => index(one, part),
        _ => Err(BadAnswer::Ambiguous(part.to_owned())),
    }
}

/// The index of a rating's mark.
fn mark(token: &str, lowest: u8) -> Option<u8> {
    token.parse::<u8>().ok()?.checked_sub(lowest).filter(|index| index < Scale::MARKS.end())
}

fn index(at: usize, part: &str) -> Result<u8, BadAnswer> {
    u8::try_from(at).map_err(|_| BadAnswer::Unknown(part.to_owned()))
}

/// The right answers as a cell that [`right_answers`] parses: numbers, or the columns' names where an option's own text could
/// be taken for a number.
#[must_use]
pub(super) fn cell(correct: &[u8], prompt: &PromptSettings, options: &[String]) -> String {
    if let Some(lowest) = lowest_mark(prompt) {
        return correct.iter().map(|at| (at + lowest).to_string()).collect::<Vec<_>>().join("; ");
    }
    let ambiguous = options.iter().any(|text| option_of_label(text.trim()).is_some() || option_of_column(text).is_some());
    let name = |at: &u8| if ambiguous { format!("option {}", u16::from(*at) + 1) } else { (u16::from(*at) + 1).to_string() };
    correct.iter().map(name).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    fn read(cell: &str, options: &[&str]) -> Result<Vec<u8>, BadAnswer> {
        let options: Vec<_> = (1..).zip(options).map(|(number, text)| (number, (*text).to_owned())).collect();
        right_answers(cell, &PromptSettings::default(), &options)
    }

    #[test]
    fn right_answers_are_numbers_letters_names_or_words() {
        let cities = ["New York", "Lima", "Yes, both"];
        for (cell, indices) in [
            ("", &[][..]),
            ("2", &[1]),
            ("a; C", &[0, 2]),
            ("1/2", &[0, 1]),
            ("new york", &[0]),
            ("Lima | New York", &[1, 0]),
            ("Lima, New York", &[1, 0]),
            ("Yes, both", &[2]),
            ("option B", &[1]),
            ("Antwort 3", &[2]),
        ] {
            assert_eq!(read(cell, &cities).as_deref(), Ok(indices), "{cell}");
        }
        assert_eq!(read("Quito", &cities), Err(BadAnswer::Unknown("Quito".into())));
        assert_eq!(read("4", &cities), Err(BadAnswer::Unknown("4".into())));
    }

    #[test]
    fn ambiguous_answers_are_refused() {
        assert_eq!(read("2", &["2", "3", "4"]), Err(BadAnswer::Ambiguous("2".into())));
        assert_eq!(read("B", &["B", "A"]), Err(BadAnswer::Ambiguous("B".into())));
        assert_eq!(read("yes", &["Yes", "YES"]), Err(BadAnswer::Ambiguous("yes".into())));
        assert_eq!(read("2", &["1", "2"]).as_deref(), Ok(&[1][..]), "both readings are the same option");
        assert_eq!(read("option 2", &["2", "3", "4"]).as_deref(), Ok(&[1][..]));
    }

    #[test]
    fn marks_are_named_by_their_number() {
        let scale =
            |scale_from| PromptSettings { kind: Kind::Rating, scale: Some(3), scale_from: Some(scale_from), ..PromptSettings::default() };
        for lowest in [0, 1] {
            let written = cell(&[0, 2], &scale(lowest), &[]);
            assert_eq!(written, format!("{lowest}; {}", lowest + 2));
            assert_eq!(right_answers(&written, &scale(lowest), &[]).as_deref(), Ok(&[0, 2][..]));
        }
        assert_eq!(right_answers("0", &scale(1), &[]), Err(BadAnswer::Unknown("0".into())));
    }

    #[test]
    fn exported_answers_can_be_imported() {
        for options in [&["Lima", "Quito", "La Paz"][..], &["2", "3", "1"], &["B", "C", "A"], &["option 2", "x", "y"]] {
            let texts: Vec<String> = options.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(read(&cell(&[0, 2], &PromptSettings::default(), &texts), options).as_deref(), Ok(&[0, 2][..]), "{options:?}");
        }
    }
}
