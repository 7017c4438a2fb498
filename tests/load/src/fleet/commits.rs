//! Number and duration of commits, read from the `/metrics` of instances.

use anyhow::Context;
use handsup_crowd::{Client, Target};

/// Commits so far.
pub(super) struct Commits {
    seconds: f64,
    groups: f64,
    ballots: f64,
}

impl Commits {
    /// Of one instance.
    pub(super) async fn of(instance: &Target) -> anyhow::Result<Self> {
        let (status, text) = Client::connect(instance, 0).await?.ask("GET", "/metrics", "", "").await?;
        anyhow::ensure!(status == 200, "the figures were answered {status}");
        let text = String::from_utf8(text)?;
        let figure = |name: &str| {
            // Where nothing was committed yet, there is no line.
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.map_or(Ok(0.0), |value| value.parse::<f64>().with_context(|| format!("{name} is {value}")))
        };
        Ok(Self {
            seconds: figure("handsup_commit_duration_seconds_sum")?,
            groups: figure("handsup_commit_duration_seconds_count")?,
            ballots: figure("handsup_commit_ballots_sum")?,
        })
    }

    /// How long one took since then, in milliseconds, and how many ballots it had; means.
    pub(super) fn since(&self, before: &Self) -> anyhow::Result<(f64, f64)> {
        let groups = self.groups - before.groups;
        anyhow::ensure!(groups > 0.0, "nothing was committed");
        Ok(((self.seconds - before.seconds) * 1000.0 / groups, (self.ballots - before.ballots) / groups))
    }
}
