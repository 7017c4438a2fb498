//! `/api/…/export`: results as a file. A file contains counts that the poll hides from guests, so
//! these routes need the authority of the host, or, for one poll, of the guest who created it.

use crate::app::App;
use crate::app::exports::ExportChunk;
use crate::app::polls::Pages;
use crate::domain::{Board, Meeting};
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{HostOf, Owner};
use crate::http::problem::Problem;
use crate::report::{FileName, Format};
use crate::text::Language;
use crate::wire::Report;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::TryStreamExt;
use serde::Deserialize;
use utoipa::IntoParams;

/// Query parameters of an export.
#[derive(Deserialize)]
pub(crate) struct ExportParams {
    #[serde(default)]
    format: Format,
    /// Whether a progress line precedes each chunk of the body: see [`ExportChunk::framed`].
    #[serde(default)]
    progress: bool,
}

/// [`ExportParams`] as the API document describes it; `middleware/language.rs` reads `lang` and
/// `tz`.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `ExportParams` reads")]
struct ExportQuery {
    /// `json`, `csv` or `xlsx`
    format: Option<Format>,
    /// `en` or `de`, for `xlsx`
    lang: Option<Language>,
    /// The time zone of the times in the file, as `Europe/Vienna`, for `xlsx`; without it this computer's
    tz: Option<String>,
    /// Send the file in pieces, each behind a line with three numbers: polls done, polls in all, bytes that follow
    progress: Option<bool>,
}

/// A whole meeting's results as a file: every poll, every round, and the questions from the audience.
#[utoipa::path(
    get, path = "/api/meetings/{code}/export", tag = "host", operation_id = "exportMeeting",
    params(("code" = String, Path, description = "The join code"), ExportQuery),
    responses(
        (status = 200, content((Report = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/vnd.handsup.progress"))),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn meeting(
    HostOf(code): HostOf,
    State(app): State<App>,
    QueryParams(params): QueryParams<ExportParams>,
) -> Result<Response, Problem> {
    let (meeting, pages) = app.records.pages_of(&code).await?;
    let title = meeting.name.clone();
    let board = app.boards.read(&code).await?;
    export_response(&app, &params, ((&meeting, Some(&board)), pages), code.as_str(), &title).await
}

/// One poll's results as a file: every round.
#[utoipa::path(
    get, path = "/api/polls/{code}/export", tag = "host", operation_id = "exportPoll",
    params(("code" = String, Path, description = "The poll's code"), ExportQuery),
    responses(
        (status = 200, content((Report = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/vnd.handsup.progress"))),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn poll(
    Owner(code): Owner,
    State(app): State<App>,
    QueryParams(params): QueryParams<ExportParams>,
) -> Result<Response, Problem> {
    let (meeting, pages) = app.records.pages_of_poll(&code).await?;
    let title = pages.first().map(|record| record.poll.question.clone()).unwrap_or_default();
    export_response(&app, &params, ((&meeting, None), pages), code.as_str(), &title).await
}

/// A response that browsers save as `name`.
pub(crate) fn file(name: &FileName, media_type: &'static str, body: impl Into<Body>) -> Response {
    let headers = [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, name.attachment())];
    (headers, [(header::CACHE_CONTROL, "no-store")], body.into()).into_response()
}

/// The response with an export: the file alone, or a progress line before each chunk of it.
async fn export_response(
    app: &App,
    params: &ExportParams,
    (of, pages): ((&Meeting, Option<&Board>), Pages),
    code: &str,
    title: &str,
) -> Result<Response, Problem> {
    let ExportParams { format, progress } = *params;
    let chunks = app.export(format, of, pages).await?;
    let chunks = chunks.map_err(|error| std::io::Error::other(Problem::from(error).wire().code.clone()));
    let name = FileName::new(code, title, format.ending());
    if !progress {
        return Ok(file(&name, format.media(), Body::from_stream(chunks.map_ok(ExportChunk::plain))));
    }
    let mut answer = file(&name, "application/vnd.handsup.progress", Body::from_stream(chunks.map_ok(ExportChunk::framed)));
    // nginx buffers responses by default, but progress has to arrive while the file is written.
    answer.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(answer)
}
