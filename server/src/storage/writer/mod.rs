//! Group commit: one task owns the one connection that writes.
//!
//! Whatever has queued while the last transaction was being committed goes into the next one together, so a slow disk
//! makes groups larger instead of voters slower. Each waiting request is answered after COMMIT, never before. A request
//! that goes away (a phone that hung up) cannot tear a transaction: the task holds it, not the request.

use super::{BoxFuture, Recorded, StorageError, note_failure, note_read};
use crate::domain::{Ballot, Refusal};
use crate::metrics;
use parking_lot::Mutex;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// The most jobs that share a transaction.
const GROUP: usize = 256;
/// The most jobs that may wait; beyond it a vote is a 503 at once.
const QUEUE: usize = 4096;

/// How long a group waits for company at most, and at most as long as the last commit took.
const LONGEST_WAIT: Duration = Duration::from_millis(10);
/// The part of that after which a group is complete, if no ballot has come meanwhile.
const SILENCE: u32 = 32;

type Reply<T> = oneshot::Sender<Result<T, StorageError>>;

/// The database's side of the writer: a connection and its statements.
pub(super) trait WriteSession: Send + 'static {
    /// A connection to the database.
    type Session: Send + 'static;

    /// The connection, tested or replaced where needed.
    fn ready(&mut self) -> impl Future<Output = Result<&mut Self::Session, sqlx::Error>> + Send;

    /// Counts a group in one transaction; one outcome for each ballot, in their order.
    fn record(
        session: &mut Self::Session,
        ballots: &[Ballot],
    ) -> impl Future<Output = Result<Vec<Result<Recorded, Refusal>>, sqlx::Error>> + Send;

    /// Called after a failed write: drops or replaces the connection.
    fn failed(&mut self) -> impl Future<Output = ()> + Send;

    /// Closes the connection; `changed` is whether anything was written.
    fn end(self, changed: bool) -> impl Future<Output = ()> + Send;
}

/// A transaction of its own, which sends its outcome to the caller; false when the database failed.
type Work<D> = Box<dyn for<'c> FnOnce(Result<&'c mut <D as WriteSession>::Session, sqlx::Error>) -> BoxFuture<'c, bool> + Send>;

/// A queued write, with the channel to its caller.
pub(super) enum Job<D: WriteSession> {
    Record(Box<Ballot>, Reply<Result<Recorded, Refusal>>),
    Write(Work<D>),
}

/// The sender of jobs to the writing task.
pub(super) struct Writer<D: WriteSession> {
    jobs: Mutex<Option<mpsc::Sender<Job<D>>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl<D: WriteSession> Writer<D> {
    /// Starts the task; also returns a receiver of whether the last group could not be written.
    pub(super) fn start(session: D) -> (Self, watch::Receiver<bool>) {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let (fails, failing) = watch::channel(false);
        let task = tokio::spawn(write(session, waiting, fails));
        (Self { jobs: Mutex::new(Some(jobs)), task: Mutex::new(Some(task)) }, failing)
    }

    /// Waits until everything that was queued is written, and the connection closed.
    pub(super) async fn close(&self) {
        drop(self.jobs.lock().take());
        let task = self.task.lock().take();
        if let Some(task) = task {
            let _ended = task.await;
        }
    }

    /// Queues what a host does, in a transaction of its own, and waits for its commit.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut D::Session) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.submit(|waiting| {
            Job::Write(Box::new(move |session| {
                Box::pin(async move {
                    let outcome = match session {
                        Ok(session) => work(session).await,
                        Err(error) => Err(error),
                    };
                    reply(waiting, outcome)
                })
            }))
        })
        .await
    }

    /// Queues a job and waits for its commit.
    pub(super) async fn submit<T>(&self, job: impl FnOnce(Reply<T>) -> Job<D>) -> Result<T, StorageError> {
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.lock().clone().ok_or(StorageError::Closed)?;
        jobs.try_send(job(answer)).map_err(|full| match full {
            mpsc::error::TrySendError::Full(_) => StorageError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StorageError::Closed,
        })?;
        // A waiting caller holds no sender, so that the task can end.
        drop(jobs);
        answered.await.map_err(|_| StorageError::Closed)?
    }
}

async fn write<D: WriteSession>(mut session: D, mut waiting: mpsc::Receiver<Job<D>>, fails: watch::Sender<bool>) {
    let mut group = Vec::with_capacity(GROUP);
    let mut changed = false;
    let mut last = Duration::ZERO;
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        gather(&mut group, &mut waiting, last.min(LONGEST_WAIT)).await;
        metrics::waiting(group.len() + waiting.len());
        let began = Instant::now();
        let well = commit(&mut session, std::mem::take(&mut group)).await;
        last = began.elapsed();
        fails.send_if_modified(|failing| std::mem::replace(failing, !well) == well);
        metrics::waiting(waiting.len());
        if well {
            changed = true;
        } else {
            session.failed().await;
        }
    }
    session.end(changed).await;
}

/// Gathers ballots that arrive together: a group is complete when no new one has come for a while that is short
/// beside the last commit, and the commit's own time is all the `patience` there is. Voters who were answered by one commit
/// then share the next, instead of two groups in turn that each wait for the other's disk. It looks again and again while
/// others work, because timers are too coarse for this.
async fn gather<T>(group: &mut Vec<T>, waiting: &mut mpsc::Receiver<T>, patience: Duration) {
    let began = Instant::now();
    // Counted from the first empty poll of the queue, not from the last ballot: none arrives while answers are written.
    let mut quiet_since = None;
    loop {
        tokio::task::yield_now().await;
        let before = group.len();
        while group.len() < GROUP {
            match waiting.try_recv() {
                Ok(job) => group.push(job),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return,
            }
        }
        let now = Instant::now();
        if group.len() == GROUP || now - began >= patience {
            return;
        }
        if group.len() > before {
            quiet_since = None;
        } else if now - *quiet_since.get_or_insert(now) >= patience / SILENCE {
            return;
        }
    }
}

/// One transaction for the whole group, then one answer for each. False when the database failed.
async fn commit<D: WriteSession>(session: &mut D, group: Vec<Job<D>>) -> bool {
    let mut well = true;
    let mut ballots = Vec::new();
    let mut answers = Vec::new();
    // A host's change comes first, and alone: "closed" must hold for every ballot that is answered after it.
    for job in group {
        match job {
            Job::Record(ballot, answer) => {
                ballots.push(*ballot);
                answers.push(answer);
            }
            Job::Write(work) => well &= work(session.ready().await).await,
        }
    }
    if ballots.is_empty() {
        return well;
    }
    tracing::debug!(ballots = ballots.len(), "writer: batch");
    let began = Instant::now();
    let recorded = match session.ready().await {
        Ok(session) => D::record(session, &ballots).await,
        Err(error) => Err(error),
    };
    metrics::committed(ballots.len(), began.elapsed(), recorded.is_ok());
    match recorded {
        Ok(outcomes) => {
            #[cfg(test)]
            tests::committed().await;
            for (waiting, outcome) in answers.into_iter().zip(outcomes) {
                reply(waiting, Ok(outcome));
            }
            well
        }
        Err(error) => {
            note_failure(&error);
            tracing::debug!(%error, ballots = ballots.len(), "writer: batch rolled back");
            for waiting in answers {
                let _gone = waiting.send(Err(StorageError::NotCommitted));
            }
            false
        }
    }
}

/// Sends the outcomes to the callers. A caller that has disconnected is ignored: its ballot stays committed. False when the
/// database failed.
fn reply<T>(waiting: Reply<T>, outcome: Result<T, sqlx::Error>) -> bool {
    let well = outcome.is_ok();
    note_read(&outcome, false);
    let _gone = waiting.send(outcome.map_err(StorageError::Unavailable));
    well
}

#[cfg(test)]
mod tests;
