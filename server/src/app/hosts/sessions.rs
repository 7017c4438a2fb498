//! Begins, lists and ends the sessions of hosts, and replaces the host key.

use super::{SESSION_LIFETIME, code, hash};
use crate::app::App;
use crate::app::error::AppError;
use crate::config::NamedKey;
use crate::domain::{AddressGroup, HostSession, NewHostSession};
use crate::entropy;
use crate::secrets::PersistedSecrets;
use crate::wire::{HostSessionShown, HostSessions, OneTimeLink};

/// The credential that a browser exchanges for a session.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A one-time code, from a host link.
    Code(String),
    /// The host key.
    Key(String),
}

/// A browser that asks for a session.
#[derive(Debug)]
pub(crate) struct EnteringBrowser {
    /// Its address group.
    pub(crate) group: AddressGroup,
    /// The token of its earlier session, which the new one replaces.
    pub(crate) earlier: Option<[u8; 32]>,
    /// Its name in the list of sessions.
    pub(crate) name: String,
}

impl App {
    /// Begins a session for a browser with a valid code or key; returns the session's token.
    ///
    /// # Errors
    /// [`AppError::HostOnly`] for a wrong code or key, [`AppError::CodeUsed`],
    /// [`AppError::TooFast`] or [`AppError::Storage`].
    pub(crate) async fn enter_as_host(&self, entry: Entry, browser: EnteringBrowser) -> Result<[u8; 32], AppError> {
        let (host, code) = self.check_entry(entry, browser.group)?;
        let token = self.begin_session(&host, code, browser).await?;
        tracing::info!(host = host.name, "host session: started");
        Ok(token)
    }

    /// The host that a code or key proves, and the code's number.
    fn check_entry(&self, entry: Entry, group: AddressGroup) -> Result<(NamedKey, Option<[u8; 16]>), AppError> {
        match entry {
            Entry::Key(key) => Ok((self.host_with_key(key.trim(), group)?.ok_or(AppError::HostOnly)?, None)),
            Entry::Code(code) => {
                let Some(code) = self.keys.read_code(code.trim()) else {
                    // Counts as a wrong key of this address group.
                    self.host_with_key("", group)?;
                    return Err(AppError::HostOnly);
                };
                if code.until < self.clock.now_millis() { Err(AppError::CodeUsed) } else { Ok((code.host, Some(code.number))) }
            }
        }
    }

    async fn begin_session(&self, host: &NamedKey, code: Option<[u8; 16]>, browser: EnteringBrowser) -> Result<[u8; 32], AppError> {
        let replaces = match browser.earlier {
            Some(earlier) => self.session_of(&earlier).await?.map(|session| session.id),
            None => None,
        };
        let token = self.keys.issue_host_token();
        let now = self.clock.now_millis();
        let new = NewHostSession {
            token_hash: hash(&token),
            code,
            key_fingerprint: self.keys.host_key_fingerprint(host),
            host: host.name.clone(),
            name: browser.name,
            now,
            replaces,
            expired_before: now - SESSION_LIFETIME,
        };
        if !self.hosts.storage.create_host_session(new).await? {
            return Err(AppError::CodeUsed);
        }
        self.hosts.recheck_sessions();
        Ok(token)
    }

    /// The valid sessions, the last used first; `own` is the id of the requesting browser's
    /// session.
    pub(crate) async fn host_sessions(&self, own: Option<i64>) -> Result<HostSessions, AppError> {
        let sessions = self.hosts.storage.host_sessions(self.clock.now_millis() - SESSION_LIFETIME).await?;
        let sessions = sessions.into_iter().filter(|session| self.keys.is_current_key(&session.key_fingerprint));
        let sessions = sessions.map(|session| on_wire(session, own)).collect();
        Ok(HostSessions { sessions, key_is_a_setting: self.hosts.key_folder.is_none() })
    }

    /// Ends the session with this token, if it is valid.
    pub(crate) async fn leave_as_host(&self, token: &[u8; 32]) -> Result<(), AppError> {
        if let Some(session) = self.session_of(token).await? {
            self.end_session(session.id).await?;
        }
        Ok(())
    }

    /// Ends a session; returns whether there was one. This instance closes the session's sockets at
    /// once, other instances within seconds.
    pub(crate) async fn end_session(&self, id: i64) -> Result<bool, AppError> {
        let ended = self.hosts.storage.end_host_session(id, self.clock.now_millis()).await?;
        self.hosts.recheck_sessions();
        Ok(ended)
    }

    /// Ends every session but `own`, and every remote; with `None`, for a request that shows the host key, ends all sessions.
    pub(crate) async fn end_other_sessions(&self, own: Option<i64>) -> Result<(), AppError> {
        self.hosts.storage.end_other_host_sessions(own.unwrap_or_default(), self.clock.now_millis()).await?;
        tracing::info!("host session: all others ended, and every remote");
        self.hosts.recheck_sessions();
        Ok(())
    }

    /// A link that begins one session of this host; it is valid for an hour.
    pub(crate) fn one_time_link(&self, host: &str) -> OneTimeLink {
        let now = self.clock.now_millis();
        OneTimeLink { path: self.keys.host_path_of(host, entropy::bytes(), now), until: now + code::LIFETIME }
    }

    /// Draws a new host key, which ends every session and every remote; returns a link to a new session for the host
    /// with this name.
    ///
    /// # Errors
    /// [`AppError::KeyIsASetting`]; [`AppError::Internal`], logged, if the key's file cannot be
    /// written.
    pub(crate) async fn change_host_key(&self, host: &str) -> Result<OneTimeLink, AppError> {
        let Some(folder) = self.hosts.key_folder.clone() else { return Err(AppError::KeyIsASetting) };
        let drawn = tokio::task::spawn_blocking(move || PersistedSecrets::draw_host_key(&folder)).await;
        let key = drawn.map_err(anyhow::Error::from).flatten().map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "host key: the new key could not be written");
            AppError::Internal
        })?;
        self.replace_host_key(key);
        Ok(self.one_time_link(host))
    }
}

/// A session as the list of sessions has it; `own` is the id of the requesting browser's session.
fn on_wire(session: HostSession, own: Option<i64>) -> HostSessionShown {
    HostSessionShown {
        id: session.id,
        current: own == Some(session.id),
        host: session.host,
        name: session.name,
        created_at: session.created_at,
        seen_at: session.seen_at,
        until: session.created_at + SESSION_LIFETIME,
    }
}
