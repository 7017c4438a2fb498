//! `/api/wifi`: the Wi-Fi that the room joins, as the host has entered it.
//!
//! It is in this program's memory and nowhere else, unless the host asks for the computer's keyring: never in the database,
//! in a log or in an export.

use crate::domain::Wifi;
use crate::http::App;
use crate::http::extract::authority::Host;
use crate::http::extract::body::Body;
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::http::voting::qr::{QrCode, Size, picture};
use crate::wire::{WifiBody, WifiNow, WifiShown};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Its name in the keyring.
const KEPT_AS: &str = "wifi";

/// What the host has entered.
#[derive(Default)]
pub(crate) struct WifiStore(Mutex<Note>);

#[derive(Default, Clone)]
struct Note {
    wifi: Option<Wifi>,
    /// The same as the room sees it: drawn once, not for everybody who opens a projector's page.
    shown: Option<WifiShown>,
    kept: bool,
    keyring: bool,
}

impl WifiStore {
    fn note(&self) -> MutexGuard<'_, Note> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> WifiNow {
        let note = self.note();
        WifiNow { wifi: note.shown.clone(), kept: note.kept, keyring: note.keyring }
    }

    /// As the room sees it.
    pub(crate) fn shown(&self) -> Option<WifiShown> {
        self.note().shown.clone()
    }
}

impl Note {
    fn set(&mut self, wifi: Option<Wifi>, kept: bool) {
        (self.shown, self.wifi, self.kept) = (wifi.as_ref().map(shown), wifi, kept);
    }
}

fn shown(wifi: &Wifi) -> WifiShown {
    let qr = QrCode::of(&wifi.qr_text()).picture();
    WifiShown { ssid: wifi.ssid.clone(), password: wifi.password.clone(), hidden: wifi.hidden, qr }
}

/// The Wi-Fi that was entered, and whether this computer can keep it.
#[utoipa::path(
    get, path = "/api/wifi", tag = "host", operation_id = "getWifi",
    responses((status = 200, body = WifiNow), (status = 403, description = "`host_only`"))
)]
pub(crate) async fn now(_: Host, State(app): State<App>) -> Json<WifiNow> {
    Json(app.wifi.now())
}

/// Enters it: projectors show it from now on. It is forgotten at the program's end, unless `keep` asks for the keyring.
#[utoipa::path(
    put, path = "/api/wifi", tag = "host", operation_id = "setWifi", request_body = WifiBody,
    responses(
        (status = 200, body = WifiNow), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_wifi`")
    )
)]
pub(crate) async fn enter(_: Host, State(app): State<App>, body: Body) -> Result<Json<WifiNow>, Problem> {
    let wish: WifiBody = body.json()?;
    let wifi = Wifi::parse(&wish.ssid, &wish.password, wish.hidden)?;
    let was_kept = app.wifi.note().kept;
    let secret = wish.keep.then(|| serde_json::to_string(&wifi).unwrap_or_default());
    let stored = if wish.keep || was_kept { app.tell_keyring(secret).await } else { false };
    {
        let mut note = app.wifi.note();
        note.set(Some(wifi), wish.keep && stored);
    }
    app.live.invite(|code, near| app.invitation(code, near)).await;
    Ok(Json(app.wifi.now()))
}

/// Forgets it, here and in the keyring.
#[utoipa::path(
    delete, path = "/api/wifi", tag = "host", operation_id = "forgetWifi",
    responses((status = 204, description = "Forgotten"), (status = 403, description = "`host_only`, `bad_origin`"))
)]
pub(crate) async fn forget(_: Host, State(app): State<App>) -> StatusCode {
    if app.wifi.note().kept {
        app.tell_keyring(None).await;
    }
    {
        let mut note = app.wifi.note();
        note.set(None, false);
    }
    app.live.invite(|code, near| app.invitation(code, near)).await;
    StatusCode::NO_CONTENT
}

/// The QR code that joins it, as SVG.
#[utoipa::path(
    get, path = "/api/wifi/qr.svg", tag = "host", operation_id = "getWifiQrSvg", params(("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses(
        (status = 200, description = "A picture", content_type = "image/svg+xml", body = String),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_wifi`")
    )
)]
pub(crate) async fn svg(_: Host, State(app): State<App>, QueryParams(asked): QueryParams<Size>) -> Result<Response, Problem> {
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], app.wifi_code()?.svg(asked.within()?)).into_response())
}

/// The same as PNG.
#[utoipa::path(
    get, path = "/api/wifi/qr.png", tag = "host", operation_id = "getWifiQrPng", params(("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses(
        (status = 200, description = "A picture", content_type = "image/png", body = Vec<u8>),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_wifi`")
    )
)]
pub(crate) async fn png(_: Host, State(app): State<App>, QueryParams(asked): QueryParams<Size>) -> Result<Response, Problem> {
    picture(app.wifi_code()?, asked.within()?).await
}

impl App {
    fn wifi_code(&self) -> Result<QrCode, Problem> {
        Ok(QrCode::of(&self.wifi.note().wifi.as_ref().ok_or_else(Problem::no_wifi)?.qr_text()))
    }

    /// Looks into the keyring for what an earlier start kept there. What the host has entered meanwhile stays.
    pub(crate) async fn recall_wifi(self) {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return };
        let found = tokio::task::spawn_blocking(move || desktop.kept_secret(KEPT_AS)).await;
        // Not the error's words: they may quote what was found.
        let Ok(found) = found.map_err(anyhow::Error::from).flatten() else {
            return tracing::info!("no keyring here: a Wi-Fi that is entered is forgotten at the end");
        };
        let kept = found.and_then(|kept| serde_json::from_str::<Wifi>(&kept).ok());
        let recalled = {
            let mut note = self.wifi.note();
            note.keyring = true;
            let recalled = note.wifi.is_none() && kept.is_some();
            if recalled {
                note.set(kept, true);
            }
            recalled
        };
        if recalled {
            self.live.invite(|code, near| self.invitation(code, near)).await;
        }
    }

    /// Whether the keyring has taken it, or given it up.
    async fn tell_keyring(&self, secret: Option<String>) -> bool {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return false };
        let done = tokio::task::spawn_blocking(move || desktop.keep_secret(KEPT_AS, secret.as_deref())).await;
        let done = matches!(done, Ok(Ok(())));
        if !done {
            tracing::warn!("the keyring did not take the Wi-Fi");
        }
        done
    }
}
