//! The highest rate of votes: through nginx at both instances, and directly at one instance.

use super::commits::Commits;
use super::installation::Installation;
use super::processes::Processes;
use crate::rush::Rush;
use handsup_crowd::{Column, Figures, Kind, Row, Target};
use std::time::Duration;

/// Measures 64 and 512 clients. `baseline` is the rate with a transaction for
/// each vote, to compare with.
pub(super) async fn through_nginx(installation: &Installation, baseline: f64, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    for clients in [64, 512] {
        let what = format!("durable votes through nginx at two instances, {clients} keep-alive clients");
        let rate = rush(installation, installation.front(), clients, time, &what, figures).await?;
        let row = Row::new(format!("{clients} clients: votes for each transaction of the baseline"));
        figures.add(row.value(rate / baseline, "×").at_least(Column::Value, 5.0));
    }
    Ok(())
}

/// Measures 512 clients at one instance, and the size and duration of its commits while no other
/// instance locks the poll's rows.
pub(super) async fn at_one_instance(installation: &Installation, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let instance = installation.first().target();
    let before = Commits::of(instance).await?;
    rush(installation, instance, 512, time, "durable votes at one instance, 512 keep-alive clients", figures).await?;
    let (millis, ballots) = Commits::of(instance).await?.since(&before)?;
    figures.add(Row::new("at one instance: a commit, from its first statement to its answer, mean").value(millis, "ms"));
    figures.add(Row::new("at one instance: votes in a commit, mean").value(ballots, ""));
    Ok(())
}

/// Votes in a closed loop, adds a row, and returns votes a second. With more than 64 clients it
/// also adds each program's share of a core.
async fn rush(
    installation: &Installation,
    target: &Target,
    clients: u32,
    time: Duration,
    what: &str,
    figures: &mut Figures,
) -> anyhow::Result<f64> {
    let question = installation.first().asks("How fast together?", Kind::Choice).await?;
    let before = Processes::of(installation);
    let mut rush = Rush::at(target, &question, clients, time).await?;
    let after = Processes::of(installation);
    if let Some(votes) = rush.acknowledged() {
        installation.must_count(&question, votes).await?;
    }
    figures.add(rush.row(what));
    if clients > 64 {
        before.add_shares(&after, what, figures);
    }
    Ok(rush.rate())
}
