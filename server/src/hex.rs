//! Lower-case hexadecimal: how bytes travel in cookies, files and JSON.

/// Two digits a byte.
#[must_use]
pub(crate) fn encode(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
