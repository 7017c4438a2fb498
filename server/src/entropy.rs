//! Randomness from the operating system: the only source of keys, codes and tokens.

/// `N` cryptographically secure random bytes.
///
/// # Panics
/// If the operating system has no random source: any key would be guessable.
#[must_use]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "the only call that reads the random source")]
    getrandom::fill(&mut bytes).expect("the operating system has a random source");
    bytes
}
