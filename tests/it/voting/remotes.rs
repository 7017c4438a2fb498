//! A phone as the remote: paired by a one-time code, confirmed by the host, ended with the meeting; it takes steps, and does nothing else.

use http::Method;
use serde_json::{Value, json};
use support::{Caller, House, OPTIONS, Phone, Poll, Response, eventually, story};

/// The header of a remote's page.
const REMOTE_HEADER: &str = "x-handsup-remote";

/// A meeting with a draft.
struct Room {
    house: House,
    poll: Poll,
}

/// A phone that was paired.
struct Remote {
    phone: Phone,
    meeting: String,
    secret: String,
    number: String,
}

impl Room {
    async fn open() -> Self {
        let house = House::open().await;
        let poll = house.poll_with("Tabs or spaces?", &OPTIONS, json!({ "state": "draft" })).await;
        Self { house, poll }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/meetings/{}{rest}", self.poll.meeting())
    }

    /// A new one-time code, as it stands in the fragment of the link.
    async fn code(&self) -> String {
        let link = self.house.host().sends(Method::POST, &self.path("/remotes"), &Value::Null).await.is(201).json();
        link["url"].as_str().and_then(|url| url.split_once("/remote#pair=")).expect("a code in the fragment").1.to_owned()
    }

    async fn pairs(&self, phone: &Phone, code: &str) -> Response {
        phone.sends(Method::POST, &format!("/m/{}/remote", self.poll.meeting()), &json!({ "code": code })).await
    }

    async fn paired(&self) -> Remote {
        let phone = self.house.phone();
        let paired = self.pairs(&phone, &self.code().await).await.is(200).json();
        let text = |name: &str| paired[name].as_str().expect("text").to_owned();
        Remote { phone, meeting: self.poll.meeting().to_owned(), secret: text("secret"), number: text("number") }
    }

    async fn confirmed(&self) -> Remote {
        let remote = self.paired().await;
        self.confirms(&remote).await.is(204);
        remote
    }

    /// The phones as the host's list shows them.
    async fn list(&self) -> Vec<Value> {
        let list = self.house.host().get(&self.path("/remotes")).await.is(200).json();
        list["remotes"].as_array().expect("a list").clone()
    }

    async fn path_of(&self, remote: &Remote) -> String {
        let list = self.list().await;
        let shown = list.iter().find(|shown| shown["number"] == remote.number.as_str()).expect("it is in the list");
        self.path(&format!("/remotes/{}", shown["id"]))
    }

    async fn confirms(&self, remote: &Remote) -> Response {
        self.house.host().sends(Method::PATCH, &self.path_of(remote).await, &json!({ "confirmed": true })).await
    }
}

impl Remote {
    async fn sends(&self, method: Method, path: &str, body: &Value) -> Response {
        self.phone.send(self.phone.request(method, path).header(REMOTE_HEADER, &self.secret).json(body)).await
    }

    fn path(&self) -> String {
        format!("/m/{}/remote/step", self.meeting)
    }

    async fn reads(&self) -> Response {
        self.phone.send(self.phone.request(Method::GET, &self.path()).header(REMOTE_HEADER, &self.secret)).await
    }

    async fn takes(&self, step: &str) -> Response {
        self.sends(Method::POST, &self.path(), &json!({ "step": step })).await
    }
}

#[story]
async fn a_phone_leads_the_meeting_once_the_host_has_confirmed_its_number() {
    let room = Room::open().await;
    let remote = room.paired().await;
    assert_eq!(remote.number.len(), 4);
    let waiting = remote.reads().await.is(200).json();
    assert_eq!((&waiting["number"], &waiting["steps"]), (&json!(remote.number), &Value::Null));
    remote.takes("next").await.is_refused(403, "not_paired");
    assert_eq!((&room.list().await[0]["confirmed"], room.list().await.len()), (&json!(false), 1));
    room.confirms(&remote).await.is(204);
    let steps = remote.reads().await.is(200).json()["steps"].clone();
    assert_eq!((&steps["next"]["action"], &steps["poll"]["question"]), (&json!("stage"), &json!("Tabs or spaces?")));
    for step in ["stage", "open", "close"] {
        assert_eq!(remote.takes("next").await.is(200).json()["did"], step);
    }
    assert_eq!(room.house.host().sees(&room.poll).await["state"], "closed");
}

#[story]
async fn a_code_pairs_one_phone_with_one_meeting() {
    let room = Room::open().await;
    let code = room.code().await;
    let both = [room.house.phone(), room.house.phone()];
    let (one, other) = tokio::join!(room.pairs(&both[0], &code), room.pairs(&both[1], &code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "one of two phones at once");
    room.pairs(&room.house.phone(), &code).await.is_refused(403, "not_paired");
    let code = room.code().await;
    for wrong in ["", "00", &"0".repeat(80), &code[..78], &code.replace('0', "1"), room.house.host_key()] {
        let refused = room.pairs(&room.house.phone(), wrong).await;
        assert_eq!(refused.status_and_code(), (403, "not_paired".into()), "{wrong}");
    }
    let elsewhere = room.house.host().starts_meeting("Elsewhere").await;
    let phone = room.house.phone();
    phone.sends(Method::POST, &format!("/m/{elsewhere}/remote"), &json!({ "code": code })).await.is_refused(403, "not_paired");
    assert_eq!(room.list().await.len(), 1);
    // Eight phones at most lead a meeting.
    for _ in 1..8 {
        room.paired().await;
    }
    room.pairs(&phone, &code).await.is_refused(409, "too_many_remotes");
}

#[story]
async fn a_remote_needs_both_of_its_secrets() {
    let room = Room::open().await;
    let (remote, other) = (room.confirmed().await, room.confirmed().await);
    let path = remote.path();
    remote.phone.get(&path).await.is_refused(403, "not_paired");
    let with = |phone: &Phone, secret: &str| phone.request(Method::GET, &path).header(REMOTE_HEADER, secret);
    for secret in ["", "0", &other.secret, &remote.secret[1..]] {
        remote.phone.send(with(&remote.phone, secret)).await.is_refused(403, "not_paired");
    }
    let stranger = room.house.phone();
    stranger.send(with(&stranger, &remote.secret)).await.is_refused(403, "not_paired");
    let cookie = remote.phone.cookies();
    assert!(cookie.contains("handsup_remote="));
    stranger.send(with(&stranger, &remote.secret).header("cookie", cookie)).await.is(200);
}

#[story]
async fn a_remote_may_do_nothing_but_steps() {
    let room = Room::open().await;
    let remote = room.confirmed().await;
    let document = room.house.phone().get("/openapi.json").await.is(200).json();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let is_the_hosts = path.starts_with("/api/") || path == "/create";
        for method in methods.as_object().expect("methods").keys().filter(|_| is_the_hosts) {
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).expect("a method");
            let code = if path.starts_with("/api/meetings/") { room.poll.meeting() } else { &room.poll.code };
            let path = path.replace("{code}", code).replace("{id}", "1");
            let body = json!({ "question": "Mine?", "options": OPTIONS });
            // Without the host's cookie a request has no credentials of the host's.
            let answer = remote.sends(method.clone(), &path, &body).await;
            assert_eq!(answer.status_and_code(), (401, "host_only".into()), "{method} {path}");
            // Neither does its secret serve as a key.
            let bearer: Caller = remote.phone.bearing(&remote.secret);
            let answer = bearer.sends(method.clone(), &path, &body).await;
            assert!(matches!(answer.status, 403 | 429), "{method} {path}: {}", answer.status);
        }
    }
    let elsewhere = room.house.host().starts_meeting("Elsewhere").await;
    let path = format!("/m/{elsewhere}/remote/step");
    remote.sends(Method::POST, &path, &json!({ "step": "blank" })).await.is_refused(403, "not_paired");
}

#[story]
async fn a_remote_ends_when_the_host_ends_it_and_with_the_meeting() {
    let room = Room::open().await;
    let host = room.house.host();
    let ended = room.confirmed().await;
    host.sends(Method::DELETE, &room.path_of(&ended).await, &Value::Null).await.is(204);
    ended.reads().await.is_refused(403, "not_paired");
    ended.takes("next").await.is_refused(403, "not_paired");
    let left = room.confirmed().await;
    left.sends(Method::DELETE, &format!("/m/{}/remote", left.meeting), &Value::Null).await.is(204);
    left.reads().await.is_refused(403, "not_paired");
    let (confirmed, waiting) = (room.confirmed().await, room.paired().await);
    let of_waiting = room.path_of(&waiting).await;
    for change in [json!({ "ended": true }), json!({ "ended": false })] {
        host.sends(Method::PATCH, &room.path(""), &change).await.is(200);
        confirmed.reads().await.is_refused(403, "not_paired");
        confirmed.takes("next").await.is_refused(403, "not_paired");
        host.sends(Method::PATCH, &of_waiting, &json!({ "confirmed": true })).await.is_refused(404, "not_found");
    }
    let again = room.confirmed().await;
    for change in [json!({ "deleted": true }), json!({ "deleted": false })] {
        host.sends(Method::PATCH, &room.path(""), &change).await.is(200);
        again.reads().await.is_refused(403, "not_paired");
    }
    assert_eq!(room.list().await.len(), 0);
    host.sends(Method::PATCH, &room.path(""), &json!({ "ended": true })).await.is(200);
    host.sends(Method::POST, &room.path("/remotes"), &Value::Null).await.is_refused(409, "meeting_ended");
}

#[story]
async fn a_remote_is_confirmed_by_its_own_meetings_number_alone() {
    let room = Room::open().await;
    let remote = room.paired().await;
    let path = room.path_of(&remote).await;
    let elsewhere = room.house.host().starts_meeting("Elsewhere").await;
    let foreign = path.replace(room.poll.meeting(), &elsewhere);
    let confirmation = json!({ "confirmed": true });
    let host = room.house.host();
    host.sends(Method::PATCH, &foreign, &confirmation).await.is_refused(404, "not_found");
    host.sends(Method::DELETE, &foreign, &Value::Null).await.is_refused(404, "not_found");
    host.sends(Method::PATCH, &path, &json!({ "confirmed": false })).await.is_refused(400, "bad_request");
    host.sends(Method::PATCH, &room.path("/remotes/x"), &confirmation).await.is_refused(404, "not_found");
    remote.takes("next").await.is_refused(403, "not_paired");
}

#[story]
async fn a_double_tap_is_one_step() {
    let room = Room::open().await;
    let remote = room.confirmed().await;
    remote.takes("next").await.is(200);
    let at = remote.reads().await.is(200).json()["steps"]["at"].clone();
    let tap = json!({ "step": "next", "from": at });
    let path = remote.path();
    let (one, other) = tokio::join!(remote.sends(Method::POST, &path, &tap), remote.sends(Method::POST, &path, &tap));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    eventually("the poll to be open", async || room.house.host().sees(&room.poll).await["state"] == "open").await;
}

#[story]
async fn the_page_is_there_for_a_meeting_that_is() {
    let room = Room::open().await;
    let page = room.house.phone().opens(&format!("/m/{}/remote", room.poll.meeting())).await;
    assert!(page.is_page(200).contains(room.poll.meeting()));
    assert!(!page.text().contains("Tabs or spaces?"), "the page itself tells nothing");
    room.house.phone().opens("/m/ZZZZZZ/remote").await.is_page(404);
}
