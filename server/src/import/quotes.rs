//! Normalises a table's quoting before it is parsed: removes blanks before an opening quote, replaces typographic quotes
//! around a cell that holds a separator, and reports a quote that is never closed with its row instead of letting the cell
//! swallow the rest of the file.

/// A quoting error, with its row (from 1, as a spreadsheet counts).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BadQuotes {
    /// The quote that opens in this row has no end.
    Unclosed(u64),
    /// Text follows the closing quote of a cell in this row.
    Trailing(u64),
}

/// A single pass over the text that writes the normalised one.
struct Scan<'a> {
    rest: &'a str,
    written: String,
    row: u64,
    separator: char,
}

/// The same table with strict quoting.
///
/// # Errors
/// [`BadQuotes`], the first in the file: behind it, cells cannot be told apart.
pub(crate) fn straighten(text: &str, separator: u8) -> Result<String, BadQuotes> {
    let mut scan = Scan { rest: text, written: String::with_capacity(text.len()), row: 1, separator: char::from(separator) };
    while !scan.rest.is_empty() {
        scan.cell()?;
        scan.end_of_cell();
    }
    Ok(scan.written)
}

impl<'a> Scan<'a> {
    fn cell(&mut self) -> Result<(), BadQuotes> {
        let separator = self.separator;
        let unblank = self.rest.trim_start_matches(|c: char| c != separator && !is_line_end(c) && is_blank(c));
        if let Some(inside) = unblank.strip_prefix('"') {
            return self.quoted(inside);
        }
        if let Some((inside, after)) = self.typographic(unblank) {
            self.written.push('"');
            self.written.push_str(&inside.replace('"', "\"\""));
            self.written.push('"');
            self.rest = after;
            return Ok(());
        }
        let end = self.rest.find(|c| c == separator || is_line_end(c)).unwrap_or(self.rest.len());
        self.take(end);
        Ok(())
    }

    /// Copies a cell in straight quotes as in RFC 4180: two quotes inside stand for one.
    fn quoted(&mut self, mut inside: &'a str) -> Result<(), BadQuotes> {
        self.written.push('"');
        loop {
            let end = inside.find('"').ok_or(BadQuotes::Unclosed(self.row))?;
            self.written.push_str(&inside[..=end]);
            inside = &inside[end + 1..];
            let Some(more) = inside.strip_prefix('"') else { break };
            self.written.push('"');
            inside = more;
        }
        let separator = self.separator;
        self.rest = inside.trim_start_matches(|c: char| c != separator && !is_line_end(c) && is_blank(c));
        let ends = self.rest.is_empty() || self.rest.starts_with(|c| c == separator || is_line_end(c));
        if ends { Ok(()) } else { Err(BadQuotes::Trailing(self.row)) }
    }

    /// The content between typographic quotes that delimit a cell, and the text behind it. They delimit one only if a
    /// separator stands between them; otherwise they are part of the text.
    fn typographic(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let mut letters = text.char_indices();
        let closing: &[char] = match letters.next()?.1 {
            '“' => &['”'],
            '„' => &['“', '”'],
            '«' => &['»'],
            '»' => &['«'],
            _ => return None,
        };
        let start = letters.next()?.0;
        let line = text.split(is_line_end).next()?;
        let separator = self.separator;
        let (at, rest) = line.match_indices(closing).find_map(|(at, quote)| {
            let after = line[at + quote.len()..].trim_start_matches(|c: char| c != separator && is_blank(c));
            (after.is_empty() || after.starts_with(separator)).then(|| (at, line.len() - after.len()))
        })?;
        (at >= start && line[start..at].contains(separator)).then(|| (&text[start..at], &text[rest..]))
    }

    /// Copies the separator or line break that follows the cell.
    fn end_of_cell(&mut self) {
        if let Some(after) = self.rest.strip_prefix("\r\n") {
            self.row += 1;
            self.written.push_str("\r\n");
            self.rest = after;
        } else if let Some(next) = self.rest.chars().next() {
            self.row += u64::from(is_line_end(next));
            self.take(next.len_utf8());
        }
    }

    fn take(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.written.push_str(taken);
        self.rest = rest;
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\r' | '\n')
}

/// White space and invisible characters: a zero-width space, a byte order mark in the middle.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_writes_stays_as_it_is() {
        for text in ["", "a,b\r\nc,d", "\"a,b\",\"say \"\"hi\"\"\"\n", "“A”,x,“B”\n", "„Warum?“,a\n", "it's 5\" long,a", "\"one\n\ntwo\",b"]
        {
            assert_eq!(straighten(text, b',').as_deref(), Ok(text));
        }
        assert_eq!(straighten("\ta\t\"b\tc\"", b'\t').as_deref(), Ok("\ta\t\"b\tc\""));
    }

    #[test]
    fn blanks_before_quotes_go_and_typographic_quotes_that_hold_a_separator_are_straightened() {
        for (text, straight) in [
            ("a, \"b, c\" ,d", "a,\"b, c\",d"),
            ("a,\u{a0}\u{200b}\"b,c\"\n", "a,\"b,c\"\n"),
            ("“Why, oh why?”,a", "\"Why, oh why?\",a"),
            ("x,„Ja, „gern““ \ny", "x,\"Ja, „gern“\"\ny"),
            ("«a,\"b\"»\n", "\"a,\"\"b\"\"\"\n"),
        ] {
            assert_eq!(straighten(text, b',').as_deref(), Ok(straight), "{text}");
        }
    }

    #[test]
    fn a_quote_without_an_end_is_an_error_in_its_row() {
        assert_eq!(straighten("a,b\n\"c\nd\",e\n\"f,g\nh,i", b','), Err(BadQuotes::Unclosed(3)));
        assert_eq!(straighten("a\n\"b,c\n\"d\",e", b','), Err(BadQuotes::Trailing(2)));
        assert_eq!(straighten("\"", b','), Err(BadQuotes::Unclosed(1)));
    }
}
