//! GET `/m/{join_code}/logo.png`, and `look.css`: the colours of a meeting and its projector's size of type, as the values of the pages' own properties.
//! Pages load it after their own styles, so it works without a script, and costs nothing where a meeting looks as usual.

use crate::app::App;
use crate::domain::{Colour, Light, Look, Palette, TypeSize};
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Join, Visitor};
use crate::http::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// The URL of a look names what the look depends on.
const CACHE_FOR_A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ALWAYS_ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// Query parameters of the style sheet.
#[derive(Deserialize)]
pub(crate) struct Version {
    v: Option<String>,
}

/// The style sheet of a meeting's look; empty where it looks as usual.
#[utoipa::path(
    get, path = "/m/{code}/look.css", tag = "voting", operation_id = "getLookStyle",
    params(("code" = String, Path, description = "The meeting's join code"),
        ("v" = Option<String>, Query, description = "What the stage's `look` says: with it, the answer may be cached")),
    responses(
        (status = 200, description = "A style sheet", content_type = "text/css", body = String),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn style(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    QueryParams(asked): QueryParams<Version>,
) -> Result<Response, Problem> {
    let meeting = app.meeting_for(visitor.requester(), &code).await?;
    let is_current = asked.v.is_some() && asked.v == meeting.look.style_version();
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("text/css")), (header::CACHE_CONTROL, cache(is_current))], sheet(&meeting.look))
        .into_response())
}

/// The logo of a meeting.
#[utoipa::path(
    get, path = "/m/{code}/logo.png", tag = "voting", operation_id = "getLogo",
    params(("code" = String, Path, description = "The meeting's join code"),
        ("v" = Option<String>, Query, description = "What the stage's `look` says: with it, the answer may be cached")),
    responses(
        (status = 200, description = "A picture", content_type = "image/png", body = Vec<u8>),
        (status = 404, description = "`no_such_meeting`, `no_such_logo`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn logo(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    QueryParams(asked): QueryParams<Version>,
) -> Result<Response, Problem> {
    let meeting = app.meeting_for(visitor.requester(), &code).await?;
    let is_current = meeting.look.logo.as_ref().is_some_and(|logo| asked.v.as_deref() == Some(&*logo.hash));
    let picture = app.meetings.logo(&code).await?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("image/png")), (header::CACHE_CONTROL, cache(is_current))], picture)
        .into_response())
}

fn cache(is_current: bool) -> HeaderValue {
    if is_current { CACHE_FOR_A_YEAR } else { ALWAYS_ASK }
}

/// The rules of a look. Colours that a reader has chosen are left alone.
fn sheet(look: &Look) -> String {
    let size = look.type_size.map(TypeSize::percent).map(|percent| format!(":root{{--type:{}}}", f64::from(percent) / 100.0));
    let colours = look.palette(Light::Day).zip(look.palette(Light::Night)).map(|(day, night)| {
        let [day, night] = [day, night].map(|palette| properties(&palette));
        format!(
            "@media (forced-colors:none){{:root,:root[data-theme=light]{{{day}}}:root[data-theme=dark]{{{night}}}}}\
             @media (forced-colors:none) and (prefers-color-scheme:dark){{:root:not([data-theme]){{{night}}}}}"
        )
    });
    [size, colours].into_iter().flatten().collect()
}

fn properties(palette: &Palette) -> String {
    let Palette { brand, brand_text, brand_soft, fill_from, fill_to, bar_from, bar_to, bar_rest } = palette;
    let [pressed_from, pressed_to] = [fill_from, fill_to].map(|fill| fill.mixed(Colour::BLACK, 0.12));
    format!(
        "--brand:{brand};--brand-text:{brand_text};--brand-soft:{brand_soft};--lead:{fill_from};\
         --fill:linear-gradient(135deg,{fill_from},{fill_to});--fill-hover:linear-gradient(135deg,{pressed_from},{pressed_to});\
         --bar-from:{bar_from};--bar-to:{bar_to};--bar-rest:{bar_rest};--ring:0 0 0 3px {brand}66;--lift:0 6px 18px {fill_from}42"
    )
}
