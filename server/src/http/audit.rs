//! `/api/polls/{code}/recount`, `receipts` and `log`: the total that nobody can doubt, for whoever doubts it.

use super::App;
use super::problem::Problem;
use super::query::Asked;
use super::who::Owner;
use crate::spreadsheet;
use crate::wire::{PollLog, ReceiptList, Reconciled};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// How the receipts leave.
#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// For programs and the console.
    #[default]
    Json,
    /// For spreadsheets and printers.
    Csv,
}

/// What is asked for.
#[derive(Deserialize)]
pub(super) struct Asking {
    #[serde(default)]
    format: Format,
}

/// Counts a poll again from its log.
#[utoipa::path(
    get, path = "/api/polls/{code}/recount", tag = "host", params(("code" = String, Path, description = "The poll's code")),
    responses((status = 200, body = Reconciled), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(super) async fn recount(Owner(code): Owner, State(app): State<App>) -> Result<Json<Reconciled>, Problem> {
    let (_, audit) = app.polls.audit(&code).await?;
    Ok(Json(Reconciled::of(&audit, &audit.recount())))
}

/// The receipts of a closed poll with the options they stand for, in an order that says nothing about who came when.
#[utoipa::path(
    get, path = "/api/polls/{code}/receipts", tag = "host",
    params(("code" = String, Path, description = "The poll's code"), ("format" = Option<String>, Query, description = "`json`, or `csv` for a file")),
    responses((status = 200, body = ReceiptList), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_poll`"), (status = 409, description = "`poll_not_closed`"), (status = 503, description = "`storage_unavailable`"))
)]
pub(super) async fn receipts(Owner(code): Owner, State(app): State<App>, Asked(asking): Asked<Asking>) -> Result<Response, Problem> {
    let (poll, audit) = app.polls.receipts(&code).await?;
    let list = ReceiptList::of(&audit, &poll.question);
    Ok(match asking.format {
        Format::Json => Json(list).into_response(),
        Format::Csv => file(&format!("handsup-{code}-receipts.csv"), "text/csv; charset=utf-8", csv(&list)),
    })
}

/// The log itself, for `handsup-server verify`. Its order is the order in which votes came in.
#[utoipa::path(
    get, path = "/api/polls/{code}/log", tag = "host", params(("code" = String, Path, description = "The poll's code")),
    responses((status = 200, body = PollLog), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 409, description = "`poll_not_closed`"), (status = 503, description = "`storage_unavailable`"))
)]
pub(super) async fn log(Owner(code): Owner, State(app): State<App>) -> Result<Response, Problem> {
    let (poll, audit) = app.polls.receipts(&code).await?;
    let log = serde_json::to_vec_pretty(&PollLog::of(&audit, &poll.question)).map_err(|_| Problem::internal())?;
    Ok(file(&format!("handsup-{code}-log.json"), "application/json", log))
}

fn csv(list: &ReceiptList) -> Vec<u8> {
    let rows = list.receipts.iter().map(|row| [row.receipt.clone(), row.options.join(" | ")]);
    let struck = list.struck.iter().map(|receipt| [receipt.clone(), "(struck by the host)".to_owned()]);
    spreadsheet::csv(["receipt", "options"], rows.chain(struck))
}

fn file(name: &str, kind: &'static str, body: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body).into_response()
}
