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
const BELIEVED: Duration = Duration::from_mins(1);
/// How long an address that is missing from the table is not looked up again.
const ABSENT: Duration = Duration::from_secs(2);
/// How many missing addresses are cached.
const MOST_ABSENT: usize = 4096;
/// How long a request waits for a reading; it does not wait where the last reading took longer.
const PATIENCE: Duration = Duration::from_millis(500);
/// The card that stands for this computer itself, for each of its addresses.
const OURSELVES: Card = [0; 6];

/// The location of an address, as far as this computer can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// On one of this computer's links, at this card.
    Card(Card),
    /// On the local network, at an unknown card, or at the router's, behind which there may be many devices.
    Unknown,
    /// Outside of the local network.
    Elsewhere,
}

/// Reads the system's interfaces.
type Ask = fn() -> Vec<Interface>;
/// Reads the system's neighbour table.
type Read = fn() -> io::Result<Vec<(IpAddr, Card)>>;

/// Maps addresses to network cards. Clones share the readings.
#[derive(Clone)]
pub(crate) struct Cards(Arc<Inner>);

struct Inner {
    ask: Ask,
    read: Read,
    links: RwLock<Arc<Links>>,
    seen: RwLock<Arc<Seen>>,
    absent: Mutex<HashMap<IpAddr, Instant>>,
    reading: Mutex<Reading>,
    /// Changes when a reading has ended.
    ended: watch::Sender<()>,
}

/// The running reading of the table, or the last one.
#[derive(Debug, Default)]
struct Reading {
    goes_on: bool,
    /// Whether it takes or took longer than a request waits.
    is_slow: bool,
}

/// The result of the last reading.
#[derive(Debug, Default)]
struct Seen {
    cards: HashMap<IpAddr, Card>,
    /// When the reading began; `None` before the first.
    began: Option<Instant>,
}

impl Cards {
    /// Reads the system's interfaces; the table is read at the first request.
    #[must_use]
    pub(crate) fn new(ask: Ask) -> Self {
        Self::with(ask, table::read)
    }

    /// The same with another table than the system's.
    #[must_use]
    pub(crate) fn with(ask: Ask, read: Read) -> Self {
        let (links, seen, absent) = (RwLock::default(), RwLock::default(), Mutex::default());
        let (reading, ended) = (Mutex::default(), watch::Sender::new(()));
        let cards = Self(Arc::new(Inner { ask, read, links, seen, absent, reading, ended }));
        cards.look();
        cards
    }

    /// Reads the interfaces again. Takes some milliseconds.
    pub(crate) fn look(&self) {
        let links = Links::of(&(self.0.ask)());
        *self.0.links.write() = Arc::new(links);
    }

    /// The location of an address; reads the table where needed.
    pub(crate) async fn behind(&self, address: IpAddr) -> Behind {
        let asked = Instant::now();
        if let Some(behind) = self.known(address, asked) {
            return behind;
        }
        self.have_it_read(asked).await;
        let found = self.links().behind(address, &self.seen().cards);
        found.unwrap_or_else(|| {
            self.note_absent(address, asked);
            Behind::Unknown
        })
    }

    /// The location by the last reading; `None` where the table has to be read.
    fn known(&self, address: IpAddr, now: Instant) -> Option<Behind> {
        let seen = self.seen();
        let is_new = seen.began.is_some_and(|began| now.saturating_duration_since(began) < BELIEVED);
        match self.links().behind(address, &seen.cards) {
            Some(Behind::Card(OURSELVES)) => Some(Behind::Card(OURSELVES)),
            Some(Behind::Card(card)) => is_new.then_some(Behind::Card(card)),
            Some(elsewhere) => Some(elsewhere),
            None => {
                let absent = self.0.absent.lock();
                let since = absent.get(&address)?;
                (now.saturating_duration_since(*since) < ABSENT).then_some(Behind::Unknown)
            }
        }
    }

    fn note_absent(&self, address: IpAddr, now: Instant) {
        let mut absent = self.0.absent.lock();
        if absent.len() >= MOST_ABSENT {
            absent.clear();
        }
        absent.insert(address, now);
    }

    /// Starts a reading and waits for it, unless readings take too long.
    async fn have_it_read(&self, asked: Instant) {
        if self.reading().is_slow {
            self.begin_reading();
        } else if tokio::time::timeout(PATIENCE, self.is_read_after(asked)).await.is_err() {
            self.reading().is_slow = true;
        }
    }

    /// Waits for a reading that began after `asked`, and starts one where none is under way.
    async fn is_read_after(&self, asked: Instant) {
        let mut ended = self.0.ended.subscribe();
        while self.seen().began.is_none_or(|began| began < asked) {
            self.begin_reading();
            let _ended = ended.changed().await;
        }
    }

    /// Starts a reading unless one is running; readings are never cancelled.
    fn begin_reading(&self) {
        if std::mem::replace(&mut self.reading().goes_on, true) {
            return;
        }
        let (began, cards, read) = (Instant::now(), self.clone(), self.0.read);
        tokio::spawn(async move {
            let entries = tokio::task::spawn_blocking(read).await.map_err(io::Error::other).flatten();
            cards.end_reading(began, entries);
        });
    }

    fn end_reading(&self, began: Instant, entries: io::Result<Vec<(IpAddr, Card)>>) {
        let cards = match entries {
            Ok(entries) => unambiguous(entries),
            Err(error) => {
                tracing::debug!(%error, "network: the neighbour table cannot be read, so voters are identified by address");
                HashMap::new()
            }
        };
        *self.0.seen.write() = Arc::new(Seen { cards, began: Some(began) });
        *self.reading() = Reading { goes_on: false, is_slow: began.elapsed() > PATIENCE };
        self.0.ended.send_replace(());
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.0.reading.lock()
    }

    fn links(&self) -> Arc<Links> {
        self.0.links.read().clone()
    }

    fn seen(&self) -> Arc<Seen> {
        self.0.seen.read().clone()
    }
}

/// A map of the table. An address that is listed with two cards, for example on two links, is left out.
fn unambiguous(entries: Vec<(IpAddr, Card)>) -> HashMap<IpAddr, Card> {
    let mut cards: HashMap<IpAddr, Option<Card>> = HashMap::new();
    for (address, card) in entries {
        let found = cards.entry(address).or_insert(Some(card));
        *found = found.filter(|before| *before == card);
    }
    cards.into_iter().filter_map(|(address, card)| Some((address, card?))).collect()
}

#[cfg(test)]
mod tests;
