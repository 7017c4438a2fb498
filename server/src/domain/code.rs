//! Codes that people type from a projector: Crockford base32, tolerant of case, spaces, hyphens and
//! look-alikes. Source of the alphabet: <https://www.crockford.com/base32.html>.

use std::fmt;

/// The 32 digits, without I, L, O and U: they would be misread, or spell words by accident.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of `LENGTH` characters, 5 random bits each.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code<const LENGTH: usize>(String);

/// Identifies a poll: 8 characters, 40 random bits.
pub type PollCode = Code<8>;

/// Identifies a meeting: 6 characters, 30 random bits; short enough to be read aloud.
pub type JoinCode = Code<6>;

impl<const LENGTH: usize> Code<LENGTH> {
    /// Its length in characters.
    pub const LENGTH: usize = LENGTH;

    /// A code from random bytes of a cryptographic source; the first 5 × `LENGTH` bits are used.
    #[must_use]
    pub fn from_entropy(bytes: [u8; 5]) -> Self {
        Self(encode(&bytes, LENGTH))
    }

    /// Parses a code as people type it; `None` when it cannot be one.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        normalize(typed, LENGTH).map(Self)
    }

    /// The canonical spelling, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PollCode {
    /// The path of the poll's voting page.
    #[must_use]
    pub fn page(&self) -> String {
        format!("/poll/{self}")
    }
}

impl JoinCode {
    /// The path of the meeting's page.
    #[must_use]
    pub fn page(&self) -> String {
        format!("/m/{self}")
    }

    /// The path of the meeting's page for projectors.
    #[must_use]
    pub fn screen(&self) -> String {
        format!("/screen/{self}")
    }
}

impl<const LENGTH: usize> fmt::Display for Code<LENGTH> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const LENGTH: usize> fmt::Debug for Code<LENGTH> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first `length` base32 digits of `bytes`, most significant bit first.
pub(super) fn encode(bytes: &[u8], length: usize) -> String {
    (0..length)
        .map(|digit| {
            let value = (0..5).fold(0usize, |value, bit| {
                let at = digit * 5 + bit;
                let byte = bytes.get(at / 8).copied().unwrap_or(0);
                value << 1 | usize::from(byte >> (7 - at % 8) & 1)
            });
            char::from(ALPHABET[value])
        })
        .collect()
}

/// The code in upper case: O becomes 0, I and L become 1, spaces and hyphens are removed. `None`
/// for other characters, another length, or an input of more than 64 bytes.
fn normalize(typed: &str, length: usize) -> Option<String> {
    if typed.len() > 64 {
        return None;
    }
    let code = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => Some(c),
            _ => None,
        })
        .collect::<Option<String>>()?;
    (code.len() == length).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_from_entropy_parse_as_themselves() {
        for seed in 0..=255 {
            let code = PollCode::from_entropy([seed, seed ^ 0x5a, seed.wrapping_mul(7), 0xff, seed]);
            assert_eq!(PollCode::parse(code.as_str()), Some(code.clone()));
            assert_eq!(code.as_str().len(), PollCode::LENGTH);
        }
        assert_eq!(JoinCode::from_entropy([0xff; 5]).as_str(), "ZZZZZZ");
    }

    #[test]
    fn case_spaces_hyphens_and_lookalikes_are_tolerated() {
        let code = PollCode::parse("AB3DE901");
        assert_eq!(PollCode::parse("ab3d-e9oi"), code);
        assert_eq!(PollCode::parse(" AB3D E90L "), code);
    }

    #[test]
    fn text_that_cannot_be_a_code_is_rejected() {
        for typed in ["", "AB3DE90", "AB3DE9012", "AB3DE90U", "ÄB3DE901", "AB3DE90\u{0}", "../../etc"] {
            assert_eq!(PollCode::parse(typed), None, "{typed}");
        }
        assert_eq!(PollCode::parse(&" ".repeat(10_000)), None);
    }
}
