//! Names of downloaded files: readable, and valid on every system.

/// How many characters of a title the name takes at most.
const MAX_TITLE_CHARS: usize = 60;

/// A file name such as `handsup-AB3DE9-Friday-town-hall.csv`.
#[derive(Debug, Clone)]
pub(crate) struct FileName {
    code: String,
    title: String,
    ending: &'static str,
}

impl FileName {
    /// The name of a file about the poll or meeting with this code and title.
    #[must_use]
    pub(crate) fn new(code: &str, title: &str, ending: &'static str) -> Self {
        Self { code: code.to_owned(), title: title.to_owned(), ending }
    }

    /// The value of `Content-Disposition` (RFC 6266): an ASCII name for old clients, the full one for all others.
    #[must_use]
    pub(crate) fn attachment(&self) -> String {
        format!("attachment; {}", self.parameters())
    }

    /// The same for a file that a page may show instead of downloading it.
    #[must_use]
    pub(crate) fn inline(&self) -> String {
        format!("inline; {}", self.parameters())
    }

    fn parameters(&self) -> String {
        let plain = self.with(&slug(&self.title, |c| c.is_ascii_alphanumeric()));
        let full = self.with(&slug(&self.title, char::is_alphanumeric));
        let full: String = full.bytes().map(percent_encoded).collect();
        format!("filename=\"{plain}\"; filename*=UTF-8''{full}")
    }

    fn with(&self, slug: &str) -> String {
        let Self { code, ending, .. } = self;
        if slug.is_empty() { format!("handsup-{code}.{ending}") } else { format!("handsup-{code}-{slug}.{ending}") }
    }
}

/// The words of a title with dashes between them; all other characters than those of `is_word_char`
/// separate words.
fn slug(title: &str, is_word_char: fn(char) -> bool) -> String {
    let start: String = title.chars().take(MAX_TITLE_CHARS).collect();
    start.split(|c| !is_word_char(c)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Percent-encodes a byte as RFC 8187 requires.
fn percent_encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_readable_and_safe() {
        let attachment = |title| FileName::new("AB3DE9", title, "csv").attachment();
        assert_eq!(attachment(""), "attachment; filename=\"handsup-AB3DE9.csv\"; filename*=UTF-8''handsup-AB3DE9.csv");
        let evil = "../..\\etc: \"Größe\"\r\nX";
        let expected = "attachment; filename=\"handsup-AB3DE9-etc-Gr-e-X.csv\"; filename*=UTF-8''handsup-AB3DE9-etc-Gr%C3%B6%C3%9Fe-X.csv";
        assert_eq!(attachment(evil), expected);
        assert!(attachment(&"ab".repeat(250)).len() < 250);
    }
}
