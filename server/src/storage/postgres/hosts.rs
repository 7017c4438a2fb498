//! The hosts of a database. Of several, as with a standby that takes over, the one that accepts writes is used; sqlx itself
//! supports only one.

use super::{ACQUIRE, dialect::Session};
use anyhow::Context;
use parking_lot::Mutex;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgPool, query_scalar};
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// The error for a URL that cannot be parsed, without the URL, since it may hold a password.
const WRITE: &str = "DATABASE_URL cannot be read: write postgres://user:password@host:5432/database, or host1:5432,host2:5432 for several";
/// The parameter of libpq URLs that selects the kind of host.
const ATTRS: &str = "target_session_attrs";

/// The hosts of one URL, and which of them is used.
#[derive(Debug)]
pub(crate) struct Hosts {
    all: Vec<PgConnectOptions>,
    /// Whether hosts that accept no writes are skipped.
    takes_writes: bool,
    current: AtomicUsize,
    looking: AtomicBool,
    /// When the host was last switched: connections opened before lead to the wrong one.
    moved: Mutex<Option<Instant>>,
    readers: OnceLock<PgPool>,
}

impl Hosts {
    /// Parses `postgres://user:password@one:5432,other:5432/database?target_session_attrs=read-write`. Of several hosts the one
    /// that accepts writes is always used.
    ///
    /// # Errors
    /// When the URL cannot be parsed.
    pub(crate) fn parse(url: &str) -> anyhow::Result<Self> {
        let (scheme, rest) = url.split_once("://").context(WRITE)?;
        let (place, query) = rest.split_once('?').map_or((rest, ""), |(place, query)| (place, query));
        let (authority, path) = place.find('/').map_or((place, ""), |at| place.split_at(at));
        let (user, hosts) = authority.rsplit_once('@').map_or(("", authority), |(user, hosts)| (user, hosts));
        let at = if authority.contains('@') { "@" } else { "" };
        let (wanted, others): (Vec<&str>, Vec<&str>) =
            query.split('&').filter(|pair| !pair.is_empty()).partition(|pair| pair.starts_with(ATTRS));
        let attrs = wanted.first().and_then(|pair| pair.split_once('=')).map(|(_, value)| value);
        anyhow::ensure!(
            matches!(attrs, None | Some("any" | "read-write" | "primary")),
            "DATABASE_URL: {ATTRS} can be read-write, and not {}: votes have to be written",
            attrs.unwrap_or_default()
        );
        let query = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
        let one = |host: &str| {
            format!("{scheme}://{user}{at}{host}{path}{query}").parse::<PgConnectOptions>().map_err(|_| anyhow::anyhow!(WRITE))
        };
        let all = hosts.split(',').map(one).collect::<anyhow::Result<Vec<_>>>()?;
        let takes_writes = all.len() > 1 || matches!(attrs, Some("read-write" | "primary"));
        let all = all.into_iter().map(plain).collect();
        Ok(Self {
            all,
            takes_writes,
            current: AtomicUsize::new(0),
            looking: AtomicBool::new(false),
            moved: Mutex::default(),
            readers: OnceLock::new(),
        })
    }

    /// The connection options of the current host.
    pub(super) fn options(&self) -> PgConnectOptions {
        self.all[self.current.load(Ordering::Relaxed) % self.all.len()].clone()
    }

    /// Makes a pool follow a switch to another host.
    pub(super) fn lead(&self, readers: &PgPool) {
        let _the_first = self.readers.set(readers.clone());
    }

    /// Whether a connection of this age leads to a host that is no longer used.
    pub(super) fn has_left(&self, age: Duration) -> bool {
        self.moved.lock().is_some_and(|moved| moved.elapsed() < age)
    }

    /// Connects to the first usable host, beginning with the current one.
    pub(super) async fn establish(&self) -> Result<Session, sqlx::Error> {
        let first = self.current.load(Ordering::Relaxed);
        let mut refused = None;
        for at in (first..first + self.all.len()).map(|at| at % self.all.len()) {
            match self.establish_at(at).await {
                Ok(session) => {
                    self.takes(at);
                    return Ok(session);
                }
                // The error of the first host, as with a URL that names one.
                Err(error) => _ = refused.get_or_insert(error),
            }
        }
        Err(refused.unwrap_or(sqlx::Error::PoolClosed))
    }

    /// Searches for a usable host, if there are several and no search is running.
    pub(super) async fn look_elsewhere(&self) {
        if self.all.len() == 1 || self.looking.swap(true, Ordering::Relaxed) {
            return;
        }
        if let Ok(session) = self.establish().await {
            // The search is over, whether or not the close succeeds.
            let _gone = session.close().await;
        }
        self.looking.store(false, Ordering::Relaxed);
    }

    async fn establish_at(&self, at: usize) -> Result<Session, sqlx::Error> {
        let connecting = async {
            let mut session = Session::connect_with(&self.all[at]).await?;
            if self.takes_writes {
                let read_only: String = query_scalar("show transaction_read_only").persistent(false).fetch_one(&mut session).await?;
                if read_only != "off" {
                    return Err(sqlx::Error::Io(std::io::Error::other("this host takes no writes")));
                }
            }
            Ok(session)
        };
        timeout(ACQUIRE, connecting).await.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
    }

    fn takes(&self, at: usize) {
        if self.current.swap(at, Ordering::Relaxed) == at {
            return;
        }
        tracing::warn!(host = self.all[at].get_host(), port = self.all[at].get_port(), "database: connected to another host");
        *self.moved.lock() = Some(Instant::now());
        if let Some(readers) = self.readers.get() {
            readers.set_connect_options(self.all[at].clone());
        }
    }
}

/// The options of every connection. No extra parameters, because PgBouncer refuses those that it does not know.
fn plain(options: PgConnectOptions) -> PgConnectOptions {
    let name = options.get_application_name().unwrap_or("handsup").to_owned();
    options.application_name(&name).extra_float_digits(None).statement_cache_capacity(0)
}

/// The database and its hosts, without user and password.
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
    fn an_address_may_name_several_hosts_each_with_a_port() {
        let hosts =
            Hosts::parse("postgresql://me:pa%2Css@one,two:5433,[::1]:5434/votes?sslmode=disable&target_session_attrs=read-write").unwrap();
        assert_eq!(hosts.to_string(), "the database votes at one:5432,two:5433,[::1]:5434");
        assert!(hosts.takes_writes && hosts.all.iter().all(|options| options.get_username() == "me"));
        let one = Hosts::parse("postgres://me@one/votes").unwrap();
        assert!(!one.takes_writes && one.all.len() == 1);
        assert!(Hosts::parse("postgres://me@one/votes?target_session_attrs=read-write").unwrap().takes_writes);
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
