//! Keys that are generated once and stored in the data directory, in a file that
//! only this user can read.

use crate::{entropy, hex, secure_fs};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::SystemTime;

/// The contents of the key file. Host links, cookies and hashes are made with these keys, so a
/// restart must not change them.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(crate) struct PersistedSecrets {
    /// Makes a browser the host.
    pub(crate) host_key: String,
    /// The HMAC key of cookies, tickets and hashes of addresses.
    pub(crate) secret_key: String,
    /// The port of the last start.
    pub(crate) port: Option<u16>,
    /// The URL of the last start for browsers on this computer, such as `http://127.0.0.1:4242`.
    #[serde(rename = "here")]
    pub(crate) local_url: Option<String>,
    /// Whether the last start had a host key in its settings, or a secret key from which one is
    /// derived: then `host_key` is unused.
    pub(crate) host_key_is_a_setting: bool,
    /// Whether the last start had a secret key in its settings: then `secret_key` is unused.
    pub(crate) secret_key_is_a_setting: bool,
}

impl PersistedSecrets {
    /// Reads the key file, and generates missing keys without writing them.
    ///
    /// # Errors
    /// If the file exists and cannot be read or parsed.
    pub(crate) fn read(data_dir: &Path) -> anyhow::Result<Self> {
        let file = data_dir.join(FILE_NAME);
        let mut secrets = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} cannot be read. Move it away, and new keys are drawn", file.display()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::default(),
            Err(error) => {
                return Err(error).with_context(|| format!("could not read {}", file.display()));
            }
        };
        for key in [&mut secrets.host_key, &mut secrets.secret_key] {
            if key.is_empty() {
                *key = hex::encode(&entropy::bytes::<32>());
            }
        }
        Ok(secrets)
    }

    /// The secrets of this data directory; `None` without a key file.
    pub(crate) fn existing(data_dir: &Path) -> anyhow::Result<Option<Self>> {
        data_dir.join(FILE_NAME).exists().then(|| Self::read(data_dir)).transpose()
    }

    /// When the key file was last written; `None` if it is missing or the file system does not
    /// record times.
    pub(crate) fn written_at(data_dir: &Path) -> Option<SystemTime> {
        std::fs::metadata(data_dir.join(FILE_NAME)).and_then(|file| file.modified()).ok()
    }

    /// Replaces the host key in the file by a new one, and returns it.
    pub(crate) fn draw_host_key(data_dir: &Path) -> anyhow::Result<String> {
        let mut secrets = Self::read(data_dir)?;
        secrets.host_key = hex::encode(&entropy::bytes::<32>());
        secrets.write(data_dir)?;
        Ok(secrets.host_key)
    }

    /// Replaces the key file atomically.
    pub(crate) fn write(&self, data_dir: &Path) -> anyhow::Result<()> {
        let file = data_dir.join(FILE_NAME);
        let text = serde_json::to_vec_pretty(self)?;
        secure_fs::replace(&file, &text).with_context(|| {
            format!("could not write {}: let this user write to that folder, or name another one with --data-dir", file.display())
        })
    }
}

/// The key file's name in the data directory.
const FILE_NAME: &str = "handsup.json";
