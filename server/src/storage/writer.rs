//! Group commit: one task owns the one writing connection.
//!
//! Whatever has queued while the last transaction was being committed goes into the next one together, so a slow disk
//! makes groups larger instead of voters slower. Each waiting request is answered after COMMIT, never before. A request
//! that goes away (a phone that hung up) cannot tear a transaction: the task holds it, not the request.

use super::{Boxed, Recorded, StorageError, sqlite, sqlite_backup, sqlite_record};
use crate::domain::{Ballot, Refusal};
use crate::figures;
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot, watch};

/// The most jobs that share a transaction.
const GROUP: usize = 256;
/// The most jobs that may wait; beyond it a voter is told to try again at once instead of waiting in the dark.
const QUEUE: usize = 4096;

type Answer<T> = oneshot::Sender<Result<T, StorageError>>;

/// A transaction of its own, which answers whoever waits for it; false when the database failed.
type Work = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> Boxed<'c, bool> + Send>;

/// Something to write, and who waits for it.
pub(super) enum Job {
    Record(Box<Ballot>, Answer<Result<Recorded, Refusal>>),
    Write(Work),
}

/// The door to the writing task. Clones share it.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    failing: watch::Receiver<bool>,
}

impl Writer {
    /// Starts the task; it ends, and closes the connection, when every clone of the door is gone.
    pub(super) fn start(connection: SqliteConnection, file: PathBuf) -> (Self, tokio::task::JoinHandle<()>) {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let (fails, failing) = watch::channel(false);
        (Self { jobs, failing }, tokio::spawn(write(connection, file, waiting, fails)))
    }

    /// Whether the last group could not be written.
    pub(super) fn failing(&self) -> watch::Receiver<bool> {
        self.failing.clone()
    }

    /// Queues what a host does, in a transaction of its own, and waits for its commit.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> Boxed<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.submit(|waiting| Job::Write(Box::new(move |connection| Box::pin(async move { answer(waiting, work(connection).await) }))))
            .await
    }

    /// Queues a job and waits for its commit.
    pub(super) async fn submit<T>(&self, job: impl FnOnce(Answer<T>) -> Job) -> Result<T, StorageError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.try_send(job(answer)).map_err(|full| match full {
            mpsc::error::TrySendError::Full(_) => StorageError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StorageError::Closed,
        })?;
        answered.await.map_err(|_| StorageError::Closed)?
    }
}

async fn write(mut connection: SqliteConnection, file: PathBuf, mut waiting: mpsc::Receiver<Job>, fails: watch::Sender<bool>) {
    let mut group = Vec::with_capacity(GROUP);
    let mut changed = false;
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        // Whoever has a ballot ready to be read comes along: on a busy machine that makes groups large, on an idle one it
        // costs nothing.
        tokio::task::yield_now().await;
        while group.len() < GROUP
            && let Ok(job) = waiting.try_recv()
        {
            group.push(job);
        }
        figures::waiting(group.len() + waiting.len());
        let well = commit(&mut connection, std::mem::take(&mut group)).await;
        fails.send_if_modified(|failing| std::mem::replace(failing, !well) == well);
        figures::waiting(waiting.len());
        if well {
            changed = true;
        } else {
            connection = afresh(connection, &file).await;
        }
    }
    end(connection, changed.then_some(file.as_path())).await;
}

/// Another connection after a failure. SQLite ends a transaction by itself when the disk is full, and a connection that
/// does not know would refuse everything from then on.
async fn afresh(failed: SqliteConnection, file: &Path) -> SqliteConnection {
    match SqliteConnection::connect_with(&sqlite::options(file)).await {
        Ok(fresh) => {
            if let Err(error) = failed.close().await {
                tracing::debug!(%error, "a connection that had failed did not close in good order");
            }
            fresh
        }
        Err(error) => {
            tracing::warn!(%error, "could not open the database anew; the next group tries again");
            failed
        }
    }
}

/// Leaves the file small, whole, and copied if anything was written.
async fn end(mut connection: SqliteConnection, changed: Option<&Path>) {
    if let Err(error) = sqlite::tidy(&mut connection).await {
        tracing::warn!(%error, "could not tidy the database at closing");
    }
    if let Some(file) = changed
        && let Err(error) = sqlite_backup::back_up(&mut connection, file).await
    {
        tracing::warn!(error = format!("{error:#}"), "could not back up the database at closing");
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "could not close the database in good order");
    }
}

/// One transaction for the whole group, then one answer for each. False when the database failed.
async fn commit(connection: &mut SqliteConnection, group: Vec<Job>) -> bool {
    let mut well = true;
    let mut ballots = Vec::new();
    let mut others = Vec::new();
    for job in group {
        match job {
            Job::Record(ballot, answer) => ballots.push((*ballot, answer)),
            host @ Job::Write(_) => others.push(host),
        }
    }
    // A host's change comes first, and alone: "closed" must hold for every ballot that is answered after it.
    for job in others {
        match job {
            Job::Write(work) => well &= work(connection).await,
            Job::Record(..) => {}
        }
    }
    if ballots.is_empty() {
        return well;
    }
    let (ballots, answers): (Vec<_>, Vec<_>) = ballots.into_iter().unzip();
    tracing::debug!(ballots = ballots.len(), "a group");
    let began = Instant::now();
    let recorded = sqlite_record::record(connection, &ballots).await;
    figures::committed(ballots.len(), began.elapsed(), recorded.is_ok());
    match recorded {
        Ok(outcomes) => {
            #[cfg(test)]
            tests::committed().await;
            for (waiting, outcome) in answers.into_iter().zip(outcomes) {
                answer(waiting, Ok(outcome));
            }
            well
        }
        Err(error) => {
            tracing::error!(%error, ballots = ballots.len(), "a group of ballots was not committed");
            for waiting in answers {
                let _gone = waiting.send(Err(StorageError::NotCommitted));
            }
            false
        }
    }
}

/// Nobody waiting any more is fine: what is committed stays committed. False when the database failed.
fn answer<T>(waiting: Answer<T>, outcome: Result<T, sqlx::Error>) -> bool {
    let well = outcome.is_ok();
    let _gone = waiting.send(outcome.map_err(StorageError::Unavailable));
    well
}

#[cfg(test)]
mod tests;
