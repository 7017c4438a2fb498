//! Automatic deletion: what can no longer be restored, and what has been unused for `RETENTION_DAYS`.

use crate::host::deleting::{deletes, ends};
use http::Method;
use serde_json::json;
use support::{House, OPTIONS, Poll, QUESTION, eventually, story};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A house that deletes meetings that were unused for 30 days.
async fn with_retention() -> House {
    House::with(|config| config.retention_days = Some(30)).await
}

/// Moves every stored time of a meeting back by so many milliseconds.
async fn ages(house: &House, meeting: &str, by: i64) {
    let id = format!("(select id from meetings where join_code = '{meeting}')");
    let polls = format!("(select id from polls where meeting_id = {id})");
    let earlier = |columns: &[&str]| columns.iter().map(|column| format!("{column} = {column} - {by}")).collect::<Vec<_>>().join(", ");
    for statement in [
        format!("update rounds set {} where poll_id in {polls}", earlier(&["opened_at", "closed_at"])),
        format!("update edits set {} where poll_id in {polls}", earlier(&["edited_at"])),
        format!("update polls set {} where meeting_id = {id}", earlier(&["created_at", "deleted_at"])),
        format!("update meetings set {} where join_code = '{meeting}'", earlier(&["created_at", "opened_at", "ended_at", "deleted_at"])),
    ] {
        house.tampers(&statement).await;
    }
}

/// Waits until a meeting is deleted for good.
async fn until_purged(house: &House, meeting: &str) {
    let query = format!("select count(*) from meetings where join_code = '{meeting}'");
    eventually("a meeting to go", async || house.number(&query).await == 0).await;
}

async fn is_there(house: &House, meeting: &str) -> bool {
    house.number(&format!("select count(*) from meetings where join_code = '{meeting}'")).await == 1
}

async fn deletes_meeting(house: &House, meeting: &str) {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{meeting}"), &json!({ "deleted": true })).await.is(200);
}

/// A poll with a vote, in a meeting of its own.
async fn an_evening(house: &House, name: &str) -> Poll {
    house.host().starts_meeting(name).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    poll
}

#[story]
async fn meetings_unused_for_longer_than_the_limit_are_deleted_and_no_others() {
    let mut house = with_retention().await;
    let mut evenings = Vec::new();
    for name in ["Closed lately", "Reworded lately", "Asked lately", "Open still", "Not used"] {
        let poll = an_evening(&house, name).await;
        if name != "Open still" {
            house.host().closes(&poll).await;
        }
        if name == "Reworded lately" {
            house.host().changes(&poll, &json!({ "question": "Tabs, or spaces?" })).await;
        }
        evenings.push(poll);
    }
    house.host().starts_meeting("The last").await;
    let last = house.poll_with("A draft?", &OPTIONS, json!({ "state": "draft" })).await;
    house.stop().await;
    for poll in evenings.iter().chain([&last]) {
        ages(&house, poll.meeting(), 31 * DAY).await;
    }
    // Undoes it for one time of each of the first three meetings, so that this happened lately.
    let age = 31 * DAY;
    for (poll, template) in evenings.iter().zip([
        "update rounds set closed_at = closed_at + {age} where poll_id = {poll}",
        "update edits set edited_at = edited_at + {age} where poll_id = {poll}",
        "update polls set created_at = created_at + {age} where id = {poll}",
    ]) {
        let id = format!("(select id from polls where poll_code = '{}')", poll.code);
        house.tampers(&template.replace("{poll}", &id).replace("{age}", &age.to_string())).await;
    }
    house.reopen().await;
    until_purged(&house, evenings[4].meeting()).await;
    for poll in evenings[..4].iter().chain([&last]) {
        assert_eq!(house.host().polls_of(poll.meeting()).await.len(), 1);
    }
    house.host().get(&format!("/api/meetings/{}", evenings[4].meeting())).await.is_refused(404, "no_such_meeting");
}

#[story]
async fn a_clock_that_is_weeks_ahead_at_the_start_deletes_nothing_by_age() {
    let mut house = with_retention().await;
    let evening = an_evening(&house, "Yesterday").await;
    ends(&house, evening.meeting()).await;
    let deleted = house.host().starts_meeting("Deleted").await;
    deletes_meeting(&house, &deleted).await;
    house.stop().await;
    // Everything is forty days old, as it appears to a program whose clock is forty days ahead.
    for meeting in [evening.meeting(), &deleted] {
        ages(&house, meeting, 40 * DAY).await;
    }
    house.reopen().await;
    // A meeting that a host has deleted is purged by the clock. Meetings are purged in the order of their creation, so the
    // earlier one was spared.
    until_purged(&house, &deleted).await;
    assert!(is_there(&house, evening.meeting()).await);
    // After a change that is recorded with the new time and another start, the program believes the clock.
    house.host().starts_meeting("Today").await;
    house.restart().await;
    until_purged(&house, evening.meeting()).await;
}

#[story]
async fn a_deleted_poll_is_purged_after_a_week_and_a_deleted_meeting_after_a_day() {
    let mut house = House::open().await;
    let stays = house.poll(QUESTION, &OPTIONS).await;
    let (young, old) = (house.poll("Six days?", &OPTIONS).await, house.poll("Eight days?", &OPTIONS).await);
    for poll in [&young, &old] {
        deletes(&house, poll).await;
    }
    let (newer, older) = (house.host().starts_meeting("Today").await, house.host().starts_meeting("Yesterday").await);
    for meeting in [&newer, &older] {
        deletes_meeting(&house, meeting).await;
    }
    house.stop().await;
    for (poll, by) in [(&young, 6 * DAY), (&old, 8 * DAY)] {
        house.tampers(&format!("update polls set deleted_at = deleted_at - {by} where poll_code = '{}'", poll.code)).await;
    }
    ages(&house, &newer, 23 * HOUR).await;
    ages(&house, &older, 25 * HOUR).await;
    house.reopen().await;
    // Meetings are purged before polls.
    eventually("the old question to go", async || house.count("polls").await == 2).await;
    assert!(is_there(&house, &newer).await && !is_there(&house, &older).await);
    let restores =
        async |poll: &Poll| house.host().sends(Method::PATCH, &format!("/api/polls/{}", poll.code), &json!({ "deleted": false })).await;
    restores(&young).await.is(200);
    restores(&old).await.is_refused(404, "no_such_poll");
    assert_eq!(house.host().polls_of(stays.meeting()).await.len(), 2);
    house.host().sends(Method::PATCH, &format!("/api/meetings/{newer}"), &json!({ "deleted": false })).await.is(200);
}
