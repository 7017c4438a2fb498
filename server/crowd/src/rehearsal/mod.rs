//! Plays an evening against a server. A crowd arrives over some time, and each phone votes; then
//! the host asks a second question and all phones vote at once. The measurements are a [`Report`].

mod evening;
mod report;

pub use report::Report;

use crate::host::Host;
use crate::question::{Kind, Question};
use crate::row::{Row, count};
use crate::usage::Usage;
use evening::{Cues, Observation, evening};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, interval};

/// How often progress is printed.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(2);

/// The parameters of a rehearsal.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// The host that asks the questions.
    pub host: Host,
    /// The kind of both questions.
    pub kind: Kind,
    /// How many phones arrive.
    pub phones: u32,
    /// The time over which they arrive evenly.
    pub time: Duration,
    /// The server's process id, if it runs on this computer and can be observed.
    pub process: Option<u32>,
}

/// A rehearsal while it runs.
struct Play<'a> {
    plan: &'a Rehearsal,
    observations: mpsc::UnboundedReceiver<Observation>,
    /// How many phones have not failed.
    present: u32,
    report: Report,
}

impl Rehearsal {
    /// Runs the rehearsal.
    ///
    /// # Errors
    /// When the server does not accept a question (no answer, a wrong key), or does not return its
    /// counts. Failures of single phones are in the report.
    pub async fn run(&self) -> anyhow::Result<Report> {
        // A phone has two sockets. If the limit stays too low, phones that cannot connect are
        // reported as failed.
        let _as_many_as_allowed = rlimit::increase_nofile_limit(u64::MAX);
        let first = self.host.asks("Rehearsal: who is here?", self.kind).await?;
        let (sender, observations) = mpsc::unbounded_channel();
        let (cues, receivers) = Cues::new();
        let before = self.usage();
        let began = Instant::now();
        for n in 0..self.phones {
            let due = began + self.time * n / self.phones;
            tokio::spawn(evening(self.host.target().clone(), n, due, first.clone(), receivers.clone(), sender.clone()));
        }
        drop((sender, receivers));
        let mut play = Play { plan: self, observations, present: self.phones, report: Report::default() };
        play.measure_arrival(&first, before).await?;
        play.measure_all_at_once(&cues).await?;
        Ok(play.report)
    }

    fn usage(&self) -> Option<Usage> {
        self.process.and_then(Usage::of)
    }
}

impl Play<'_> {
    /// Measures the arrival and the first vote of each phone.
    async fn measure_arrival(&mut self, question: &Question, before: Option<Usage>) -> anyhow::Result<()> {
        let began = Instant::now();
        let (mut scans, mut answers, mut bytes) = (Vec::new(), Vec::new(), 0);
        let failed = self.gather("phones have come and voted", |observation| {
            let Observation::Arrived { scan, answer, bytes: received } = observation else { return };
            scans.push(scan);
            answers.push(answer);
            bytes = bytes.max(received);
        });
        let failed = failed.await;
        let (plan, took) = (self.plan, began.elapsed());
        let what = format!("{} phones come within {} s, scan to counted", plan.phones, plan.time.as_secs());
        let figures = &mut self.report.figures;
        figures.add(Row::new(what).rate(scans.len(), took).times(&mut scans).errors(failed));
        figures.add(Row::new("a vote's answer meanwhile").times(&mut answers));
        figures.add(Row::new("a first visit, headers included").value(count(bytes) / 1000.0, "kB"));
        if let (Some(before), Some(after)) = (before, plan.usage()) {
            // `Duration` converts the difference to a float exactly.
            let grown = Duration::from_secs(after.memory.saturating_sub(before.memory)).as_secs_f64() / f64::from(plan.phones);
            figures.add(Row::new("the server's memory a phone").value(grown, "kB"));
            figures.add(Row::new("the server's share of one core").value(after.share_since(&before, took), "%"));
        }
        self.compare_counts("as they come", question, answers.len()).await
    }

    /// Measures a second question on which all phones vote at the same time, until each has
    /// received the last vote.
    async fn measure_all_at_once(&mut self, cues: &Cues) -> anyhow::Result<()> {
        let question = self.plan.host.asks("Rehearsal: all at once?", self.plan.kind).await?;
        cues.next.send_replace(Some(question.clone()));
        let mut failed = self.gather("phones follow the next question", |_| {}).await;
        let (before, began) = (self.plan.usage(), Instant::now());
        cues.go.send_replace(Some(()));
        let mut answers = Vec::new();
        failed += self
            .gather("phones have voted at once", |observation| {
                if let Observation::Counted(took) = observation {
                    answers.push(took);
                }
            })
            .await;
        let took = began.elapsed();
        let figures = &mut self.report.figures;
        figures.add(Row::new("all vote at once: answers").rate(answers.len(), took).times(&mut answers).errors(failed));
        if let (Some(before), Some(after)) = (before, self.plan.usage()) {
            figures.add(Row::new("the server's share of one core meanwhile").value(after.share_since(&before, took), "%"));
        }
        self.measure_screens(cues, answers.len(), began + took).await;
        self.compare_counts("all at once", &question, answers.len()).await
    }

    /// Measures the time from `last`, the last answer, until each phone has received an update with
    /// all votes.
    async fn measure_screens(&mut self, cues: &Cues, votes: usize, last: Instant) {
        cues.votes.send_replace(Some(votes as u64));
        let mut waits = Vec::new();
        let failed = self.gather("screens show every vote", |observation| {
            if let Observation::Saw(when) = observation {
                waits.push(when.saturating_duration_since(last));
            }
        });
        let failed = failed.await;
        self.report.figures.add(Row::new("from the last answer to each screen").times(&mut waits).errors(failed));
    }

    /// Passes one observation of every present phone to `record`, and returns how many phones
    /// failed. Prints progress.
    async fn gather(&mut self, what: &str, mut record: impl FnMut(Observation)) -> usize {
        let (present, mut seen, mut failed) = (self.present, 0, 0);
        let mut clock = interval(PROGRESS_INTERVAL);
        clock.tick().await;
        while seen < present {
            tokio::select! {
                observation = self.observations.recv() => match observation {
                    Some(Observation::Failed(why)) => { seen += 1; failed += 1; self.report.failures.add(&why); }
                    Some(observation) => { seen += 1; record(observation); }
                    None => break,
                },
                _ = clock.tick() => eprintln!("… {} of {present} {what}", seen - failed),
            }
        }
        self.present -= failed;
        failed as usize
    }

    /// Compares the acknowledged votes with the server's counts, and closes the poll.
    async fn compare_counts(&mut self, when: &str, question: &Question, acknowledged: usize) -> anyhow::Result<()> {
        let tally = self.plan.host.counts(question, acknowledged).await?;
        self.report.tallies.push((when.to_owned(), tally));
        self.plan.host.closes(question).await
    }
}

/// A channel for a cue that is given once to all phones; `None` until then.
fn cue<T>() -> (watch::Sender<Option<T>>, watch::Receiver<Option<T>>) {
    watch::channel(None)
}
