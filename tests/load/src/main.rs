//! How fast a house counts, and how soon everybody knows: `handsup-load all`, or one part of it.
//!
//! The server is a process of its own, as users run it, on a fresh database with `synchronous=FULL`. The machine's own
//! limits are measured in the same run, because machines are noisy and ratios travel better than figures. Traffic goes
//! to 127.0.0.0/8 only; every part ends by itself.

mod arrival;
mod baseline;
mod fanout;
mod figures;
mod house;
mod noop;
mod pin;
mod votes;

use clap::{Parser, ValueEnum};
use figures::Figures;
use house::House;
use std::path::PathBuf;
use std::time::Duration;

/// Measures a Handsup server on this machine.
#[derive(Parser)]
struct Asked {
    /// What to measure.
    #[arg(value_enum, default_value_t = Part::All)]
    part: Part,
    /// The server to measure. Without it, `handsup-server` beside this program.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Seconds a part takes.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// The parts of a run.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Everything below.
    All,
    /// As many votes as 64 phones that never rest can cast.
    Votes,
    /// 500 votes a second, whatever the answers do.
    Paced,
    /// From a vote to the last of 100, 1,000 and 5,000 subscribers.
    Fanout,
    /// 1,000 and then 3,000 phones come in within ten seconds, and vote.
    Arrival,
    /// The machine alone: a request that does nothing, a database without us.
    Baseline,
    /// Be the server that does nothing (the baseline starts it).
    #[value(hide = true)]
    Noop,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    if asked.part != Part::Noop && !pin::crowd() {
        eprintln!("No second core, or no taskset: server and crowd share the processor.");
    }
    // Thousands of sockets are thousands of files; fewer than asked for is told by the part that needs them.
    let _as_many_as_allowed = rlimit::increase_nofile_limit(u64::MAX);
    // Started after the pinning, so that it counts the cores it really has.
    tokio::runtime::Runtime::new()?.block_on(run(asked))
}

async fn run(asked: Asked) -> anyhow::Result<()> {
    if asked.part == Part::Noop {
        return noop::serve().await;
    }
    let house = House::start(asked.server.as_deref()).await?;
    let time = Duration::from_secs(asked.seconds);
    let wanted = |part| asked.part == Part::All || asked.part == part;
    let mut figures = Figures::default();
    if let Some(memory) = house.memory() {
        figures.note("server that idles: resident MB", memory / 1000);
    }
    let mut limit = None;
    if wanted(Part::Baseline) || wanted(Part::Votes) {
        let bare = baseline::bare(time, &mut figures).await?;
        baseline::nothing(&house, time, &mut figures).await?;
        let rows = baseline::database(house.folder(), &mut figures).await?;
        limit = Some(figures.rate(
            "L: what both baselines together allow",
            usize::try_from(bare * rows / (bare + rows))?,
            Duration::from_secs(1),
        ));
    }
    if wanted(Part::Votes) {
        let votes = votes::as_many_as_possible(&house, 64, time, &mut figures).await?;
        if let Some(limit) = limit {
            figures.note("durable votes, % of L", votes * 100 / limit.max(1));
        }
    }
    if wanted(Part::Paced) {
        votes::paced(&house, 500, time, &mut figures).await?;
    }
    if wanted(Part::Arrival) {
        arrival::measure(&house, 1_000, Duration::from_secs(10), &mut figures).await?;
        arrival::measure(&house, 3_000, Duration::from_secs(10), &mut figures).await?;
    }
    if wanted(Part::Fanout) {
        fanout::measure(&house, 100, 50, time, &mut figures).await?;
        fanout::measure(&house, 1_000, 50, time, &mut figures).await?;
        fanout::measure(&house, 5_000, 500, time, &mut figures).await?;
    }
    figures.print();
    if let Some(file) = asked.json {
        std::fs::write(file, figures.json())?;
    }
    house.stop().await
}
