//! An instance's memory while it idles, and for each connected phone.

use super::across;
use super::installation::Installation;
use super::processes::Processes;
use crate::fanout::Load;
use anyhow::Context;
use handsup_crowd::{Figures, Kind, Row};
use std::time::Duration;

/// Measures an instance's memory on fresh instances, then its growth for each of `phones` phones at
/// each instance.
pub(super) async fn measure(installation: &Installation, phones: u32, figures: &mut Figures) -> anyhow::Result<()> {
    let memory = || Processes::of(installation).memory_of_an_instance().context("this system has no /proc");
    let idle = memory()?;
    figures.add(Row::new("an instance that idles, resident").value(idle / 1000.0, "MB"));
    let question = installation.first().asks("Who is here?", Kind::Choice).await?;
    let no_votes = Load { phones, per_second: 1, time: Duration::from_secs(1) };
    let audience_a = across::audience(installation.first().target(), &question, 1_000, no_votes).await?;
    let audience_b = across::audience(installation.second().target(), &question, 1_000 + phones, no_votes).await?;
    let grown = (memory()? - idle) / f64::from(phones);
    figures.add(Row::new(format!("an instance's memory a connection, at {phones}")).value(grown, "kB"));
    drop((audience_a, audience_b));
    Ok(())
}
