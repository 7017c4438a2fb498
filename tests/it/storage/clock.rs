//! The computer's clock is set a day forwards or back in the middle of a meeting. The stories simulate it: they move the
//! creation times of meetings and polls a day in the other direction.

use handsup_server::verify;
use support::{House, OPTIONS, QUESTION, story};

/// Moves creation times a day later, as if the clock had been set back since.
const CLOCK_BACK: &str = "update meetings set created_at = created_at + 86400000; update polls set created_at = created_at + 86400000";
/// Moves creation times a day earlier, as if the clock had been set forwards since.
const CLOCK_AHEAD: &str = "update meetings set created_at = created_at - 86400000; update polls set created_at = created_at - 86400000";

#[story]
async fn after_a_clock_goes_back_a_day_the_newest_poll_is_still_shown_and_listed_first() {
    let house = House::open().await;
    let earlier = house.poll(QUESTION, &OPTIONS).await;
    house.tampers(CLOCK_BACK).await;
    let later = house.poll("And now?", &OPTIONS).await;
    assert!(house.phone().opens(&later.meeting_path("")).await.is_page(200).contains("And now?"), "the newest poll is shown");
    let polls = house.host().get("/api/polls").await.is(200).json();
    let listed: Vec<_> = polls.as_array().expect("a list").iter().map(|poll| poll["poll_code"].clone()).collect();
    assert_eq!(listed, [later.code, earlier.code], "newest first");
}

#[story]
async fn a_clock_that_jumps_a_day_allows_no_second_vote_and_loses_nothing() {
    for jump in [CLOCK_BACK, CLOCK_AHEAD] {
        let mut house = House::open().await;
        let poll = house.poll(QUESTION, &OPTIONS).await;
        let phone = house.phone();
        let counted = phone.votes_for(&poll, "Tabs").await.is_counted();
        house.tampers(jump).await;
        house.phone().votes_for(&poll, "Spaces").await.is_counted();
        house.restart().await;
        let problem = phone.votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
        assert_eq!(problem["your_vote"]["receipt"], counted["receipt"]);
        assert_eq!(phone.results(&poll).await["total_votes"], 2);
        let verdict = verify(&house.database()).await.expect("a database");
        assert!(verdict.is_clean(), "{verdict}");
    }
}
