//! Time from a vote at one instance until the last subscriber of each instance has received it.

use super::installation::Installation;
use super::processes::Processes;
use crate::audience::Audience;
use crate::fanout::{LAST_UPDATE_TIMEOUT, Load, VOTERS};
use crate::room::Voter;
use crate::tasks::gather;
use handsup_crowd::{Client, Column, Engine, Figures, Kind, Question, Row, Target};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Connects the load's number of subscribers directly to each instance, and casts its votes at
/// `target`. `route` describes that target in the table.
pub(super) async fn measure(
    installation: &Installation,
    target: &Target,
    route: &str,
    load: Load,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let question = installation.first().asks("Who sees it?", Kind::Choice).await?;
    let mut audience_a = audience(installation.first().target(), &question, 1_000, load).await?;
    let mut audience_b = audience(installation.second().target(), &question, 1_000 + load.phones, load).await?;
    let began = Instant::now() + Duration::from_secs(1);
    let voting = load.deal(voters(target, &question).await?, began);
    sleep_until(began).await;
    let before = Processes::of(installation);
    let (_, unanswered) = gather(voting).await;
    let after = Processes::of(installation);
    let until = began + load.time + LAST_UPDATE_TIMEOUT;
    let lost = (audience_a.count_lost(until).await, audience_b.count_lost(until).await);
    if unanswered == 0 {
        installation.must_count(&question, load.votes() as usize).await?;
    }
    let Load { phones, per_second, .. } = load;
    let row =
        |of_instance: &str| Row::new(format!("{per_second} votes/s {route}: a vote to the last of {phones} subscribers {of_instance}"));
    let at_most = |row: Row| row.at_most(Column::P95, 250.0);
    figures.add(at_most(row("of A").times(&mut audience_a.times(load.dues(began))).errors(lost.0 + unanswered)));
    figures.add(at_most(row("of B").times(&mut audience_b.times(load.dues(began))).errors(lost.1 + unanswered)));
    before.add_shares(&after, &format!("{per_second} votes/s {route}, {phones} subscribers each"), figures);
    Ok(())
}

/// Connects the load's number of subscribers to `target`, from the `first` loopback address on.
pub(super) async fn audience(target: &Target, question: &Question, first: u32, load: Load) -> anyhow::Result<Audience> {
    let mut audience = Audience::new(load.votes());
    for n in first..first + load.phones {
        let mut engine = Engine::over(target.connect(n).await?, target.authority(), &[]).await?;
        engine.join(&question.code).await?;
        audience.joins(engine);
    }
    Ok(audience)
}

/// Connects the voters.
async fn voters(target: &Target, question: &Question) -> anyhow::Result<Vec<Voter>> {
    let mut voters = Vec::new();
    for n in 0..VOTERS {
        voters.push(Voter::Ours(Client::connect(target, n).await?, question.clone()));
    }
    Ok(voters)
}
