//! The commands `host-link` and `new-host-key`, which may run while a server runs on the same data.

use crate::app::keys::Keys;
use crate::bootstrap;
use crate::clock::Clock;
use crate::config::Config;
use crate::entropy;
use crate::hex;
use crate::secrets::PersistedSecrets;
use anyhow::{Context, ensure};
use std::path::Path;

/// A link that makes one browser the host, once and within an hour. It is signed with the keys,
/// without contacting a server.
///
/// # Errors
/// If no server has started on this data and `SECRET_KEY` is not set, or if the server has keys in
/// its settings that this command has not.
pub(crate) fn link(config: &Config) -> anyhow::Result<String> {
    let data_dir = config.data_dir()?;
    let secrets = match &config.secret_key {
        Some(_) => PersistedSecrets::existing(&data_dir)?.unwrap_or_default(),
        None => existing(&data_dir)?,
    };
    same_settings(config, &secrets)?;
    let address = config
        .public_url
        .clone()
        .or(secrets.local_url)
        .or_else(|| Some(bootstrap::local_url(*config.listen_on(secrets.port).first()?.first()?)));
    let secret = config.secret_key.clone().unwrap_or(secrets.secret_key);
    let keys = Keys::new(bootstrap::hosts(config, secrets.host_key), secret.into_bytes(), false);
    Ok(format!("{}{}", address.unwrap_or_default().trim_end_matches('/'), keys.host_path(entropy::bytes(), Clock::system().now_millis())))
}

/// Generates a new host key, which a running server on this data uses within a second. Returns what
/// to print.
///
/// # Errors
/// If the key is a setting of this command (the text contains a new key to set) or of the server,
/// or no server has started on this data.
pub(crate) fn renew(config: &Config) -> anyhow::Result<String> {
    ensure!(
        bootstrap::stores_host_key(config),
        "the host key is one of the settings here, so nothing was changed. Set this at every instance and start it again; every session ends \
         then:\nHOST_KEY={}",
        hex::encode(&entropy::bytes::<32>())
    );
    let data_dir = config.data_dir()?;
    same_settings(config, &existing(&data_dir)?)?;
    PersistedSecrets::draw_host_key(&data_dir)?;
    Ok(format!("There is a new host key; every session has ended.\nHost link: {}", link(config)?))
}

/// Fails if the server was last started with keys in its settings, which override those in the
/// file, and this command was not.
fn same_settings(config: &Config, secrets: &PersistedSecrets) -> anyhow::Result<()> {
    let missing = secrets.host_key_is_a_setting && bootstrap::stores_host_key(config)
        || secrets.secret_key_is_a_setting && config.secret_key.is_none();
    ensure!(
        !missing,
        "the server on this data has its keys from its settings (HOST_KEY, HOST_KEYS or SECRET_KEY), and they are not set here, so nothing was \
         done. Run this command with the settings of the service around it: the same variables, or the same flags"
    );
    Ok(())
}

/// The secrets of this data directory; an error if no server has started on it.
fn existing(data_dir: &Path) -> anyhow::Result<PersistedSecrets> {
    PersistedSecrets::existing(data_dir)?
        .with_context(|| format!("no server has started on the data in {} yet: name another place with --data-dir", data_dir.display()))
}
