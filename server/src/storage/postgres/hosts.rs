//! The hosts of a database. Of several, such as a primary and its standby, the one that accepts
//! writes is used. sqlx itself supports only one host.

use super::{ACQUIRE_TIMEOUT, dialect::Session};
use anyhow::Context;
use parking_lot::Mutex;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgPool, query_scalar};
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// The error for a URL that cannot be parsed. It leaves the URL out, since that may contain a
/// password.
const UNPARSABLE: &str =
    "DATABASE_URL cannot be read: write postgres://user:password@host:5432/database, or host1:5432,host2:5432 for several";
/// The parameter of libpq URLs that selects the kind of host.
const SESSION_ATTRS: &str = "target_session_attrs";

/// The hosts of one URL, and which of them is used.
#[derive(Debug)]
pub(crate) struct Hosts {
    all: Vec<PgConnectOptions>,
    /// Whether hosts that accept no writes are skipped.
    needs_writes: bool,
    /// The index of the host in use.
    current: AtomicUsize,
    is_searching: AtomicBool,
    /// When the host was last switched: older connections lead to the previous one.
    switched_at: Mutex<Option<Instant>>,
    /// The pool whose options follow a switch.
    readers: OnceLock<PgPool>,
}

impl Hosts {
    /// Parses `postgres://user:password@one:5432,other:5432/database?target_session_attrs=read-write`. Of several hosts the one
    /// that accepts writes is always used.
    ///
    /// # Errors
    /// When the URL cannot be parsed.
    pub(crate) fn parse(url: &str) -> anyhow::Result<Self> {
        let (scheme, rest) = url.split_once("://").context(UNPARSABLE)?;
        let (location, query) = rest.split_once('?').map_or((rest, ""), |(location, query)| (location, query));
        let (authority, path) = location.find('/').map_or((location, ""), |slash| location.split_at(slash));
        let (user, hosts) = authority.rsplit_once('@').map_or(("", authority), |(user, hosts)| (user, hosts));
        let separator = if authority.contains('@') { "@" } else { "" };
        let (session_attrs, others): (Vec<&str>, Vec<&str>) =
            query.split('&').filter(|pair| !pair.is_empty()).partition(|pair| pair.starts_with(SESSION_ATTRS));
        let attrs = session_attrs.first().and_then(|pair| pair.split_once('=')).map(|(_, value)| value);
        anyhow::ensure!(
            matches!(attrs, None | Some("any" | "read-write" | "primary")),
            "DATABASE_URL: {SESSION_ATTRS} can be read-write, and not {}: votes have to be written",
            attrs.unwrap_or_default()
        );
        let query = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
        let parse_host = |host: &str| {
            format!("{scheme}://{user}{separator}{host}{path}{query}").parse::<PgConnectOptions>().map_err(|_| anyhow::anyhow!(UNPARSABLE))
        };
        let all = hosts.split(',').map(parse_host).collect::<anyhow::Result<Vec<_>>>()?;
        let needs_writes = all.len() > 1 || matches!(attrs, Some("read-write" | "primary"));
        let all = all.into_iter().map(for_pgbouncer).collect();
        Ok(Self {
            all,
            needs_writes,
            current: AtomicUsize::new(0),
            is_searching: AtomicBool::new(false),
            switched_at: Mutex::default(),
            readers: OnceLock::new(),
        })
    }

    /// The connection options of the current host.
    pub(super) fn options(&self) -> PgConnectOptions {
        self.all[self.current.load(Ordering::Relaxed) % self.all.len()].clone()
    }

    /// Makes a pool follow switches to another host; only the first call has an effect.
    pub(super) fn attach_pool(&self, readers: &PgPool) {
        let _already_set = self.readers.set(readers.clone());
    }

    /// Whether a connection of this age was opened before the last switch to another host, and so
    /// leads to the previous one.
    pub(super) fn have_switched_since(&self, age: Duration) -> bool {
        self.switched_at.lock().is_some_and(|switched_at| switched_at.elapsed() < age)
    }

    /// Connects to the first usable host, beginning with the current one, and makes it the current
    /// one. The error is that of the first host tried.
    pub(super) async fn establish(&self) -> Result<Session, sqlx::Error> {
        let first = self.current.load(Ordering::Relaxed);
        let mut first_error = None;
        for index in (first..first + self.all.len()).map(|index| index % self.all.len()) {
            match self.establish_at(index).await {
                Ok(session) => {
                    self.switch_to(index);
                    return Ok(session);
                }
                Err(error) => _ = first_error.get_or_insert(error),
            }
        }
        Err(first_error.unwrap_or(sqlx::Error::PoolClosed))
    }

    /// Searches for a usable host and switches to it, if there are several and no search is
    /// running.
    pub(super) async fn search_current_host(&self) {
        if self.all.len() == 1 || self.is_searching.swap(true, Ordering::Relaxed) {
            return;
        }
        if let Ok(session) = self.establish().await {
            // The search has succeeded, whether or not the connection closes cleanly.
            let _closed = session.close().await;
        }
        self.is_searching.store(false, Ordering::Relaxed);
    }

    /// Connects to one host; an error where writes are needed and it accepts none.
    async fn establish_at(&self, index: usize) -> Result<Session, sqlx::Error> {
        let connecting = async {
            let mut session = Session::connect_with(&self.all[index]).await?;
            if self.needs_writes {
                let read_only: String = query_scalar("show transaction_read_only").persistent(false).fetch_one(&mut session).await?;
                if read_only != "off" {
                    return Err(sqlx::Error::Io(std::io::Error::other("this host takes no writes")));
                }
            }
            Ok(session)
        };
        timeout(ACQUIRE_TIMEOUT, connecting).await.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
    }

    fn switch_to(&self, index: usize) {
        if self.current.swap(index, Ordering::Relaxed) == index {
            return;
        }
        tracing::warn!(host = self.all[index].get_host(), port = self.all[index].get_port(), "database: connected to another host");
        *self.switched_at.lock() = Some(Instant::now());
        if let Some(readers) = self.readers.get() {
            readers.set_connect_options(self.all[index].clone());
        }
    }
}

/// Adapts options to PgBouncer, which refuses unknown parameters and does not preserve prepared
/// statements.
fn for_pgbouncer(options: PgConnectOptions) -> PgConnectOptions {
    let name = options.get_application_name().unwrap_or("handsup").to_owned();
    options.application_name(&name).extra_float_digits(None).statement_cache_capacity(0)
}

/// The database and its hosts, without user and password; a URL without a database means the one
/// with the user's name.
impl fmt::Display for Hosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = self.options();
        write!(f, "the database {} ", options.get_database().unwrap_or(options.get_username()))?;
        if let Some(socket) = options.get_socket() {
            return write!(f, "behind {}", socket.display());
        }
        let all: Vec<_> = self.all.iter().map(|options| format!("{}:{}", options.get_host(), options.get_port())).collect();
        write!(f, "at {}", all.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_may_name_several_hosts_each_with_a_port() {
        let hosts =
            Hosts::parse("postgresql://me:pa%2Css@one,two:5433,[::1]:5434/votes?sslmode=disable&target_session_attrs=read-write").unwrap();
        assert_eq!(hosts.to_string(), "the database votes at one:5432,two:5433,[::1]:5434");
        assert!(hosts.needs_writes && hosts.all.iter().all(|options| options.get_username() == "me"));
        let one = Hosts::parse("postgres://me@one/votes").unwrap();
        assert!(!one.needs_writes && one.all.len() == 1);
        assert!(Hosts::parse("postgres://me@one/votes?target_session_attrs=read-write").unwrap().needs_writes);
        assert_eq!(
            Hosts::parse("postgres:///votes?host=/run/postgresql").unwrap().to_string(),
            "the database votes behind /run/postgresql"
        );
    }

    #[test]
    fn an_unparsable_url_is_not_printed() {
        for wrong in [
            "postgres://me:hunter2@one:port,two/votes",
            "postgres://me:hunter2@one/votes?target_session_attrs=standby",
            "postgres://me:hunter2@[::1/votes",
        ] {
            let refusal = format!("{:#}", Hosts::parse(wrong).unwrap_err());
            assert!(refusal.contains("DATABASE_URL") && !refusal.contains("hunter2"), "{refusal}");
        }
    }
}
