//! What a guest asks for has a price, and a code that is tried takes a place: neither holds up whoever has a right to be here.

use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::json;
use std::time::{Duration, Instant};
use support::{Answer, Caller, House, OPTIONS, QUESTION};

/// New codes that an address group may try at once, and in which time one more.
const TRIES: usize = 30;
const ONE_MORE: Duration = Duration::from_secs(6);

/// So many pixels wide is a PNG. Source: <https://www.w3.org/TR/png-3/#11IHDR>.
fn width(picture: &Answer) -> u32 {
    let bytes = picture.is(200).body.get(16..20).and_then(|four| four.try_into().ok());
    u32::from_be_bytes(bytes.expect("a head"))
}

#[tokio::test]
async fn a_guests_picture_is_at_most_1024_wide_and_the_hosts_2048() {
    let house = House::with(|config| config.advertise_ip = Some([192, 168, 1, 7].into())).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in [poll.path("/qr.png"), poll.meeting_path("/qr.png")] {
        let asked = async |who: &Caller, size: &str| width(&who.get(&format!("{path}{size}")).await);
        let (guest, host) = (house.phone(), house.host());
        assert!((900..=1024).contains(&asked(&guest, "?size=2048").await) && (900..=1024).contains(&asked(&guest, "?size=1024").await));
        assert!((1900..=2048).contains(&asked(&host, "?size=2048").await));
        assert!((400..=512).contains(&asked(&guest, "").await));
        guest.get(&format!("{path}?size=2049")).await.is_refused(400, "bad_request");
    }
}

#[tokio::test]
async fn a_picture_is_drawn_once_and_sharp() {
    let house = House::with(|config| config.advertise_ip = Some([192, 168, 1, 7].into())).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = poll.path("/qr.png?size=1000");
    let (first, again) = (house.phone().get(&path).await, house.phone().get(&path).await);
    assert_eq!(first.is(200).body, again.is(200).body);
    assert_ne!(first.body, house.phone().get(&poll.meeting_path("/qr.png?size=1000")).await.is(200).body);
}

#[tokio::test]
async fn who_asks_for_what_is_dear_without_end_is_told_to_wait_and_the_host_and_others_are_not() {
    let house = House::with(|config| config.create_access = CreateAccess::Open).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let greedy = house.phone();
    let own = greedy.sends(Method::POST, "/create", &json!({ "question": QUESTION, "options": OPTIONS })).await.is(201).json();
    let path = format!("/api/polls/{}/chart.png?width=1", own["poll_code"].as_str().expect("a code"));
    let asks = async |key: &str| greedy.send(greedy.request(Method::GET, &path).header("authorization", format!("Bearer {key}"))).await;
    // A chart costs 50 ms of a core, and is not even drawn: it would be too narrow.
    let token = own["host_token"].as_str().expect("a token");
    let mut answered = 0;
    let no = loop {
        match asks(token).await {
            no if no.status == 429 => break no,
            answer => answer.is_refused(400, "bad_request"),
        };
        answered += 1;
        assert!(answered < 1_000, "a thousand of them are fifty seconds of a core");
    };
    assert!(answered >= 59, "three seconds at once: {answered}");
    assert!(no.header("retry-after").parse::<u64>().is_ok_and(|wait| wait >= 1));
    asks(house.host_key()).await.is_refused(400, "bad_request");
    house.phone().opens(&poll.path("")).await.is_page(200);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
}

#[tokio::test]
async fn a_guesser_of_codes_is_told_to_wait_before_anything_is_looked_up_and_the_hall_goes_on() {
    let house = House::open().await;
    let (known, secret) = (house.host().meets("The hall's").await, house.host().meets("Another").await);
    let hall = house.phone();
    hall.opens(&format!("/m/{known}")).await.is_page(200);
    let (guesser, began) = (hall.neighbour(), Instant::now());
    let mut tried = 0;
    for guess in 0..200 {
        let answer = guesser.get(&format!("/screen/ZZ{guess:04}")).await;
        if answer.status == 429 {
            break;
        }
        answer.is_refused(404, "no_such_meeting");
        tried += 1;
    }
    let more = usize::try_from(began.elapsed().as_secs() / ONE_MORE.as_secs()).expect("few") + 1;
    assert!((TRIES - 1..=TRIES - 1 + more).contains(&tried), "{tried}");
    // A hit tells no more than a miss, by whichever way it is tried.
    let mut dry = 0;
    for path in [format!("/screen/{secret}"), format!("/m/{secret}"), format!("/m/{secret}/stage"), format!("/?code={secret}")] {
        dry += usize::from(guesser.get(&path).await.status == 429);
    }
    let ack = guesser.connects().await.calls("join", json!({ "join_code": secret, "screen": true })).await;
    dry += usize::from(ack["problem"]["code"] == "too_many_requests");
    let more = usize::try_from(began.elapsed().as_secs() / ONE_MORE.as_secs()).expect("few") + 1;
    assert!(dry + more >= 5, "{dry} of five are told to wait");
    hall.neighbour().opens(&format!("/m/{known}")).await.is_page(200);
    hall.neighbour().follows(&known).await;
    house.phone().opens(&format!("/screen/{secret}")).await.is_page(200);
}

#[tokio::test]
async fn wrong_codes_of_polls_and_wrong_codes_over_a_socket_come_out_of_the_same_places() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let guesser = house.phone();
    // The first code that it opens.
    let mut socket = guesser.joins(&poll).await;
    let mut codes = Vec::new();
    for guess in 0..20 {
        codes.push(guesser.get(&format!("/poll/ZZZZ{guess:04}/results")).await.code());
        let ack = socket.calls("join", json!({ "poll_code": format!("YYYY{guess:04}") })).await;
        codes.push(ack["problem"]["code"].as_str().unwrap_or("joined").to_owned());
    }
    assert_eq!(codes[..TRIES - 1], vec!["no_such_poll"; TRIES - 1]);
    assert!(codes[TRIES..].iter().any(|code| code == "too_many_requests"), "{codes:?}");
}
