//! The names this server goes by: a request for any other is refused, which stops DNS rebinding.

use std::net::IpAddr;

/// The names this server goes by: addresses, `localhost`, its `.local` name, and what the configuration allows.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    allowed: Vec<String>,
    local: tokio::sync::watch::Receiver<Option<String>>,
}

impl Names {
    /// `local` receives the `.local` name once it is announced; it may change when another computer has it.
    #[must_use]
    pub(crate) fn new(allowed: &[String], local: tokio::sync::watch::Receiver<Option<String>>) -> Self {
        Self { allowed: allowed.iter().map(|name| name.to_ascii_lowercase()).collect(), local }
    }

    /// Whether `host` (without a port, IPv6 in brackets) is one of ours.
    #[must_use]
    pub(crate) fn is_ours(&self, host: &str) -> bool {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let host = host.to_ascii_lowercase();
        bare.parse::<IpAddr>().is_ok()
            || host == "localhost"
            || self.allowed.contains(&host)
            || self.local.borrow().as_deref() == Some(host.as_str())
    }
}
