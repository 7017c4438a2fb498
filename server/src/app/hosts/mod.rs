//! The sessions of hosts: stored in the database, cached for seconds, ended at once.
//!
//! A session is two secrets. The token is in an `HttpOnly` cookie; but browsers send cookies to every port of an address, so
//! another program on the same computer can be handed it. The page's secret, made of the token under the server's own
//! secret, is in the storage of the page's origin, which no other port can read, and travels in a header (or in the
//! handshake of a socket). Neither is good for anything alone.

mod attempts;
pub(crate) mod authority;
mod code;
pub(crate) mod sessions;
mod tickets;

use super::App;
use crate::domain::HostSession;
use crate::entropy;
use crate::storage::{Storage, StorageError};
use attempts::Attempts;
use dashmap::DashMap;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How old what is known of a session may be: another instance may have ended it.
const FRESH: Duration = Duration::from_secs(2);

/// How long a session lasts, in milliseconds: 30 days.
const SESSION_LIFETIME: i64 = 30 * 24 * 60 * 60 * 1000;

/// How often the use of a session is written down, in milliseconds.
const SEEN_EVERY: i64 = 60 * 1000;

/// The sessions of hosts, and what is offered as a key.
pub(crate) struct Hosts {
    storage: Arc<dyn Storage>,
    attempts: Attempts,
    /// Where the host key is kept, if it is one that this server has drawn and may draw anew.
    kept_in: Option<PathBuf>,
    /// Tickets that were used, and their ends.
    used: DashMap<String, i64>,
    known: DashMap<[u8; 32], (HostSession, Instant)>,
    /// Changes whenever a session may have ended here.
    ended: watch::Sender<()>,
}

impl Hosts {
    /// Sessions kept in `storage`; the host key is in the data folder `kept_in`, where this server has drawn it.
    pub(crate) fn new(storage: Arc<dyn Storage>, kept_in: Option<PathBuf>) -> Self {
        let (ended, _) = watch::channel(());
        Self { storage, attempts: Attempts::new(), kept_in, used: DashMap::new(), known: DashMap::new(), ended }
    }

    /// The data folder in which the host key is kept, where this server has drawn it.
    pub(crate) fn kept_in(&self) -> Option<&Path> {
        self.kept_in.as_deref()
    }

    /// Changes whenever a session may have ended.
    pub(crate) fn ended(&self) -> watch::Receiver<()> {
        self.ended.subscribe()
    }

    /// Forgets what is known of sessions, and has every socket look at its own again.
    pub(crate) fn forget(&self) {
        self.known.clear();
        self.ended.send_replace(());
    }

    /// The session of a token, as the database has it now or had it a moment ago.
    pub(crate) async fn session(&self, token: &[u8; 32]) -> Result<Option<HostSession>, StorageError> {
        let hash = hash(token);
        let known = self.known.get(&hash).map(|known| known.clone());
        if let Some((session, looked_at)) = &known
            && looked_at.elapsed() < FRESH
        {
            return Ok(Some(session.clone()));
        }
        match (self.storage.host_session(hash).await, known) {
            // A database that does not answer ends no session, and is not asked again by each request.
            (Ok(Some(session)), _) | (Err(_), Some((session, _))) => {
                self.known.insert(hash, (session.clone(), Instant::now()));
                Ok(Some(session))
            }
            (Ok(None), _) => {
                self.known.remove(&hash);
                Ok(None)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Writes down that a session is used, if that was not done lately.
    pub(crate) fn seen(&self, token: &[u8; 32], session: &HostSession, now: i64) {
        if (now - session.seen_at).abs() < SEEN_EVERY {
            return;
        }
        if let Some(mut known) = self.known.get_mut(&hash(token)) {
            known.0.seen_at = now;
        }
        let (storage, id) = (self.storage.clone(), session.id);
        tokio::spawn(async move {
            if let Err(error) = storage.host_session_seen(id, now).await {
                tracing::debug!(%error, "host session: last use could not be stored");
            }
        });
    }
}

impl App {
    /// A link for this computer that makes one browser the host.
    pub(crate) fn host_link(&self) -> String {
        format!("{}{}", self.here, self.host_path())
    }

    /// The path of such a link.
    pub(crate) fn host_path(&self) -> String {
        self.keys.host_path(entropy::bytes(), self.clock.now_millis())
    }

    /// Another host key is good from now on, if it is another.
    pub(crate) fn host_key_is(&self, key: String) {
        if self.keys.replace_host_key(key) {
            tracing::info!("host key: replaced, every session has ended");
            self.hosts.forget();
        }
    }
}

/// What the database keeps of a token: it is random, so its hash needs no salt.
fn hash(token: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(token).into()
}
