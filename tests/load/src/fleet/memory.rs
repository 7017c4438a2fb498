//! An instance's memory while it idles, and for each connected phone.

use super::across;
use super::installation::Installation;
use super::processes::Processes;
use crate::fanout::Load;
use anyhow::Context;
use handsup_crowd::{Figures, Row};
use std::time::Duration;

/// Measured on fresh instances, with as many phones at each.
pub(super) async fn measure(installation: &Installation, phones: u32, figures: &mut Figures) -> anyhow::Result<()> {
    let memory = || Processes::of(installation).an_instance().context("this system does not tell a process's memory");
    let idle = memory()?;
    figures.add(Row::new("an instance that idles, resident").value(idle / 1000.0, "MB"));
    let question = installation.first().asks("Who is here?").await?;
    let nothing_to_see = Load { phones, per_second: 1, time: Duration::from_secs(1) };
    let here = across::audience(installation.first().target(), &question, 1_000, nothing_to_see).await?;
    let there = across::audience(installation.second().target(), &question, 1_000 + phones, nothing_to_see).await?;
    let grown = (memory()? - idle) / f64::from(phones);
    figures.add(Row::new(format!("an instance's memory a connection, at {phones}")).value(grown, "kB"));
    drop((here, there));
    Ok(())
}
