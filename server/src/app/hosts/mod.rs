//! The sessions of hosts: stored in the database, and cached for seconds.
//!
//! A session has two secrets. The token is in an `HttpOnly` cookie; but browsers send cookies to
//! every port of an address, so another program on the same computer may receive it. The page's
//! secret, an HMAC of the token, is in the storage of the page's origin, which no other port can
//! read; it is sent in a header or in the handshake of a socket. Authority needs both, or the
//! cookie and a [ticket](tickets).

mod attempts;
pub(crate) mod authority;
mod code;
pub(crate) mod remotes;
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

/// How long a session is cached: only briefly, because another instance may end it meanwhile.
const CACHED_FOR: Duration = Duration::from_secs(2);

/// How long a session lasts, in milliseconds: 30 days.
const SESSION_LIFETIME: i64 = 30 * 24 * 60 * 60 * 1000;

/// The shortest interval between two stored uses of a session, in milliseconds.
const SEEN_EVERY: i64 = 60 * 1000;

/// The sessions of hosts, and what their log-in needs: wrong keys and used tickets.
pub(crate) struct Hosts {
    storage: Arc<dyn Storage>,
    attempts: Attempts,
    /// The data folder with the host key, if this server has drawn the key and may replace it.
    key_folder: Option<PathBuf>,
    /// Used tickets, and when they expire, in milliseconds since 1970.
    used_tickets: DashMap<String, i64>,
    /// Sessions by the hash of their token, and when each was read.
    cache: DashMap<[u8; 32], (HostSession, Instant)>,
    /// Notifies sockets when a session may have ended.
    ended: watch::Sender<()>,
}

impl Hosts {
    /// Takes the storage of the sessions, and the data folder with the host key if this server has
    /// drawn the key.
    pub(crate) fn new(storage: Arc<dyn Storage>, key_folder: Option<PathBuf>) -> Self {
        let (ended, _) = watch::channel(());
        Self { storage, attempts: Attempts::new(), key_folder, used_tickets: DashMap::new(), cache: DashMap::new(), ended }
    }

    /// The data folder with the host key; `None` if the key is a setting.
    pub(crate) fn key_folder(&self) -> Option<&Path> {
        self.key_folder.as_deref()
    }

    /// A receiver that is notified whenever a session may have ended.
    pub(crate) fn ended(&self) -> watch::Receiver<()> {
        self.ended.subscribe()
    }

    /// Clears the cache of sessions, and makes every host's socket check its authority again.
    pub(crate) fn recheck_sessions(&self) {
        self.cache.clear();
        self.ended.send_replace(());
    }

    /// The session of a token, cached for up to [`CACHED_FOR`]. While the database fails, a cached
    /// session stays valid.
    pub(crate) async fn session(&self, token: &[u8; 32]) -> Result<Option<HostSession>, StorageError> {
        let hash = hash(token);
        let cached = self.cache.get(&hash).map(|cached| cached.clone());
        if let Some((session, read_at)) = &cached
            && read_at.elapsed() < CACHED_FOR
        {
            return Ok(Some(session.clone()));
        }
        match (self.storage.host_session(hash).await, cached) {
            // Cached again after an error too, so that not every request queries a failing
            // database.
            (Ok(Some(session)), _) | (Err(_), Some((session, _))) => {
                self.cache.insert(hash, (session.clone(), Instant::now()));
                Ok(Some(session))
            }
            (Ok(None), _) => {
                self.cache.remove(&hash);
                Ok(None)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Stores in the background that a session is used, at most every [`SEEN_EVERY`].
    pub(crate) fn seen(&self, token: &[u8; 32], session: &HostSession, now: i64) {
        if (now - session.seen_at).abs() < SEEN_EVERY {
            return;
        }
        if let Some(mut cached) = self.cache.get_mut(&hash(token)) {
            cached.0.seen_at = now;
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
    /// A URL for this computer that begins a host's session in one browser.
    pub(crate) fn host_link(&self) -> String {
        format!("{}{}", self.local_url, self.host_path())
    }

    /// The path of [`host_link`](Self::host_link), with a one-time code.
    pub(crate) fn host_path(&self) -> String {
        self.keys.host_path(entropy::bytes(), self.clock.now_millis())
    }

    /// Replaces the host key; if it differs from the old one, every session and every remote ends.
    pub(crate) fn replace_host_key(&self, key: String) {
        if self.keys.replace_host_key(key) {
            tracing::info!("host key: replaced, every session and every remote has ended");
            self.hosts.recheck_sessions();
        }
    }
}

/// The hash by which the database stores a token; the token is random, so it needs no salt.
fn hash(token: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(token).into()
}
