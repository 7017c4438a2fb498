//! Finds the network cards behind addresses on this computer's own links.
//!
//! A device may have any number of addresses, but its packets come from one card. The system's neighbour table maps addresses
//! to cards, and has an entry for every address that has just connected. The table is read once for each new address (one
//! reading serves all requests that wait for it) and is valid for a minute.
//!
//! A reading runs as a task of its own: a request whose wait times out continues with the previous reading, and the new one
//! serves later requests.

mod links;
mod table;

use super::Interface;
use links::Links;
use parking_lot::{Mutex, MutexGuard, RwLock};
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A network card's hardware address.
pub(crate) type Card = [u8; 6];

/// How long a reading is valid.
const READING_VALID_FOR: Duration = Duration::from_mins(1);
/// How long after a lookup an address that is missing from the table is not looked up again.
const ABSENT_FOR: Duration = Duration::from_secs(2);
/// The most missing addresses that are cached.
const MAX_ABSENT: usize = 4096;
/// How long a request waits for a reading; it does not wait where the last reading took longer.
const READING_TIMEOUT: Duration = Duration::from_millis(500);
/// Stands for this computer's own cards, at each of its addresses.
const THIS_COMPUTER: Card = [0; 6];

/// Where the device with an address is, as far as this computer can determine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// On one of this computer's links, at this card.
    Card(Card),
    /// On the local network, at an unknown card, or at the router's, behind which there may be many devices.
    Unknown,
    /// Outside of the local network, or loopback.
    Elsewhere,
}

/// Reads the system's interfaces.
type ReadInterfaces = fn() -> Vec<Interface>;
/// Reads the system's neighbour table.
type ReadTable = fn() -> io::Result<Vec<(IpAddr, Card)>>;

/// Maps addresses to network cards. Clones share the readings.
#[derive(Clone)]
pub(crate) struct Cards(Arc<Inner>);

struct Inner {
    read_interfaces: ReadInterfaces,
    read_table: ReadTable,
    links: RwLock<Arc<Links>>,
    last_reading: RwLock<Arc<LastReading>>,
    /// The addresses that were missing from the table, and when each was looked up.
    absent: Mutex<HashMap<IpAddr, Instant>>,
    reading: Mutex<Reading>,
    /// Changes when a reading has ended.
    ended: watch::Sender<()>,
}

/// The running reading of the table, or the last one.
#[derive(Debug, Default)]
struct Reading {
    is_running: bool,
    /// Whether it takes or took longer than a request waits.
    is_slow: bool,
}

/// The result of the last reading that has ended.
#[derive(Debug, Default)]
struct LastReading {
    cards: HashMap<IpAddr, Card>,
    /// When the reading began; `None` before the first.
    began: Option<Instant>,
}

impl Cards {
    /// Reads the interfaces through `read_interfaces`; the system's table is read at the first request.
    #[must_use]
    pub(crate) fn new(read_interfaces: ReadInterfaces) -> Self {
        Self::with(read_interfaces, table::read)
    }

    /// As [`new`](Self::new), with another table than the system's.
    #[must_use]
    pub(crate) fn with(read_interfaces: ReadInterfaces, read_table: ReadTable) -> Self {
        let (links, last_reading, absent) = (RwLock::default(), RwLock::default(), Mutex::default());
        let (reading, ended) = (Mutex::default(), watch::Sender::new(()));
        let cards = Self(Arc::new(Inner { read_interfaces, read_table, links, last_reading, absent, reading, ended }));
        cards.read_interfaces();
        cards
    }

    /// Reads the interfaces again. Takes some milliseconds.
    pub(crate) fn read_interfaces(&self) {
        let links = Links::of(&(self.0.read_interfaces)());
        *self.0.links.write() = Arc::new(links);
    }

    /// The location of an address; reads the table if the last reading does not have it.
    pub(crate) async fn behind(&self, address: IpAddr) -> Behind {
        let requested = Instant::now();
        if let Some(behind) = self.by_last_reading(address, requested) {
            return behind;
        }
        self.read_table(requested).await;
        let behind = self.links().behind(address, &self.last_reading().cards);
        behind.unwrap_or_else(|| {
            self.cache_absent(address, requested);
            Behind::Unknown
        })
    }

    /// The location by the last reading; `None` where the table has to be read.
    fn by_last_reading(&self, address: IpAddr, now: Instant) -> Option<Behind> {
        let last = self.last_reading();
        let is_valid = last.began.is_some_and(|began| now.saturating_duration_since(began) < READING_VALID_FOR);
        match self.links().behind(address, &last.cards) {
            Some(Behind::Card(THIS_COMPUTER)) => Some(Behind::Card(THIS_COMPUTER)),
            Some(Behind::Card(card)) => is_valid.then_some(Behind::Card(card)),
            Some(without_card) => Some(without_card),
            None => {
                let absent = self.0.absent.lock();
                let since = absent.get(&address)?;
                (now.saturating_duration_since(*since) < ABSENT_FOR).then_some(Behind::Unknown)
            }
        }
    }

    fn cache_absent(&self, address: IpAddr, now: Instant) {
        let mut absent = self.0.absent.lock();
        if absent.len() >= MAX_ABSENT {
            absent.clear();
        }
        absent.insert(address, now);
    }

    /// Starts a reading and waits for it, unless readings take longer than [`READING_TIMEOUT`].
    async fn read_table(&self, requested: Instant) {
        if self.reading().is_slow {
            self.begin_reading();
        } else if tokio::time::timeout(READING_TIMEOUT, self.wait_for_reading_after(requested)).await.is_err() {
            self.reading().is_slow = true;
        }
    }

    /// Waits for the end of a reading that began after `requested`, and starts one where none is running.
    async fn wait_for_reading_after(&self, requested: Instant) {
        let mut ended = self.0.ended.subscribe();
        while self.last_reading().began.is_none_or(|began| began < requested) {
            self.begin_reading();
            let _ended = ended.changed().await;
        }
    }

    /// Starts a reading unless one is running; readings are never cancelled.
    fn begin_reading(&self) {
        if std::mem::replace(&mut self.reading().is_running, true) {
            return;
        }
        let (began, cards, read_table) = (Instant::now(), self.clone(), self.0.read_table);
        tokio::spawn(async move {
            let entries = tokio::task::spawn_blocking(read_table).await.map_err(io::Error::other).flatten();
            cards.end_reading(began, entries);
        });
    }

    /// Stores a reading's result and wakes the requests that wait for it. A failed reading has no cards.
    fn end_reading(&self, began: Instant, entries: io::Result<Vec<(IpAddr, Card)>>) {
        let cards = match entries {
            Ok(entries) => unambiguous(entries),
            Err(error) => {
                tracing::debug!(%error, "network: the neighbour table cannot be read, so voters are identified by address");
                HashMap::new()
            }
        };
        *self.0.last_reading.write() = Arc::new(LastReading { cards, began: Some(began) });
        *self.reading() = Reading { is_running: false, is_slow: began.elapsed() > READING_TIMEOUT };
        self.0.ended.send_replace(());
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.0.reading.lock()
    }

    fn links(&self) -> Arc<Links> {
        self.0.links.read().clone()
    }

    fn last_reading(&self) -> Arc<LastReading> {
        self.0.last_reading.read().clone()
    }
}

/// The table as a map. An address that is listed with two cards, for example on two links, is left out.
fn unambiguous(entries: Vec<(IpAddr, Card)>) -> HashMap<IpAddr, Card> {
    let mut cards: HashMap<IpAddr, Option<Card>> = HashMap::new();
    for (address, card) in entries {
        let only_card = cards.entry(address).or_insert(Some(card));
        *only_card = only_card.filter(|listed| *listed == card);
    }
    cards.into_iter().filter_map(|(address, card)| Some((address, card?))).collect()
}

#[cfg(test)]
mod tests;
