//! How a meeting looks: its tone gives each option a colour and a shape, on the wall, on phones and in the console.

use http::Method;
use serde_json::{Value, json};
use support::{House, Response, story};

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
        house.host().creates(&body).await.is(201);
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

#[story]
async fn colours_that_cannot_be_read_are_adjusted_and_the_host_sees_to_what() {
    let hall = Hall::open().await;
    let look = hall.tries(&json!({ "brand": "#FFD400", "accent": "#0b1120" })).await.is(200).json();
    assert_eq!(look["brand"]["chosen"], "#ffd400");
    assert_ne!(look["brand"]["light"], "#ffd400", "yellow is not read on white");
    assert_eq!(look["brand"]["dark"], "#ffd400", "and is on a dark page");
    assert_ne!(look["accent"]["dark"], "#0b1120");
    assert_eq!(hall.stored().await, look);
}

#[story]
async fn every_page_of_the_room_loads_the_meetings_colours() {
    let hall = Hall::open().await;
    assert!(hall.pages().await.iter().all(|page| !page.contains("look.css")), "none by default");
    hall.tries(&json!({ "brand": "#b91c1c", "type_size": 120, "scheme": "dark" })).await.is(200);
    let style = hall.stage().await["look"]["style"].as_str().expect("a style sheet").to_owned();
    let [phone, wall] = hall.pages().await;
    for page in [&phone, &wall] {
        assert!(page.contains(&format!(r#"<link rel="stylesheet" id="look" href="{style}">"#)), "{page}");
    }
    assert!(wall.contains(r#"data-theme="dark""#) && !phone.contains("data-theme"), "phones follow their reader");
    let sheet = hall.house.phone().get(&style).await;
    sheet.is(200);
    assert_eq!((sheet.header("content-type"), sheet.header("cache-control")), ("text/css", "public, max-age=31536000, immutable"));
    assert!(sheet.text().contains("--bar-from:#b91c1c") && sheet.text().contains(":root{--type:1.2}"), "{}", sheet.text());
    let unversioned = hall.house.phone().get(&format!("/m/{}/look.css?v=old", hall.code)).await;
    unversioned.is(200);
    assert_eq!(unversioned.header("cache-control"), "no-cache");
    let asked_for_light = hall.house.phone().get(&format!("/screen/{}?theme=light", hall.code)).await;
    asked_for_light.is(200);
    assert!(asked_for_light.text().contains(r#"data-theme="light""#), "the page's own wish is stronger");
    hall.house.phone().get("/m/ZZZZZZ/look.css").await.is_refused(404, "no_such_meeting");
}

#[story]
async fn what_is_no_colour_and_no_size_changes_nothing() {
    let hall = Hall::open().await;
    let before = hall.tries(&json!({ "brand": "#b91c1c" })).await.is(200).json();
    let colours = ["red", "#fff", "", "#b91c1", "url(https://elsewhere.example)", "#b91c1c;}*{display:none", "#b91c1c\0"];
    for colour in colours {
        for field in ["brand", "accent"] {
            hall.tries(&json!({ field: colour })).await.is_refused(422, "invalid_look");
        }
    }
    for size in [0, 79, 151, 255] {
        hall.tries(&json!({ "type_size": size })).await.is_refused(422, "invalid_look");
    }
    hall.tries(&json!({ "type_size": 100_000 })).await.is_refused(400, "bad_request");
    hall.tries(&json!({ "brand": "#".repeat(20_000) })).await.is_refused(413, "too_large");
    assert_eq!(hall.stored().await, before);
}

impl Hall {
    /// A PNG that this house has drawn.
    async fn picture(&self) -> Vec<u8> {
        self.house.phone().get(&format!("/m/{}/qr.png?size=64", self.code)).await.is(200).body.to_vec()
    }

    async fn uploads(&self, media: &str, file: Vec<u8>) -> Response {
        let host = self.house.host();
        let request = host.request(Method::PUT, &format!("{}/logo", self.path())).header("content-type", media).body(file);
        host.send(request).await
    }
}

#[story]
async fn a_logo_is_on_the_wall_and_on_phones_and_is_cached_by_its_content() {
    let hall = Hall::open().await;
    hall.tries(&json!({ "tone": "playful" })).await.is(200);
    let look = hall.uploads("image/png", hall.picture().await).await.is(200).json();
    let path = look["logo"]["path"].as_str().expect("a path").to_owned();
    for page in hall.pages().await {
        assert!(page.contains(&format!(r#"<img class="logo" src="{path}""#)), "{page}");
    }
    assert_eq!(hall.stage().await["look"]["logo"], look["logo"]);
    let logo = hall.house.phone().get(&path).await;
    logo.is(200);
    assert_eq!((logo.header("content-type"), logo.header("cache-control")), ("image/png", "public, max-age=31536000, immutable"));
    let again = hall.uploads("image/png", logo.body.to_vec()).await.is(200).json();
    assert_eq!(again["logo"], look["logo"], "the same pixels are the same logo");
    hall.tries(&json!({ "brand": "#b91c1c" })).await.is(200);
    assert_eq!(hall.stored().await["logo"], look["logo"], "other choices leave it alone");
    let like = hall.house.host().sends(Method::POST, "/api/meetings", &json!({ "like": hall.code })).await.is(201).json();
    hall.house.phone().get(like["look"]["logo"]["path"].as_str().expect("a path")).await.is(200);
    hall.house.host().sends(Method::DELETE, &format!("{}/logo", hall.path()), &json!(null)).await.is(200);
    hall.house.phone().get(&path).await.is_refused(404, "no_such_logo");
    assert!(hall.pages().await.iter().all(|page| !page.contains(r#"class="logo""#)));
}

#[story]
async fn a_file_that_is_no_logo_changes_nothing() {
    let hall = Hall::open().await;
    let picture = hall.picture().await;
    let before = hall.uploads("image/png", picture.clone()).await.is(200).json();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let mut huge = picture.clone();
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    for file in [svg.clone(), huge, picture[..60].to_vec(), Vec::new()] {
        hall.uploads("image/png", file).await.is_refused(422, "invalid_logo");
    }
    for media in ["image/svg+xml", "image/jpeg", "text/html", "application/json"] {
        hall.uploads(media, svg.clone()).await.is_refused(415, "unsupported_media");
    }
    hall.uploads("image/png", vec![0; 300 * 1024]).await.is_refused(413, "too_large");
    assert_eq!(hall.stored().await, before);
}
