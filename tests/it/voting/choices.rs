//! How many options a ballot may name.

use serde_json::json;
use support::{House, OPTIONS, Poll, QUESTION, story};

const DISHES: [&str; 4] = ["Soup", "Salad", "Bread", "Cheese"];

async fn menu(house: &House) -> Poll {
    house.poll_with("Which two or three?", &DISHES, json!({ "kind": "multiple", "min_choices": 2, "max_choices": 3 })).await
}

#[story]
async fn several_choices_count_for_each_option_and_one_ballot() {
    let house = House::open().await;
    let poll = menu(&house).await;
    house.phone().votes_for_all(&poll, &["Soup", "Bread"]).await.is_counted();
    let counted = house.phone().votes_for_all(&poll, &["Cheese", "Bread", "Salad"]).await.is_counted();
    let results = &counted["results"];
    assert_eq!(results["total_votes"], 2);
    let percentages: Vec<f64> =
        results["options"].as_array().expect("options").iter().filter_map(|option| option["percentage"].as_f64()).collect();
    assert_eq!(percentages, [50.0, 50.0, 100.0, 50.0]);
}

#[story]
async fn too_few_and_too_many_choices_are_refused() {
    let house = House::open().await;
    let poll = menu(&house).await;
    for choice in [&[][..], &["Soup"], &DISHES] {
        house.phone().votes_for_all(&poll, choice).await.is_refused(422, "invalid_choice");
    }
    house.phone().votes_for(&poll, "Soup").await.is_refused(422, "invalid_choice");
    assert_eq!(house.count("votes").await, 0);
}

#[story]
async fn the_same_option_twice_is_refused() {
    let house = House::open().await;
    let poll = menu(&house).await;
    house.phone().votes_for_all(&poll, &["Soup", "Soup"]).await.is_refused(422, "invalid_choice");
}

#[story]
async fn a_single_choice_takes_exactly_one() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for_all(&poll, &["Tabs"]).await.is_counted();
    house.phone().votes_for_all(&poll, &["Tabs", "Spaces"]).await.is_refused(422, "invalid_choice");
    house.phone().votes_for_all(&poll, &[]).await.is_refused(422, "invalid_choice");
}

#[story]
async fn several_choices_come_by_form_too() {
    let house = House::open().await;
    let poll = menu(&house).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_by_form(&poll, &["Soup", "Cheese"]).await.is(303);
    assert_eq!(phone.results(&poll).await["your_vote"]["option_ids"], json!([poll.id("Soup"), poll.id("Cheese")]));
}

#[story]
async fn bounds_that_do_not_fit_the_options_are_refused() {
    let house = House::open().await;
    for rules in [
        json!({ "kind": "multiple", "min_choices": 0 }),
        json!({ "kind": "multiple", "max_choices": 3 }),
        json!({ "kind": "multiple", "min_choices": 2, "max_choices": 1 }),
        json!({ "kind": "multiple", "max_choices": 9_000_000_000_u64 }),
        json!({ "kind": "single", "max_choices": 2 }),
        json!({ "max_choices": 2 }),
    ] {
        let mut body = json!({ "question": QUESTION, "options": OPTIONS });
        body.as_object_mut().expect("an object").extend(rules.as_object().expect("an object").clone());
        let answer = house.host().creates(&body).await;
        assert_eq!(answer.status_and_code(), (422, "invalid_choices".into()), "{rules}");
    }
}
