//! Randomness from the operating system, in the one place that asks for it.

/// `N` bytes fit for keys, codes and tokens.
///
/// # Panics
/// Where the operating system has no random source: nothing here could be trusted then.
#[must_use]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for randomness")]
    getrandom::fill(&mut bytes).expect("the operating system has a random source");
    bytes
}
