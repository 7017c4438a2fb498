//! Detects a file's character encoding. Spreadsheets write different encodings in different countries, and do not declare
//! them.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// A file's decoded text and its encoding.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// The text without a byte order mark.
    pub(crate) text: Cow<'a, str>,
    /// The encoding's name, lower case.
    pub(crate) encoding: String,
    /// Whether the encoding was guessed.
    pub(crate) guessed: bool,
}

/// The bytes are invalid in the declared encoding, or in every guessed one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Undecodable {
    /// The encoding that was tried last, lower case.
    pub(crate) encoding: String,
}

/// Decodes by the byte order mark, else by the request's charset, else as UTF-8, else as Windows-1252.
///
/// # Errors
/// [`Undecodable`] when the bytes are invalid in that encoding; no invalid byte is replaced by U+FFFD.
pub(crate) fn decode<'a>(bytes: &'a [u8], charset: Option<&'static Encoding>) -> Result<Decoded<'a>, Undecodable> {
    let (named, bom_length) = match (Encoding::for_bom(bytes), charset) {
        (Some((encoding, length)), _) => (Some(encoding), length),
        (None, charset) => (charset, 0),
    };
    let body = &bytes[bom_length..];
    match named {
        Some(encoding) => decode_as(body, encoding, false),
        None => decode_as(body, UTF_8, false).or_else(|_| decode_as(body, WINDOWS_1252, true)),
    }
}

fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding, guessed: bool) -> Result<Decoded<'a>, Undecodable> {
    let name = encoding.name().to_ascii_lowercase();
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    match text {
        // The five bytes that Windows-1252 does not define decode to control characters, which no spreadsheet writes.
        Some(text) if encoding.is_single_byte() && text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) => {
            Err(Undecodable { encoding: name })
        }
        Some(text) => Ok(Decoded { text, encoding: name, guessed }),
        None => Err(Undecodable { encoding: name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_15, SHIFT_JIS};

    #[test]
    fn the_encoding_is_detected_by_byte_order_mark_or_validity() {
        let utf16 = |units: Vec<[u8; 2]>, bom: [u8; 2]| [vec![bom], units].concat().concat();
        let little = utf16("Größe?".encode_utf16().map(u16::to_le_bytes).collect(), [0xff, 0xfe]);
        let big = utf16("Größe?".encode_utf16().map(u16::to_be_bytes).collect(), [0xfe, 0xff]);
        for (bytes, encoding, guessed) in [
            ("Größe?".as_bytes(), "utf-8", false),
            ("\u{feff}Größe?".as_bytes(), "utf-8", false),
            (&little, "utf-16le", false),
            (&big, "utf-16be", false),
            (b"Gr\xf6\xdfe?", "windows-1252", true),
        ] {
            let decoded = decode(bytes, None).unwrap();
            assert_eq!((&*decoded.text, decoded.encoding.as_str(), decoded.guessed), ("Größe?", encoding, guessed));
        }
        assert_eq!(decode(&[0xff, 0xfe, 0x00, 0xd8], None).unwrap_err().encoding, "utf-16le", "half a pair");
    }

    #[test]
    fn a_declared_charset_is_used_and_invalid_bytes_are_refused() {
        assert_eq!(decode(b"5 \xa4?", Some(ISO_8859_15)).unwrap().text, "5 €?");
        assert_eq!(decode(b"\x93\xfa\x96{", Some(SHIFT_JIS)).unwrap().text, "日本");
        assert_eq!(decode(b"Gr\xf6\xdfe?", Some(UTF_8)).unwrap_err().encoding, "utf-8", "a declared charset is not replaced by a guess");
        for byte in [0x81, 0x8d, 0x8f, 0x90, 0x9d] {
            assert_eq!(decode(&[b'a', byte, 0xf6], None).unwrap_err().encoding, "windows-1252", "{byte:x}");
        }
        assert_eq!(decode("\u{feff}Größe?".as_bytes(), Some(ISO_8859_15)).unwrap().text, "Größe?", "the byte order mark takes precedence");
    }
}
