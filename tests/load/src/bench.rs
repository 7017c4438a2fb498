//! Runs each part with its loads and aims.

use crate::fanout::Load;
use crate::house::House;
use crate::part::Part;
use crate::{arrival, baseline, board, crash, fanout, fleet, memory, reconnect, recount, slow_disk, votes, words};
use handsup_crowd::{Column, Figures, Kind, Row};
use std::path::PathBuf;
use std::time::Duration;

/// The parameters of a run.
pub(crate) struct Bench {
    /// The server's program.
    pub(crate) server: PathBuf,
    /// How long each part casts votes.
    pub(crate) time: Duration,
    /// How often the part `crash` kills the server.
    pub(crate) kills: u32,
}

/// How long a crowd takes to arrive.
const ARRIVAL: Duration = Duration::from_secs(10);

impl Bench {
    /// Measures one part on a fresh server. Does nothing for [`Part::All`], and for the parts that this
    /// program is as a child of itself.
    pub(crate) async fn measure(&self, part: Part, figures: &mut Figures) -> anyhow::Result<()> {
        match part {
            Part::Memory => memory::measure(&self.house().await?, 5_000, figures).await,
            Part::Votes => self.votes(figures).await,
            Part::Kinds => self.kinds(figures).await,
            Part::Words => words::measure(self.house().await?, 2_000, Duration::from_secs(5), figures).await,
            Part::Board => board::measure(&self.house().await?, 2_000, self.time, figures).await,
            Part::Recount => self.recounts(figures).await,
            Part::SlowFsync => slow_disk::measure(&self.server, self.time, figures).await,
            Part::Paced => votes::paced(&self.house().await?, 500, self.time, figures).await,
            Part::Arrival => self.arrivals(figures).await,
            Part::Fanout => self.fanouts(figures).await,
            Part::Reconnect => reconnect::measure(&mut self.house().await?, 1_000, figures).await,
            Part::Crash => crash::measure(&mut self.house().await?, self.kills, figures).await,
            Part::Fleet => fleet::measure(&self.server, self.time, figures).await,
            Part::All | Part::Noop | Part::Raw | Part::Rows => Ok(()),
        }
    }

    async fn house(&self) -> anyhow::Result<House> {
        House::start(&self.server).await
    }

    /// Measures the baselines first. Their limit L is the rate at which one core could answer an
    /// empty request and insert a row for each vote.
    async fn votes(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let house = self.house().await?;
        let noop = baseline::noop(self.time, figures).await?;
        baseline::healthz(&house, self.time, figures).await?;
        let rows = baseline::database(house.folder(), figures).await?;
        let limit = 1.0 / (1.0 / noop + 1.0 / rows);
        figures.add(Row::new("L: what both baselines together allow").value(limit, "a second"));
        let what = "durable votes, 64 keep-alive clients";
        let rate = votes::as_many_as_possible(&house, 64, self.time, what, figures).await?;
        figures.add(Row::new("durable votes, share of L").value(rate * 100.0 / limit, "%").at_least(Column::Value, 60.0));
        Ok(())
    }

    /// Measures one kind after the other on one server, so that each is compared with a choice on the same disk.
    async fn kinds(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let house = self.house().await?;
        for kind in Kind::ALL {
            votes::of_kind(&house, kind, 64, self.time, figures).await?;
        }
        Ok(())
    }

    /// Measures choices first, as the baseline.
    async fn recounts(&self, figures: &mut Figures) -> anyhow::Result<()> {
        let house = self.house().await?;
        recount::measure(&house, Kind::Choice, 2_000, None, figures).await?;
        recount::measure(&house, Kind::Ranking, 2_000, Some(50.0), figures).await
    }

    async fn arrivals(&self, figures: &mut Figures) -> anyhow::Result<()> {
        arrival::measure(&self.house().await?, 1_000, ARRIVAL, 40.0, figures).await?;
        arrival::measure(&self.house().await?, 3_000, ARRIVAL, 350.0, figures).await
    }

    async fn fanouts(&self, figures: &mut Figures) -> anyhow::Result<()> {
        for (phones, per_second) in [(100, 50), (1_000, 50), (5_000, 500)] {
            fanout::compare(self.house().await?, Load { phones, per_second, time: self.time }, figures).await?;
        }
        Ok(())
    }
}
