//! Finds mistakes in a server's settings, for the log at every start and for the command
//! `handsup-server check`.

mod names;

use crate::config::Config;
use ipnet::IpNet;
use std::fmt;

/// The shortest prefixes that are not reported for a network of trusted proxies: those of the
/// largest private networks. A shorter one includes public addresses.
const MIN_PREFIX_V4: u8 = 8;
const MIN_PREFIX_V6: u8 = 7;
/// The length from which on a token is not reported as guessable.
const MIN_TOKEN_LENGTH: usize = 16;

/// A mistake in the settings, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The server does not start with this mistake.
    Error(String),
    /// The server starts, but may not do what the operator intended.
    Warning(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(text) => write!(f, "error: {text}"),
            Self::Warning(text) => write!(f, "warning: {text}"),
        }
    }
}

/// The mistakes that can be found without opening a port, a file or a database.
pub(crate) fn findings(config: &Config) -> Vec<Finding> {
    let error = config.check().err().map(|error| Finding::Error(format!("{error:#}")));
    let misspelt = names::misspelt(&config.variables);
    let warnings = misspelt
        .into_iter()
        .chain(proxy_warnings(config))
        .chain(two_redis_urls(config))
        .chain(guessable_metrics_token(config))
        .chain(config.host_key_warning())
        .chain(unlimited_votes(config));
    error.into_iter().chain(warnings.map(Finding::Warning)).collect()
}

/// Logs the warnings. An error is not logged: the program prints it and ends.
pub(crate) fn log(findings: &[Finding]) {
    for finding in findings {
        match finding {
            Finding::Error(_) => {}
            Finding::Warning(text) => tracing::warn!("setup: {text}"),
        }
    }
}

fn proxy_warnings(config: &Config) -> Vec<String> {
    let is_too_wide = |network: &&IpNet| match network {
        IpNet::V4(network) => network.prefix_len() < MIN_PREFIX_V4,
        IpNet::V6(network) => network.prefix_len() < MIN_PREFIX_V6,
    };
    let too_wide = config.trusted_proxies.iter().filter(is_too_wide).map(|network| {
        format!(
            "TRUSTED_PROXIES has {network}: any client in it can claim any address, and vote once for each. Name the proxy's own address alone"
        )
    });
    let behind_tls = config.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    let none_named = (behind_tls && config.trusted_proxies.is_empty()).then(|| {
        "PUBLIC_URL is https, so a proxy stands in front, but TRUSTED_PROXIES names none: all voters have the proxy's one address"
            .to_owned()
    });
    too_wide.chain(none_named).collect()
}

fn two_redis_urls(config: &Config) -> Option<String> {
    let (one, other) = (config.redis_url.as_ref()?, config.socketio_message_queue.as_ref()?);
    (one != other).then(|| "REDIS_URL and SOCKETIO_MESSAGE_QUEUE are two different Redis URLs: REDIS_URL is used".to_owned())
}

fn guessable_metrics_token(config: &Config) -> Option<String> {
    let token = config.metrics_token.as_ref()?;
    (token.chars().count() < MIN_TOKEN_LENGTH).then(|| {
        format!("METRICS_TOKEN is shorter than {MIN_TOKEN_LENGTH} characters, so it could be guessed: make one with `openssl rand -hex 32`")
    })
}

fn unlimited_votes(config: &Config) -> Option<String> {
    (config.vote_limit_per_minute == 0 && config.public_url.is_some())
        .then(|| "VOTE_LIMIT_PER_MINUTE is 0 at a public address: votes are not limited".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(change: impl FnOnce(&mut Config)) -> Vec<String> {
        let mut config = Config::scratch("data".into());
        change(&mut config);
        findings(&config).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_proxy_network_wider_than_any_private_one_is_reported() {
        for wide in ["0.0.0.0/0", "::/0", "128.0.0.0/1", "2000::/3"] {
            let warnings = reported(|config| config.trusted_proxies = vec![wide.parse().expect("a network")]);
            assert!(
                warnings.len() == 1 && warnings[0].starts_with("warning: TRUSTED_PROXIES") && warnings[0].contains(wide),
                "{warnings:?}"
            );
        }
        let narrow = ["10.0.0.0/8", "fc00::/7", "172.30.42.0/24", "127.0.0.1/32"].map(|network| network.parse().expect("a network"));
        assert_eq!(reported(|config| config.trusted_proxies = narrow.to_vec()), [""; 0]);
    }

    #[test]
    fn weak_or_contradictory_settings_are_reported() {
        let secret = Some("0123456789abcdef0123456789abcdef".to_owned());
        let https = reported(|config| (config.public_url, config.secret_key) = (Some("https://vote.example.org".into()), secret.clone()));
        assert!(https.len() == 1 && https[0].contains("TRUSTED_PROXIES"), "{https:?}");
        let short = reported(|config| config.metrics_token = Some("guess me".into()));
        assert!(short.len() == 1 && short[0].contains("METRICS_TOKEN"), "{short:?}");
        let refused = reported(|config| config.public_url = Some("http://vote.example.org".into()));
        assert!(refused.len() == 1 && refused[0].starts_with("error: ") && refused[0].contains("SECRET_KEY"), "{refused:?}");
        let weak = |config: &mut Config| config.host_key = Some("1".into());
        let reachable = reported(|config| (config.host_key, config.bind) = (Some("1".into()), None));
        assert!(reachable.len() == 1 && reachable[0].starts_with("warning: ") && reachable[0].contains("HOST_KEY"), "{reachable:?}");
        assert_eq!(reported(weak), [""; 0], "a weak key is not reported on a loopback address");
        assert_eq!(reported(|_| {}), [""; 0]);
    }
}
