//! GET `/problems/{code}`: the page that a problem's `type` links to.

use crate::app::App;
use crate::http::extract::query::Segment;
use crate::http::problem::Problem;
use crate::http::voting::pages::{ExplainPage, page};
use crate::text::find;
use axum::extract::State;
use axum::response::Response;

/// What a problem's code means and what to do next, in the reader's language.
#[utoipa::path(
    get, path = "/problems/{code}", tag = "voting", operation_id = "getProblemPage", params(("code" = String, Path, description = "A problem's `code`")),
    responses(
        (status = 200, description = "HTML", content((String = "text/html"))),
        (status = 404, description = "`not_found`: no problem has this code")
    )
)]
pub(crate) async fn explain(State(app): State<App>, Segment(code): Segment) -> Result<Response, Problem> {
    let code = code.ok_or_else(Problem::not_found)?;
    let words = |part: &str| find(&format!("problem_{part}_{code}"));
    let (title, detail) = (words("title").ok_or_else(Problem::not_found)?, words("detail").unwrap_or_default());
    Ok(page(&ExplainPage { assets: app.assets.clone(), title, detail: detail.replace("{seconds}", "…"), code }))
}
