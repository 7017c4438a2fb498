//! `--print-config`: every effective setting, for support and for reviews; secrets are hidden.

use super::{Config, DEFAULT_PORT};
use clap::ValueEnum;
use std::fmt::Display;
use std::path::PathBuf;

impl Config {
    /// A line for each setting, by the name of its variable.
    #[must_use]
    pub fn shown(&self) -> String {
        let data_dir = self.data_dir().map_or_else(|error| format!("none: {error}"), |dir| dir.display().to_string());
        let listening = match (self.bind, self.port) {
            (Some(bind), _) => bind.to_string(),
            (None, Some(port)) => format!("every address, port {port}"),
            (None, None) => format!("every address, port {DEFAULT_PORT} or the next free one"),
        };
        let database = self.database_url.as_deref().map_or_else(|| format!("sqlite://{data_dir}/handsup.db"), without_password);
        let names: Vec<_> = self.host_keys.iter().map(|key| format!("{}=(hidden)", key.name)).collect();
        let lines = [
            ("BIND, PORT", listening),
            ("DATABASE_URL", database),
            ("DATABASE_URL_FILE", file(self.database_url_file.as_ref())),
            ("REDIS_URL", self.redis().map_or_else(none, without_password)),
            (
                "REDIS_CA_FILE",
                self.redis_ca_file.as_ref().map_or_else(|| "none: whom the system trusts".into(), |file| file.display().to_string()),
            ),
            ("HANDSUP_ENV", word(&self.environment)),
            ("HANDSUP_DATA_DIR", data_dir),
            ("SECRET_KEY", secret(self.secret_key.as_ref(), "drawn at first start, kept with the data")),
            ("SECRET_KEY_FILE", file(self.secret_key_file.as_ref())),
            ("HOST_KEY", self.host_key_shown()),
            ("HOST_KEY_FILE", file(self.host_key_file.as_ref())),
            ("HOST_KEYS", list(&names)),
            ("CREATE_ACCESS", word(&self.create_access)),
            ("VOTE_LIMIT_PER_MINUTE", self.vote_limit_per_minute.to_string()),
            ("CONNECTIONS_PER_ADDRESS", self.connections_per_address.to_string()),
            ("SESSIONS", self.sessions.to_string()),
            ("PHONE_UPDATES_PER_SECOND", self.phone_updates_per_second.to_string()),
            ("TRUSTED_PROXIES", list(&self.trusted_proxies)),
            ("PUBLIC_URL", self.public_url.clone().unwrap_or_else(none)),
            ("ASSETS_URL", self.assets_url.clone().unwrap_or_else(none)),
            ("ALLOWED_HOSTS", list(&self.allowed_hosts)),
            ("ADVERTISE_IP", self.advertise_ip.map_or_else(none, |ip| ip.to_string())),
            ("METRICS_TOKEN", secret(self.metrics_token.as_ref(), "none: this computer alone reads /metrics")),
            ("DRAIN_SECONDS", self.drain().as_secs().to_string()),
            (
                "RETENTION_DAYS",
                self.retention_days.map_or_else(|| "none: meetings stay until somebody deletes them".into(), |days| days.to_string()),
            ),
            ("NO_MDNS", self.no_mdns.to_string()),
            ("PRINT_HOST_LINK", self.print_host_link.to_string()),
            ("LOG_FORMAT", word(&self.log_format)),
            ("LOG", self.log.clone()),
        ];
        lines.map(|(name, value)| format!("{name:<25}{value}")).join("\n")
    }

    fn host_key_shown(&self) -> String {
        let without = match (&self.host_keys[..], &self.secret_key) {
            ([_, ..], _) => "none: those of HOST_KEYS alone",
            (_, Some(_)) => "made from SECRET_KEY",
            _ => "drawn at first start, kept with the data",
        };
        secret(self.host_key.as_ref(), without)
    }
}

fn none() -> String {
    "none".to_owned()
}

fn file(path: Option<&PathBuf>) -> String {
    path.map_or_else(none, |path| path.display().to_string())
}

fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(none, |value| value.get_name().to_owned())
}

fn list(values: &[impl Display]) -> String {
    if values.is_empty() { none() } else { values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",") }
}

fn secret(value: Option<&String>, without: &str) -> String {
    if value.is_some() { "(hidden)".to_owned() } else { without.to_owned() }
}

/// A URL without its password and without its query, in which drivers accept passwords too.
pub(super) fn without_password(url: &str) -> String {
    let (url, query) = url.split_once('?').map_or((url, ""), |(url, _)| (url, "?(hidden)"));
    let hidden = url.split_once("://").and_then(|(scheme, rest)| {
        let (user, host) = rest.rsplit_once('@')?;
        let user = user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:(hidden)"));
        Some(format!("{scheme}://{user}@{host}"))
    });
    hidden.unwrap_or_else(|| url.to_owned()) + query
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn password_and_query_of_a_url_are_hidden() {
        for (url, shown) in [
            ("postgres://me:pa:ss@w@db:5432/handsup", "postgres://me:(hidden)@db:5432/handsup"),
            ("postgres://me@db/handsup?password=x", "postgres://me@db/handsup?(hidden)"),
            ("redis://:pass@cache:6379", "redis://:(hidden)@cache:6379"),
            ("sqlite:///var/lib/handsup.db", "sqlite:///var/lib/handsup.db"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
