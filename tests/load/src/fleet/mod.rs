//! Two instances on one PostgreSQL and one Redis behind nginx, as `server/deploy/two-instances.sh` starts them: how many
//! votes a second, beside the obvious design on the same PostgreSQL; how soon the phones at one instance see a vote at the
//! other; and what single parts carry, for `server/deploy/SCALING.md`.
//!
//! The crowd has a core, the installation may use all: five programs share two cores here, and the shares are recorded.

mod across;
mod commits;
mod disk;
mod installation;
mod memory;
mod postgres;
mod processes;
mod reads;
mod redis;
mod update;
mod voting;

use crate::fanout::Load;
use anyhow::Context;
use handsup_crowd::{Figures, Row};
use installation::{Installation, NotInstalled};
use std::path::Path;
use std::time::Duration;

/// How many watch at each instance, and how fast votes come; how long is a parameter of the run.
const CROSSING: Load = Load { phones: 1_000, per_second: 50, time: Duration::ZERO };

/// Everything, each part on an open poll of its own. Where a program is missing it is named, and nothing is measured.
pub(crate) async fn measure(server: &Path, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let installation = match Installation::start(server).await {
        Err(error) if error.is::<NotInstalled>() => {
            figures.add(Row::new(format!("fleet: not measured. {error}")));
            return Ok(());
        }
        started => started?,
    };
    let measured = parts(&installation, time, figures).await;
    // What it says itself explains what was seen.
    installation.ends().await.context("the installation")?;
    measured
}

async fn parts(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    memory::measure(installation, CROSSING.phones, figures).await?;
    disk::measure(figures)?;
    let alone = postgres::one_by_one(installation, time, figures).await?;
    postgres::in_groups(installation, time, figures).await?;
    reads::measure(installation, time, figures).await?;
    redis::deliveries(installation, time, figures).await?;
    voting::through_nginx(installation, alone, time, figures).await?;
    voting::at_one_instance(installation, time, figures).await?;
    update::measure(installation, figures).await?;
    let load = Load { time, ..CROSSING };
    across::measure(installation, installation.first().target(), "at A", load, figures).await?;
    across::measure(installation, installation.front(), "through nginx", load, figures).await
}
