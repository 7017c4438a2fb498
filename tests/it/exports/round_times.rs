//! When the voting of each round began and ended, as the exports have it.

use super::formats::{exported, report, two_rounds, workbook};
use crate::host::timers::timer_ran_out_while_stopped;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, Workbook, story};

/// When voting in a poll's round began and ended, from the report.
async fn times(house: &House, poll: &Poll, round: usize) -> (Option<i64>, Option<i64>) {
    let reported = report(house, poll).await["polls"][0]["rounds"][round].clone();
    (reported["opened_at"].as_i64(), reported["closed_at"].as_i64())
}

#[story]
async fn every_round_has_the_time_at_which_voting_began_and_ended() {
    let house = House::open().await;
    let poll = two_rounds(&house, json!({})).await;
    let (Some(began), Some(ended)) = times(&house, &poll, 0).await else { panic!("another round ends the one before it") };
    let (Some(second_began), None) = times(&house, &poll, 1).await else { panic!("the second round goes on") };
    assert!(0 < began && began <= ended && ended <= second_began, "{began} {ended} {second_began}");
    house.host().closes(&poll).await;
    let (Some(opened), Some(closed)) = times(&house, &poll, 1).await else { panic!("it is over") };
    assert!(opened == second_began && opened <= closed);

    let what = format!("meetings/{}", poll.meeting());
    let csv = exported(&house, &what, "csv").await;
    let rows: Vec<&str> = csv.text().lines().collect();
    let at = rows[0].split(',').position(|name| name == "opened_at").expect("a column");
    let instants: Vec<&str> = rows[1].split(',').skip(at).take(2).collect();
    assert!(instants.iter().all(|time| time.len() == 20 && time.ends_with('Z')), "{instants:?}");
    let counts = workbook(&house, &what).await.rows("Results");
    assert_eq!(counts[0][11..13], ["Voting began", "Voting ended"]);

    house.host().changes(&poll, &json!({ "state": "open" })).await;
    assert_eq!(times(&house, &poll, 1).await, (Some(opened), None), "voting goes on");
}

#[story]
async fn people_read_the_local_time_of_their_zone_and_programs_utc() {
    let house = House::open().await;
    let poll = two_rounds(&house, json!({})).await;
    let what = format!("meetings/{}", poll.meeting());
    // Zones without daylight saving time, whose offset is the same on every day, and one that does not exist.
    for (zone, name, offset) in [
        ("Asia%2FKolkata", "Asia/Kolkata", "UTC+5:30"),
        ("America/Bogota", "America/Bogota", "UTC−5"),
        ("UTC", "UTC", "UTC"),
        ("Europe/Entenhausen", "UTC", "UTC"),
    ] {
        let file = house.host().get(&format!("/api/{what}/export?format=xlsx&tz={zone}")).await.is(200).body.clone();
        let mut book = Workbook::open(&file);
        let counts = book.rows("Results");
        assert!(counts[1][11..13].iter().all(|time| time.ends_with(&format!(" {offset}"))), "{:?}", counts[1]);
        let overview = book.rows("Overview");
        assert_eq!(overview[4][..2], ["Time zone", name]);
        assert!(overview[7][15].ends_with(&format!(" {offset}")), "{:?}", overview[7]);
        let page = house.host().opens(&format!("/api/{what}/report?tz={zone}")).await;
        let page = page.is_page(200);
        assert!(page.contains(&format!("<dd>{name}</dd>")) && page.contains(&format!(" {offset}</small>")), "{name}: {page}");
        assert!(page.contains(&format!("?tz={zone}&#38;lang=de")), "another language keeps the zone: {page}");
        let csv = house.host().get(&format!("/api/{what}/export?format=csv&tz={zone}")).await.is(200).text().to_owned();
        assert!(csv.lines().nth(1).is_some_and(|row| row.contains("Z,")), "{csv}");
    }
    let local = house.host().opens(&format!("/api/{what}/report")).await;
    assert!(local.is_page(200).contains("<dt>Time zone</dt>"), "this computer's own");
}

#[story]
async fn voting_ended_when_its_timer_ran_out_and_not_when_the_server_started_again() {
    let (house, poll) = timer_ran_out_while_stopped().await;
    let mut socket = house.host().joins(&poll).await;
    if socket.snapshot["state"] != "closed" {
        socket.until("poll_state", |state| state["state"] == "closed").await;
    }
    assert_eq!(times(&house, &poll, 0).await.1, Some(1000));
}

#[story]
async fn ending_a_meeting_ends_the_voting_and_going_back_to_ready_clears_its_beginning() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().changes(&poll, &json!({ "state": "ready" })).await;
    assert_eq!(times(&house, &poll, 0).await, (None, None));
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    let path = format!("/api/meetings/{}", poll.meeting());
    house.host().sends(http::Method::PATCH, &path, &json!({ "ended": true })).await.is(200);
    let (Some(began), Some(ended)) = times(&house, &poll, 0).await else { panic!("it is over") };
    assert!(began <= ended);
}

#[story]
async fn voting_in_a_restored_poll_ended_at_its_deletion() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = format!("/api/polls/{}", poll.code);
    house.host().sends(http::Method::DELETE, &path, &Value::Null).await.is(204);
    house.host().changes(&poll, &json!({ "deleted": false })).await;
    assert!(times(&house, &poll, 0).await.1.is_some());
}

#[story]
async fn rounds_from_before_times_were_recorded_have_none() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.tampers("delete from rounds").await;
    assert_eq!(times(&house, &poll, 0).await, (None, None));
    house.host().closes(&poll).await;
    let (None, Some(_)) = times(&house, &poll, 0).await else { panic!("its end is recorded, and its beginning is not") };
    let page = house.host().opens(&format!("/api/meetings/{}/report", poll.meeting())).await;
    assert!(page.is_page(200).contains("voting until "), "{}", page.text());
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    assert_eq!(times(&house, &poll, 0).await, (None, None), "it did not begin only now");
}
