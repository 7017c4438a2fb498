//! Values derived from the settings and this computer, before the server is built.

use crate::app::keys::Keys;
use crate::config::{Config, NamedKey};
use crate::secrets::PersistedSecrets;
use anyhow::Context;
use std::net::{IpAddr, SocketAddr};

/// The URL of this server for browsers on this computer.
pub(crate) fn local_url(addr: SocketAddr) -> String {
    // macOS asks for permission before a window may open an address of the local network, but not
    // for `localhost`.
    let host = match addr.ip() {
        ip if ip.is_unspecified() && cfg!(target_os = "macos") => "localhost".to_owned(),
        ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V6(v6) => format!("[{v6}]"),
        IpAddr::V4(v4) => v4.to_string(),
    };
    format!("http://{host}:{}", addr.port())
}

/// Warns of flags that put a secret on the command line.
pub(crate) fn warn_of_exposed_secrets(config: &Config) {
    for flag in &config.exposed {
        tracing::warn!(
            flag,
            "settings: secret on the command line, where every user of this computer can read it: set the variable, or name a file"
        );
    }
}

/// Records this start in `secrets`: the port, the URL, and which keys the settings replace. A port
/// from `--bind` is not recorded.
pub(crate) fn record_start(secrets: &mut PersistedSecrets, config: &Config, addr: SocketAddr) {
    if config.bind.is_none() {
        secrets.port = Some(addr.port());
    }
    secrets.local_url = Some(local_url(addr));
    secrets.host_key_is_a_setting = !stores_host_key(config);
    secrets.secret_key_is_a_setting = config.secret_key.is_some();
}

/// The path of this program, for configuring a firewall; empty if unknown.
pub(crate) fn program() -> String {
    std::env::current_exe().map(|file| file.display().to_string()).unwrap_or_default()
}

/// The hosts' keys: the single key, named `host`, and those of `HOST_KEYS`. Without any key in the
/// settings, the single key is derived from the secret key if that is set, and otherwise the
/// generated one.
pub(crate) fn hosts(config: &Config, generated: String) -> Vec<NamedKey> {
    let single = match (&config.host_key, &config.host_keys[..], &config.secret_key) {
        (Some(key), ..) => Some(key.clone()),
        (None, [_, ..], _) => None,
        (None, [], Some(secret)) => Some(Keys::host_key_of(secret)),
        (None, [], None) => Some(generated),
    };
    let single = single.map(|key| NamedKey { name: "host".into(), key });
    single.into_iter().chain(config.host_keys.iter().cloned()).collect()
}

/// Whether the host key was generated and stored with the data, rather than configured.
pub(crate) fn stores_host_key(config: &Config) -> bool {
    config.host_key.is_none() && config.host_keys.is_empty() && config.secret_key.is_none()
}

/// The client for the Redis through which instances exchange events; `None` without one. It has not
/// connected yet.
///
/// # Errors
/// If the settings are invalid, or the certificate cannot be read.
pub(crate) fn redis(config: &Config) -> anyhow::Result<Option<redis::Client>> {
    let Some(url) = config.redis() else { return Ok(None) };
    anyhow::ensure!(
        config.is_on_postgres(),
        "REDIS_URL is for several instances, which share a database: set DATABASE_URL to a PostgreSQL, or take REDIS_URL out"
    );
    let root_cert = config.redis_ca_file.as_ref().map(std::fs::read).transpose().with_context(|| "could not read REDIS_CA_FILE")?;
    anyhow::ensure!(
        root_cert.is_none() || url.starts_with("rediss://"),
        "REDIS_CA_FILE vouches for a certificate, but REDIS_URL is not rediss://…: nothing would be encrypted"
    );
    // The error may quote the URL, which can contain a password.
    let invalid = |_| anyhow::anyhow!("REDIS_URL is no address of a Redis, as redis://host:6379, or REDIS_CA_FILE holds no certificate");
    let client = match root_cert {
        None => redis::Client::open(url).map_err(invalid)?,
        Some(_) => redis::Client::build_with_tls(url, redis::TlsCertificates { client_tls: None, root_cert }).map_err(invalid)?,
    };
    Ok(Some(client))
}

/// The host names that requests may use, besides IP addresses and this server's own names.
pub(crate) fn allowed_names(config: &Config) -> Vec<String> {
    let public = config.public_url.as_deref().and_then(|url| url.parse::<axum::http::Uri>().ok());
    let public = public.and_then(|url| url.host().map(str::to_owned));
    config.allowed_hosts.iter().cloned().chain(public).collect()
}
