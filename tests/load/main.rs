//! How fast a house counts, and how soon everybody knows: `handsup-load all`, or one part of it.
//!
//! The server is a process of its own, as users run it, on a fresh database with `synchronous=FULL`. The machine's own
//! limits are measured in the same run, because machines are noisy and ratios travel better than figures. Traffic goes
//! to 127.0.0.0/8 only; every part ends by itself.

mod baseline;
mod client;
mod fanout;
mod figures;
mod house;
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
    /// 100 votes a second, whatever the answers do.
    Paced,
    /// From a vote to the last of 100 and of 1,000 subscribers.
    Fanout,
    /// The machine alone: a request that does nothing, a database without us.
    Baseline,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let house = House::start(asked.server.as_deref()).await?;
    let time = Duration::from_secs(asked.seconds);
    let wanted = |part| asked.part == Part::All || asked.part == part;
    let mut figures = Figures::default();
    if wanted(Part::Baseline) {
        baseline::nothing(&house, time, &mut figures).await?;
        baseline::database(house.folder(), &mut figures).await?;
    }
    if wanted(Part::Votes) {
        votes::as_many_as_possible(&house, 64, time, &mut figures).await?;
    }
    if wanted(Part::Paced) {
        votes::paced(&house, 100, time, &mut figures).await?;
    }
    if wanted(Part::Fanout) {
        fanout::measure(&house, 100, 50, time, &mut figures).await?;
        fanout::measure(&house, 1_000, 50, time, &mut figures).await?;
    }
    figures.print();
    if let Some(file) = asked.json {
        std::fs::write(file, figures.json())?;
    }
    house.stop().await
}
