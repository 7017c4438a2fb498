//! The host names of this server. Requests for any other name are refused, which prevents DNS
//! rebinding.

use std::net::IpAddr;

/// The host names of this server: any IP address, `localhost`, its `.local` name, and the
/// configured ones.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    allowed: Vec<String>,
    local: tokio::sync::watch::Receiver<Option<String>>,
}

impl Names {
    /// `local` receives the `.local` name once it is announced; the name changes if another
    /// computer has it already.
    #[must_use]
    pub(crate) fn new(allowed: &[String], local: tokio::sync::watch::Receiver<Option<String>>) -> Self {
        Self { allowed: allowed.iter().map(|name| name.to_ascii_lowercase()).collect(), local }
    }

    /// Whether `host` (without a port, IPv6 in brackets) is a name of this server.
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
