//! The projector's page: what the room sees on the wall, and what it must never show.

use handsup_server::Desktop;
use handsup_server::wire::ProjectorPlace;
use http::Method;
use parking_lot::Mutex;
use serde_json::json;
use std::sync::Arc;
use support::{House, OPTIONS, Poll, QUESTION, Response, Socket, story};
use tokio::sync::watch;

async fn opens_the_screen(house: &House, poll: &Poll, query: &str) -> Response {
    house.phone().opens(&format!("/screen/{}{query}", poll.meeting())).await
}

#[story]
async fn the_page_is_complete_before_its_script_runs() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let answer = opens_the_screen(&house, &poll, "").await;
    let page = answer.is_page(200);
    let code = poll.meeting();
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    for part in [QUESTION, "Tabs", "Spaces", "VOTING", "<svg class=\"qr\"", &house.addr().to_string(), &spaced] {
        assert!(page.contains(part), "{part}");
    }
}

#[story]
async fn the_bare_screen_address_leads_to_the_current_meeting() {
    let house = House::open().await;
    house.phone().get("/screen").await.is_refused(404, "no_such_meeting");
    let poll = house.poll(QUESTION, &OPTIONS).await;
    assert_eq!(house.phone().opens("/screen").await.leads_to(), format!("/screen/{}", poll.meeting()));
}

#[story]
async fn the_lobby_says_how_to_join_and_how_many_have() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("Friday town hall").await;
    let _phone = house.phone().follows(&meeting).await;
    let answer = house.phone().opens(&format!("/screen/{meeting}")).await;
    let page = answer.is_page(200);
    for part in
        ["Friday town hall", "same Wi‑Fi as this screen", "Scan to vote", "1 is here", "<svg class=\"qr\"", &house.addr().to_string()]
    {
        assert!(page.contains(part), "{part}");
    }
}

#[story]
async fn the_page_has_no_host_controls_even_in_the_hosts_browser() {
    let house = House::open().await;
    let note = "tell the joke about tabs";
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "state": "draft", "note": note })).await;
    house.poll_with("A secret draft?", &OPTIONS, json!({ "state": "draft" })).await;
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    let answer = house.host().opens(&format!("/screen/{}", poll.meeting())).await;
    let page = answer.is_page(200);
    for control in ["<button", "<form", "<input", "<a ", "/api/", "host_", note, "A secret draft?", house.host_key()] {
        assert!(!page.contains(control), "{control} in {page}");
    }
    assert!(answer.headers.get("set-cookie").is_none(), "a projector gets no device cookie");
}

#[story]
async fn hidden_results_are_neither_in_the_html_nor_in_the_data() {
    let house = House::open().await;
    for rule in ["on_reveal", "after_vote"] {
        let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": rule })).await;
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
        let for_host = house.host().opens(&format!("/screen/{}", poll.meeting())).await;
        for answer in [opens_the_screen(&house, &poll, "").await, for_host] {
            assert!(!answer.is_page(200).contains("100%"), "{rule}");
            let boot = answer.boot();
            assert_eq!(boot["snapshot"]["total_votes"], 1, "{rule}: turnout is no secret");
            assert_eq!(boot["snapshot"]["results_visible"], false, "{rule}");
            assert_eq!(boot["snapshot"]["options"][0]["vote_count"], json!(null), "{rule}");
            assert!(boot["snapshot"]["options"][0].get("correct").is_none(), "{rule}");
        }
    }
}

#[story]
async fn the_host_may_hide_the_bars_on_the_projector_alone() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    assert!(opens_the_screen(&house, &poll, "").await.text().contains("100%"));
    house.host().sets_stage(poll.meeting(), &json!({ "bars": false })).await;
    let answer = opens_the_screen(&house, &poll, "").await;
    assert!(!answer.text().contains("<rect"), "no bars");
}

#[story]
async fn hidden_bars_stay_hidden_when_the_same_poll_opens_or_is_shown_again_and_another_poll_has_its_own() {
    let house = House::open().await;
    let (poll, host) = (house.poll(QUESTION, &OPTIONS).await, house.host());
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let shows_bars = async || host.get(&format!("/m/{}/stage", poll.meeting())).await.is(200).json()["bars"] == true;
    host.sets_stage(poll.meeting(), &json!({ "bars": false })).await;
    host.closes(&poll).await;
    for change in [json!({ "state": "open" }), json!({ "state": "closed" }), json!({ "run_again": true }), json!({ "state": "open" })] {
        host.changes(&poll, &change).await;
        assert!(!shows_bars().await, "after {change}");
    }
    for stage in [json!({ "view": "lobby" }), json!({ "poll_code": poll.code })] {
        host.sets_stage(poll.meeting(), &stage).await;
        assert!(!shows_bars().await, "after {stage}");
    }
    house.poll("Another one?", &OPTIONS).await;
    assert!(shows_bars().await);
}

#[story]
async fn a_blank_screen_shows_nothing_and_an_ended_meeting_says_thank_you() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().sets_stage(poll.meeting(), &json!({ "view": "blank" })).await;
    let blank = opens_the_screen(&house, &poll, "").await;
    assert!(!blank.text().contains(QUESTION) && blank.text().contains("class=\"blank\""));
    let path = format!("/api/meetings/{}", poll.meeting());
    house.host().sends(Method::PATCH, &path, &json!({ "ended": true })).await.is(200);
    assert!(opens_the_screen(&house, &poll, "").await.is_page(200).contains("Thank you!"));
}

#[story]
async fn the_qr_code_is_in_a_corner_full_screen_or_off() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for (size, codes, cover) in [("corner", 1, false), ("full", 1, true), ("off", 0, false)] {
        house.host().sets_stage(poll.meeting(), &json!({ "qr": size })).await;
        let answer = opens_the_screen(&house, &poll, "").await;
        assert_eq!(answer.text().matches("<svg class=\"qr\"").count(), codes, "{size}");
        assert_eq!(answer.text().contains("class=\"cover\""), cover, "{size}");
    }
}

#[story]
async fn the_theme_comes_from_the_query_and_other_values_are_ignored() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    assert!(
        opens_the_screen(&house, &poll, "?theme=dark&transparent").await.text().contains(" data-theme=\"dark\" class=\"transparent\">")
    );
    for query in ["", "?theme=%22onload=x", "?theme=", "?theme=pink"] {
        assert!(opens_the_screen(&house, &poll, query).await.text().contains("<html lang=\"en\">"), "{query}");
    }
}

#[story]
async fn the_page_exists_in_german() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    assert!(opens_the_screen(&house, &poll, "?lang=de").await.text().contains("ABSTIMMUNG"));
}

#[story]
async fn a_code_that_no_meeting_has_leads_to_a_page_that_helps() {
    let house = House::open().await;
    for code in ["ZZZZZZ", "nonsense", "AB3DE9ZX"] {
        house.phone().opens(&format!("/screen/{code}")).await.is_page(404);
        house.phone().get(&format!("/screen/{code}")).await.is_refused(404, "no_such_meeting");
    }
}

#[story]
async fn the_address_works_in_capitals() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().opens(&format!("/SCREEN/{}", poll.meeting())).await.is_page(200);
}

#[story]
async fn the_page_loads_only_our_own_files_and_has_no_inline_script_or_style() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let answer = opens_the_screen(&house, &poll, "").await;
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'"), "the console shows it as a picture");
    assert_eq!(answer.header("cache-control"), "no-store");
    for inline in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
        assert!(!answer.text().contains(inline), "{inline}");
    }
}

#[story]
async fn the_consoles_picture_of_the_projector_shows_the_same_and_counts_neither_as_projector_nor_as_phone() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    // Texts of the room wait for the host where a projector would show them.
    let waiting = async || house.host().get("/api/console").await.json()["moderation"].clone();
    let without_projector = waiting().await;
    let mut miniature = Socket::connect(&house.host()).await;
    miniature.joins(json!({ "join_code": poll.meeting(), "screen": true, "miniature": true })).await;
    assert_eq!(waiting().await, without_projector);
    let mut projector = house.host().opens_a_projector(poll.meeting()).await;
    assert_ne!(waiting().await, without_projector, "a projector is one");
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    for screen in [&mut miniature, &mut projector] {
        let update = screen.until("vote_update", |update| update["total_votes"] == 1).await;
        assert_eq!(update["connected"], 0);
    }
}

#[story]
async fn a_projector_receives_the_invitation_and_nothing_of_the_hosts() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut projector = house.host().opens_a_projector(poll.meeting()).await;
    let address = house.addr().to_string();
    let invitation = projector.until("invitation", |invitation| invitation["address"] == address).await;
    assert!(invitation["qr"]["path"].as_str().is_some_and(|path| path.starts_with('M')));
    house.poll_with("A secret draft?", &OPTIONS, json!({ "state": "draft" })).await;
    house.stop().await;
    for (event, body) in projector.is_closed().await {
        assert!(!matches!(event.as_str(), "polls" | "network" | "doctor"), "{event} {body}");
        assert!(body.get("refused").is_none(), "{event} {body}");
    }
}

#[story]
async fn a_server_without_windows_names_the_page_to_open_instead() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let refused = house.host().sends(Method::POST, "/api/desktop/projector", &json!({})).await.is_refused(409, "no_desktop");
    let page = format!("http://{}/screen/{}", house.addr(), poll.meeting());
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains(&page)), "{refused}");
    house.host().sends(Method::DELETE, "/api/desktop/projector", &json!({})).await.is_refused(409, "no_desktop");
}

/// A desktop that records the calls it receives.
#[derive(Default)]
struct RecordedCalls(Mutex<Vec<String>>);

impl Desktop for RecordedCalls {
    fn open_projector(&self, url: &str) -> anyhow::Result<()> {
        self.0.lock().push(url.to_owned());
        Ok(())
    }

    fn copy_picture(&self, png: Vec<u8>) -> anyhow::Result<()> {
        self.0.lock().push(format!("a PNG: {}", png.starts_with(b"\x89PNG")));
        Ok(())
    }

    fn close_projector(&self) -> anyhow::Result<()> {
        self.0.lock().push("closed".into());
        Ok(())
    }

    fn open_bar(&self, url: &str, if_open: bool) -> anyhow::Result<()> {
        self.0.lock().push(format!("{} {url}", if if_open { "open bar" } else { "bar" }));
        Ok(())
    }

    fn close_bar(&self) -> anyhow::Result<()> {
        self.0.lock().push("bar closed".into());
        Ok(())
    }
}

#[story]
async fn only_the_host_may_open_the_bar_which_shows_what_the_wall_may_show() {
    let desktop = Arc::new(RecordedCalls::default());
    let house = House::open().await.on(desktop.clone()).await;
    let path = "/api/desktop/bar";
    house.host().sends(Method::POST, path, &json!({})).await.is_refused(404, "no_such_meeting");
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal" })).await;
    house.phone().sends(Method::POST, path, &json!({})).await.is_refused(401, "host_only");
    house.phone().sends(Method::DELETE, path, &json!({})).await.is_refused(401, "host_only");
    let opened = house.host().sends(Method::POST, path, &json!({ "join_code": poll.meeting() })).await.is(200).json();
    house.host().sends(Method::POST, path, &json!({ "if_open": true })).await.is(200);
    house.host().sends(Method::DELETE, path, &json!({})).await.is(204);
    let page = format!("/screen/{}?bar&window", poll.meeting());
    let url = format!("http://{}{page}", house.addr());
    assert_eq!(opened["url"], url);
    assert_eq!(*desktop.0.lock(), [format!("bar {url}"), format!("open bar {url}"), "bar closed".into()]);
    house.phone().votes_for(&poll, OPTIONS[0]).await.is_counted();
    for shown in [house.phone().opens(&page).await, house.host().get(&page).await] {
        let shown = shown.is_page(200);
        assert!(shown.contains(QUESTION) && !shown.contains(r#""vote_count":1"#), "{shown}");
    }
    let headless = House::open().await;
    headless.poll(QUESTION, &OPTIONS).await;
    let refused = headless.host().sends(Method::POST, path, &json!({})).await.is_refused(409, "no_desktop");
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("?bar")), "{refused}");
}

#[story]
async fn only_the_host_may_open_the_projectors_window() {
    let desktop = Arc::new(RecordedCalls::default());
    let house = House::open().await.on(desktop.clone()).await;
    house.host().sends(Method::POST, "/api/desktop/projector", &json!({})).await.is_refused(404, "no_such_meeting");
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().sends(Method::POST, "/api/desktop/projector", &json!({})).await.is_refused(401, "host_only");
    let opened = house.host().sends(Method::POST, "/api/desktop/projector", &json!({})).await.is(200).json();
    house.host().sends(Method::DELETE, "/api/desktop/projector", &json!({})).await.is(204);
    let page = format!("http://{}/screen/{}?window", house.addr(), poll.meeting());
    assert_eq!(opened["url"], page);
    assert_eq!(*desktop.0.lock(), [page, "closed".into()]);
}

#[story]
async fn only_the_host_may_switch_keys_on_that_work_in_front_of_other_programs() {
    let house = House::open().await.on(Arc::new(RecordedCalls::default())).await;
    let (path, on) = ("/api/desktop/keys", json!({ "on": true }));
    assert_eq!(house.host().get(path).await.is(200).json(), json!({ "available": false, "on": false, "keys": [] }));
    house.host().sends(Method::PUT, path, &json!({})).await.is_refused(400, "bad_request");
    house.phone().get(path).await.is_refused(401, "host_only");
    house.phone().sends(Method::PUT, path, &on).await.is_refused(401, "host_only");
    House::open().await.host().sends(Method::PUT, path, &on).await.is_refused(409, "no_desktop");
}

#[story]
async fn the_projector_opens_the_named_meeting_or_else_the_current_one() {
    let desktop = Arc::new(RecordedCalls::default());
    let house = House::open().await.on(desktop.clone()).await;
    let ended = house.poll(QUESTION, &OPTIONS).await;
    let meeting_path = format!("/api/meetings/{}", ended.meeting());
    house.host().sends(Method::PATCH, &meeting_path, &json!({ "ended": true })).await.is(200);
    let path = "/api/desktop/projector";
    house.host().sends(Method::POST, path, &json!({})).await.is_refused(404, "no_such_meeting");
    house.host().sends(Method::POST, path, &json!({ "join_code": "ZZZZZZ" })).await.is_refused(404, "no_such_meeting");
    house.host().sends(Method::POST, path, &json!({ "meeting": ended.meeting() })).await.is_refused(400, "bad_request");
    let named = house.host().sends(Method::POST, path, &json!({ "join_code": ended.meeting() })).await.is(200).json();
    assert!(named["url"].as_str().is_some_and(|url| url.ends_with(&format!("/screen/{}?window", ended.meeting()))), "{named}");
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let host = house.host();
    let current = host.send(host.request(Method::POST, path)).await.is(200).json();
    assert!(current["url"].as_str().is_some_and(|url| url.contains(poll.meeting())), "{current}");
}

/// A desktop; the channel holds the display that its projector is on.
struct ProjectorAt(watch::Sender<Option<ProjectorPlace>>);

impl Desktop for ProjectorAt {
    fn open_projector(&self, _: &str) -> anyhow::Result<()> {
        Ok(_ = self.0.send_replace(Some(ProjectorPlace::Second)))
    }

    fn copy_picture(&self, _: Vec<u8>) -> anyhow::Result<()> {
        anyhow::bail!("no clipboard")
    }

    fn close_projector(&self) -> anyhow::Result<()> {
        Ok(_ = self.0.send_replace(None))
    }

    fn projector(&self) -> watch::Receiver<Option<ProjectorPlace>> {
        self.0.subscribe()
    }
}

#[story]
async fn every_console_and_no_guest_receives_where_the_projector_is() {
    let desktop = Arc::new(ProjectorAt(watch::Sender::new(None)));
    let mut house = House::open().await.on(desktop.clone()).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let mut phone = house.phone().follows(poll.meeting()).await;
    assert_eq!(console.next("projector").await["place"], json!(null));
    house.host().sends(Method::POST, "/api/desktop/projector", &json!({})).await.is(200);
    console.until("projector", |projector| projector["place"] == "second").await;
    desktop.0.send_replace(Some(ProjectorPlace::Same));
    console.until("projector", |projector| projector["place"] == "same").await;
    assert_eq!(house.host().get("/api/console").await.is(200).json()["projector"], "same");
    let mut late = house.host().joins(&poll).await;
    assert_eq!(late.next("projector").await["place"], "same", "a console that connects later receives it too");
    house.host().sends(Method::DELETE, "/api/desktop/projector", &json!({})).await.is(204);
    console.until("projector", |projector| projector["place"].is_null()).await;
    house.stop().await;
    let received = phone.is_closed().await;
    assert!(!received.is_empty() && received.iter().all(|(event, _)| event != "projector"), "{received:?}");
}

#[story]
async fn a_chart_goes_on_the_clipboard_where_there_is_a_desktop() {
    let desktop = Arc::new(RecordedCalls::default());
    let house = House::open().await.on(desktop.clone()).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let body = json!({ "poll_code": poll.code });
    house.phone().sends(Method::POST, "/api/desktop/clipboard", &body).await.is_refused(401, "host_only");
    house.host().sends(Method::POST, "/api/desktop/clipboard", &body).await.is(204);
    assert_eq!(*desktop.0.lock(), ["a PNG: true"]);
    let headless = House::open().await;
    let body = json!({ "poll_code": headless.poll(QUESTION, &OPTIONS).await.code });
    headless.host().sends(Method::POST, "/api/desktop/clipboard", &body).await.is_refused(409, "no_desktop");
}
