//! How a meeting looks: its tone gives each option a colour and a shape, on the wall, on phones and in the console.

use http::Method;
use serde_json::{Value, json};
use support::{House, Poll, Response, story};

/// A meeting with a poll on stage.
struct Hall {
    house: House,
    code: String,
}

impl Hall {
    async fn open() -> Self {
        let house = House::open().await;
        let code = house.host().starts_meeting("Town hall").await;
        let body = json!({ "question": "Where to?", "options": ["Sea", "Mountains"], "meeting": code });
        Poll::from_created(house.host().creates(&body).await.is(201).json());
        Self { house, code }
    }

    fn path(&self) -> String {
        format!("/api/meetings/{}/look", self.code)
    }

    async fn tries(&self, look: &Value) -> Response {
        self.house.host().sends(Method::PUT, &self.path(), look).await
    }

    async fn stored(&self) -> Value {
        self.house.host().get(&self.path()).await.is(200).json()
    }

    async fn stage(&self) -> Value {
        self.house.phone().get(&format!("/m/{}/stage", self.code)).await.is(200).json()
    }

    async fn pages(&self) -> [String; 2] {
        let phone = self.house.phone();
        let page = async |path: &str| phone.get(&format!("/{path}/{}", self.code)).await.is(200).text().to_owned();
        [page("m").await, page("screen").await]
    }
}

#[story]
async fn a_playful_meeting_looks_so_on_phones_and_on_the_wall() {
    let hall = Hall::open().await;
    for page in hall.pages().await {
        assert!(!page.contains("playful"), "calm by default: {page}");
    }
    assert_eq!(hall.stored().await["tone"], "calm");
    assert_eq!(hall.stage().await.get("look"), None, "the usual look takes no bytes");
    hall.tries(&json!({ "tone": "playful" })).await.is(200);
    assert_eq!(hall.stored().await["tone"], "playful");
    assert_eq!(hall.stage().await["look"]["tone"], "playful");
    for page in hall.pages().await {
        assert!(page.contains(r#"class="playful""#), "{page}");
        assert!(page.contains(r#"class="letter own""#), "{page}");
    }
    hall.tries(&json!({})).await.is(200);
    assert_eq!(hall.stage().await.get("look"), None, "what is absent is as usual");
}

#[story]
async fn a_look_survives_a_restart() {
    let mut hall = Hall::open().await;
    hall.tries(&json!({ "tone": "playful" })).await.is(200);
    hall.house.restart().await;
    assert_eq!(hall.stored().await["tone"], "playful");
}

#[story]
async fn the_room_sees_a_new_look_at_once() {
    let hall = Hall::open().await;
    let (mut phone, mut wall) = (hall.house.phone().follows(&hall.code).await, hall.house.host().opens_a_projector(&hall.code).await);
    hall.tries(&json!({ "tone": "playful" })).await.is(200);
    for socket in [&mut phone, &mut wall] {
        socket.until("stage", |stage| stage["look"]["tone"] == "playful").await;
    }
}

#[story]
async fn a_meeting_made_like_another_has_its_look() {
    let hall = Hall::open().await;
    hall.tries(&json!({ "tone": "playful" })).await.is(200);
    let again = hall.house.host().sends(Method::POST, "/api/meetings", &json!({ "name": "Again", "like": hall.code })).await.is(201).json();
    assert_eq!(again["look"]["tone"], "playful");
}

#[story]
async fn an_unknown_tone_changes_nothing() {
    let hall = Hall::open().await;
    hall.tries(&json!({ "tone": "playful" })).await.is(200);
    for look in [json!({ "tone": "loud" }), json!({ "mood": "calm" }), json!([])] {
        hall.tries(&look).await.is_refused(400, "bad_request");
    }
    hall.house.host().sends(Method::PUT, "/api/meetings/ZZZZZZ/look", &json!({})).await.is_refused(404, "no_such_meeting");
    assert_eq!(hall.stored().await["tone"], "playful");
}
