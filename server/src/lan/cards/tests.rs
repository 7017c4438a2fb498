use super::*;
use crate::lan::Medium;
use parking_lot::Condvar;
use std::sync::atomic::{AtomicUsize, Ordering};

const PHONE: Card = [0x02, 0, 0, 0, 0, 1];
const LAPTOP: Card = [0x02, 0, 0, 0, 0, 2];
const ROUTER: Card = [0x02, 0, 0, 0, 0, 9];

fn interfaces() -> Vec<Interface> {
    let addresses = ["192.168.1.5/24", "fd00::5/64", "2001:db8:1:2::5/128", "fe80::5/64"];
    vec![Interface {
        name: "wlan0".into(),
        friendly: None,
        up: true,
        kind: Medium::Wifi,
        gateway: Some(ip("192.168.1.1")),
        addresses: addresses.iter().map(|address| address.parse().unwrap()).collect(),
    }]
}

#[expect(clippy::unnecessary_wraps, reason = "its type is that of the function that reads the system's table, which can fail")]
fn table() -> io::Result<Vec<(IpAddr, Card)>> {
    Ok([
        ("192.168.1.1", ROUTER),
        ("192.168.1.20", PHONE),
        ("192.168.1.21", PHONE),
        ("fd00::20", PHONE),
        ("fe80::20", PHONE),
        ("2001:db8:1:2::20", PHONE),
        ("192.168.1.30", LAPTOP),
        ("192.168.1.40", ROUTER),
        ("fd00::40", ROUTER),
        ("192.168.1.50", PHONE),
        ("192.168.1.50", LAPTOP),
    ]
    .map(|(address, card)| (ip(address), card))
    .to_vec())
}

fn ip(address: &str) -> IpAddr {
    address.parse().unwrap()
}

async fn behind(address: &str) -> Behind {
    Cards::with(interfaces, table).behind(ip(address)).await
}

#[tokio::test]
async fn all_addresses_of_a_card_lead_to_it() {
    for address in ["192.168.1.20", "192.168.1.21", "fd00::20", "fe80::20", "2001:db8:1:2::20"] {
        assert_eq!(behind(address).await, Behind::Card(PHONE), "{address}");
    }
    assert_eq!(behind("192.168.1.30").await, Behind::Card(LAPTOP));
}

#[tokio::test]
async fn the_routers_card_identifies_no_device() {
    for address in ["192.168.1.1", "192.168.1.40", "fd00::40"] {
        assert_eq!(behind(address).await, Behind::Unknown, "{address}");
    }
}

#[tokio::test]
async fn an_address_that_is_missing_or_listed_with_two_cards_is_unknown() {
    for address in ["192.168.1.99", "fd00::99", "2001:db8:1:2::99", "192.168.1.50"] {
        assert_eq!(behind(address).await, Behind::Unknown, "{address}");
    }
    assert_eq!(behind("fd77::1").await, Behind::Unknown, "local, but not on this link");
}

#[tokio::test]
async fn addresses_outside_the_links_are_not_looked_up_and_own_addresses_are_one_card() {
    for address in ["203.0.113.7", "10.1.2.3", "2001:db8:9::1", "127.0.0.7", "::1"] {
        assert_eq!(behind(address).await, Behind::Elsewhere, "{address}");
    }
    assert_eq!(behind("192.168.1.5").await, behind("fd00::5").await);
}

static READINGS: AtomicUsize = AtomicUsize::new(0);

fn counted_table() -> io::Result<Vec<(IpAddr, Card)>> {
    READINGS.fetch_add(1, Ordering::Relaxed);
    table()
}

#[tokio::test]
async fn the_table_is_read_once_for_listed_addresses_and_not_soon_again_for_missing_ones() {
    let cards = Cards::with(interfaces, counted_table);
    for address in ["192.168.1.20", "192.168.1.20", "fd00::20", "192.168.1.30", "203.0.113.7"] {
        cards.behind(ip(address)).await;
    }
    assert_eq!(READINGS.load(Ordering::Relaxed), 1);
    for _ in 0..5 {
        cards.behind(ip("192.168.1.99")).await;
    }
    assert_eq!(READINGS.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn an_unreadable_table_leaves_addresses_unknown() {
    let cards = Cards::with(interfaces, || Err(io::Error::other("forbidden")));
    assert_eq!(cards.behind(ip("192.168.1.20")).await, Behind::Unknown);
}

/// A table whose readings block until [`finish_reading`](Self::finish_reading).
struct SlowTable {
    readings: AtomicUsize,
    released: Mutex<usize>,
    changed: Condvar,
}

impl SlowTable {
    const fn new() -> Self {
        Self { readings: AtomicUsize::new(0), released: Mutex::new(0), changed: Condvar::new() }
    }

    fn read(&self) -> io::Result<Vec<(IpAddr, Card)>> {
        let index = self.readings.fetch_add(1, Ordering::Relaxed);
        self.changed.wait_while(&mut self.released.lock(), |released| *released <= index);
        table()
    }

    /// Lets one more reading end, and waits until its result is stored.
    async fn finish_reading(&self, cards: &Cards) {
        let mut ended = cards.0.ended.subscribe();
        *self.released.lock() += 1;
        self.changed.notify_all();
        ended.changed().await.unwrap();
    }
}

#[tokio::test]
async fn a_slow_reading_is_completed_and_later_requests_do_not_wait() {
    static TABLE: SlowTable = SlowTable::new();
    let cards = Cards::with(interfaces, || TABLE.read());
    assert_eq!(cards.behind(ip("192.168.1.20")).await, Behind::Unknown, "the request timed out before the reading ended");
    for address in ["192.168.1.30", "fd00::20", "192.168.1.99"] {
        let lookup = cards.behind(ip(address));
        assert_eq!(futures::FutureExt::now_or_never(lookup), Some(Behind::Unknown), "{address}");
    }
    TABLE.finish_reading(&cards).await;
    assert_eq!(TABLE.readings.load(Ordering::Relaxed), 1);
    assert_eq!(cards.behind(ip("192.168.1.20")).await, Behind::Card(PHONE));
    assert_eq!(cards.behind(ip("192.168.1.30")).await, Behind::Card(LAPTOP));
    assert_eq!(TABLE.readings.load(Ordering::Relaxed), 1, "listed addresses are served from the cache");
}

#[tokio::test]
async fn stale_entries_are_served_while_a_slow_table_is_read_again() {
    static TABLE: SlowTable = SlowTable::new();
    let cards = Cards::with(interfaces, || TABLE.read());
    let old = Instant::now().checked_sub(2 * READING_VALID_FOR).unwrap();
    cards.end_reading(old, table());
    for _ in 0..3 {
        let lookup = cards.behind(ip("192.168.1.20"));
        assert_eq!(futures::FutureExt::now_or_never(lookup), Some(Behind::Card(PHONE)));
    }
    TABLE.finish_reading(&cards).await;
    assert_eq!(TABLE.readings.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_reading_that_panics_leaves_addresses_unknown_and_ends() {
    let cards = Cards::with(interfaces, || panic!("no table"));
    assert_eq!(cards.behind(ip("192.168.1.20")).await, Behind::Unknown);
    assert!(!cards.reading().is_running && cards.last_reading().began.is_some());
}
