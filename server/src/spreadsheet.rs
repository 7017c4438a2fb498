//! Text for spreadsheets: quoted as RFC 4180 asks, separated as the reader's spreadsheet expects it, and never taken for a
//! formula.

use crate::text::{Language, language};

/// The mark by which spreadsheets know UTF-8.
pub(crate) const MARK: &str = "\u{feff}";

/// Lines of separated values; no cell of them is a formula.
#[must_use]
pub(crate) fn lines<Row>(rows: impl IntoIterator<Item = Row>) -> Vec<u8>
where
    Row: IntoIterator<Item: AsRef<str>>,
{
    let mut builder = csv::WriterBuilder::new();
    builder.flexible(true).terminator(csv::Terminator::CRLF).delimiter(separator());
    let mut writer = builder.from_writer(Vec::new());
    for row in rows {
        // Writing into memory cannot fail, and rows may have any length.
        let _infallible = writer.write_record(row.into_iter().map(|cell| harmless(cell.as_ref())));
    }
    writer.into_inner().unwrap_or_default()
}

/// What a spreadsheet in the reader's language takes for the end of a cell: a semicolon where the comma is the decimal sign.
fn separator() -> u8 {
    match language() {
        Language::English => b',',
        Language::German => b';',
    }
}

/// What a spreadsheet that is set to another separator takes for the end of a cell or row, in spite of quotes.
const SEPARATORS: [char; 6] = [';', ',', '\t', '|', '\r', '\n'];

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front, which makes it text; so does what would be
/// a cell of its own if the file were read with another separator. What has an apostrophe there already gets another, so that
/// [`plain`] gives every text back.
fn harmless(cell: &str) -> String {
    let parts = cell.split_inclusive(SEPARATORS).enumerate();
    parts.flat_map(|(at, part)| [if is_formula(part, at == 0) { "'" } else { "" }, part]).collect()
}

/// The text of a cell that was made harmless.
#[must_use]
pub(crate) fn plain(cell: &str) -> String {
    let parts = cell.split_inclusive(SEPARATORS).enumerate();
    parts.map(|(at, part)| part.strip_prefix('\'').filter(|rest| is_formula(rest, at == 0)).unwrap_or(part)).collect()
}

/// Whether a spreadsheet calculates what begins like this, apostrophes left out. Source of the signs: OWASP, CSV Injection; the
/// wide forms are what Japanese keyboards type. Behind a separator inside a cell a plus or minus counts only where something
/// follows it at once: `one, - two` and `;-)` are prose.
fn is_formula(part: &str, begins_cell: bool) -> bool {
    let mut signs = part.trim_start_matches('\'').chars();
    match (signs.next(), begins_cell) {
        (Some('=' | '@' | '＝' | '＠'), _) | (Some('+' | '-' | '＋' | '－' | '\t' | '\r' | '\n'), true) => true,
        (Some('+' | '-' | '＋' | '－'), false) => signs.next().is_some_and(|next| !next.is_whitespace() && next != ')'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{RequestLocale, with_locale_blocking};
    use proptest::prelude::*;

    #[test]
    fn cells_are_quoted_and_no_formula_comes_through() {
        let rows = [["A,1", "say \"hi\""], ["=1+1", "-2"], ["@x", "fine"], ["yes;=1+1", "one\t@x|-1"], ["a, - b ;-)", "x\n+1"]];
        let file = lines([["one", "two"]].into_iter().chain(rows));
        let expected =
            "one,two\r\n\"A,1\",\"say \"\"hi\"\"\"\r\n'=1+1,'-2\r\n'@x,fine\r\nyes;'=1+1,one\t'@x|'-1\r\n\"a, - b ;-)\",\"x\n'+1\"\r\n";
        assert_eq!(String::from_utf8(file).unwrap(), expected);
    }

    #[test]
    fn a_german_reader_gets_semicolons() {
        let german = RequestLocale { language: Language::German, ..RequestLocale::default() };
        let file = with_locale_blocking(german, || lines([["a;b", "c,d"]]));
        assert_eq!(String::from_utf8(file).unwrap(), "\"a;b\";c,d\r\n");
    }

    proptest! {
        #[test]
        fn what_was_made_harmless_reads_back_and_is_no_formula(cell in "['=+@a-]{0,6}|['=+@a;,|\\t\\n)-]{0,9}|\\PC{0,20}") {
            let written = harmless(&cell);
            for (at, part) in written.split_inclusive(SEPARATORS).enumerate() {
                prop_assert!(part.starts_with('\'') || !is_formula(part, at == 0));
            }
            prop_assert_eq!(plain(&written), cell);
        }
    }
}
