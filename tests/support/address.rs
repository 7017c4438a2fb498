//! Loopback addresses for phones, and ports for servers.

use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The first port of servers, and how many there are: below those that systems assign to outgoing connections.
const PORTS: (u32, u32) = (12_000, 18_000);

/// A loopback address that this process has not used before: 127.16.0.1 and upwards, a million of them.
#[must_use]
pub fn fresh_address() -> IpAddr {
    static LAST: AtomicU32 = AtomicU32::new(0x7f10_0000);
    Ipv4Addr::from_bits(LAST.fetch_add(1, Ordering::Relaxed) + 1).into()
}

/// A port of 127.0.0.1 that is free, and stays so while its server restarts: no outgoing connection is assigned it.
///
/// # Panics
/// When no port is free.
#[must_use]
pub(crate) fn server_port() -> u16 {
    static LAST: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(std::process::id().wrapping_mul(97)));
    let (first, count) = PORTS;
    (0..count)
        .filter_map(|_| u16::try_from(first + LAST.fetch_add(1, Ordering::Relaxed) % count).ok())
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}
