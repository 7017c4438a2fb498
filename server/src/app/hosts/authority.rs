//! Checks whether credentials prove a host's authority: a host key, or a session's cookie together
//! with its page's secret or a ticket.

use super::SESSION_LIFETIME;
use crate::app::App;
use crate::app::error::AppError;
use crate::app::keys::{Keys, same};
use crate::app::limit::TooFast;
use crate::config::NamedKey;
use crate::domain::{AddressGroup, HostSession};
use crate::hex;
use std::time::{Duration, Instant};

/// The credentials of a request that may prove a host's authority.
#[derive(Clone, Copy)]
pub(crate) struct Credentials<'a> {
    /// The host key, from `Authorization: Bearer`.
    pub(crate) key: Option<&'a str>,
    /// The session's token, from the host's cookie.
    pub(crate) token: Option<[u8; 32]>,
    /// The page's secret, which belongs to the session's token.
    pub(crate) page_secret: Option<&'a str>,
    /// The path and query of a request whose URL may end with a ticket.
    pub(crate) path_and_query: Option<&'a str>,
    /// The client's address group.
    pub(crate) client: AddressGroup,
}

/// A host's authority, proven by a credential.
#[derive(Debug, Clone)]
pub(crate) struct Authority {
    /// The host's name in `HOST_KEYS`.
    pub(crate) host: String,
    /// The session's id; `None` if the host key was shown.
    pub(crate) session: Option<i64>,
    /// The credential that proves it.
    pub(crate) proof: Proof,
}

/// The credential that proves an authority, to be checked again while a socket is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof {
    token: Option<[u8; 32]>,
    /// The fingerprint of the host key that it rests on.
    pub(crate) key_fingerprint: [u8; 32],
}

impl App {
    /// The host's authority that credentials prove, if any. A ticket is used up.
    ///
    /// # Errors
    /// [`AppError::TooFast`] while the client has to wait after wrong keys; [`AppError::Storage`]
    /// if the session cannot be read.
    pub(crate) async fn authority(&self, credentials: Credentials<'_>) -> Result<Option<Authority>, AppError> {
        if let Some(key) = credentials.key
            && let Some(host) = self.host_with_key(key, credentials.client)?
        {
            let key_fingerprint = self.keys.host_key_fingerprint(&host);
            return Ok(Some(Authority { host: host.name, session: None, proof: Proof { token: None, key_fingerprint } }));
        }
        let Some(token) = credentials.token else { return Ok(None) };
        let has_valid_page_secret = credentials.page_secret.is_some_and(|secret| self.keys.is_page_secret_of(&token, secret));
        if !has_valid_page_secret && !credentials.path_and_query.is_some_and(|path| self.take_ticket(&token, path)) {
            return Ok(None);
        }
        let Some(session) = self.session_of(&token).await? else { return Ok(None) };
        self.hosts.seen(&token, &session, self.clock.now_millis());
        let proof = Proof { token: Some(token), key_fingerprint: session.key_fingerprint };
        Ok(Some(Authority { host: session.host, session: Some(session.id), proof }))
    }

    /// Whether a request may be a host's. A session's cookie suffices, because the requests that
    /// browsers make themselves (pages, pictures, handshakes of sockets) carry nothing else; so
    /// this only lifts rate limits and the limit on sockets. A token that this server has not drawn
    /// is not looked up.
    pub(crate) async fn may_be_host(&self, credentials: Credentials<'_>) -> bool {
        if let Some(token) = credentials.token.filter(|token| self.keys.has_issued(token))
            && self.session_of(&token).await.is_ok_and(|session| session.is_some())
        {
            return true;
        }
        self.authority(credentials).await.is_ok_and(|authority| authority.is_some())
    }

    /// The host that has this key. After several wrong keys of an address group, its next attempts
    /// are delayed; a right key that is too long to guess is accepted during the delay, so that
    /// others behind the same address cannot lock a host out.
    pub(super) fn host_with_key(&self, key: &str, group: AddressGroup) -> Result<Option<NamedKey>, AppError> {
        let now = Instant::now();
        let host = self.keys.host(key);
        // Keys that permit something else are not counted as wrong host keys.
        let is_other_key = || self.keys.is_poll_token(key) || self.keys.read_moderator_token(key).is_some() || self.is_control_key(key);
        if host.is_none() && is_other_key() {
            return Ok(None);
        }
        if host.as_ref().is_none_or(NamedKey::can_be_guessed) {
            self.hosts.attempts.check(group, now).map_err(|wait| TooFast { wait: seconds(wait) })?;
        }
        match &host {
            Some(_) => self.hosts.attempts.record_right(group, now),
            None => self.hosts.attempts.record_wrong(group, now),
        }
        Ok(host)
    }

    /// The session of a token, unless it has expired or its host key was changed or removed.
    pub(crate) async fn session_of(&self, token: &[u8; 32]) -> Result<Option<HostSession>, AppError> {
        let session = self.hosts.session(token).await?;
        let now = self.clock.now_millis();
        Ok(session.filter(|session| session.created_at + SESSION_LIFETIME > now && self.keys.is_current_key(&session.key_fingerprint)))
    }

    /// Whether the credential is still valid; true if the database does not answer.
    pub(crate) async fn is_still_valid(&self, proof: &Proof) -> bool {
        match &proof.token {
            None => self.keys.is_current_key(&proof.key_fingerprint),
            Some(token) => self.session_of(token).await.map_or(true, |session| session.is_some()),
        }
    }
}

/// Rounds up to whole seconds.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

impl Keys {
    /// The page's secret that belongs to this token.
    pub(crate) fn page_secret_of(&self, token: &[u8; 32]) -> String {
        hex::encode(&self.mac(b"host page", token))
    }

    /// Whether this is the page's secret that belongs to the token; compared in constant time.
    pub(crate) fn is_page_secret_of(&self, token: &[u8; 32], secret: &str) -> bool {
        same(self.page_secret_of(token).as_bytes(), secret.as_bytes())
    }
}
