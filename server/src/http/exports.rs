//! `/api/…/export`: results as a file, for programs, spreadsheets and people. Whatever a poll hides from the room, its host
//! takes home; so these doors are the host's, and a poll's maker's.

use super::App;
use super::apart::apart;
use super::problem::Problem;
use super::query::Asked;
use super::who::{HostOf, Owner};
use crate::domain::{Meeting, Record};
use crate::report::{self, FileName};
use crate::wire::Report;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::convert::Infallible;

/// How results leave.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// For programs.
    #[default]
    Json,
    /// For spreadsheets and programs: a row for each poll, round and option.
    Csv,
    /// For people who calculate.
    Xlsx,
}

/// What is asked for.
#[derive(Deserialize)]
pub(super) struct Asking {
    #[serde(default)]
    format: Format,
}

/// A whole meeting's results as a file: every poll, every round.
#[utoipa::path(
    get, path = "/api/meetings/{code}/export", tag = "host",
    params(("code" = String, Path, description = "The join code"), ("format" = Option<String>, Query, description = "`json`, `csv` or `xlsx`"),
        ("lang" = Option<String>, Query, description = "`en` or `de`, for `xlsx`")),
    responses(
        (status = 200, content((Report = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(super) async fn meeting(HostOf(code): HostOf, State(app): State<App>, Asked(asking): Asked<Asking>) -> Result<Response, Problem> {
    let (meeting, records) = app.polls.records_of(&code).await?;
    export(app.report(&meeting, &records), asking.format, code.as_str(), &meeting.name).await
}

/// One poll's results as a file: every round.
#[utoipa::path(
    get, path = "/api/polls/{code}/export", tag = "host",
    params(("code" = String, Path, description = "The poll's code"), ("format" = Option<String>, Query, description = "`json`, `csv` or `xlsx`"),
        ("lang" = Option<String>, Query, description = "`en` or `de`, for `xlsx`")),
    responses(
        (status = 200, content((Report = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(super) async fn poll(Owner(code): Owner, State(app): State<App>, Asked(asking): Asked<Asking>) -> Result<Response, Problem> {
    let (meeting, record) = app.polls.record_of(&code).await?;
    let title = record.poll.question.clone();
    export(app.report(&meeting, &[record]), asking.format, code.as_str(), &title).await
}

async fn export(report: Report, format: Format, code: &str, title: &str) -> Result<Response, Problem> {
    Ok(match format {
        Format::Json => {
            let json = serde_json::to_vec_pretty(&report).map_err(|_| Problem::internal())?;
            file(&FileName::new(code, title, "json"), "application/json", json)
        }
        Format::Csv => {
            let pieces = futures::stream::iter(report::csv(report).map(Ok::<_, Infallible>));
            file(&FileName::new(code, title, "csv"), "text/csv; charset=utf-8", Body::from_stream(pieces))
        }
        Format::Xlsx => {
            let book = apart(move || report::xlsx(&report)).await?.map_err(|_| Problem::internal())?;
            file(&FileName::new(code, title, "xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book)
        }
    })
}

/// A file to be saved.
pub(super) fn file(name: &FileName, kind: &'static str, body: impl Into<Body>) -> Response {
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name.attachment())];
    (headers, [(header::CACHE_CONTROL, "no-store")], body.into()).into_response()
}

impl App {
    /// What came of polls, to be written down now.
    pub(super) fn report(&self, meeting: &Meeting, records: &[Record]) -> Report {
        Report::of(meeting, records, |code| self.live.refusals(code), self.polls.now())
    }
}
