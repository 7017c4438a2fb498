//! "What if two hundred people come tonight?" A crowd comes in over some time, each phone votes; then the host asks again
//! and all of them vote at once. What they saw is a [`Report`].

mod evening;
mod report;

pub use report::Report;

use crate::host::{Host, Question};
use crate::row::{Row, count};
use crate::usage::Usage;
use evening::{Cues, Told, evening};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, interval};

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// What to play.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// Who asks the questions.
    pub host: Host,
    /// How many come.
    pub phones: u32,
    /// How long they take to come.
    pub time: Duration,
    /// The server's process, where it is on this computer and ours to look at.
    pub process: Option<u32>,
}

/// A rehearsal while it runs.
struct Play<'a> {
    plan: &'a Rehearsal,
    hears: mpsc::UnboundedReceiver<Told>,
    present: u32,
    report: Report,
}

impl Rehearsal {
    /// Plays it.
    ///
    /// # Errors
    /// When it cannot begin (nobody answers, a wrong key), or the server does not tell its counts. What goes wrong with
    /// single phones is told in the report.
    pub async fn run(&self) -> anyhow::Result<Report> {
        // A phone is two sockets; fewer than asked for is told by the phones that cannot come.
        let _as_many_as_allowed = rlimit::increase_nofile_limit(u64::MAX);
        let first = self.host.asks("Rehearsal: who is here?").await?;
        let (told, hears) = mpsc::unbounded_channel();
        let (cues, followed) = Cues::new();
        let before = self.usage();
        let began = Instant::now();
        for n in 0..self.phones {
            let due = began + self.time * n / self.phones;
            tokio::spawn(evening(self.host.target().clone(), n, due, first.clone(), followed.clone(), told.clone()));
        }
        drop((told, followed));
        let mut play = Play { plan: self, hears, present: self.phones, report: Report::default() };
        play.arrival(&first, before).await?;
        play.all_at_once(&cues).await?;
        Ok(play.report)
    }

    fn usage(&self) -> Option<Usage> {
        self.process.and_then(Usage::of)
    }
}

impl Play<'_> {
    /// The crowd comes in, and votes.
    async fn arrival(&mut self, question: &Question, before: Option<Usage>) -> anyhow::Result<()> {
        let began = Instant::now();
        let (mut scans, mut answers, mut bytes) = (Vec::new(), Vec::new(), 0);
        let failed = self.gather("phones have come and voted", |told| {
            let Told::Arrived { scan, answer, bytes: heard } = told else { return };
            scans.push(scan);
            answers.push(answer);
            bytes = bytes.max(heard);
        });
        let failed = failed.await;
        let (plan, took) = (self.plan, began.elapsed());
        let what = format!("{} phones come within {} s, scan to counted", plan.phones, plan.time.as_secs());
        let figures = &mut self.report.figures;
        figures.add(Row::new(what).rate(scans.len(), took).times(&mut scans).errors(failed));
        figures.add(Row::new("a vote's answer meanwhile").times(&mut answers));
        figures.add(Row::new("a first visit, headers included").value(count(bytes) / 1000.0, "kB"));
        if let (Some(before), Some(after)) = (before, plan.usage()) {
            let grown = Duration::from_secs(after.memory.saturating_sub(before.memory)).as_secs_f64() / f64::from(plan.phones);
            figures.add(Row::new("the server's memory a phone").value(grown, "kB"));
            figures.add(Row::new("the server's share of one core").value(after.share_since(&before, took), "%"));
        }
        self.judge("as they come", question, answers.len()).await
    }

    /// The host asks again; everybody votes in the same moment and looks until the last vote is on the screen.
    async fn all_at_once(&mut self, cues: &Cues) -> anyhow::Result<()> {
        let question = self.plan.host.asks("Rehearsal: all at once?").await?;
        cues.next.send_replace(Some(question.clone()));
        let mut failed = self.gather("phones follow the next question", |_| {}).await;
        let (before, began) = (self.plan.usage(), Instant::now());
        cues.go.send_replace(Some(()));
        let mut answers = Vec::new();
        failed += self
            .gather("phones have voted at once", |told| {
                if let Told::Counted(took) = told {
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
        self.screens(cues, answers.len(), began + took).await;
        self.judge("all at once", &question, answers.len()).await
    }

    async fn screens(&mut self, cues: &Cues, votes: usize, last: Instant) {
        cues.last.send_replace(Some(votes as u64));
        let mut waits = Vec::new();
        let failed = self.gather("screens show every vote", |told| {
            if let Told::Saw(when) = told {
                waits.push(when.saturating_duration_since(last));
            }
        });
        let failed = failed.await;
        self.report.figures.add(Row::new("from the last answer to each screen").times(&mut waits).errors(failed));
    }

    /// Hears from everybody who is still there, once; how many failed, and are gone.
    async fn gather(&mut self, what: &str, mut took: impl FnMut(Told)) -> usize {
        let (present, mut heard, mut failed) = (self.present, 0, 0);
        let mut clock = interval(TELL_EVERY);
        clock.tick().await;
        while heard < present {
            tokio::select! {
                told = self.hears.recv() => match told {
                    Some(Told::Failed(why)) => { heard += 1; failed += 1; self.report.troubles.add(&why); }
                    Some(told) => { heard += 1; took(told); }
                    None => break,
                },
                _ = clock.tick() => eprintln!("… {} of {present} {what}", heard - failed),
            }
        }
        self.present -= failed;
        failed as usize
    }

    /// Compares what was acknowledged with what the server counts, and leaves the poll closed.
    async fn judge(&mut self, when: &str, question: &Question, acknowledged: usize) -> anyhow::Result<()> {
        let tally = self.plan.host.counts(question, acknowledged).await?;
        self.report.tallies.push((when.to_owned(), tally));
        self.plan.host.closes(question).await
    }
}

/// A word that is said once, to everybody.
fn word<T>() -> (watch::Sender<Option<T>>, watch::Receiver<Option<T>>) {
    watch::channel(None)
}
