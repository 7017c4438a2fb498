//! A room with voters and subscribers: a poll of the server, or the baseline of bare websockets.

use crate::house::{Child, House};
use crate::raw;
use handsup_crowd::{Client, Engine, Question, Target, Usage};

/// A room that counts votes and broadcasts the total.
pub(crate) enum Room {
    /// A poll of the measured server.
    Ours(House, Question),
    /// The baseline of bare websockets.
    Bare(Child),
}

/// A voter's connection.
pub(crate) enum Voter {
    /// Votes over HTTP, and waits for the answer.
    Ours(Client, Question),
    /// Sends a frame for each vote, which is not answered.
    Bare(Engine),
}

impl Room {
    /// A new poll of this server.
    pub(crate) async fn ours(house: House) -> anyhow::Result<Self> {
        let question = house.poll().await?;
        Ok(Self::Ours(house, question))
    }

    /// Bare websockets that broadcast every `tick_ms`; at each vote if that is 0.
    pub(crate) async fn bare(tick_ms: u64) -> anyhow::Result<Self> {
        Ok(Self::Bare(Child::start(&["raw", "--tick-ms", &tick_ms.to_string()], &[]).await?))
    }

    fn target(&self) -> &Target {
        match self {
            Self::Ours(house, _) => house.target(),
            Self::Bare(child) => &child.target,
        }
    }

    /// The memory and processor time of the server's process.
    pub(crate) fn usage(&self) -> Option<Usage> {
        match self {
            Self::Ours(house, _) => house.usage(),
            Self::Bare(child) => child.usage(),
        }
    }

    /// Connects the `n`th subscriber.
    pub(crate) async fn subscriber(&self, n: u32) -> anyhow::Result<Engine> {
        let target = self.target();
        let stream = target.connect(n).await?;
        match self {
            Self::Ours(_, question) => {
                let mut engine = Engine::over(stream, target.authority(), &[]).await?;
                engine.join(&question.code).await?;
                Ok(engine)
            }
            Self::Bare(_) => Engine::bare(stream, target.authority(), &[]).await,
        }
    }

    /// Connects a projector, from the `n`th address; `None` of the baseline, which has none.
    pub(crate) async fn projector(&self, n: u32) -> anyhow::Result<Option<Engine>> {
        let Self::Ours(_, question) = self else { return Ok(None) };
        let mut engine = Engine::over(self.target().connect(n).await?, self.target().authority(), &[]).await?;
        engine.join_as_projector(&question.code).await?;
        Ok(Some(engine))
    }

    /// Connects the `n`th voter.
    pub(crate) async fn voter(&self, n: u32) -> anyhow::Result<Voter> {
        Ok(match self {
            Self::Ours(_, question) => Voter::Ours(Client::connect(self.target(), n).await?, question.clone()),
            Self::Bare(_) => {
                let mut engine = self.subscriber(n).await?;
                engine.sends(raw::QUIET.into()).await?;
                Voter::Bare(engine)
            }
        })
    }

    /// Fails unless the poll has exactly this number of votes; the baseline is not checked.
    pub(crate) async fn must_count(&self, votes: usize) -> anyhow::Result<()> {
        match self {
            Self::Ours(house, question) => house.must_count(question, votes).await,
            Self::Bare(_) => Ok(()),
        }
    }
}

impl Voter {
    /// Casts the `n`th vote.
    pub(crate) async fn votes(&mut self, n: u32) -> anyhow::Result<()> {
        match self {
            Self::Ours(client, question) => client.vote(question, n).await,
            Self::Bare(engine) => engine.sends("a vote".into()).await,
        }
    }
}
