//! The size of one update of a poll for one phone.

use super::installation::Installation;
use anyhow::Context;
use handsup_crowd::{Client, Engine, Figures, Row, count};

/// Four options of realistic length.
const OPTIONS: [&str; 4] = ["Yes, and soon", "Yes, but later", "No", "I do not know yet"];

/// Measures the bytes of a `vote_update` as a websocket frame. TCP and IP add about 50 bytes.
pub(super) async fn measure(installation: &Installation, figures: &mut Figures) -> anyhow::Result<()> {
    let target = installation.second().target();
    let question = installation.first().asks_with("Should the hall be open on Sundays?", &OPTIONS).await?;
    let mut engine = Engine::over(target.connect(1).await?, target.authority(), &[]).await?;
    engine.join(&question.code).await?;
    Client::connect(installation.first().target(), 2).await?.vote(&question, 0).await?;
    loop {
        let packet = engine.receives().await.context("a phone was cut off")?;
        if packet.contains("vote_update") && packet.contains("\"total_votes\":1") {
            // The header of a websocket frame: two bytes, four from 126 bytes of payload on.
            let header = if packet.len() < 126 { 2 } else { 4 };
            figures.add(Row::new("an update of four options, as a frame").value(count(packet.len() + header), "bytes"));
            return Ok(());
        }
    }
}
