//! The writer's connection: tested before its first use after a pause, and replaced after a failure.

use super::super::{Recorded, writer};
use super::{ACQUIRE, Hosts, dialect::Session, record, within};
use crate::domain::{Ballot, Refusal};
use sqlx::Connection;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// After a pause this long the connection may be dead without either side having noticed.
const PAUSE: Duration = Duration::from_millis(500);

/// The writer's connection, while there is one.
pub(in super::super) struct PostgresWriteSession {
    hosts: Arc<Hosts>,
    kept: Option<(Session, Instant)>,
}

impl PostgresWriteSession {
    pub(super) fn new(hosts: Arc<Hosts>) -> Self {
        Self { hosts, kept: None }
    }

    /// The previous connection, if it still answers.
    async fn kept(&mut self) -> Option<Session> {
        let (mut session, used) = self.kept.take()?;
        if used.elapsed() < PAUSE {
            return Some(session);
        }
        matches!(timeout(ACQUIRE, session.ping()).await, Ok(Ok(()))).then_some(session)
    }
}

impl writer::WriteSession for PostgresWriteSession {
    type Session = Session;

    async fn ready(&mut self) -> Result<&mut Session, sqlx::Error> {
        let session = match self.kept().await {
            Some(session) => session,
            None => self.hosts.establish().await?,
        };
        Ok(&mut self.kept.insert((session, Instant::now())).0)
    }

    async fn record(session: &mut Session, ballots: &[Ballot]) -> Result<Vec<Result<Recorded, Refusal>>, sqlx::Error> {
        within(record::record(session, ballots)).await
    }

    async fn failed(&mut self) {
        // A regular close would wait for an answer of a host that may be dead; PostgreSQL rolls back what was not committed.
        self.kept = None;
    }

    async fn end(mut self, _changed: bool) {
        if let Some((session, _)) = self.kept.take()
            && let Ok(Err(error)) = timeout(ACQUIRE, session.close()).await
        {
            tracing::warn!(%error, "shutdown: database not closed cleanly");
        }
    }
}
