//! Normalises a table's quoting before it is parsed: removes blanks around a quoted cell, and
//! replaces typographic quotes around a cell that contains a separator. A quote that is never
//! closed is reported with its row; a parser would take the rest of the file as its cell.

/// A quoting error, with its row (from 1, as a spreadsheet counts).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BadQuotes {
    /// The quote that opens in this row has no end.
    Unclosed(u64),
    /// Text follows the closing quote of a cell in this row.
    Trailing(u64),
}

/// The state of a single pass over the text: what is left of it, and the normalised text so far.
struct Scan<'a> {
    rest: &'a str,
    output: String,
    row: u64,
    separator: char,
}

/// The table with normalised quoting.
///
/// # Errors
/// The first [`BadQuotes`] in the file: after it, the boundaries of cells are unknown.
pub(crate) fn normalize_quotes(text: &str, separator: u8) -> Result<String, BadQuotes> {
    let mut scan = Scan { rest: text, output: String::with_capacity(text.len()), row: 1, separator: char::from(separator) };
    while !scan.rest.is_empty() {
        scan.cell()?;
        scan.end_of_cell();
    }
    Ok(scan.output)
}

impl<'a> Scan<'a> {
    /// Copies the next cell, with its quoting normalised.
    fn cell(&mut self) -> Result<(), BadQuotes> {
        let separator = self.separator;
        let trimmed = self.rest.trim_start_matches(|c: char| c != separator && !is_line_end(c) && is_blank(c));
        if let Some(inside) = trimmed.strip_prefix('"') {
            return self.quoted(inside);
        }
        if let Some((inside, after)) = self.typographic(trimmed) {
            self.output.push('"');
            self.output.push_str(&inside.replace('"', "\"\""));
            self.output.push('"');
            self.rest = after;
            return Ok(());
        }
        let end = self.rest.find(|c| c == separator || is_line_end(c)).unwrap_or(self.rest.len());
        self.copy(end);
        Ok(())
    }

    /// Copies a cell in straight quotes; `inside` begins after the opening one. As in RFC 4180, two
    /// quotes inside stand for one.
    fn quoted(&mut self, mut inside: &'a str) -> Result<(), BadQuotes> {
        self.output.push('"');
        loop {
            let end = inside.find('"').ok_or(BadQuotes::Unclosed(self.row))?;
            self.output.push_str(&inside[..=end]);
            inside = &inside[end + 1..];
            let Some(continuation) = inside.strip_prefix('"') else { break };
            self.output.push('"');
            inside = continuation;
        }
        let separator = self.separator;
        self.rest = inside.trim_start_matches(|c: char| c != separator && !is_line_end(c) && is_blank(c));
        let ends = self.rest.is_empty() || self.rest.starts_with(|c| c == separator || is_line_end(c));
        if ends { Ok(()) } else { Err(BadQuotes::Trailing(self.row)) }
    }

    /// The content between typographic quotes that delimit a cell, and the text after the cell.
    /// They delimit one only if a separator is between them; otherwise they are part of the text.
    fn typographic(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let mut characters = text.char_indices();
        let closing: &[char] = match characters.next()?.1 {
            '“' => &['”'],
            '„' => &['“', '”'],
            '«' => &['»'],
            '»' => &['«'],
            _ => return None,
        };
        let start = characters.next()?.0;
        let line = text.split(is_line_end).next()?;
        let separator = self.separator;
        let (end, cell_end) = line.match_indices(closing).find_map(|(at, quote)| {
            let after = line[at + quote.len()..].trim_start_matches(|c: char| c != separator && is_blank(c));
            (after.is_empty() || after.starts_with(separator)).then(|| (at, line.len() - after.len()))
        })?;
        (end >= start && line[start..end].contains(separator)).then(|| (&text[start..end], &text[cell_end..]))
    }

    /// Copies the separator or line break that follows the cell.
    fn end_of_cell(&mut self) {
        if let Some(after) = self.rest.strip_prefix("\r\n") {
            self.row += 1;
            self.output.push_str("\r\n");
            self.rest = after;
        } else if let Some(next) = self.rest.chars().next() {
            self.row += u64::from(is_line_end(next));
            self.copy(next.len_utf8());
        }
    }

    /// Copies the next `length` bytes.
    fn copy(&mut self, length: usize) {
        let (copied, rest) = self.rest.split_at(length);
        self.output.push_str(copied);
        self.rest = rest;
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\r' | '\n')
}

/// White space, and invisible characters such as a zero-width space.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_that_spreadsheets_write_stay_unchanged() {
        for text in ["", "a,b\r\nc,d", "\"a,b\",\"say \"\"hi\"\"\"\n", "“A”,x,“B”\n", "„Warum?“,a\n", "it's 5\" long,a", "\"one\n\ntwo\",b"]
        {
            assert_eq!(normalize_quotes(text, b',').as_deref(), Ok(text));
        }
        assert_eq!(normalize_quotes("\ta\t\"b\tc\"", b'\t').as_deref(), Ok("\ta\t\"b\tc\""));
    }

    #[test]
    fn blanks_around_quotes_are_removed_and_typographic_quotes_around_a_separator_replaced() {
        for (text, straight) in [
            ("a, \"b, c\" ,d", "a,\"b, c\",d"),
            ("a,\u{a0}\u{200b}\"b,c\"\n", "a,\"b,c\"\n"),
            ("“Why, oh why?”,a", "\"Why, oh why?\",a"),
            ("x,„Ja, „gern““ \ny", "x,\"Ja, „gern“\"\ny"),
            ("«a,\"b\"»\n", "\"a,\"\"b\"\"\"\n"),
        ] {
            assert_eq!(normalize_quotes(text, b',').as_deref(), Ok(straight), "{text}");
        }
    }

    #[test]
    fn unclosed_quotes_and_text_after_quotes_are_errors_in_their_row() {
        assert_eq!(normalize_quotes("a,b\n\"c\nd\",e\n\"f,g\nh,i", b','), Err(BadQuotes::Unclosed(3)));
        assert_eq!(normalize_quotes("a\n\"b,c\n\"d\",e", b','), Err(BadQuotes::Trailing(2)));
        assert_eq!(normalize_quotes("\"", b','), Err(BadQuotes::Unclosed(1)));
    }
}
