//! Estimates whether a key can be guessed. A server that others depend on refuses to start with
//! such a key; one that others can merely reach warns of it.

use super::{Config, Environment, NamedKey};

/// The least entropy of a key that strangers can try to guess, in bits.
const MIN_ENTROPY: f64 = 128.0;
/// The least number of different characters in such a key: repetition adds length, but no entropy.
const MIN_DIFFERENT: usize = 8;
/// The least length of `SECRET_KEY`, in characters: 16 random bytes in hexadecimal digits.
const MIN_SECRET_LENGTH: usize = 32;
/// Advice for a key that is missing or weak.
const HOW_TO_MAKE: &str = "make one with `openssl rand -hex 32`";
const SAME_ON_ALL_INSTANCES: &str = "and give every instance the same";

/// A setting with which the server refuses to start; the text says why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongSetting(String);

impl Config {
    /// Refuses to start a server that others depend on, where its secret would be generated (and so differ between instances,
    /// and be lost with the disk, after which no cookie and no link is valid), or where a key is weak.
    ///
    /// # Errors
    /// When others depend on this server, and its `SECRET_KEY` is missing, has fewer than 32
    /// characters or can be guessed, or a host key can be guessed. The text names the setting that
    /// makes others depend on it, and how to make a key.
    pub fn check(&self) -> Result<(), WrongSetting> {
        self.wrong_setting().map_or(Ok(()), |reason| Err(WrongSetting(reason)))
    }

    fn wrong_setting(&self) -> Option<String> {
        let why = self.why_others_depend()?;
        let secret = match self.secret_key.as_deref() {
            None | Some("") => {
                return Some(format!(
                    "{why}, so others depend on this server, but it has no SECRET_KEY: {HOW_TO_MAKE}, {SAME_ON_ALL_INSTANCES}"
                ));
            }
            Some(key) => key,
        };
        if secret.chars().count() < MIN_SECRET_LENGTH {
            return Some(format!(
                "{why}, and SECRET_KEY is shorter than {MIN_SECRET_LENGTH} characters, so it could be guessed: {HOW_TO_MAKE}, {SAME_ON_ALL_INSTANCES}"
            ));
        }
        if !has_enough_entropy(secret) {
            return Some(format!(
                "{why}, and SECRET_KEY has fewer than 128 bits, so it could be guessed: {HOW_TO_MAKE}, {SAME_ON_ALL_INSTANCES}"
            ));
        }
        let name = self.weak_host_key()?;
        Some(format!(
            "{why}, and {name} has fewer than 128 bits, so it could be guessed: {HOW_TO_MAKE}, or leave it out, and one is generated"
        ))
    }

    /// A warning about a weak host key on a server that others can reach, but do not depend on: it
    /// starts nevertheless.
    pub(crate) fn host_key_warning(&self) -> Option<String> {
        let is_local = self.bind.is_some_and(|bind| bind.ip().is_loopback()) && self.trusted_proxies.is_empty();
        let name = self.weak_host_key().filter(|_| !is_local && self.why_others_depend().is_none())?;
        Some(format!(
            "others can reach this server, and {name} has fewer than 128 bits, so it could be guessed: {HOW_TO_MAKE}, or leave it out"
        ))
    }

    /// The setting that makes others depend on this server; `None` where none does, as on a desktop.
    fn why_others_depend(&self) -> Option<&'static str> {
        match (self.environment, &self.public_url, self.redis()) {
            (Environment::Production, ..) => Some("HANDSUP_ENV is production"),
            (_, Some(_), _) => Some("PUBLIC_URL is set"),
            (.., Some(_)) => Some("REDIS_URL is set"),
            _ if self.is_on_postgres() => Some("DATABASE_URL is PostgreSQL"),
            _ => None,
        }
    }

    /// The name of a host key with too little entropy, if there is one.
    fn weak_host_key(&self) -> Option<String> {
        let unnamed = self.host_key.iter().map(|key| ("HOST_KEY".to_owned(), key));
        let named = self.host_keys.iter().map(|host| (format!("the key of {} in HOST_KEYS", host.name), &host.key));
        unnamed.chain(named).find(|(_, key)| !has_enough_entropy(key)).map(|(name, _)| name)
    }
}

impl NamedKey {
    /// Whether an attacker who may try keys could find this one: it has fewer than 128 bits, or fewer than eight different
    /// characters.
    pub(crate) fn can_be_guessed(&self) -> bool {
        !has_enough_entropy(&self.key)
    }
}

/// Whether a key has enough entropy, supposing that its characters were drawn at random from the
/// alphabet that [`alphabet_size`] assumes.
fn has_enough_entropy(key: &str) -> bool {
    let different = key.chars().collect::<std::collections::BTreeSet<_>>().len();
    let length = u32::try_from(key.chars().count()).unwrap_or(u32::MAX);
    different >= MIN_DIFFERENT && f64::from(length) * f64::from(alphabet_size(key)).log2() >= MIN_ENTROPY
}

/// The assumed size of the alphabet that a key was drawn from: decimal or hexadecimal digits, or
/// the kinds of letters and digits in it, plus 2 for all other characters together.
fn alphabet_size(key: &str) -> u32 {
    if key.chars().all(|letter| letter.is_ascii_digit()) {
        return 10;
    }
    if key.chars().all(|letter| letter.is_ascii_digit() || ('a'..='f').contains(&letter.to_ascii_lowercase())) {
        return 16;
    }
    let of_kind = |kind: fn(&char) -> bool, size| if key.chars().any(|letter| kind(&letter)) { size } else { 0 };
    let letters = of_kind(char::is_ascii_lowercase, 26) + of_kind(char::is_ascii_uppercase, 26);
    letters + of_kind(char::is_ascii_digit, 10) + of_kind(|letter| !letter.is_ascii_alphanumeric(), 2)
}

#[cfg(test)]
mod tests {
    use super::has_enough_entropy;

    #[test]
    fn random_keys_of_128_bits_pass_and_short_or_repetitive_keys_do_not() {
        for key in [
            "0123456789abcdef0123456789abcdef",
            "qJ7dPz0ZVxgM1n2o9Lk3Wy",
            "3e8f0c1d5a7b9264e0d3c5b7a9f81246e0d3c5b7a9f81246e0d3c5b7a9f81246",
        ] {
            assert!(has_enough_entropy(key), "{key}");
        }
        for key in ["", "1", "open-sesame", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "0123456789abcdef", "correct horse battery"] {
            assert!(!has_enough_entropy(key), "{key}");
        }
    }
}
