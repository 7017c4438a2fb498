//! Text for spreadsheets: quoted as RFC 4180 asks, and never taken for a formula.

/// The mark by which spreadsheets know UTF-8.
pub(crate) const MARK: &str = "\u{feff}";

/// A file of comma-separated values with a head line, in UTF-8 with its mark.
#[must_use]
pub(crate) fn csv<const COLUMNS: usize>(head: [&str; COLUMNS], rows: impl Iterator<Item = [String; COLUMNS]>) -> Vec<u8> {
    [MARK.as_bytes(), &lines([head]), &lines(rows)].concat()
}

/// Lines of comma-separated values; no cell of them is a formula.
#[must_use]
pub(crate) fn lines<Row>(rows: impl IntoIterator<Item = Row>) -> Vec<u8>
where
    Row: IntoIterator<Item: AsRef<str>>,
{
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Writing into memory cannot fail, and rows may have any length.
        let _infallible = writer.write_record(row.into_iter().map(|cell| harmless(cell.as_ref())));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front, which makes it text. One that begins
/// like this already gets another, so that [`plain`] gives every text back.
fn harmless(cell: &str) -> String {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// The text of a cell that was made harmless.
#[must_use]
pub(crate) fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest.trim_start_matches('\''))).unwrap_or(cell)
}

/// Source of the list: OWASP, CSV Injection; the wide forms are what Japanese keyboards type.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_are_quoted_and_no_formula_comes_through() {
        let rows = [["A,1", "say \"hi\""], ["=1+1", "-2"], ["@x", "fine"]];
        let file = csv(["one", "two"], rows.into_iter().map(|row| row.map(str::to_owned)));
        let expected = "\u{feff}one,two\r\n\"A,1\",\"say \"\"hi\"\"\"\r\n'=1+1,'-2\r\n'@x,fine\r\n";
        assert_eq!(String::from_utf8(file).unwrap(), expected);
    }

    proptest! {
        #[test]
        fn what_was_made_harmless_reads_back_and_is_no_formula(cell in "['=+@a-]{0,6}|\\PC{0,20}") {
            prop_assert!(!is_formula(&harmless(&cell)));
            let written = harmless(&cell);
            prop_assert_eq!(plain(&written), cell);
        }
    }
}
