//! Which letters a file's bytes are. Spreadsheets of one country write another encoding than those of the next, and none
//! of them says so.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// A file's text, and how it was written.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// Without a byte order mark.
    pub(crate) text: Cow<'a, str>,
    /// Its name, lower case.
    pub(crate) encoding: String,
    /// Whether that was a guess.
    pub(crate) guessed: bool,
}

/// Reads what says so as UTF-16 or UTF-8, everything else as UTF-8 where it is that, and as Windows-1252 where it is not.
/// `None` for UTF-16 that is broken.
#[must_use]
pub(crate) fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let (marked, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    if let Some(text) = marked.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
        return Some(Decoded { text, encoding: marked.name().to_ascii_lowercase(), guessed: false });
    }
    if marked != UTF_8 {
        return None;
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Some(Decoded { text, encoding: WINDOWS_1252.name().to_ascii_lowercase(), guessed: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_known_by_its_mark_or_by_what_it_cannot_be() {
        let utf16 = |units: Vec<[u8; 2]>, mark: [u8; 2]| [vec![mark], units].concat().concat();
        let little = utf16("Größe?".encode_utf16().map(u16::to_le_bytes).collect(), [0xff, 0xfe]);
        let big = utf16("Größe?".encode_utf16().map(u16::to_be_bytes).collect(), [0xfe, 0xff]);
        for (bytes, encoding, guessed) in [
            ("Größe?".as_bytes(), "utf-8", false),
            ("\u{feff}Größe?".as_bytes(), "utf-8", false),
            (&little, "utf-16le", false),
            (&big, "utf-16be", false),
            (b"Gr\xf6\xdfe?", "windows-1252", true),
        ] {
            let decoded = decode(bytes).unwrap();
            assert_eq!((&*decoded.text, decoded.encoding.as_str(), decoded.guessed), ("Größe?", encoding, guessed));
        }
        assert!(decode(&[0xff, 0xfe, 0x00, 0xd8]).is_none(), "half a pair");
    }
}
