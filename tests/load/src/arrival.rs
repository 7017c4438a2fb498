//! A crowd that comes in at the door: page, what the page names, socket, vote; each phone from an address of its own.

use crate::figures::Figures;
use crate::house::House;
use handsup_load::{Client, Engine};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// `phones` arrive evenly within `time`; measured from the scan to the acknowledged vote. Any failure fails the run.
pub(crate) async fn measure(house: &House, phones: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let (code, option) = house.poll().await?;
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for n in 0..phones {
        let (target, code) = (house.target().clone(), code.clone());
        let due = began + time * n / phones;
        crowd.spawn(async move {
            sleep_until(due).await;
            let mut client = Client::connect(&target, n).await?;
            let (status, page) = client.ask("GET", &format!("/poll/{code}"), "accept: text/html\r\n", "").await?;
            anyhow::ensure!(status == 200, "the page was answered {status}");
            let mut bytes = page.len();
            for asset in assets(&String::from_utf8(page)?) {
                let (status, body) = client.ask("GET", &asset, "accept-encoding: br\r\n", "").await?;
                anyhow::ensure!(status == 200, "{asset} was answered {status}");
                bytes += body.len();
            }
            let mut engine = Engine::over(target.connect(n).await?, target.authority(), &[]).await?;
            engine.join(&code).await?;
            client.vote(&code, option).await?;
            anyhow::Ok((due.elapsed(), bytes, engine))
        });
    }
    let (mut times, mut sockets, mut bytes) = (Vec::new(), Vec::new(), 0);
    while let Some(done) = crowd.join_next().await {
        let (took, heard, engine) = done??;
        times.push(took);
        sockets.push(engine);
        bytes = heard;
    }
    house.must_count(&code, times.len()).await?;
    figures.times(format!("{phones} phones arrive in {} s ({bytes} bytes each): scan to counted", time.as_secs()), &mut times);
    Ok(())
}

/// The paths under `/assets` that a page names, each once.
fn assets(page: &str) -> Vec<String> {
    let mut found: Vec<String> = page.split('"').filter(|part| part.starts_with("/assets/")).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}
