//! Reads and writes numbers as text: integers in units of the last decimal place, without floats.
//!
//! Text from people has a point or a comma as its decimal sign, and groups of three digits separated by the other one, a space
//! or an apostrophe. A sign that stands once before exactly three digits can be either, so such text is refused with both
//! readings, unless its integer part cannot be a group.

use crate::domain::kinds::{AnswerFault, NumberInput};

/// The largest number, in units of the last decimal place: 15 digits, which a float holds exactly and a sum of a billion
/// answers cannot overflow.
pub(super) const LARGEST: i64 = 999_999_999_999_999;
/// The longest text that can be a number, in characters.
const LONGEST: usize = 40;

/// An unsigned number in parts.
struct Parts {
    /// The digits before the decimal sign.
    whole: String,
    /// The digits after it.
    fraction: String,
}

/// The number in a setting or an answer, in units of the last of `decimals` decimal places.
///
/// # Errors
/// A fault for text that is no number, can be read in two ways, has more decimals, or is too large.
pub(super) fn read(input: &NumberInput, decimals: u8) -> Result<i64, AnswerFault> {
    let (NumberInput::Plain(text) | NumberInput::Written(text)) = input;
    let text: String = text.trim().chars().map(narrow).collect();
    if text.chars().count() > LONGEST {
        return Err(AnswerFault::NotANumber);
    }
    let (is_negative, digits) = sign(&text);
    let parts = match input {
        NumberInput::Plain(_) => plain(digits),
        NumberInput::Written(_) => written(digits, decimals, is_negative)?,
    };
    let value = scaled(&parts.ok_or(AnswerFault::NotANumber)?, decimals)?;
    Ok(if is_negative { -value } else { value })
}

/// A number with a point as its decimal sign and at most `decimals` decimals, without zeros at the end.
pub(super) fn write(value: i128, decimals: u8) -> String {
    signed(value, decimals, |whole, fraction| if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// The same, with a zero at the end where the point could be taken for a group's, so that [`read`] reads what this wrote.
pub(super) fn unambiguous(value: i64, decimals: u8) -> String {
    signed(value.into(), decimals, join)
}

fn signed(value: i128, decimals: u8, join: impl Fn(&str, &str) -> String) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = usize::from(decimals) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(decimals));
    let number = join(whole, fraction.trim_end_matches('0'));
    if value < 0 { format!("-{number}") } else { number }
}

fn join(whole: &str, fraction: &str) -> String {
    let zero = if fraction.len() == 3 && is_group_start(whole) { "0" } else { "" };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}{zero}") }
}

/// Digits and marks of full width, as Japanese and Chinese keyboards type them, in their usual width, and every space as the
/// usual one.
fn narrow(c: char) -> char {
    match u32::from(c) {
        _ if is_space(c) => ' ',
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Splits a sign off; without one the number is positive.
fn sign(text: &str) -> (bool, &str) {
    let minus = ['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}', '\u{fe63}'];
    match (text.strip_prefix(minus), text.strip_prefix('+')) {
        (Some(rest), _) => (true, rest.trim_start()),
        (None, Some(rest)) => (false, rest.trim_start()),
        (None, None) => (false, text),
    }
}

/// The number of a program: digits, with a point as the decimal sign.
fn plain(text: &str) -> Option<Parts> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (all_digits(whole) && all_digits(fraction)).then(|| Parts { whole: whole.to_owned(), fraction: fraction.to_owned() })
}

/// The number of a person; `None` for text that is none.
///
/// # Errors
/// [`AnswerFault::Ambiguous`] for a number with two readings, where the poll takes decimals.
fn written(text: &str, decimals: u8, is_negative: bool) -> Result<Option<Parts>, AnswerFault> {
    let last = text.rfind(['.', ',']);
    let Some((at, mark)) = last.and_then(|at| text[at..].chars().next().map(|mark| (at, mark))) else {
        return Ok(groups(text).map(|whole| Parts { whole, fraction: String::new() }));
    };
    let (before, after) = (&text[..at], &text[at + 1..]);
    if before.contains(mark) {
        // The same sign twice only groups, and then another one cannot be the decimal sign before it.
        return Ok(groups(text).map(|whole| Parts { whole, fraction: String::new() }));
    }
    let could_group = after.len() == 3 && all_digits(after) && is_group_start(before);
    if could_group && decimals > 0 {
        return Err(ambiguous(before, after, mark, is_negative));
    }
    if could_group {
        return Ok(Some(Parts { whole: format!("{before}{after}"), fraction: String::new() }));
    }
    // One side of the sign may be empty: “.5”, “5.”.
    let whole = if before.is_empty() { Some("0".to_owned()) } else { groups(before) };
    let fraction = (all_digits(after) || (after.is_empty() && !before.is_empty())).then(|| after.to_owned());
    Ok(whole.zip(fraction).map(|(whole, fraction)| Parts { whole, fraction }))
}

fn ambiguous(before: &str, after: &str, mark: char, is_negative: bool) -> AnswerFault {
    let sign = if is_negative { "-" } else { "" };
    let fraction = match after.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    AnswerFault::Ambiguous {
        written: format!("{sign}{before}{mark}{after}"),
        grouped: format!("{sign}{before}{after}"),
        decimal: format!("{sign}{}", join(before, fraction)),
    }
}

/// The digits of a whole number whose thousands may be grouped, all by the same separator. `None` for anything else.
fn groups(text: &str) -> Option<String> {
    let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) else {
        return all_digits(text).then(|| text.to_owned());
    };
    let mut groups = text.split(separator);
    let is_separator = matches!(separator, '.' | ',' | '\'' | '\u{2019}') || is_space(separator);
    let is_grouped = is_separator && groups.next().is_some_and(is_group_start) && groups.all(|group| group.len() == 3 && all_digits(group));
    is_grouped.then(|| text.chars().filter(char::is_ascii_digit).collect())
}

/// A space, or one that does not break or is narrow.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

/// Whether a grouped number can begin with this: one to three digits, the first of them not 0.
fn is_group_start(text: &str) -> bool {
    (1..=3).contains(&text.len()) && all_digits(text) && !text.starts_with('0')
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn scaled(parts: &Parts, decimals: u8) -> Result<i64, AnswerFault> {
    let fraction = parts.fraction.trim_end_matches('0');
    if fraction.len() > usize::from(decimals) {
        return Err(AnswerFault::TooPrecise { decimals });
    }
    let digits = format!("{}{fraction:0<width$}", parts.whole, width = usize::from(decimals));
    digits.parse().ok().filter(|value| *value <= LARGEST).ok_or(AnswerFault::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str, decimals: u8) -> Result<i64, AnswerFault> {
        read(&NumberInput::Written(text.to_owned()), decimals)
    }

    #[test]
    fn points_commas_spaces_and_apostrophes_are_read_as_people_mean_them() {
        for (text, decimals, value) in [
            ("3,14", 2, 314),
            ("3.14", 2, 314),
            (" 3,1 ", 2, 310),
            ("007", 0, 7),
            ("1.234,5", 1, 12_345),
            ("1,234.5", 1, 12_345),
            ("1.234.567,89", 2, 123_456_789),
            ("1,234,567", 2, 123_456_700),
            ("1.234.567", 0, 1_234_567),
            ("1.234", 0, 1234),
            ("1,000", 0, 1000),
            ("1 234 567", 0, 1_234_567),
            ("1\u{202f}234,5", 1, 12_345),
            ("1\u{2009}234\u{2009}567", 0, 1_234_567),
            ("1\u{a0}000", 2, 100_000),
            ("1'234.50", 2, 123_450),
            ("1’234’567", 0, 1_234_567),
            ("1 000,500", 2, 100_050),
            ("0,125", 3, 125),
            ("1234,567", 3, 1_234_567),
            ("1,1250", 3, 1125),
            (".5", 1, 5),
            ("5,", 1, 50),
            ("5.00", 0, 5),
            ("-3", 0, -3),
            ("−3", 0, -3),
            ("– 3,5", 1, -35),
            ("+3", 0, 3),
            ("-0", 0, 0),
            ("999999999999999", 0, LARGEST),
        ] {
            assert_eq!(written(text, decimals), Ok(value), "{text} with {decimals} decimals");
        }
    }

    #[test]
    fn a_number_with_two_readings_is_asked_back_with_both() {
        for (text, grouped, decimal) in
            [("1,000", "1000", "1.0"), ("1.000", "1000", "1.0"), ("12,345", "12345", "12.3450"), ("-1,500", "-1500", "-1.5")]
        {
            for decimals in 1..=6 {
                let fault = AnswerFault::Ambiguous { written: text.into(), grouped: grouped.into(), decimal: decimal.into() };
                assert_eq!(written(text, decimals), Err(fault), "{text} with {decimals} decimals");
            }
            assert!(written(grouped, 4).is_ok() && written(decimal, 4).is_ok(), "both readings can be written");
        }
        assert_eq!(
            written("1,000", 1).unwrap_err().to_string(),
            "1000 or 1.0? “1,000” can be read as both. Write 1000 for the one, 1.0 for the other."
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let combining = format!("5{}", "\u{301}".repeat(10_000));
        let long = "1".repeat(10_000);
        for text in [
            "",
            " ",
            "-",
            ".",
            ",",
            "+-3",
            "--3",
            "5-",
            "(5)",
            "1e5",
            "1E5",
            "NaN",
            "nan",
            "inf",
            "Infinity",
            "∞",
            "0x10",
            "٣",
            "๓",
            "½",
            "5%",
            "1,2,3",
            "1,23,456",
            "1.2.3",
            "1.234.5",
            "1,234,56",
            "1.234,5.6",
            "1 00",
            "1  000",
            "1 000'000",
            "12 345 67",
            "0 123",
            "0.123.456",
            "1'00",
            "1_000",
            "1\u{202e}2",
            "3 apples",
            &combining,
            &long,
        ] {
            assert_eq!(written(text, 2), Err(AnswerFault::NotANumber), "{text:.50}");
        }
        assert_eq!(written("3,141", 0), Ok(3141));
        assert_eq!(written("3,14", 0), Err(AnswerFault::TooPrecise { decimals: 0 }));
        assert_eq!(written("0.001", 2), Err(AnswerFault::TooPrecise { decimals: 2 }));
        assert_eq!(written("1000000000000000", 0), Err(AnswerFault::TooLarge));
        assert_eq!(written("1000000000", 6), Err(AnswerFault::TooLarge));
        assert_eq!(written(&"9".repeat(40), 6), Err(AnswerFault::TooLarge));
    }

    /// The cases that have no bounds, which [`read`] does not know.
    #[test]
    fn a_typed_number_is_read_as_the_pages_read_it() {
        #[derive(serde::Deserialize)]
        struct Case {
            typed: String,
            decimals: u8,
            from: Option<String>,
            to: Option<String>,
            value: Option<String>,
            ask: Option<Vec<String>>,
            refuse: Option<String>,
        }
        let file: serde_json::Value = serde_json::from_str(include_str!("../../../../../ui/src/kinds/number/readings.json")).expect("JSON");
        let cases: Vec<Case> = serde_json::from_value(file["cases"].clone()).expect("cases");
        for Case { typed, decimals, value, ask, refuse, .. } in cases.into_iter().filter(|case| case.from.is_none() && case.to.is_none()) {
            let reading = written(&typed, decimals);
            let is_same = match (value, ask, refuse.as_deref()) {
                (Some(value), ..) => reading.as_ref().is_ok_and(|read| write((*read).into(), decimals) == value),
                (_, Some(_), _) => matches!(reading, Err(AnswerFault::Ambiguous { .. })),
                (_, _, Some("too_many_decimals")) => matches!(reading, Err(AnswerFault::TooPrecise { .. })),
                (_, _, Some("too_large" | "too_small")) => matches!(reading, Err(AnswerFault::TooLarge)),
                _ => matches!(reading, Err(AnswerFault::NotANumber)),
            };
            assert!(is_same, "{typed} with {decimals} decimals: {reading:?}");
        }
    }

    #[test]
    fn a_programs_number_has_one_reading() {
        let plain = |text: &str| read(&NumberInput::Plain(text.into()), 3);
        assert_eq!(plain("1.125"), Ok(1125));
        assert_eq!(plain("-1000"), Ok(-1_000_000));
        for text in ["1,5", "1e3", "1.2.3", "inf", ""] {
            assert_eq!(plain(text), Err(AnswerFault::NotANumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(value in -LARGEST..=LARGEST, small in -5000i64..5000, decimals in 0..=6u8) {
            for value in [value, small] {
                let text = unambiguous(value, decimals);
                prop_assert_eq!(written(&text, decimals), Ok(value), "{}", text);
                prop_assert_eq!(written(&text.replace('.', ","), decimals), Ok(value), "{}", text);
                prop_assert_eq!(read(&NumberInput::Plain(write(value.into(), decimals)), decimals), Ok(value), "{}", text);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,50}|[-+0-9., '’\u{a0}\u{202f}]{0,20}", decimals in 0..=6u8) {
            if let Ok(value) = written(&text, decimals) {
                prop_assert!((-LARGEST..=LARGEST).contains(&value));
            }
        }
    }
}
