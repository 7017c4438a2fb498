//! Authenticates the host: by key, or by a session whose cookie and page secret belong together.

use super::{LIFETIME, PAGE_HEADER};
use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::keys::{Keys, bearer};
use crate::app::polls::PollError;
use crate::config::NamedKey;
use crate::domain::{AddressGroup, HostSession};
use crate::http::problem::Problem;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, header};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

/// The credentials in a request.
pub(in super::super) struct Credentials<'a> {
    headers: &'a HeaderMap,
    /// The page's secret where it is not in the header.
    page: Option<&'a str>,
    /// The path and query that is read, whose end may be a ticket.
    address: Option<&'a str>,
    client: AddressGroup,
}

/// A proven host's authority.
#[derive(Debug, Clone)]
pub(in super::super) struct Authority {
    /// The host's name, as in `HOST_KEYS`.
    pub(in super::super) host: String,
    /// The session's id; `None` when the key itself was sent.
    pub(in super::super) session: Option<i64>,
    pub(in super::super) proof: Proof,
}

/// What an authority is based on; sockets check it again while they live.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof {
    pub(super) token: Option<[u8; 32]>,
    key_mark: [u8; 32],
}

impl<'a> Credentials<'a> {
    /// The credentials of a request; a GET may carry a ticket.
    pub(in super::super) fn of(parts: &'a Parts) -> Self {
        let address = if parts.method == Method::GET { parts.uri.path_and_query().map(PathAndQuery::as_str) } else { None };
        Self { headers: &parts.headers, page: None, address, client: client(parts) }
    }

    /// The credentials in a request's headers alone.
    pub(in super::super) fn of_headers(headers: &'a HeaderMap, client: ClientIp) -> Self {
        Self { headers, page: None, address: None, client: client.group() }
    }

    /// The credentials of a socket: the headers of its handshake, and the page's secret beside them.
    pub(in super::super) fn of_socket(parts: &'a Parts, page: Option<&'a str>) -> Self {
        Self { headers: &parts.headers, page, address: None, client: client(parts) }
    }
}

/// The refusal of a host-only route: 401 for a request without credentials, 403 for one whose credentials do not suffice.
pub(in super::super) fn refusal(headers: &HeaderMap) -> Problem {
    let shows = headers.contains_key(header::AUTHORIZATION) || headers.contains_key(PAGE_HEADER) || Keys::has_cookie(headers);
    if shows { Problem::host_only() } else { Problem::no_credentials() }
}

fn client(parts: &Parts) -> AddressGroup {
    parts.extensions.get::<ClientIp>().copied().unwrap_or_else(|| ClientIp::elsewhere(Ipv4Addr::UNSPECIFIED.into())).group()
}

impl App {
    /// The host's authority that a request shows, if it does.
    ///
    /// # Errors
    /// `too_many_requests` while keys from this address are not looked at, `storage_unavailable` where the session cannot be.
    pub(in super::super) async fn authority(&self, shown: Credentials<'_>) -> Result<Option<Authority>, Problem> {
        if let Some(key) = bearer(shown.headers)
            && let Some(host) = self.host_with(key, shown.client)?
        {
            let key_mark = self.keys.host_mark(&host);
            return Ok(Some(Authority { host: host.name, session: None, proof: Proof { token: None, key_mark } }));
        }
        let Some(token) = Keys::host_token(shown.headers) else { return Ok(None) };
        let is_the_page = match shown.page {
            Some(page) => self.keys.is_page_of(&token, page),
            None => self.shows_page(&token, shown.headers),
        };
        if !is_the_page && !shown.address.is_some_and(|address| self.take_ticket(&token, address)) {
            return Ok(None);
        }
        let Some(session) = self.session_of(&token).await? else { return Ok(None) };
        self.hosts.seen(&token, &session, self.clock.now_millis());
        let proof = Proof { token: Some(token), key_mark: session.key_mark };
        Ok(Some(Authority { host: session.host, session: Some(session.id), proof }))
    }

    /// Whether a header carries the secret of the page that this token belongs to.
    pub(super) fn shows_page(&self, token: &[u8; 32], headers: &HeaderMap) -> bool {
        let page = headers.get(PAGE_HEADER).and_then(|page| page.to_str().ok());
        page.is_some_and(|page| self.keys.is_page_of(token, page))
    }

    /// Whether a request could be a host's, also where its page shows its secret only afterwards or cannot: enough for a seat and
    /// against the limits, and for nothing else. A cookie that this server did not draw is not looked up.
    pub(in super::super) async fn may_be_host(&self, headers: &HeaderMap, client: ClientIp) -> bool {
        if let Some(token) = Keys::host_token(headers).filter(|token| self.keys.has_drawn(token))
            && self.session_of(&token).await.is_ok_and(|session| session.is_some())
        {
            return true;
        }
        self.authority(Credentials::of_headers(headers, client)).await.is_ok_and(|authority| authority.is_some())
    }

    /// Whose key this is; one that is nobody's is held against the address it comes from. While that waits, a key that
    /// nobody guesses is still taken, so that others behind the same address keep no host out.
    pub(super) fn host_with(&self, key: &str, address: AddressGroup) -> Result<Option<NamedKey>, Problem> {
        let now = Instant::now();
        let host = self.keys.host(key);
        // A maker's token is no wrong key, whatever it is shown for.
        if host.is_none() && self.keys.is_poll_token(key) {
            return Ok(None);
        }
        if host.as_ref().is_none_or(NamedKey::can_be_guessed) {
            self.hosts.attempts.may_offer(address, now).map_err(|wait| Problem::too_many_requests(seconds(wait)))?;
        }
        match &host {
            Some(_) => self.hosts.attempts.right(address, now),
            None => self.hosts.attempts.wrong(address, now),
        }
        Ok(host)
    }

    /// The session of a token, while it lasts and its key is a host's.
    pub(in super::super) async fn session_of(&self, token: &[u8; 32]) -> Result<Option<HostSession>, Problem> {
        let session = self.hosts.session(token).await.map_err(PollError::from)?;
        let now = self.clock.now_millis();
        Ok(session.filter(|session| session.created_at + LIFETIME > now && self.keys.has_mark(&session.key_mark)))
    }

    /// Whether what an authority stood on still stands; a database that does not answer changes nothing.
    pub(crate) async fn still_stands(&self, proof: &Proof) -> bool {
        match &proof.token {
            None => self.keys.has_mark(&proof.key_mark),
            Some(token) => self.session_of(token).await.map_or(true, |session| session.is_some()),
        }
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
