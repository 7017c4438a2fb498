//! Number and duration of commits, read from an instance's `/metrics`.

use anyhow::Context;
use handsup_crowd::{Client, Target};

/// The totals of an instance's commits so far.
pub(super) struct Commits {
    /// Their duration.
    seconds: f64,
    /// Their number.
    groups: f64,
    /// The ballots they stored.
    ballots: f64,
}

impl Commits {
    /// Reads the totals of one instance.
    pub(super) async fn of(instance: &Target) -> anyhow::Result<Self> {
        let (status, text) = Client::connect(instance, 0).await?.ask("GET", "/metrics", "", "").await?;
        anyhow::ensure!(status == 200, "the figures were answered {status}");
        let text = String::from_utf8(text)?;
        let figure = |name: &str| {
            // The line is missing before the first commit.
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.map_or(Ok(0.0), |value| value.parse::<f64>().with_context(|| format!("{name} is {value}")))
        };
        Ok(Self {
            seconds: figure("handsup_commit_duration_seconds_sum")?,
            groups: figure("handsup_commit_duration_seconds_count")?,
            ballots: figure("handsup_commit_ballots_sum")?,
        })
    }

    /// The mean duration of a commit since an earlier sample, in milliseconds, and
    /// its mean number of ballots.
    pub(super) fn since(&self, earlier: &Self) -> anyhow::Result<(f64, f64)> {
        let groups = self.groups - earlier.groups;
        anyhow::ensure!(groups > 0.0, "nothing was committed");
        Ok(((self.seconds - earlier.seconds) * 1000.0 / groups, (self.ballots - earlier.ballots) / groups))
    }
}
