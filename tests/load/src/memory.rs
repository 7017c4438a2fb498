//! The server's memory while it idles, and for each connected phone.

use crate::house::House;
use anyhow::Context;
use handsup_crowd::{Column, Engine, Figures, Row};

/// Measures a fresh server's memory, then its growth for each of `phones`
/// phones that follow a poll.
pub(crate) async fn measure(house: &House, phones: u32, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.poll().await?;
    let before = house.usage().context("this system has no /proc")?;
    let megabytes = f64::from(u32::try_from(before.memory)?) / 1000.0;
    figures.add(Row::new("server that idles, resident").value(megabytes, "MB").at_most(Column::Value, 20.0));
    let mut room = Vec::new();
    for n in 0..phones {
        let mut engine = Engine::over(house.target().connect(n).await?, house.target().authority(), &[]).await?;
        engine.join(&question.code).await?;
        room.push(engine);
    }
    let after = house.usage().context("the server has gone")?;
    let grown = f64::from(u32::try_from(after.memory.saturating_sub(before.memory))?) / f64::from(phones);
    figures.add(Row::new(format!("memory a connection, at {phones}")).value(grown, "kB").at_most(Column::Value, 15.0));
    Ok(())
}
