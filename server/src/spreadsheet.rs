//! CSV for spreadsheets: quoted as in RFC 4180, separated as the reader's spreadsheet expects, and
//! safe from formula injection.

use crate::text::{Language, language};

/// The byte order mark, by which spreadsheets recognise UTF-8.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Rows as lines of CSV; no cell is a formula.
#[must_use]
pub(crate) fn lines<Row>(rows: impl IntoIterator<Item = Row>) -> Vec<u8>
where
    Row: IntoIterator<Item: AsRef<str>>,
{
    lines_with_figures(rows, |_| false)
}

/// The same, where the columns with these indices from 0 hold numbers that this program has written: a negative one stays a number.
#[must_use]
pub(crate) fn lines_with_figures<Row>(rows: impl IntoIterator<Item = Row>, is_figure: impl Fn(usize) -> bool) -> Vec<u8>
where
    Row: IntoIterator<Item: AsRef<str>>,
{
    let written = |(at, cell): (usize, &str)| if is_figure(at) { cell.to_owned() } else { harmless(cell) };
    let mut builder = csv::WriterBuilder::new();
    builder.flexible(true).terminator(csv::Terminator::CRLF).delimiter(separator());
    let mut writer = builder.from_writer(Vec::new());
    for row in rows {
        // Writing into memory cannot fail, and rows may have any length.
        let _infallible = writer.write_record(row.into_iter().enumerate().map(|(at, cell)| written((at, cell.as_ref()))));
    }
    writer.into_inner().unwrap_or_default()
}

/// The separator that a spreadsheet in the reader's language expects: a semicolon where the comma
/// is the decimal sign.
fn separator() -> u8 {
    match language() {
        Language::English => b',',
        Language::German => b';',
    }
}

/// Characters at which a spreadsheet with another separator setting may end a cell
/// or row, despite quotes.
const SEPARATORS: [char; 6] = [';', ',', '\t', '|', '\r', '\n'];

/// Prefixes a cell that a spreadsheet would calculate with an apostrophe, which makes it text. The
/// same is done to each part of a cell that would be a cell of its own with another separator. An
/// apostrophe that is there already gets another one, so that [`plain`] restores every text.
fn harmless(cell: &str) -> String {
    let parts = cell.split_inclusive(SEPARATORS).enumerate();
    parts.flat_map(|(at, part)| [if is_formula(part, at == 0) { "'" } else { "" }, part]).collect()
}

/// The original text of a cell that [`lines()`] has written.
#[must_use]
pub(crate) fn plain(cell: &str) -> String {
    let parts = cell.split_inclusive(SEPARATORS).enumerate();
    parts.map(|(at, part)| part.strip_prefix('\'').filter(|rest| is_formula(rest, at == 0)).unwrap_or(part)).collect()
}

/// Whether a spreadsheet would calculate a text that begins like this, leading apostrophes ignored.
/// Source of the signs: OWASP, CSV Injection; Japanese keyboards type the wide forms. Within a
/// cell, a plus or minus after a separator counts only if followed by something other than a blank
/// or `)`: `one, - two` and `;-)` are prose.
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
    fn cells_are_quoted_and_formulas_become_text() {
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
        fn a_harmless_cell_is_no_formula_and_is_restored(cell in "['=+@a-]{0,6}|['=+@a;,|\\t\\n)-]{0,9}|\\PC{0,20}") {
            let written = harmless(&cell);
            for (at, part) in written.split_inclusive(SEPARATORS).enumerate() {
                prop_assert!(part.starts_with('\'') || !is_formula(part, at == 0));
            }
            prop_assert_eq!(plain(&written), cell);
        }
    }
}
