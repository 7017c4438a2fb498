//! Text for spreadsheets: quoted as RFC 4180 asks, and never taken for a formula.

/// A file of comma-separated values with a head line, in UTF-8 with the mark by which spreadsheets know it.
#[must_use]
pub(crate) fn csv<const COLUMNS: usize>(head: [&str; COLUMNS], rows: impl Iterator<Item = [String; COLUMNS]>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing into memory cannot fail, and every row has the head's length by its type.
    let _infallible = writer.write_record(head);
    for row in rows {
        let _infallible = writer.write_record(row.map(|cell| harmless(&cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front, which makes it text.
/// Source of the list: OWASP, CSV Injection.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formula_comes_through() {
        let rows = [["A,1", "say \"hi\""], ["=1+1", "-2"], ["@x", "fine"]];
        let file = csv(["one", "two"], rows.into_iter().map(|row| row.map(str::to_owned)));
        let expected = "\u{feff}one,two\r\n\"A,1\",\"say \"\"hi\"\"\"\r\n'=1+1,'-2\r\n'@x,fine\r\n";
        assert_eq!(String::from_utf8(file).unwrap(), expected);
    }
}
