//! Kills the server repeatedly while votes are cast (`kill -9`): counts votes that were lost or
//! counted twice, and measures how long the server is unavailable.

use crate::house::House;
use handsup_crowd::{Client, Column, Figures, Question, Row, Target, count};
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;

/// How many clients vote at a time.
const VOTERS: u32 = 64;
/// How many ballots are answered before each kill.
const VOTES: usize = 400;

/// A ballot: its browser token, and whether it was acknowledged.
type Cast = (Uuid, bool);

/// Kills the server `kills` times on the same database.
pub(crate) async fn measure(house: &mut House, kills: u32, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.poll().await?;
    let (mut downtimes, mut lost, mut voters) = (Vec::new(), 0, 0);
    for _ in 0..kills {
        let casts = vote_until_killed(house, &question).await?;
        let began = Instant::now();
        house.restart().await?;
        Client::connect(house.target(), 0).await?.ask("GET", "/healthz", "", "").await?;
        downtimes.push(began.elapsed());
        lost += count_missing(house.target(), &question, &casts).await?;
        voters += casts.len();
    }
    // `count_missing` has sent unanswered ballots again, so each token has exactly one vote.
    let tally = house.counts(&question, voters).await?;
    let doubled = tally.total.max(tally.recounted).saturating_sub((voters - lost) as u64);
    let wrong = usize::from(tally.total != tally.recounted || tally.total != tally.in_figures);
    figures.add(Row::new(format!("{kills} × kill -9 among votes: until served again")).times(&mut downtimes).at_most(Column::Max, 200.0));
    let lost = Row::new(format!("{kills} × kill -9: acknowledged votes lost, of all {VOTERS} voters' ballots")).value(count(lost), "");
    figures.add(lost.at_most(Column::Value, 0.0));
    let doubled = Row::new(format!("{kills} × kill -9: votes doubled")).value(count(usize::try_from(doubled)?), "");
    figures.add(doubled.errors(wrong).at_most(Column::Value, 0.0));
    Ok(())
}

/// Kills the server after [`VOTES`] answers, and returns every ballot that was sent.
async fn vote_until_killed(house: &mut House, question: &Question) -> anyhow::Result<Vec<Cast>> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for n in 0..VOTERS {
        tokio::spawn(vote_in_a_loop(Client::connect(house.target(), n).await?, question.clone(), sender.clone()));
    }
    drop(sender);
    let mut casts = Vec::new();
    while let Some(cast) = receiver.recv().await {
        casts.push(cast);
        if casts.len() == VOTES {
            house.kill().await?;
        }
    }
    Ok(casts)
}

/// Casts ballots, each with a new token, until one is not acknowledged.
async fn vote_in_a_loop(mut client: Client, question: Question, sender: mpsc::UnboundedSender<Cast>) {
    loop {
        let browser = Uuid::new_v4();
        let answered = matches!(client.cast(&question, 0, browser).await, Ok((200, _)));
        if sender.send((browser, answered)).is_err() || !answered {
            return;
        }
    }
}

/// Counts acknowledged votes that the server does not have. Sends ballots without an answer again,
/// as phones do.
async fn count_missing(target: &Target, question: &Question, casts: &[Cast]) -> anyhow::Result<usize> {
    let mut client = Client::connect(target, 1).await?;
    let mut missing = 0;
    for (browser, acknowledged) in casts {
        if *acknowledged {
            let path = format!("/poll/{}/results", question.code);
            let token = format!("x-browser-token: {browser}\r\n");
            let (_, answer) = client.ask("GET", &path, &token, "").await?;
            let results: serde_json::Value = serde_json::from_slice(&answer)?;
            missing += usize::from(results["your_vote"]["receipt"].as_str().is_none());
        } else {
            let (status, _) = client.cast(question, 0, *browser).await?;
            anyhow::ensure!(status == 200 || status == 409, "a ballot cast again was answered {status}");
        }
    }
    Ok(missing)
}
