//! A crowd writes words at the same time: none is lost, every term has as many voters as have written it, and the cloud on the
//! projector is at most a second behind.

use crate::fanout::{Load, add_rows};
use crate::house::House;
use crate::room::Room;
use anyhow::Context;
use handsup_crowd::{Column, Figures, Kind, Question, Row};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Each of `phones` sends three words within `time`, while all of them and a projector follow the poll; the same number of frames
/// over bare websockets is the baseline.
pub(crate) async fn measure(house: House, phones: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let load = Load { phones, per_second: phones / u32::try_from(time.as_secs())?, time };
    let what = format!("{phones} phones write in {} s", time.as_secs());
    let bare = Row::new(format!("baseline: {what} over bare websockets, 1 s tick"));
    add_rows(bare, &mut load.measure(&Room::bare(1_000).await?).await?, figures);
    let question = house.asks(Kind::Words).await?;
    // Shown at once: otherwise the projector makes new texts wait for the host.
    house.host().sends("PATCH", &format!("/api/polls/{}", question.code), &json!({ "moderation": "off" })).await?;
    let room = Room::Ours(house, question);
    let mut measured = load.measure(&room).await?;
    let wrong = match &room {
        Room::Ours(house, question) => wrong_terms(house, question, load.votes()).await?,
        Room::Bare(_) => 0,
    };
    figures.add(Row::new(format!("{what}: words to the last phone")).times(&mut measured.times).errors(measured.lost));
    let row = Row::new(format!("{what}: words to the projector's cloud")).times(&mut measured.on_projector);
    figures.add(row.errors(measured.lost).at_most(Column::Max, 1_000.0));
    figures.add(Row::new(format!("{what}: terms with a wrong number of voters")).value(f64::from(wrong), "").at_most(Column::Value, 0.0));
    if let Some(share) = measured.share {
        figures.add(Row::new(format!("{what}: the server's core")).value(share, "%"));
    }
    Ok(())
}

/// The terms whose number of voters differs from what the phones have sent. The server lists 500: those of most voters, and each
/// that two have written has to be among them.
async fn wrong_terms(house: &House, question: &Question, phones: u32) -> anyhow::Result<u32> {
    let mut sent: HashMap<String, u64> = HashMap::new();
    for n in 0..phones {
        let ballot: Value = serde_json::from_str(&format!("{{{}}}", question.answer(n)))?;
        let texts = ballot["answer"]["texts"].as_array().context("an answer has texts")?;
        let own: HashSet<String> = texts.iter().filter_map(|text| text.as_str().map(str::to_lowercase)).collect();
        for text in own {
            *sent.entry(text).or_default() += 1;
        }
    }
    let list = house.host().sends("GET", &format!("/api/polls/{}/terms", question.code), &Value::Null).await?;
    let listed: HashMap<String, u64> = list["terms"]
        .as_array()
        .context("a list of terms")?
        .iter()
        .filter_map(|term| Some((term["text"].as_str()?.to_lowercase(), term["voters"].as_u64()?)))
        .collect();
    anyhow::ensure!(!listed.is_empty(), "the server lists no term");
    let wrong = listed.iter().filter(|(text, voters)| sent.get(*text) != Some(voters)).count();
    let missing = sent.iter().filter(|(text, voters)| **voters > 1 && !listed.contains_key(*text)).count();
    Ok(u32::try_from(wrong + missing)?)
}
