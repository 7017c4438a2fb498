//! A board of questions: the answers to up-votes, and the frames that phones receive meanwhile.

use crate::fanout::{Load, VOTERS, add_rows};
use crate::house::House;
use crate::punctual::wait_until;
use crate::room::Room;
use crate::tasks::gather;
use anyhow::Context;
use handsup_crowd::{Client, Column, Engine, Figures, Row, Target, count};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

/// The questions on the board.
const QUESTIONS: u32 = 200;
/// The up-votes a second, each from a new device.
const PER_SECOND: u32 = 100;
/// How long phones look at the list after they have joined, as the page's script spreads it.
const SETTLING: Duration = Duration::from_secs(2);
/// Addresses of phones begin here, behind those of voters and askers.
const FIRST_PHONE: u32 = 1_000;

/// What a phone has received.
#[derive(Default)]
struct Followed {
    frames: usize,
    /// From the first frame to the last.
    between: Duration,
    largest: usize,
    /// How often it has read the list.
    looks: usize,
}

/// `phones` follow the board while up-votes come in for `time`. Fails unless every vote is counted once.
pub(crate) async fn measure(house: &House, phones: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let load = Load { phones, per_second: PER_SECOND, time };
    let what = format!("{PER_SECOND} up-votes a second, {QUESTIONS} questions, {phones} phones");
    let bare = Row::new(format!("baseline: the same over bare websockets, 1 s tick: {phones}, {PER_SECOND} votes/s"));
    add_rows(bare, &mut load.measure(&Room::bare(1_000).await?).await?, figures);

    let code = opens_board(house).await?;
    let questions = asks(house.target(), &code).await?;
    let (finish, finished) = watch::channel(false);
    let mut crowd = JoinSet::new();
    for n in 0..phones {
        let mut engine = Engine::over(house.target().connect(FIRST_PHONE + n).await?, house.target().authority(), &[]).await?;
        engine.join_meeting(&code).await?;
        crowd.spawn(follow(engine, house.target().clone(), code.clone(), n, finished.clone()));
    }
    let began = Instant::now() + SETTLING;
    let mut voters = JoinSet::new();
    for first in 0..VOTERS {
        let (client, questions, code) = (Client::connect(house.target(), first).await?, questions.clone(), code.clone());
        voters.spawn(votes(client, load, (first, began), questions, code));
    }
    sleep_until(began).await;
    let before = house.usage();
    let (times, failed) = gather(voters).await;
    let share = house.usage().zip(before).map(|(after, before)| after.share_since(&before, began.elapsed()));
    sleep_until(began + time + SETTLING).await;
    finish.send_replace(true);
    let (followed, lost) = gather(crowd).await;

    let mut times = times.concat();
    let counted = counted(house, &code).await?;
    let expected = u64::from(QUESTIONS) + times.len() as u64;
    anyhow::ensure!(failed > 0 || counted == expected, "the board has {counted} votes, and {expected} were acknowledged");
    figures.add(Row::new(format!("{what}: an answer")).times(&mut times).errors(failed).at_most(Column::P99, 50.0));
    let frames: usize = followed.iter().map(|phone| phone.frames.saturating_sub(1)).sum();
    let seconds: f64 = followed.iter().map(|phone| phone.between.as_secs_f64()).sum();
    let row = Row::new(format!("{what}: frames to a phone, mean")).value(count(frames) / seconds.max(0.001), "a second");
    figures.add(row.errors(lost).at_most(Column::Value, 1.0));
    let largest = followed.iter().map(|phone| phone.largest).max().unwrap_or_default();
    figures.add(Row::new(format!("{what}: the largest frame")).value(count(largest) / 1000.0, "kB").at_most(Column::Value, 2.0));
    let looks: usize = followed.iter().map(|phone| phone.looks).sum();
    figures.add(Row::new(format!("{what}: lists that a phone reads, mean")).value(count(looks) / f64::from(phones), "lists"));
    if let Some(share) = share {
        figures.add(Row::new(format!("{what}: the server's core")).value(share, "%"));
    }
    Ok(())
}

/// Creates a meeting whose board shows questions at once; returns its join code.
async fn opens_board(house: &House) -> anyhow::Result<String> {
    let made = house.host().sends("POST", "/api/meetings", &json!({ "name": "How fast?" })).await?;
    let code = made["join_code"].as_str().context("a meeting has a code")?.to_owned();
    let rules = json!({ "board": "open", "moderation": "after" });
    house.host().sends("PATCH", &format!("/api/meetings/{code}/board"), &rules).await?;
    Ok(code)
}

/// Fills the board, each question from a device of its own; returns their ids.
async fn asks(target: &Target, code: &str) -> anyhow::Result<Vec<i64>> {
    let mut questions = Vec::new();
    let mut client = Client::connect(target, 0).await?;
    for n in 0..QUESTIONS {
        let text = format!("When will number {n} of the many things that were promised to us last year be done at last?");
        let body = json!({ "text": text, "browser_token": Uuid::new_v4() }).to_string();
        let (status, answer) = client.ask("POST", &format!("/m/{code}/questions"), "", &body).await?;
        anyhow::ensure!(status == 201, "a question was answered {status}: {}", String::from_utf8_lossy(&answer));
        questions.push(serde_json::from_slice::<Value>(&answer)?["id"].as_i64().context("a question has an id")?);
    }
    Ok(questions)
}

/// Casts every 64th up-vote when it is due; returns the times of the answers.
async fn votes(
    mut client: Client,
    load: Load,
    (first, began): (u32, Instant),
    questions: Vec<i64>,
    code: String,
) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for (vote, due) in (0..).zip(load.dues(began)).skip(first as usize).step_by(VOTERS as usize) {
        // A prime: the votes of a second are for as many questions.
        let question = questions[(vote * 83) % questions.len()];
        wait_until(due).await;
        let head = format!("x-browser-token: {}\r\n", Uuid::new_v4());
        let (status, answer) = client.ask("PUT", &format!("/m/{code}/questions/{question}/vote"), &head, "").await?;
        anyhow::ensure!(status == 200, "an up-vote was answered {status}: {}", String::from_utf8_lossy(&answer));
        times.push(due.elapsed());
    }
    Ok(times)
}

/// Follows the board as the page's script does: it reads the list within 1.5 seconds after it has joined, and 0.8 to 3.8 seconds
/// after a frame that says that the list has changed.
async fn follow(mut engine: Engine, target: Target, code: String, n: u32, mut finished: watch::Receiver<bool>) -> anyhow::Result<Followed> {
    let (token, spread) = (Uuid::new_v4(), f64::from(n % 100) / 100.0);
    let mut client = Client::connect(&target, FIRST_PHONE + n).await?;
    let (mut followed, mut first) = (Followed::default(), None);
    let mut look_at = Some(Instant::now() + Duration::from_secs_f64(1.5 * spread));
    loop {
        let never = Instant::now() + Duration::from_hours(1);
        tokio::select! {
            packet = engine.receives() => {
                let packet = packet.context("a phone was cut off")?;
                if !packet.starts_with("42[\"questions\"") {
                    continue;
                }
                let now = Instant::now();
                followed.frames += 1;
                followed.between = now - *first.get_or_insert(now);
                followed.largest = followed.largest.max(packet.len());
                if packet.contains("\"changed\":true") {
                    look_at.get_or_insert(now + Duration::from_secs_f64(0.8 + 3.0 * spread));
                }
            }
            () = sleep_until(look_at.unwrap_or(never)) => {
                look_at = None;
                followed.looks += 1;
                let head = format!("x-browser-token: {token}\r\n");
                let (status, _) = client.ask("GET", &format!("/m/{code}/questions?sort=top&after=0"), &head, "").await?;
                anyhow::ensure!(status == 200, "a list was answered {status}");
            }
            changed = finished.changed() => {
                changed?;
                return Ok(followed);
            }
        }
    }
}

/// The votes of all questions.
async fn counted(house: &House, code: &str) -> anyhow::Result<u64> {
    let board = house.host().sends("GET", &format!("/api/meetings/{code}/board"), &Value::Null).await?;
    let questions = board["questions"].as_array().context("a board has questions")?;
    Ok(questions.iter().filter_map(|question| question["votes"].as_u64()).sum())
}
