//! The start page `/`, and how a guest finds a meeting.

use handsup_server::config::CreateAccess;
use serde_json::json;
use support::{House, OPTIONS, QUESTION};

#[tokio::test]
async fn with_nothing_live_a_guest_finds_a_field_for_the_code() {
    let house = House::open().await;
    let answer = house.phone().opens("/").await;
    let page = answer.is_page(200);
    assert!(page.contains("name=\"code\""));
    assert!(!page.contains("action=\"/create\""), "only the host may create");
}

#[tokio::test]
async fn with_one_meeting_live_a_guest_goes_straight_to_it() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    assert_eq!(house.phone().opens("/").await.leads_to(), poll.meeting_path(""));
    house.host().closes(&poll).await;
    assert_eq!(house.phone().opens("/").await.leads_to(), poll.meeting_path(""), "between two polls the meeting goes on");
}

#[tokio::test]
async fn with_several_meetings_live_a_guest_chooses() {
    let house = House::open().await;
    let first = house.poll("The first one?", &OPTIONS).await;
    house.host().starts_meeting("Another evening").await;
    let polls = [first, house.poll("The second one?", &OPTIONS).await];
    let answer = house.phone().opens("/").await;
    let page = answer.is_page(200);
    assert!(polls.iter().all(|poll| page.contains(&poll.path(""))));
}

#[tokio::test]
async fn drafts_and_closed_polls_are_not_offered() {
    let house = House::open().await;
    let draft = house.poll_with("A secret?", &OPTIONS, json!({ "state": "draft" })).await;
    let closed = house.poll("Over?", &OPTIONS).await;
    house.host().closes(&closed).await;
    house.host().starts_meeting("Another evening").await;
    house.poll("On?", &OPTIONS).await;
    let answer = house.phone().opens("/").await;
    let page = answer.is_page(200);
    assert!(!page.contains(&draft.code) && !page.contains("A secret?") && !page.contains(&closed.path("")));
}

#[tokio::test]
async fn where_anyone_may_create_there_is_a_form_for_it() {
    let house = House::with(|config| config.create_access = CreateAccess::Open).await;
    let answer = house.phone().opens("/").await;
    assert!(answer.is_page(200).contains("action=\"/create\""));
    let fields = [("question", QUESTION), ("options[]", "Tabs"), ("options[]", "Spaces"), ("kind", "single"), ("results", "live")];
    let response = house.phone().posts_form("/create", &fields).await;
    assert!(response.leads_to().ends_with("/share"));
}

#[tokio::test]
async fn an_unknown_typed_code_leads_to_the_field_again() {
    let house = House::open().await;
    let answer = house.phone().opens("/?code=zzzz-zzzz").await;
    assert!(answer.is_page(404).contains("name=\"code\""));
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page_for_people_and_a_problem_for_programs() {
    let house = House::open().await;
    house.phone().opens("/nowhere").await.is_page(404);
    house.phone().get("/nowhere").await.is_refused(404, "not_found");
    house.phone().get("/m/ZZZZZZ").await.is_refused(404, "no_such_meeting");
}
