//! Attempts to cheat, one in each story: all fail, and the house goes on counting exactly. Its files are readable by their owner
//! alone.

use http::Method;
use serde_json::json;
use support::{Engine, House, OPTIONS, Poll, QUESTION, fresh_address, log, story};

/// After an attempt: the house counts the next honest vote, and a recount finds nothing wrong.
async fn the_house_is_unharmed(house: &House, poll: &Poll, votes_so_far: i64) {
    house.phone().votes_for(poll, "Spaces").await.is_counted();
    let recount = house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
    assert_eq!((&recount["votes"], &recount["findings"]), (&json!(votes_so_far + 1), &json!([])));
}

#[story]
async fn a_second_vote_is_refused_without_cookies_with_another_token_and_over_the_socket() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let cheat = house.phone();
    cheat.votes_for(&poll, "Tabs").await.is_counted();
    cheat.at_another_address().votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
    cheat.neighbour().votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_address");
    let mut private_tab = cheat.neighbour();
    private_tab.gets_cookie(&poll).await;
    private_tab.votes_by_form(&poll, &["Tabs"]).await.is(409);
    for (token, code) in [(cheat.token(), "already_voted_device"), (private_tab.token(), "already_voted_address")] {
        let ballot = json!({ "poll_code": poll.code, "option_id": poll.id("Tabs"), "browser_token": token });
        assert_eq!(cheat.connects().await.calls("vote", ballot).await["problem"]["code"], code);
    }
    the_house_is_unharmed(&house, &poll, 1).await;
}

#[story]
async fn a_vote_with_a_forged_cookie_is_refused() {
    let house = House::open().await;
    let other = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let other_poll = other.poll(QUESTION, &OPTIONS).await;
    let victim = uuid::Uuid::new_v4().to_string();
    let mut from_another_house = other.phone();
    from_another_house.gets_cookie(&other_poll).await;
    let forged = [format!("handsup_device={victim}"), format!("handsup_device={victim}.00"), from_another_house.cookies()];
    for cookie in forged {
        let cheat = house.phone();
        let ballot = cheat.request(Method::POST, &poll.path("/vote")).header("cookie", &cookie).form(&[("option_id", poll.id("Tabs"))]);
        cheat.send(ballot).await.is(422);
    }
    assert_eq!(house.count("votes").await, 0);
    the_house_is_unharmed(&house, &poll, 0).await;
}

#[story]
async fn the_hosts_routes_show_no_hidden_results_to_a_guest() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    let cheat = house.phone();
    for what in ["", "/recount", "/receipts", "/receipts?format=csv", "/log"] {
        let answer = cheat.get(&format!("/api/polls/{}{what}", poll.code)).await;
        answer.is_refused(401, "host_only");
        assert!(!answer.text().contains("Tabs"), "{what}");
    }
    let socket = cheat.joins(&poll).await;
    assert!(socket.snapshot["options"].as_array().expect("options").iter().all(|option| option["vote_count"].is_null()));
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    the_house_is_unharmed(&house, &poll, 1).await;
}

#[story]
async fn a_guest_cannot_create_close_or_reveal() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let cheat = house.phone();
    let body = json!({ "question": "Mine?", "options": OPTIONS });
    cheat.sends(Method::POST, "/create", &body).await.is_refused(401, "host_only");
    for change in [json!({ "state": "closed" }), json!({ "revealed": true }), json!({ "fairness": "device" })] {
        cheat.sends(Method::PATCH, &format!("/api/polls/{}", poll.code), &change).await.is_refused(401, "host_only");
    }
    let mut socket = cheat.joins(&poll).await;
    for event in ["close", "poll_state", "stage", "host_closed", "create"] {
        socket.emits(event, json!({ "poll_code": poll.code, "state": "closed" }));
    }
    let ballot = json!({ "poll_code": poll.code, "option_id": poll.id("Tabs"), "browser_token": cheat.token() });
    assert_eq!(socket.calls("vote", ballot).await["success"], true, "the poll is still open");
    the_house_is_unharmed(&house, &poll, 1).await;
}

#[story]
async fn a_guests_token_for_its_own_poll_closes_no_other() {
    let house = House::with(|config| config.create_access = handsup_server::config::CreateAccess::Open).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let cheat = house.phone();
    let own = cheat.sends(Method::POST, "/create", &json!({ "question": "Mine?", "options": OPTIONS })).await.is(201).json();
    let token = own["host_token"].as_str().expect("authority over the own poll");
    let close = |code: &str| {
        let path = format!("/api/polls/{code}");
        cheat.request(Method::PATCH, &path).bearer_auth(token).json(&json!({ "state": "closed" }))
    };
    cheat.send(close(&poll.code)).await.is_refused(403, "host_only");
    cheat.send(close(own["poll_code"].as_str().expect("a code"))).await.is(200);
    the_house_is_unharmed(&house, &poll, 0).await;
}

#[story]
async fn garbage_over_engine_io_does_not_crash_the_house() {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for packet in [
        "5999999999-",
        "45999999999-[\"vote\",{}]",
        "4",
        "42",
        "42[",
        "42[]",
        "42[1]",
        "42{}",
        "43",
        "439999999[]",
        "40/nowhere,",
        "41",
        "40",
        "4\u{0}",
        "6",
        "1",
        "9",
        "b4AAAA",
        "42[\"join\"]",
        "42[\"join\",null]",
        "42[\"join\",[[[[]]]]]",
        "42[\"vote\",\"\\ud800\"]",
        "422147483648[\"join\",{}]",
        "4299999999999999999999[\"join\",{}]",
        "3probe",
        "5",
        "\u{fffd}",
    ] {
        let mut engine = Engine::open(house.addr(), fresh_address(), &[]).await.expect(packet);
        engine.sends(packet.to_owned()).await.expect("the socket was open");
        let _closed = engine.sends(format!("42[\"join\",{{\"poll_code\":\"{}\"}}]", poll.code)).await;
    }
    for request in [
        "GET /socket.io/?EIO=3&transport=polling",
        "GET /socket.io/?EIO=4&transport=carrier-pigeon",
        "GET /socket.io/?EIO=4&transport=polling&sid=foreign",
        "GET /socket.io/?EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAA",
        "GET /socket.io/",
        "GET /socket.io/?EIO=%ff",
        "DELETE /socket.io/?EIO=4&transport=polling",
        "GET /socket.io/?EIO=4&transport=polling&b64=1&j=0",
    ] {
        let answer = house.answers(format!("{request} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")).await;
        assert!(answer.as_ref().is_none_or(|answer| answer.status < 500), "{request}: {answer:?}");
    }
    the_house_is_unharmed(&house, &poll, 0).await;
    assert!(!log::everything().contains("panicked"), "{}", log::everything());
}

#[story]
async fn thousands_of_joins_close_the_socket_and_harm_no_other_client() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut joining_socket = house.phone().connects().await;
    let acknowledging_socket = house.phone().connects().await;
    for n in 0..3_000 {
        joining_socket.sends(format!("42{n}[\"join\",{{\"poll_code\":\"{}\"}}]", poll.code));
        acknowledging_socket.sends(format!("43{n}[{{\"ok\":true}}]"));
    }
    joining_socket.is_closed().await;
    drop(acknowledging_socket);
    the_house_is_unharmed(&house, &poll, 0).await;
}

#[tokio::test]
async fn files_of_secrets_and_votes_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::TempDir::new().expect("a directory");
    let data = folder.path().join("new/data");
    let mut house = House::with(|config| config.data_dir = Some(data.clone())).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let mode = |name: &str| std::fs::metadata(data.join(name)).expect(name).permissions().mode() & 0o777;
    assert_eq!(mode(""), 0o700, "the folder is this user's alone");
    for name in ["handsup.json", "handsup.db", "handsup.db-wal", "handsup.db-shm"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    house.stop().await;
    assert_eq!((mode("backups"), mode("backups/handsup-0001.db")), (0o700, 0o600));
    std::fs::set_permissions(data.join("handsup.db"), PermissionsExt::from_mode(0o644)).expect("as an earlier version left it");
    house.reopen().await;
    assert_eq!([mode("handsup.db"), mode("handsup.db-wal"), mode("handsup.db-shm")], [0o600; 3]);
}
