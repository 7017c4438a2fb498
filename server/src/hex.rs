//! Lower-case hexadecimal, the format of bytes in cookies, files and JSON.

/// Encodes bytes with two digits each.
#[must_use]
pub(crate) fn encode(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Decodes what [`encode`] returns; `None` for other digits, upper case included,
/// and for another length.
#[must_use]
pub(crate) fn decode<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let digits = text.as_bytes();
    let value =
        |digit: u8| char::from(digit).to_digit(16).filter(|_| !digit.is_ascii_uppercase()).and_then(|value| u8::try_from(value).ok());
    let mut bytes = [0; LENGTH];
    if digits.len() != LENGTH * 2 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_digits_of_the_right_length_are_decoded() {
        assert_eq!(decode(&encode(&[0, 9, 0xa0, 0xff])), Some([0, 9, 0xa0, 0xff]));
        for other in ["", "00", "zz000000", "0009A0FF", "0009a0ff0", "ä09a0ff"] {
            assert_eq!(decode::<4>(other), None, "{other}");
        }
    }
}
