//! A phone as the remote: paired by a one-time code, confirmed by the host, ended with the meeting; it takes steps and moderates, and
//! does nothing else.

use futures::future::join_all;
use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::{Value, json};
use support::{Caller, House, OPTIONS, Phone, Poll, Response, eventually, on_postgres, story};

/// The header of a remote's page.
const REMOTE_HEADER: &str = "x-handsup-remote";

/// A meeting with a draft.
pub(super) struct Room {
    pub(super) house: House,
    pub(super) poll: Poll,
}

/// A phone that was paired.
pub(super) struct Remote {
    pub(super) phone: Phone,
    pub(super) meeting: String,
    pub(super) secret: String,
    number: String,
}

impl Room {
    pub(super) async fn open() -> Self {
        Self::of(House::open().await).await
    }

    async fn of(house: House) -> Self {
        let poll = house.poll_with("Tabs or spaces?", &OPTIONS, json!({ "state": "draft" })).await;
        Self { house, poll }
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/api/meetings/{}{rest}", self.poll.meeting())
    }

    /// A new one-time code, as it stands in the fragment of the link.
    async fn code(&self) -> String {
        self.code_for(&self.house.host()).await
    }

    async fn code_for(&self, host: &Caller) -> String {
        let link = host.sends(Method::POST, &self.path("/remotes"), &Value::Null).await.is(201).json();
        link["url"].as_str().and_then(|url| url.split_once("/remote#pair=")).expect("a code in the fragment").1.to_owned()
    }

    async fn pairs(&self, phone: &Phone, code: &str) -> Response {
        phone.sends(Method::POST, &format!("/m/{}/remote", self.poll.meeting()), &json!({ "code": code })).await
    }

    pub(super) async fn paired(&self) -> Remote {
        self.pairs_phone(self.house.phone(), &self.code().await).await
    }

    async fn pairs_phone(&self, phone: Phone, code: &str) -> Remote {
        let paired = self.pairs(&phone, code).await.is(200).json();
        let text = |name: &str| paired[name].as_str().expect("text").to_owned();
        Remote { phone, meeting: self.poll.meeting().to_owned(), secret: text("secret"), number: text("number") }
    }

    pub(super) async fn confirmed(&self) -> Remote {
        let remote = self.paired().await;
        self.confirms(&remote).await.is(204);
        remote
    }

    /// The phones as the host's list shows them.
    async fn list(&self) -> Vec<Value> {
        let list = self.house.host().get(&self.path("/remotes")).await.is(200).json();
        list["remotes"].as_array().expect("a list").clone()
    }

    pub(super) async fn path_of(&self, remote: &Remote) -> String {
        let list = self.list().await;
        let shown = list.iter().find(|shown| shown["number"] == remote.number.as_str()).expect("it is in the list");
        self.path(&format!("/remotes/{}", shown["id"]))
    }

    async fn confirms(&self, remote: &Remote) -> Response {
        self.house.host().sends(Method::PATCH, &self.path_of(remote).await, &json!({ "confirmed": true })).await
    }
}

impl Remote {
    pub(super) async fn sends(&self, method: Method, path: &str, body: &Value) -> Response {
        self.phone.send(self.phone.request(method, path).header(REMOTE_HEADER, &self.secret).json(body)).await
    }

    fn path(&self) -> String {
        format!("/m/{}/remote/step", self.meeting)
    }

    pub(super) async fn gets(&self, path: &str) -> Response {
        self.phone.send(self.phone.request(Method::GET, path).header(REMOTE_HEADER, &self.secret)).await
    }

    pub(super) async fn reads(&self) -> Response {
        self.gets(&self.path()).await
    }

    /// Reads at another instance, with the same secrets.
    async fn reads_at(&self, house: &House) -> Response {
        let phone = house.phone();
        let request = phone.request(Method::GET, &self.path()).header(REMOTE_HEADER, &self.secret);
        phone.send(request.header("cookie", self.phone.cookies())).await
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
async fn a_remote_may_do_nothing_but_steps_and_what_moderators_do() {
    const OF_MODERATORS: [&str; 6] = ["getModeration", "getBoard", "updateQuestion", "listTerms", "moderateTerms", "undoModeration"];
    let room = Room::open().await;
    let remote = room.confirmed().await;
    let document = room.house.phone().get("/openapi.json").await.is(200).json();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let is_the_hosts = path.starts_with("/api/") || path == "/create";
        for (method, operation) in methods.as_object().expect("methods").iter().filter(|_| is_the_hosts) {
            let name = operation["operationId"].as_str().expect("a name");
            if OF_MODERATORS.contains(&name) {
                continue;
            }
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
async fn a_remote_stays_when_a_meeting_that_was_not_deleted_is_taken_back() {
    let room = Room::open().await;
    let remote = room.confirmed().await;
    room.house.host().sends(Method::PATCH, &room.path(""), &json!({ "deleted": false })).await.is(200);
    remote.reads().await.is(200);
}

#[story]
async fn all_remotes_end_when_a_host_ends_all_other_sessions() {
    let room = Room::open().await;
    let (confirmed, waiting) = (room.confirmed().await, room.paired().await);
    room.house.host().sends(Method::DELETE, "/api/host/sessions", &Value::Null).await.is(204);
    for remote in [confirmed, waiting] {
        remote.reads().await.is_refused(403, "not_paired");
    }
    assert_eq!(room.list().await.len(), 0);
}

#[tokio::test]
async fn a_remote_and_an_open_code_end_with_the_host_key() {
    let room = Room::open().await;
    let host = room.house.phone();
    host.becomes_host(room.house.host_key()).await.is(200);
    let (confirmed, waiting, code) = (room.confirmed().await, room.paired().await, room.code().await);
    let of_waiting = room.path_of(&waiting).await;
    let link = host.sends(Method::POST, "/api/host/key", &json!({ "replace": true })).await.is(201).json();
    for remote in [confirmed, waiting] {
        remote.reads().await.is_refused(403, "not_paired");
        remote.takes("next").await.is_refused(403, "not_paired");
    }
    room.pairs(&room.house.phone(), &code).await.is_refused(403, "not_paired");
    host.follows_host_link(link["path"].as_str().expect("a path")).await.is(200);
    host.sends(Method::PATCH, &of_waiting, &json!({ "confirmed": true })).await.is_refused(404, "not_found");
    assert_eq!(host.get(&room.path("/remotes")).await.is(200).json()["remotes"], json!([]));
}

#[tokio::test]
async fn a_remote_ends_when_its_host_leaves_the_list_of_hosts() {
    const ANNA: &str = "anna=9f1c4b7ae02d5586c3b1f7d84e6a0293d5c81be47f60a93e2b7c14d8f05e6a71";
    const BEN: &str = "ben=41d7e8a25c09b3f6187ad4e0c92b5f3680e1a7d4c5f29b0637e8d1a4b60c2f95";
    on_postgres(async {
        let keys = |keys: &[&str]| keys.iter().map(|key| key.parse().expect("a key")).collect();
        let room = Room::of(House::with(|config| config.host_keys = keys(&[ANNA, BEN])).await).await;
        let without_ben = room.house.twin_with(|config| config.host_keys = keys(&[ANNA])).await;
        let of_anna = room.confirmed().await;
        let ben: Caller = room.house.phone().bearing(BEN.trim_start_matches("ben="));
        let of_ben = room.pairs_phone(room.house.phone(), &room.code_for(&ben).await).await;
        room.confirms(&of_ben).await.is(204);
        of_ben.reads_at(&room.house).await.is(200);
        of_ben.reads_at(&without_ben).await.is_refused(403, "not_paired");
        of_anna.reads_at(&without_ben).await.is(200);
    })
    .await;
}

#[story]
async fn a_remote_leads_for_seven_days_at_most() {
    let room = Room::open().await;
    let remote = room.confirmed().await;
    let age = |days: i64| format!("update remotes set confirmed_at = confirmed_at - {}", days * 24 * 60 * 60 * 1000);
    room.house.tampers(&age(6)).await;
    remote.reads().await.is(200);
    room.house.tampers(&age(1)).await;
    remote.reads().await.is_refused(403, "not_paired");
    remote.takes("next").await.is_refused(403, "not_paired");
    assert_eq!(room.list().await.len(), 0);
}

#[story]
async fn a_phone_waits_for_ten_minutes_and_then_takes_no_place() {
    let room = Room::open().await;
    let remote = room.paired().await;
    for _ in 1..8 {
        room.paired().await;
    }
    let path = room.path_of(&remote).await;
    room.pairs(&room.house.phone(), &room.code().await).await.is_refused(409, "too_many_remotes");
    room.house.tampers("update remotes set paired_at = paired_at - 600000").await;
    remote.reads().await.is_refused(403, "not_paired");
    room.house.host().sends(Method::PATCH, &path, &json!({ "confirmed": true })).await.is_refused(404, "not_found");
    assert_eq!(room.list().await.len(), 0);
    room.confirmed().await.reads().await.is(200);
}

#[story]
async fn a_phone_that_pairs_again_is_in_the_list_once() {
    let room = Room::open().await;
    let earlier = room.confirmed().await;
    room.paired().await;
    let code = room.code().await;
    let again = room.pairs_phone(earlier.phone.clone(), &code).await;
    assert_eq!(room.list().await.len(), 2);
    earlier.reads().await.is_refused(403, "not_paired");
    room.confirms(&again).await.is(204);
    // A code that pairs nothing ends nothing.
    room.pairs(&again.phone, &code).await.is_refused(403, "not_paired");
    again.reads().await.is(200);
}

#[tokio::test]
async fn a_backup_brings_no_remote_back() {
    let mut room = Room::open().await;
    let remote = room.confirmed().await;
    room.house.stop().await;
    let data = room.house.data().to_owned();
    std::fs::copy(data.join("backups/handsup-0001.db"), data.join("handsup.db")).expect("a copy");
    room.house.reopen().await;
    remote.reads().await.is_refused(403, "not_paired");
    assert_eq!((room.list().await.len(), room.house.count("remotes").await), (0, 0));
    assert_eq!(room.house.host().sees(&room.poll).await["question"], "Tabs or spaces?");
}

#[story]
async fn what_the_room_reads_does_not_stop_who_leads_it() {
    let room = Room::of(House::with(|config| config.create_access = CreateAccess::Open).await).await;
    let remote = room.confirmed().await;
    let greedy = remote.phone.neighbour();
    let own = greedy.sends(Method::POST, "/create", &json!({ "question": "Mine?", "options": OPTIONS })).await.is(201).json();
    let [code, token] = ["poll_code", "host_token"].map(|name| own[name].as_str().expect("text"));
    // A chart is charged 50 ms of a core, also where it is refused for its width: the rest of the budget is less than that.
    let path = format!("/api/polls/{code}/chart.png?width=1");
    let mut charts = 0;
    while greedy.send(greedy.request(Method::GET, &path).bearer_auth(token)).await.status != 429 {
        charts += 1;
        assert!(charts < 1_000, "a thousand of them are fifty seconds of a core");
    }
    for _ in 0..20 {
        for read in join_all((0..10).map(|_| remote.reads())).await {
            read.is(200);
        }
    }
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
