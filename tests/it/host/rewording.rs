//! Rewording a question: freely before the first vote, texts alone after it, and recorded.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, on_postgres, story};

fn body(options: &[&str]) -> Value {
    json!({ "options": options.iter().map(|text| json!({ "option_text": text })).collect::<Vec<_>>() })
}

fn texts(poll: &Value) -> Vec<&str> {
    poll["options"].as_array().expect("options").iter().filter_map(|option| option["option_text"].as_str()).collect()
}

#[story]
async fn before_the_first_vote_everything_may_change() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().joins(&poll).await;
    let mut change = body(&["Tabs", "Spaces", "Both"]);
    change["question"] = "Tabs, spaces or both?".into();
    assert_eq!(texts(&house.host().changes(&poll, &change).await), ["Tabs", "Spaces", "Both"]);
    let received = socket.until("poll_state", |state| state["question"] == "Tabs, spaces or both?").await;
    assert_eq!(texts(&received), ["Tabs", "Spaces", "Both"]);
    let phone = house.phone();
    let ballot = json!({ "option_id": received["options"][2]["id"], "browser_token": phone.token() });
    phone.casts(&poll, &ballot).await.is_counted();
    assert_eq!(house.count("edits").await, 0);
}

#[story]
async fn after_the_first_vote_texts_may_be_edited_and_each_edit_is_recorded() {
    let house = House::open().await;
    let poll = house.poll("Tabs or spcaes?", &["Tabs", "Spcaes"]).await;
    house.phone().votes_for(&poll, "Spcaes").await.is_counted();
    let mut change = body(&OPTIONS);
    change["question"] = QUESTION.into();
    let reworded = house.host().changes(&poll, &change).await;
    assert_eq!((texts(&reworded), &reworded["options"][1]["vote_count"]), (OPTIONS.to_vec(), &json!(1)));
    assert_eq!(house.count("edits").await, 2, "the question and one option");
    assert_eq!(house.text("select before || ' → ' || after from edits where option_id is not null").await, "Spcaes → Spaces");
    let recount = house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
    assert_eq!(recount["findings"], json!([]));
}

#[story]
async fn after_the_first_vote_options_cannot_be_added_or_removed() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let path = format!("/api/polls/{}", poll.code);
    for options in [vec!["Tabs", "Spaces", "Both"], vec!["Tabs", "Spaces", "Both", "None"]] {
        house.host().sends(Method::PATCH, &path, &body(&options)).await.is_refused(409, "options_locked");
    }
    house.host().sends(Method::PATCH, &path, &body(&["Tabs"])).await.is_refused(422, "invalid_options");
    assert_eq!(texts(&house.host().sees(&poll).await), OPTIONS);
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    house.host().sends(Method::PATCH, &path, &body(&["A", "B", "C"])).await.is_refused(409, "options_locked");
}

/// The limits would otherwise refuse every ballot, and the console changes no settings of a poll.
#[story]
async fn with_fewer_options_the_limits_on_them_become_their_number() {
    let mut house = House::open().await;
    let several = json!({ "kind": "multiple", "options": ["A", "B", "C", "D", "E"], "min_choices": 3, "max_choices": 4 });
    let ranking = json!({ "kind": "ranking", "options": ["A", "B", "C", "D", "E"], "max_ranked": 4 });
    let mut polls = Vec::new();
    for mut new in [several, ranking] {
        new["question"] = QUESTION.into();
        polls.push(Poll::from_created(house.host().creates(&new).await.is(201).json()));
    }
    let limits = async |house: &House, poll: &Poll| {
        let poll = house.host().sees(poll).await;
        ["min_choices", "max_choices", "max_ranked"].map(|limit| poll[limit].as_u64())
    };
    for poll in &polls {
        house.host().changes(poll, &body(&["A", "B", "C", "D"])).await;
    }
    assert_eq!(limits(&house, &polls[0]).await, [Some(3), Some(4), None], "limits that fit stay");
    for poll in &polls {
        house.host().changes(poll, &body(&["A", "B"])).await;
    }
    house.restart().await;
    assert_eq!(limits(&house, &polls[0]).await, [Some(2), Some(2), None]);
    assert_eq!(limits(&house, &polls[1]).await[2], Some(2));
    for poll in &polls {
        house.host().changes(poll, &json!({ "state": "closed" })).await;
        let recount = house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
        assert_eq!(recount["findings"], json!([]));
    }
}

fn ids(poll: &Value) -> Vec<i64> {
    poll["options"].as_array().expect("options").iter().filter_map(|option| option["id"].as_i64()).collect()
}

#[story]
async fn the_id_of_an_option_is_never_reused() {
    let house = House::open().await;
    let poll = house.poll("Shall we?", &["Yes", "No"]).await;
    let mut used_ids = poll.ids(&["Yes", "No"]);
    for options in [["No", "Yes"], ["Yes", "No"], ["No", "Yes"]] {
        let now = ids(&house.host().changes(&poll, &body(&options)).await);
        assert!(now.iter().all(|id| !used_ids.contains(id)), "{now:?} among {used_ids:?}");
        used_ids.extend(now);
    }
    let next = house.poll("And now?", &["Yes", "No"]).await;
    assert!(next.ids(&["Yes", "No"]).iter().all(|id| !used_ids.contains(id)));
}

#[story]
async fn options_with_unchanged_texts_keep_their_ids() {
    let house = House::open().await;
    let poll = house.poll("Shal we?", &["Yes", "No"]).await;
    let original_ids = poll.ids(&["Yes", "No"]);
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    let with_answer = json!({ "options": [{ "option_text": "Yes", "correct": true }, { "option_text": "No" }] });
    for change in [json!({ "question": "Shall we?" }), body(&["Yes", "No"]), with_answer] {
        assert_eq!(ids(&house.host().changes(&poll, &change).await), original_ids, "{change}");
    }
    assert_eq!(house.host().sees(&poll).await["options"][0]["correct"], true);
    phone.votes_by_form(&poll, &["Yes"]).await.is(303);
    assert_eq!((house.count("votes").await, house.count("edits").await), (1, 0));
}

#[story]
async fn a_form_with_replaced_options_is_not_counted_and_shows_the_new_options() {
    let house = House::open().await;
    let poll = house.poll("Shall we?", &["Yes", "No"]).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    let now = house.host().changes(&poll, &body(&["No", "Yes"])).await;
    let answer = phone.votes_by_form(&poll, &["Yes"]).await;
    let page = answer.is_page(422);
    assert!(page.contains("The options have changed") && page.contains("choose again"), "{page}");
    for id in ids(&now) {
        assert!(page.contains(&format!("value=\"{id}\" required>")), "the new options, none of them ticked: {page}");
    }
    phone.votes_for(&poll, "Yes").await.is_refused(422, "invalid_choice");
    assert_eq!(house.count("votes").await, 0);
    let yes = ids(&now)[1].to_string();
    phone.posts_form(&poll.path("/vote"), &[("option_id", &yes)]).await.is(303);
    assert_eq!(house.host().sees(&poll).await["options"][1]["vote_count"], 1);
}

#[story]
async fn a_ballot_with_one_removed_option_is_refused_as_a_whole() {
    let house = House::open().await;
    let poll = house.poll_with("Which?", &["A", "B", "C"], json!({ "kind": "multiple", "allow_change": true })).await;
    let phone = house.phone();
    let now = ids(&house.host().changes(&poll, &body(&["C", "A", "B"])).await);
    let ballot = json!({ "option_ids": [poll.id("A"), now[0]], "browser_token": phone.token() });
    phone.casts(&poll, &ballot).await.is_refused(422, "invalid_choice");
    let sums = "(select coalesce(sum(count), 0) from tallies)";
    assert_eq!((house.count("votes").await, house.number(&format!("select {sums}")).await), (0, 0));
}

#[tokio::test]
async fn an_instance_with_stale_options_refuses_votes_for_them_and_reloads() {
    on_postgres(async {
        let house = House::open().await;
        let twin = house.twin().await;
        let poll = house.poll("Shall we?", &["Yes", "No"]).await;
        let mut follower = twin.phone().joins(&poll).await;
        let now = house.host().changes(&poll, &body(&["No", "Yes"])).await;
        let phone = twin.phone();
        phone.votes_for(&poll, "Yes").await.is_refused(422, "invalid_choice");
        assert_eq!(house.count("votes").await, 0);
        let state = follower.until("poll_state", |state| texts(state) == ["No", "Yes"]).await;
        assert_eq!(ids(&state), ids(&now));
        phone.casts(&poll, &json!({ "option_id": ids(&now)[1], "browser_token": phone.token() })).await.is_counted();
        assert_eq!(
            house.number("select count from tallies where key = (select 'option ' || id from options where option_text = 'Yes')").await,
            1
        );
    })
    .await;
}
