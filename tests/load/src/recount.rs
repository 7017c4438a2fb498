//! How long the server needs to recount a poll's votes: tally, receipts, chain and seal, from the database to the last byte of
//! the answer.

use crate::house::House;
use crate::tasks::gather;
use handsup_crowd::{Client, Column, Figures, Kind, Row};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// The clients that cast the votes.
const CLIENTS: u32 = 64;
/// How often the votes are recounted.
const RECOUNTS: usize = 40;

/// Casts this number of votes for a question of the kind, closes it and recounts it. A recount that finds another number than
/// was acknowledged is an error.
pub(crate) async fn measure(house: &House, kind: Kind, votes: u32, aim: Option<f64>, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.asks(kind).await?;
    let mut crowd = JoinSet::new();
    for n in 0..CLIENTS {
        let (mut client, question) = (Client::connect(house.target(), n).await?, question.clone());
        crowd.spawn(async move {
            let own = (n..votes).step_by(CLIENTS as usize);
            for vote in own.clone() {
                client.vote(&question, vote).await?;
            }
            anyhow::Ok(own.len())
        });
    }
    let (cast, failed) = gather(crowd).await;
    anyhow::ensure!(failed == 0, "{failed} clients could not vote");
    let cast = cast.iter().sum();
    house.closes(&question).await?;
    house.must_count(&question, cast).await?;
    let mut times: Vec<Duration> = Vec::with_capacity(RECOUNTS);
    for _ in 0..RECOUNTS {
        let began = Instant::now();
        let recounted = house.recounts(&question).await?;
        times.push(began.elapsed());
        anyhow::ensure!(usize::try_from(recounted)? == cast, "{recounted} votes of {cast} were recounted");
    }
    let what = match kind {
        Kind::Ranking => "rankings of 12".to_owned(),
        Kind::Choice | Kind::Rating | Kind::Grid | Kind::Points | Kind::Number | Kind::Words | Kind::Text => {
            format!("votes of the kind {}", kind.name())
        }
    };
    let row = Row::new(format!("recount of {votes} {what}, with receipts, chain and seal")).times(&mut times);
    figures.add(match aim {
        Some(aim) => row.at_most(Column::P99, aim),
        None => row,
    });
    Ok(())
}
