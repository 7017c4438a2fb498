//! Recognises files of other programs, so that the error names the format and how to export a table
//! from it.

use std::borrow::Cow;

/// The key of the error text for a binary format (`import_is_excel`, `import_is_pdf`, …); `None`
/// for other data.
#[must_use]
pub(crate) fn binary_error_key(bytes: &[u8]) -> Option<&'static str> {
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(match () {
            () if has(b"xl/") => "import_is_excel",
            () if has(b"opendocument.spreadsheet") => "import_is_ods",
            () if has(b"collection.anki") => "import_is_anki",
            () if has(b"word/") || has(b"opendocument.text") => "import_is_document",
            () => "import_is_archive",
        });
    }
    match () {
        // Compound File Binary: .xls, .doc, .ppt before 2007.
        () if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Some("import_is_xls"),
        () if bytes.starts_with(b"%PDF") => Some("import_is_pdf"),
        () if bytes.starts_with(b"{\\rtf") => Some("import_is_document"),
        () if is_picture(bytes) => Some("import_is_picture"),
        () => None,
    }
}

fn is_picture(bytes: &[u8]) -> bool {
    [&b"\x89PNG\r\n"[..], b"\xff\xd8\xff", b"GIF8"].iter().any(|signature| bytes.starts_with(signature))
}

/// The key of the error text for decoded text of another format: web pages, XML, Anki's exports and JSON sent as a table, by their
/// beginning; binary data that decodes by chance, by its control characters.
#[must_use]
pub(crate) fn text_error_key(text: &str) -> Option<&'static str> {
    let start: String = text.trim_start().chars().take(64).collect::<String>().to_lowercase();
    match () {
        () if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}')) => {
            Some("import_is_binary")
        }
        () if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<table") => Some("import_is_html"),
        () if start.starts_with("<?xml") => Some("import_is_xml"),
        () if start.starts_with("#separator:") || start.starts_with("#html:") || start.starts_with("#notetype") => Some("import_is_anki"),
        () if start.starts_with("{\"") || start.starts_with("[{") || start == "{}" => Some("import_is_json"),
        () => None,
    }
}

/// The key of the error text for quiz formats, which are recognised by patterns anywhere in the text. Not for
/// tables, whose cells may contain any text.
#[must_use]
pub(crate) fn quiz_error_key(text: &str) -> Option<&'static str> {
    match () {
        () if text.lines().any(|line| is_aiken_answer(line.trim())) => Some("import_is_aiken"),
        () if is_gift(text) => Some("import_is_gift"),
        () => None,
    }
}

/// Whether a line is `ANSWER: B`, with any capital letter.
fn is_aiken_answer(line: &str) -> bool {
    line.strip_prefix("ANSWER:").is_some_and(|letter| matches!(letter.trim().as_bytes(), [b'A'..=b'Z']))
}

/// Whether a text contains answers in braces, as `Capital of Peru? {=Lima ~Quito}`: they begin with
/// `=`, `~` or `#`, or are `T`, `F`, `TRUE` or `FALSE`.
fn is_gift(text: &str) -> bool {
    let are_answers = |inside: &str| {
        let inside = inside.trim_start();
        inside.starts_with(['=', '~', '#']) || matches!(inside.trim_end(), "T" | "F" | "TRUE" | "FALSE")
    };
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).any(|(inside, _)| are_answers(inside))
}

/// A cell as an error message quotes it: trimmed, without control characters, at most 40
/// characters.
#[must_use]
pub(crate) fn quotable(cell: &str) -> Cow<'_, str> {
    let shortened: String = cell.trim().chars().filter(|c| !c.is_control()).take(40).collect();
    if shortened == cell { Cow::Borrowed(cell) } else { Cow::Owned(shortened) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_files_of_other_programs_are_recognised() {
        for (bytes, key) in [
            (&b"PK\x03\x04\x14\0\x06\0..[Content_Types].xml..xl/workbook.xml"[..], "import_is_excel"),
            (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "import_is_ods"),
            (b"PK\x03\x04..collection.anki21", "import_is_anki"),
            (b"PK\x03\x04..word/document.xml", "import_is_document"),
            (b"PK\x03\x04..photo.jpg", "import_is_archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "import_is_xls"),
            (b"%PDF-1.7\n%\xe2\xe3", "import_is_pdf"),
            (b"\x89PNG\r\n\x1a\n", "import_is_picture"),
        ] {
            assert_eq!(binary_error_key(bytes), Some(key));
        }
        assert_eq!(binary_error_key(b"question,option 1\nPK?,a"), None);
    }

    #[test]
    fn text_and_quiz_formats_are_recognised_and_tables_are_not() {
        for (file, key) in [
            ("<!DOCTYPE html><html>", "import_is_html"),
            ("\n<?xml version=\"1.0\"?><quiz>", "import_is_xml"),
            ("#separator:tab\n#html:true\nfront\tback", "import_is_anki"),
            ("Which?\nA. One\nB. Two\nANSWER: B\n", "import_is_aiken"),
            ("::Q1:: Capital of Peru? {=Lima ~Quito}", "import_is_gift"),
            ("The sun is a star. {T}", "import_is_gift"),
            ("{\"polls\":[]}", "import_is_json"),
            ("question\0,a", "import_is_binary"),
        ] {
            assert_eq!(text_error_key(file).or_else(|| quiz_error_key(file)), Some(key), "{file}");
        }
        for table in ["question,option 1\nWhat is {x}?,=1\n", "Frage;Antwort 1\nANSWER?;B\n", "question\tnote\nWhy?\tANSWER: B or C\n"] {
            assert_eq!(text_error_key(table).or_else(|| quiz_error_key(table)), None, "{table}");
        }
    }
}
