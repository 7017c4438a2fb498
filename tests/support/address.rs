//! Loopback addresses for phones.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU32, Ordering};

/// A loopback address that this process has not used before: 127.16.0.1 and upwards, a million of them.
#[must_use]
pub fn fresh_address() -> IpAddr {
    static LAST: AtomicU32 = AtomicU32::new(0x7f10_0000);
    Ipv4Addr::from_bits(LAST.fetch_add(1, Ordering::Relaxed) + 1).into()
}
