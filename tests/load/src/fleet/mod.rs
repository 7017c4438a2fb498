//! Measures two instances on one PostgreSQL and one Redis behind nginx, as
//! `server/deploy/two-instances.sh` starts them: votes a second, compared with a baseline that has a
//! transaction for each vote on the same PostgreSQL; the time until phones at one instance show a
//! vote at the other; and the limits of single components, for `server/deploy/SCALING.md`.
//!
//! The crowd has one core, and the installation may use all. Each program's share
//! of a core is recorded.

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

/// The load for measuring updates between instances: subscribers at each, and votes a second. The
/// time is a parameter of the run.
const CROSSING: Load = Load { phones: 1_000, per_second: 50, time: Duration::ZERO };

/// Starts the installation and measures all parts, each on its own poll. If a program is missing,
/// adds a row that names it instead.
pub(crate) async fn measure(server: &Path, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let installation = match Installation::start(server).await {
        Err(error) if error.is::<NotInstalled>() => {
            figures.add(Row::new(format!("fleet: not measured. {error}")));
            return Ok(());
        }
        started => started?,
    };
    let measured = parts(&installation, time, figures).await;
    // An error of the installation explains the errors of the parts, so it is returned first.
    installation.ends().await.context("the installation")?;
    measured
}

async fn parts(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    memory::measure(installation, CROSSING.phones, figures).await?;
    disk::measure(figures)?;
    let baseline = postgres::one_by_one(installation, time, figures).await?;
    postgres::in_groups(installation, time, figures).await?;
    reads::measure(installation, time, figures).await?;
    redis::deliveries(installation, time, figures).await?;
    voting::through_nginx(installation, baseline, time, figures).await?;
    voting::at_one_instance(installation, time, figures).await?;
    update::measure(installation, figures).await?;
    let load = Load { time, ..CROSSING };
    across::measure(installation, installation.first().target(), "at A", load, figures).await?;
    across::measure(installation, installation.front(), "through nginx", load, figures).await
}
