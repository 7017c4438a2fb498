//! Group commit: one task owns the one connection that writes.
//!
//! Ballots that were queued while the last transaction was being committed share the next one, so a
//! slow disk makes groups larger instead of voters slower. Each waiting request is answered after
//! COMMIT, never before. A request that is cancelled, because its phone disconnected, does not
//! interrupt a transaction: the task owns it, not the request.

use super::questions::{Marked, SentMark};
use super::{BoxFuture, Recorded, StorageError, log_failure, log_outcome};
use crate::domain::{Ballot, Refusal};
use crate::metrics;
use parking_lot::Mutex;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// The most jobs in a group, whose ballots share a transaction.
const MAX_GROUP: usize = 256;
/// The most jobs that may wait; beyond it a vote is a 503 at once.
const MAX_QUEUED: usize = 4096;

/// The longest time for which a group is gathered. After a shorter commit, a group is gathered for
/// as long as that commit took.
const LONGEST_WAIT: Duration = Duration::from_millis(10);
/// A group is complete when no job arrives for the gathering time divided by this.
const QUIET_DIVISOR: u32 = 32;

type Reply<T> = oneshot::Sender<Result<T, StorageError>>;

/// The writer's connection to one kind of database, and its statements.
pub(super) trait WriteSession: Send + 'static {
    /// A connection to the database.
    type Session: Send + 'static;

    /// The connection to write with, opened again where it was lost.
    fn ready(&mut self) -> impl Future<Output = Result<&mut Self::Session, sqlx::Error>> + Send;

    /// Counts a group of ballots in one transaction; returns one outcome for each, in their order.
    fn record(
        session: &mut Self::Session,
        ballots: &[Ballot],
    ) -> impl Future<Output = Result<Vec<Result<Recorded, Refusal>>, sqlx::Error>> + Send;

    /// Stores a group of marks on boards in one transaction; returns one outcome for each, in their order.
    fn mark(
        session: &mut Self::Session,
        marks: &[SentMark],
    ) -> impl Future<Output = Result<Vec<Result<Marked, Refusal>>, sqlx::Error>> + Send;

    /// Called after a failed write: drops or replaces the connection.
    fn failed(&mut self) -> impl Future<Output = ()> + Send;

    /// Closes the connection; `changed` is whether anything was written.
    fn end(self, changed: bool) -> impl Future<Output = ()> + Send;
}

/// Runs a transaction of its own and sends the outcome to the caller; returns false when the
/// database failed.
type Work<D> = Box<dyn for<'c> FnOnce(Result<&'c mut <D as WriteSession>::Session, sqlx::Error>) -> BoxFuture<'c, bool> + Send>;

/// A queued write, with the channel to its caller.
pub(super) enum Job<D: WriteSession> {
    /// A ballot, which shares a transaction with the other ballots of its group.
    Record(Box<Ballot>, Reply<Result<Recorded, Refusal>>),
    /// A mark on a board, which shares a transaction with the other marks of its group.
    Mark(Box<SentMark>, Reply<Result<Marked, Refusal>>),
    /// A write with a transaction of its own.
    Write(Work<D>),
}

/// The sender of jobs to the writing task.
pub(super) struct Writer<D: WriteSession> {
    jobs: Mutex<Option<mpsc::Sender<Job<D>>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl<D: WriteSession> Writer<D> {
    /// Starts the task; also returns a receiver of whether the last write failed.
    pub(super) fn start(session: D) -> (Self, watch::Receiver<bool>) {
        let (jobs, queue) = mpsc::channel(MAX_QUEUED);
        let (failing_sender, failing) = watch::channel(false);
        let task = tokio::spawn(run(session, queue, failing_sender));
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

    /// Queues `work` as a transaction of its own, such as a host's change, and waits for its
    /// commit.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut D::Session) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.submit(|answer| {
            Job::Write(Box::new(move |session| {
                Box::pin(async move {
                    let outcome = match session {
                        Ok(session) => work(session).await,
                        Err(error) => Err(error),
                    };
                    reply(answer, outcome)
                })
            }))
        })
        .await
    }

    /// Queues a job and waits for its commit.
    pub(super) async fn submit<T>(&self, job: impl FnOnce(Reply<T>) -> Job<D>) -> Result<T, StorageError> {
        let (sender, outcome) = oneshot::channel();
        let jobs = self.jobs.lock().clone().ok_or(StorageError::Closed)?;
        jobs.try_send(job(sender)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StorageError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StorageError::Closed,
        })?;
        // The task ends once all senders are dropped, so a waiting caller must not own one.
        drop(jobs);
        outcome.await.map_err(|_| StorageError::Closed)?
    }
}

/// The writing task: gathers groups and commits them until every sender of jobs is dropped.
async fn run<D: WriteSession>(mut session: D, mut queue: mpsc::Receiver<Job<D>>, failing_sender: watch::Sender<bool>) {
    let mut group = Vec::with_capacity(MAX_GROUP);
    let mut changed = false;
    let mut last_commit = Duration::ZERO;
    while queue.recv_many(&mut group, MAX_GROUP).await > 0 {
        gather(&mut group, &mut queue, last_commit.min(LONGEST_WAIT)).await;
        metrics::writer_waiting(group.len() + queue.len());
        let began = Instant::now();
        let succeeded = commit(&mut session, std::mem::take(&mut group)).await;
        last_commit = began.elapsed();
        // Stores whether this group failed, and notifies only where that differs from the last one.
        failing_sender.send_if_modified(|failing| std::mem::replace(failing, !succeeded) == succeeded);
        metrics::writer_waiting(queue.len());
        if succeeded {
            changed = true;
        } else {
            session.failed().await;
        }
    }
    session.end(changed).await;
}

/// Adds jobs that arrive within `patience` to a group. The group is complete when none has arrived
/// for a fraction of `patience`. Voters whom one commit has answered, and who vote again at once,
/// thus share the next one; otherwise they would split into two groups, each of which waits for the
/// other's commit. This function reads the queue and yields in turn, because timers are too coarse
/// for such short times.
async fn gather<T>(group: &mut Vec<T>, queue: &mut mpsc::Receiver<T>, patience: Duration) {
    let began = Instant::now();
    // Counted from when the queue is found empty, not from the last job: no job arrives while the
    // answers of the last commit are being sent.
    let mut quiet_since = None;
    loop {
        tokio::task::yield_now().await;
        let length_before = group.len();
        while group.len() < MAX_GROUP {
            match queue.try_recv() {
                Ok(job) => group.push(job),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return,
            }
        }
        let now = Instant::now();
        if group.len() == MAX_GROUP || now - began >= patience {
            return;
        }
        if group.len() > length_before {
            quiet_since = None;
        } else if now - *quiet_since.get_or_insert(now) >= patience / QUIET_DIVISOR {
            return;
        }
    }
}

/// Commits a group: first each [`Job::Write`] in its own transaction, then all ballots in one.
/// Answers each job after its commit; returns false when the database failed.
async fn commit<D: WriteSession>(session: &mut D, group: Vec<Job<D>>) -> bool {
    let mut succeeded = true;
    let mut ballots = Vec::new();
    let mut answers = Vec::new();
    let (mut marks, mut mark_answers) = (Vec::new(), Vec::new());
    // A host's changes come first, so that no ballot of this group counts in a poll closed by it.
    for job in group {
        match job {
            Job::Record(ballot, answer) => {
                ballots.push(*ballot);
                answers.push(answer);
            }
            Job::Mark(mark, answer) => {
                marks.push(*mark);
                mark_answers.push(answer);
            }
            Job::Write(work) => succeeded &= work(session.ready().await).await,
        }
    }
    if !marks.is_empty() {
        let marked = match session.ready().await {
            Ok(session) => D::mark(session, &marks).await,
            Err(error) => Err(error),
        };
        succeeded &= reply_all(mark_answers, marked);
    }
    if ballots.is_empty() {
        return succeeded;
    }
    tracing::debug!(ballots = ballots.len(), "writer: batch");
    let began = Instant::now();
    let recorded = match session.ready().await {
        Ok(session) => D::record(session, &ballots).await,
        Err(error) => Err(error),
    };
    metrics::commit(ballots.len(), began.elapsed(), recorded.is_ok());
    #[cfg(test)]
    if recorded.is_ok() {
        tests::committed().await;
    }
    reply_all(answers, recorded) && succeeded
}

/// Answers the jobs that have shared a transaction; returns false when the database failed.
fn reply_all<T>(answers: Vec<Reply<T>>, outcomes: Result<Vec<T>, sqlx::Error>) -> bool {
    match outcomes {
        Ok(outcomes) => {
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                reply(answer, Ok(outcome));
            }
            true
        }
        Err(error) => {
            log_failure(&error);
            tracing::debug!(%error, jobs = answers.len(), "writer: batch rolled back");
            for answer in answers {
                let _disconnected = answer.send(Err(StorageError::NotCommitted));
            }
            false
        }
    }
}

/// Sends an outcome to its caller; returns false when the database failed. That a caller has
/// disconnected is ignored: its ballot stays committed.
fn reply<T>(answer: Reply<T>, outcome: Result<T, sqlx::Error>) -> bool {
    let succeeded = outcome.is_ok();
    log_outcome(&outcome, false);
    let _disconnected = answer.send(outcome.map_err(StorageError::Unavailable));
    succeeded
}

#[cfg(test)]
mod tests;
