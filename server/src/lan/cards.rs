//! The network cards behind addresses on this computer's own links.
//!
//! A device gives itself as many addresses as it likes, but its packets come from one card, and the system keeps a table of
//! which address is at which: an address that has just connected to us is in it. The table is read once for each new address
//! (one reading serves everybody who waits for it) and believed for a minute.

mod links;
mod table;

use super::Interface;
use links::Links;
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex as StdMutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A network card's hardware address.
pub(crate) type Card = [u8; 6];

/// How long a reading is believed.
const BELIEVED: Duration = Duration::from_mins(1);
/// How long an address that the table does not have is not looked up again.
const ABSENT: Duration = Duration::from_secs(2);
/// How many of those are remembered.
const MOST_ABSENT: usize = 4096;
/// How long a request waits for the table.
const PATIENCE: Duration = Duration::from_millis(500);
/// This computer itself, under whatever addresses of its own.
const OURSELVES: Card = [0; 6];

/// Where an address stands, as far as this computer can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// On a link of ours, at this card.
    Card(Card),
    /// On the local network, at a card that is not known, or at the router's, behind which there may be many.
    Unknown,
    /// Somewhere else.
    Elsewhere,
}

/// Asks the system for its interfaces.
type Ask = fn() -> Vec<Interface>;
/// Asks the system which address is at which card.
type Read = fn() -> io::Result<Vec<(IpAddr, Card)>>;

/// Which card is behind which address. Clones share it.
#[derive(Clone)]
pub(crate) struct Cards(Arc<Inner>);

struct Inner {
    ask: Ask,
    read: Read,
    links: RwLock<Arc<Links>>,
    seen: RwLock<Arc<Seen>>,
    absent: StdMutex<HashMap<IpAddr, Instant>>,
    reading: Mutex<()>,
}

/// What the table said.
#[derive(Debug, Default)]
struct Seen {
    cards: HashMap<IpAddr, Card>,
    /// When the reading began; nothing before the first.
    began: Option<Instant>,
}

impl Cards {
    /// Looks at the system's interfaces once; its table is read when somebody comes.
    #[must_use]
    pub(crate) fn new(ask: Ask) -> Self {
        Self::with(ask, table::read)
    }

    fn with(ask: Ask, read: Read) -> Self {
        let (links, seen, absent) = (RwLock::default(), RwLock::default(), StdMutex::default());
        let cards = Self(Arc::new(Inner { ask, read, links, seen, absent, reading: Mutex::default() }));
        cards.look();
        cards
    }

    /// Looks at the interfaces again. Takes some milliseconds.
    pub(crate) fn look(&self) {
        let links = Links::of(&(self.0.ask)());
        *self.0.links.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(links);
    }

    /// Where an address stands; reads the table where that is needed.
    pub(crate) async fn behind(&self, address: IpAddr) -> Behind {
        let asked = Instant::now();
        if let Some(behind) = self.known(address, asked) {
            return behind;
        }
        let read = async {
            let _turn = self.0.reading.lock().await;
            // A reading that began after we asked, for somebody before us, is as good as one of our own.
            if self.seen().began.is_none_or(|began| began < asked) {
                self.read().await;
            }
        };
        let _in_time = tokio::time::timeout(PATIENCE, read).await;
        let found = self.links().behind(address, &self.seen().cards);
        found.unwrap_or_else(|| {
            self.note_absent(address, asked);
            Behind::Unknown
        })
    }

    /// Where an address stands, as far as that is known without asking anybody.
    pub(crate) fn behind_now(&self, address: IpAddr) -> Behind {
        self.links().behind(address, &self.seen().cards).unwrap_or(Behind::Unknown)
    }

    /// `None` where the table has to be read.
    fn known(&self, address: IpAddr, now: Instant) -> Option<Behind> {
        let seen = self.seen();
        let is_new = seen.began.is_some_and(|began| now.saturating_duration_since(began) < BELIEVED);
        match self.links().behind(address, &seen.cards) {
            Some(Behind::Card(OURSELVES)) => Some(Behind::Card(OURSELVES)),
            Some(Behind::Card(card)) => is_new.then_some(Behind::Card(card)),
            Some(elsewhere) => Some(elsewhere),
            None => {
                let absent = self.0.absent.lock().unwrap_or_else(PoisonError::into_inner);
                let since = absent.get(&address)?;
                (now.saturating_duration_since(*since) < ABSENT).then_some(Behind::Unknown)
            }
        }
    }

    fn note_absent(&self, address: IpAddr, now: Instant) {
        let mut absent = self.0.absent.lock().unwrap_or_else(PoisonError::into_inner);
        if absent.len() >= MOST_ABSENT {
            absent.clear();
        }
        absent.insert(address, now);
    }

    async fn read(&self) {
        let (began, read) = (Instant::now(), self.0.read);
        let cards = match tokio::task::spawn_blocking(read).await {
            Ok(Ok(entries)) => unambiguous(entries),
            Ok(Err(error)) => {
                tracing::debug!(%error, "lan: the neighbour table cannot be read, so voters count by their addresses");
                HashMap::new()
            }
            Err(_) => return,
        };
        *self.0.seen.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Seen { cards, began: Some(began) });
    }

    fn links(&self) -> Arc<Links> {
        self.0.links.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn seen(&self) -> Arc<Seen> {
        self.0.seen.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An address at two cards (on two links, say) is at neither.
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
