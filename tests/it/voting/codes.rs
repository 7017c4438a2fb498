//! Codes and URLs as people type them from a projector.

use support::{House, OPTIONS, Poll, QUESTION, story};

#[story]
async fn codes_are_read_in_either_case_with_spaces_and_dashes() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let (first, last) = poll.code.split_at(4);
    for typed in [poll.code.to_lowercase(), format!("{first}-{last}"), format!("{first}%20{last}")] {
        let results = house.phone().get(&format!("/poll/{typed}/results")).await.is(200).json();
        assert_eq!(results["poll_code"], poll.code, "{typed}");
        let start_page = house.phone().opens(&format!("/?code={typed}")).await;
        assert_eq!(start_page.leads_to(), poll.path(""), "{typed}");
    }
}

#[story]
async fn a_url_all_in_capitals_works_for_the_page_and_for_the_vote() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().opens(&format!("/POLL/{}", poll.code)).await.is_page(200);
    house.phone().opens(&format!("/Poll/{}/Share", poll.code)).await.is_page(200);
    let phone = house.phone();
    let ballot = serde_json::json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
    phone.sends(http::Method::POST, &format!("/POLL/{}/VOTE", poll.code), &ballot).await.is_counted();
    assert!(house.phone().opens(&poll.meeting_path("").to_ascii_uppercase()).await.is_page(200).contains(QUESTION));
}

#[story]
async fn letters_that_look_like_digits_are_read_as_digits() {
    let house = House::open().await;
    let (zero, one) = (poll_with_digit(&house, '0').await, poll_with_digit(&house, '1').await);
    for (poll, digit, letters) in [(zero, '0', ["o", "O"]), (one, '1', ["l", "I"])] {
        for letter in letters {
            let typed = poll.code.replace(digit, letter);
            let results = house.phone().get(&format!("/poll/{typed}/results")).await.is(200).json();
            assert_eq!(results["poll_code"], poll.code, "{typed}");
        }
    }
}

/// Creates polls until a code has this digit.
async fn poll_with_digit(house: &House, digit: char) -> Poll {
    loop {
        let poll = house.poll(QUESTION, &OPTIONS).await;
        if poll.code.contains(digit) {
            return poll;
        }
    }
}
