//! The server to connect to, and the local addresses that phones connect from.

use anyhow::Context;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::{TcpSocket, TcpStream};

/// A server's socket address, and its name in the `Host` header.
#[derive(Debug, Clone)]
pub struct Target {
    addr: SocketAddr,
    authority: Arc<str>,
}

/// The `n`th loopback address, counted from 127.1.0.0; starts again at 127.1.0.0
/// before the network ends.
#[must_use]
pub fn address(n: u32) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 1, 0, 0)) + n % 0x00f0_0000)
}

impl Target {
    /// The server at an address.
    #[must_use]
    pub fn at(addr: SocketAddr) -> Self {
        Self { addr, authority: addr.to_string().into() }
    }

    /// The server of a URL.
    ///
    /// # Errors
    /// When the URL does not start with `http://`, or its host name cannot be resolved.
    pub async fn find(url: &str) -> anyhow::Result<Self> {
        let rest = url.strip_prefix("http://").with_context(|| format!("{url} is no address: it must start with http://"))?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let with_port =
            if authority.rsplit(']').next().unwrap_or("").contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        let addresses = tokio::net::lookup_host(&with_port).await.with_context(|| format!("there is no computer called {authority}"))?;
        // IPv4 is preferred: IPv6 has one loopback address, which all phones would share.
        let addr = addresses.min_by_key(SocketAddr::is_ipv6).with_context(|| format!("{authority} has no address"))?;
        Ok(Self { addr, authority: authority.into() })
    }

    /// The value of the `Host` header.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Connects the `n`th phone: from the `n`th loopback [`address`], if the server is at a
    /// loopback address of IPv4 and this computer has that address.
    ///
    /// # Errors
    /// When the server does not listen, or no socket can be opened.
    pub async fn connect(&self, n: u32) -> std::io::Result<TcpStream> {
        let socket = if self.addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        if self.addr.is_ipv4() && self.addr.ip().is_loopback() {
            // Fails where the only loopback address is 127.0.0.1 (macOS): then all phones share it.
            let _own = socket.bind(SocketAddr::new(IpAddr::V4(address(n)), 0));
        }
        let stream = socket.connect(self.addr).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_target_is_found_by_an_http_url_and_has_its_authority() {
        let target = Target::find("http://127.0.0.1:4242/host/enter#code=abc").await.expect("a URL");
        assert_eq!(target.authority(), "127.0.0.1:4242");
        assert_eq!(Target::find("http://[::1]:9").await.expect("a URL").authority(), "[::1]:9");
        assert!(Target::find("https://127.0.0.1:4242").await.is_err());
    }
}
