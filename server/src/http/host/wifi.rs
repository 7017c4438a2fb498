//! `/api/wifi`: the Wi-Fi that the phones in the room join.

use crate::app::App;
use crate::domain::Wifi;
use crate::http::extract::body::Body;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::Host;
use crate::http::problem::Problem;
use crate::http::voting::qr::{Size, SizeQuery, svg_of, uncached_png};
use crate::wire::{WifiBody, WifiNow};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

/// The Wi-Fi that was entered, and whether this computer has a keyring to store it in.
#[utoipa::path(
    get, path = "/api/wifi", tag = "host", operation_id = "getWifi",
    responses((status = 200, body = WifiNow), (status = 403, description = "`host_only`"))
)]
pub(crate) async fn now(_: Host, State(app): State<App>) -> Json<WifiNow> {
    Json(app.wifi.now())
}

/// Sets the Wi-Fi, which projectors show from now on. It is lost when the program ends, unless
/// `keep` stores it in the keyring.
#[utoipa::path(
    put, path = "/api/wifi", tag = "host", operation_id = "setWifi", request_body = WifiBody,
    responses(
        (status = 200, body = WifiNow), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_wifi`")
    )
)]
pub(crate) async fn enter(_: Host, State(app): State<App>, body: Body) -> Result<Json<WifiNow>, Problem> {
    let request: WifiBody = body.json()?;
    let wifi = Wifi::parse(&request.ssid, &request.password, request.hidden)?;
    Ok(Json(app.enter_wifi(wifi, request.keep).await))
}

/// Removes the Wi-Fi from memory and from the keyring.
#[utoipa::path(
    delete, path = "/api/wifi", tag = "host", operation_id = "forgetWifi",
    responses((status = 204, description = "Removed"), (status = 403, description = "`host_only`, `bad_origin`"))
)]
pub(crate) async fn forget(_: Host, State(app): State<App>) -> Result<StatusCode, Problem> {
    app.forget_wifi().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The QR code that joins the Wi-Fi, as SVG.
#[utoipa::path(
    get, path = "/api/wifi/qr.svg", tag = "host", operation_id = "getWifiQrSvg", params(SizeQuery),
    responses(
        (status = 200, description = "A picture", content_type = "image/svg+xml", body = String),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_wifi`")
    )
)]
pub(crate) async fn svg(_: Host, State(app): State<App>, QueryParams(params): QueryParams<Size>) -> Result<Response, Problem> {
    svg_of(&app.wifi.qr_code().ok_or_else(Problem::no_wifi)?, &params)
}

/// The QR code that joins the Wi-Fi, as PNG.
#[utoipa::path(
    get, path = "/api/wifi/qr.png", tag = "host", operation_id = "getWifiQrPng", params(SizeQuery),
    responses(
        (status = 200, description = "A picture", content_type = "image/png", body = Vec<u8>),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_wifi`")
    )
)]
pub(crate) async fn png(_: Host, State(app): State<App>, QueryParams(params): QueryParams<Size>) -> Result<Response, Problem> {
    uncached_png(app.wifi.qr_code().ok_or_else(Problem::no_wifi)?, &params).await
}
