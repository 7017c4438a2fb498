//! Stores secrets in the user's keyring: Keychain, Credential Manager, Secret Service.

use keyring::{Entry, Error};

/// Stores a secret under a name; `None` removes it.
pub(crate) fn store(name: &str, secret: Option<&str>) -> anyhow::Result<()> {
    let entry = entry(name)?;
    match secret {
        Some(secret) => Ok(entry.set_password(secret)?),
        None => match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error.into()),
        },
    }
}

/// The secret stored under a name; `None` if there is none.
pub(crate) fn load(name: &str) -> anyhow::Result<Option<String>> {
    match entry(name)?.get_password() {
        Ok(secret) => Ok(Some(secret)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn entry(name: &str) -> anyhow::Result<Entry> {
    Ok(Entry::new(crate::names::IDENTIFIER, name)?)
}
