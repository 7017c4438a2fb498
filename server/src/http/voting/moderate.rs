//! GET `/m/{join_code}/moderate`: the page of a meeting's moderators. What they see and change needs the key in the link's fragment, or
//! the secrets of a remote, which the page sends with its requests.

use crate::app::App;
use crate::app::assets::Assets;
use crate::http::extract::visitor::{Join, Visitor};
use crate::http::problem::Problem;
use crate::http::voting::pages::helpers_page;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

/// The page of moderators.
#[derive(Template)]
#[template(path = "moderate.html")]
struct ModeratePage {
    assets: Assets,
    code: String,
}

/// The page of a meeting's moderators.
#[utoipa::path(
    get, path = "/m/{code}/moderate", tag = "host", operation_id = "getModeratorPage", params(("code" = String, Path, description = "The meeting's join code")),
    responses(
        (status = 200, description = "HTML: reads the key in its own fragment", content_type = "text/html", body = String),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn page(State(app): State<App>, visitor: Visitor, Join(code): Join) -> Result<Response, Problem> {
    helpers_page(&app, visitor, &code, |assets, code| ModeratePage { assets, code }).await
}
