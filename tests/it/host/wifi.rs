//! The room's Wi-Fi: entered by the host, shown to the room, stored only in the keyring and only on request.

use handsup_server::Desktop;
use http::Method;
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::{House, OPTIONS, QUESTION, log};

const SSID: &str = "Town hall guests";
const PASSWORD: &str = "walrus-and-carpenter";

fn wifi() -> Value {
    json!({ "ssid": SSID, "password": PASSWORD, "keep": false })
}

/// The same, to be stored in the keyring.
fn wifi_to_keep() -> Value {
    json!({ "ssid": SSID, "password": PASSWORD, "keep": true })
}

async fn enters(house: &House, body: &Value) -> Value {
    house.host().sends(Method::PUT, "/api/wifi", body).await.is(200).json()
}

#[tokio::test]
async fn the_room_sees_the_wifi_until_the_host_removes_it() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("Town hall").await;
    let mut projector = house.host().opens_a_projector(&meeting).await;
    projector.until("invitation", |invitation| invitation["wifi"].is_null()).await;
    let stored = enters(&house, &wifi()).await;
    assert_eq!((&stored["wifi"]["ssid"], &stored["kept"], &stored["keyring"]), (&json!(SSID), &json!(false), &json!(false)));
    let invitation = projector.until("invitation", |invitation| !invitation["wifi"].is_null()).await;
    assert_eq!(invitation["wifi"]["password"], PASSWORD);
    assert!(invitation["wifi"]["qr"]["path"].as_str().is_some_and(|path| path.starts_with('M')));
    let pages = [format!("/screen/{meeting}"), format!("/api/meetings/{meeting}/sheets")];
    for page in &pages {
        let answer = house.host().opens(page).await;
        assert!(answer.is_page(200).contains(SSID) && answer.text().contains(PASSWORD), "{page}");
        assert_eq!(answer.text().matches("<svg class=\"qr\"").count(), 2, "{page}");
    }
    assert!(!house.phone().opens(&format!("/m/{meeting}")).await.is_page(200).contains(PASSWORD), "a phone has the Wi-Fi already");
    house.host().sends(Method::DELETE, "/api/wifi", &json!({})).await.is(204);
    projector.until("invitation", |invitation| invitation["wifi"].is_null()).await;
    for page in &pages {
        assert!(!house.host().opens(page).await.is_page(200).contains(SSID), "{page}");
    }
    house.host().get("/api/wifi/qr.png").await.is_refused(404, "no_wifi");
}

#[tokio::test]
async fn an_invalid_wifi_name_or_password_is_refused_and_changes_nothing() {
    let house = House::open().await;
    enters(&house, &wifi()).await;
    for (ssid, password) in [("", PASSWORD), ("Lobby", "short"), ("a name of more than thirty-two bytes", ""), ("Lob\nby", PASSWORD)] {
        let body = json!({ "ssid": ssid, "password": password });
        house.host().sends(Method::PUT, "/api/wifi", &body).await.is_refused(422, "invalid_wifi");
    }
    assert_eq!(house.host().get("/api/wifi").await.is(200).json()["wifi"]["ssid"], SSID);
}

#[tokio::test]
async fn the_wifi_password_is_in_no_file_no_log_and_no_export_and_gone_after_a_restart() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    enters(&house, &wifi_to_keep()).await;
    let broken = json!({ "ssid": 7, "password": PASSWORD });
    house.host().sends(Method::PUT, "/api/wifi", &broken).await.is_refused(400, "bad_request");
    house.host().opens(&format!("/screen/{}", poll.meeting())).await.is(200);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    let has_password = |bytes: &[u8]| bytes.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes());
    for what in ["export?format=csv", "export?format=json", "export?format=xlsx", "report", "questions?format=json"] {
        let file = house.host().get(&format!("/api/meetings/{}/{what}", poll.meeting())).await.is(200).body.clone();
        assert!(!file.is_empty() && !has_password(&file), "{what}");
    }
    house.restart().await;
    assert_eq!(house.host().get("/api/wifi").await.is(200).json()["wifi"], json!(null));
    house.stop().await;
    let mut searched = 0;
    every_file(house.data(), &mut |file| {
        searched += 1;
        assert!(!has_password(&std::fs::read(file).expect("a file")), "{}", file.display());
    });
    assert!(searched >= 2, "the database and the secrets at least");
    let logged = log::everything();
    assert!(logged.contains("/api/wifi") && !logged.contains(PASSWORD));
}

fn every_file(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { every_file(&path, visit) } else { visit(&path) }
    }
}

/// A desktop with a keyring and nothing else.
#[derive(Default)]
struct Keyring {
    secrets: Mutex<HashMap<String, String>>,
    /// Whether it refuses to be written.
    is_locked: AtomicBool,
}

impl Desktop for Keyring {
    fn open_projector(&self, _: &str) -> anyhow::Result<()> {
        anyhow::bail!("no windows")
    }

    fn copy_picture(&self, _: Vec<u8>) -> anyhow::Result<()> {
        anyhow::bail!("no clipboard")
    }

    fn close_projector(&self) -> anyhow::Result<()> {
        anyhow::bail!("no windows")
    }

    fn store_secret(&self, name: &str, secret: Option<&str>) -> anyhow::Result<()> {
        anyhow::ensure!(!self.is_locked.load(Ordering::SeqCst), "the keyring is locked");
        let mut secrets = self.secrets.lock();
        match secret {
            Some(secret) => _ = secrets.insert(name.into(), secret.into()),
            None => _ = secrets.remove(name),
        }
        Ok(())
    }

    fn load_secret(&self, name: &str) -> anyhow::Result<Option<String>> {
        Ok(self.secrets.lock().get(name).cloned())
    }
}

#[tokio::test]
async fn the_keyring_stores_the_wifi_only_while_the_host_asks_for_it() {
    let keyring = Arc::new(Keyring::default());
    let mut house = House::open().await.on(keyring.clone()).await;
    let meeting = house.host().starts_meeting("Town hall").await;
    let secret_count = || keyring.secrets.lock().len();
    enters(&house, &wifi()).await;
    assert_eq!(secret_count(), 0, "the host has not asked for it");
    assert_eq!(enters(&house, &wifi_to_keep()).await["kept"], true);
    assert_eq!(secret_count(), 1);
    house.restart().await;
    let mut projector = house.host().opens_a_projector(&meeting).await;
    projector.until("invitation", |invitation| invitation["wifi"]["password"] == PASSWORD).await;
    let stored = house.host().get("/api/wifi").await.is(200).json();
    assert_eq!((&stored["kept"], &stored["keyring"]), (&json!(true), &json!(true)));
    enters(&house, &wifi()).await;
    assert_eq!(secret_count(), 0, "the host no longer asks for it");
    enters(&house, &wifi_to_keep()).await;
    house.host().sends(Method::DELETE, "/api/wifi", &json!({})).await.is(204);
    assert_eq!(secret_count(), 0, "the host has removed the Wi-Fi");
}

#[tokio::test]
async fn a_wifi_that_a_locked_keyring_does_not_give_up_is_an_error_until_it_is_removed() {
    let keyring = Arc::new(Keyring::default());
    let mut house = House::open().await.on(keyring.clone()).await;
    let remove = async |house: &House| house.host().sends(Method::DELETE, "/api/wifi", &json!({})).await;
    enters(&house, &wifi_to_keep()).await;
    keyring.is_locked.store(true, Ordering::SeqCst);
    assert_eq!(enters(&house, &wifi()).await["kept"], false);
    remove(&house).await.is(500);
    assert_eq!(house.host().get("/api/wifi").await.is(200).json()["wifi"], json!(null), "nobody is shown it any more");
    keyring.is_locked.store(false, Ordering::SeqCst);
    remove(&house).await.is(204);
    assert_eq!(keyring.secrets.lock().len(), 0);
    house.restart().await;
    assert_eq!(house.host().get("/api/wifi").await.is(200).json()["wifi"], json!(null));
}
