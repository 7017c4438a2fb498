//! The writer's connection to PostgreSQL: tested before use after a pause, and replaced after a
//! failure.

use super::super::questions::{Marked, SentMark};
use super::super::{Recorded, writer};
use super::{ACQUIRE_TIMEOUT, Hosts, dialect::Session, question_marks, record_ballots, within};
use crate::domain::{Ballot, Refusal};
use sqlx::Connection;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long a connection may be unused before it is tested: it may have died unnoticed.
const MAX_IDLE: Duration = Duration::from_millis(500);

/// The writer's connection, while there is one.
pub(in super::super) struct PostgresWriteSession {
    hosts: Arc<Hosts>,
    /// The connection, and when it was last used.
    connection: Option<(Session, Instant)>,
}

impl PostgresWriteSession {
    pub(super) fn new(hosts: Arc<Hosts>) -> Self {
        Self { hosts, connection: None }
    }

    /// Takes the last connection out, if it still answers.
    async fn take_live(&mut self) -> Option<Session> {
        let (mut session, used) = self.connection.take()?;
        if used.elapsed() < MAX_IDLE {
            return Some(session);
        }
        matches!(timeout(ACQUIRE_TIMEOUT, session.ping()).await, Ok(Ok(()))).then_some(session)
    }
}

impl writer::WriteSession for PostgresWriteSession {
    type Session = Session;

    async fn ready(&mut self) -> Result<&mut Session, sqlx::Error> {
        let session = match self.take_live().await {
            Some(session) => session,
            None => self.hosts.establish().await?,
        };
        Ok(&mut self.connection.insert((session, Instant::now())).0)
    }

    async fn record(session: &mut Session, ballots: &[Ballot]) -> Result<Vec<Result<Recorded, Refusal>>, sqlx::Error> {
        within(record_ballots::record(session, ballots)).await
    }

    async fn mark(session: &mut Session, marks: &[SentMark]) -> Result<Vec<Result<Marked, Refusal>>, sqlx::Error> {
        within(question_marks::record(session, marks)).await
    }

    async fn failed(&mut self) {
        // Dropped and not closed, because a close would wait for a host that may be dead.
        // PostgreSQL rolls back what was not committed.
        self.connection = None;
    }

    async fn end(mut self, _changed: bool) {
        if let Some((session, _)) = self.connection.take()
            && let Ok(Err(error)) = timeout(ACQUIRE_TIMEOUT, session.close()).await
        {
            tracing::warn!(%error, "shutdown: database not closed cleanly");
        }
    }
}
