//! Measures a server: votes a second, the time until every phone shows a vote, and more.
//! `handsup-load all`, or one part of it.
//!
//! Each part starts a fresh server process, as users run it, on a new database with
//! `synchronous=FULL`. The machine's limits are measured in the same run: ratios to them can be
//! compared between machines, absolute values cannot. Traffic goes to 127.0.0.0/8 only; every part
//! ends by itself.

mod arrival;
mod audience;
mod baseline;
mod bench;
mod board;
mod crash;
mod fanout;
mod fleet;
mod house;
mod memory;
mod noop;
mod others;
mod part;
mod pin;
mod punctual;
mod raw;
mod reconnect;
mod recount;
mod room;
mod rows;
mod rush;
mod slow_disk;
mod tasks;
mod votes;
mod words;

use anyhow::Context;
use bench::Bench;
use clap::Parser;
use handsup_crowd::{Figures, Row};
use part::Part;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Measures a Handsup server on this machine.
#[derive(Parser)]
struct Params {
    /// What to measure.
    #[arg(value_enum, default_value_t = Part::All)]
    part: Part,
    /// The server to measure. Without it, `handsup-server` beside this program.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Seconds a part takes.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// How often to measure; each cell tells the median.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=99))]
    runs: u8,
    /// How often `crash` kills the server in a run.
    #[arg(long, default_value_t = 20)]
    kills: u32,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// For a child: where its database is.
    #[arg(long, hide = true)]
    folder: Option<PathBuf>,
    /// For a child: how long to wait between frames.
    #[arg(long, hide = true, default_value_t = 0)]
    tick_ms: u64,
}

fn main() -> anyhow::Result<ExitCode> {
    let params = Params::parse();
    if !params.part.is_a_child() && !pin::crowd() {
        eprintln!("No second core, or no taskset: server and crowd share the processor.");
    }
    // Every socket needs a file descriptor. If the limit stays too low, the part
    // that needs more fails.
    let _as_many_as_allowed = rlimit::increase_nofile_limit(u64::MAX);
    // Started after the pinning, so that it has a thread for each core that it may use.
    tokio::runtime::Runtime::new()?.block_on(run(params))
}

async fn run(params: Params) -> anyhow::Result<ExitCode> {
    match params.part {
        Part::Noop => noop::serve().await.map(|()| ExitCode::SUCCESS),
        Part::Raw => raw::serve(Duration::from_millis(params.tick_ms)).await.map(|()| ExitCode::SUCCESS),
        Part::Rows => rows::one_by_one(&params.folder.context("a folder")?, params.seconds).await.map(|()| ExitCode::SUCCESS),
        _ => measure(&params).await,
    }
}

/// Measures the selected parts in each run, and prints the medians. A part that fails is recorded
/// with an error, and the next one follows.
async fn measure(params: &Params) -> anyhow::Result<ExitCode> {
    let server_beside = std::env::current_exe()?.with_file_name("handsup-server");
    let server = params.server.clone().unwrap_or(server_beside);
    let bench = Bench { server, time: Duration::from_secs(params.seconds), kills: params.kills };
    let mut runs = Vec::new();
    for run in 1..=params.runs {
        eprintln!("— run {run} of {}", params.runs);
        let (mut figures, mut others) = (Figures::default(), others::Others::default());
        for part in Part::MEASURED.into_iter().filter(|part| params.part.covers(*part)) {
            others.sample().await;
            if let Err(error) = bench.measure(part, &mut figures).await {
                eprintln!("{part:?} cannot go on: {error:#}");
                figures.add(Row::new(format!("{part:?} could not be measured")).errors(1));
            }
        }
        others.row().into_iter().for_each(|row| figures.add(row));
        runs.push(figures);
    }
    let figures = Figures::median(&runs);
    println!("{}", figures.table());
    if let Some(file) = &params.json {
        std::fs::write(file, figures.json().to_string())?;
    }
    Ok(if figures.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
