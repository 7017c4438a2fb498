//! `/api/polls/{code}/recount`, `receipts` and `log`: what an outsider needs to verify the total of a closed poll.

use crate::app::App;
use crate::app::polls::{LogPages, PollError, ReceiptLine, Receipts};
use crate::domain::{Answer, Audience, LoggedVote, Poll, shown_as};
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::Owner;
use crate::http::problem::Problem;
use crate::http::voting::kinds;
use crate::wire::{LogLine, PollLog, ReceiptList, ReceiptRow, Reconciled, Results};
use crate::{spreadsheet, text};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream::{self, Stream, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use utoipa::ToSchema;

/// Receipts in one chunk of the body.
const RECEIPTS_PER_CHUNK: usize = 2000;

/// The receipts' format.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// For programs and the console.
    #[default]
    Json,
    /// For spreadsheets and printers.
    Csv,
}

/// Query parameters of the receipts.
#[derive(Deserialize)]
pub(crate) struct ReceiptsParams {
    #[serde(default)]
    format: Format,
}

/// Recounts a poll from its log.
#[utoipa::path(
    get, path = "/api/polls/{code}/recount", tag = "host", operation_id = "recountPoll", params(("code" = String, Path, description = "The poll's code")),
    responses((status = 200, body = Reconciled), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn recount(Owner(code): Owner, State(app): State<App>) -> Result<Json<Reconciled>, Problem> {
    let (_, audit) = app.audits.audit(&code).await?;
    Ok(Json(Reconciled::of(&audit, &audit.recount())))
}

/// The receipts of a closed poll with the options they stand for, in an order that says nothing about when each vote was
/// cast.
#[utoipa::path(
    get, path = "/api/polls/{code}/receipts", tag = "host", operation_id = "listReceipts",
    params(("code" = String, Path, description = "The poll's code"), ("format" = inline(Option<Format>), Query, description = "`json`, or `csv` for a file")),
    responses(
        (status = 200, content((ReceiptList = "application/json"), (String = "text/csv"))), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 409, description = "`poll_not_closed`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn receipts(
    Owner(code): Owner,
    State(app): State<App>,
    QueryParams(params): QueryParams<ReceiptsParams>,
) -> Result<Response, Problem> {
    let (poll, Receipts { lines, struck }) = app.audits.receipts(&code).await?;
    let results = app.live.polls.results(&poll, Audience::Host);
    Ok(match params.format {
        Format::Json => {
            let empty = ReceiptList::empty(&poll, struck);
            let row = move |line: &ReceiptLine| ReceiptRow { receipt: line.receipt.to_string(), options: said(line, &poll, &results) };
            // Chunks are rendered after this handler has returned, outside the request's locale scope.
            let locale = text::locale();
            let chunks = in_chunks(lines)
                .map(move |chunk| Ok(text::with_locale_blocking(locale.clone(), || chunk.iter().map(&row).collect::<Vec<_>>())));
            ([(header::CONTENT_TYPE, "application/json")], with_streamed_list(&empty, "receipts", chunks)?).into_response()
        }
        Format::Csv => {
            let head = [spreadsheet::BYTE_ORDER_MARK.as_bytes(), &spreadsheet::lines([["receipt", "options"]])].concat();
            let last = spreadsheet::lines(struck.iter().map(|receipt| [receipt.as_str(), text::t("receipt_struck")]));
            let row = move |line: &ReceiptLine| [line.receipt.to_string(), said(line, &poll, &results).join(" | ")];
            // Chunks are rendered after this handler has returned, outside the request's locale scope.
            let locale = text::locale();
            let chunks = in_chunks(lines)
                .map(move |chunk| text::with_locale_blocking(locale.clone(), || spreadsheet::lines(chunk.iter().map(&row))));
            let rows = stream::once(async { head }).chain(chunks).chain(stream::once(async { last })).map(Ok::<_, Infallible>);
            file(&format!("handsup-{code}-receipts.csv"), "text/csv; charset=utf-8", Body::from_stream(rows))
        }
    })
}

/// What a vote says: the texts of chosen options, the texts of which results show each, or each part of another answer.
fn said(line: &ReceiptLine, poll: &Poll, results: &Results) -> Vec<String> {
    let Some(answer) = line.answer(poll) else { return vec![text::t("receipt_redacted").to_owned()] };
    if let Answer::Texts(texts) = &answer {
        let shown = |text: &String| shown_as(&poll.tally, text).unwrap_or_else(|| text::t("receipt_not_shown")).to_owned();
        return texts.iter().map(shown).collect();
    }
    let letters = !matches!(answer, Answer::Options(_));
    let named = kinds::named(results, &poll.prompt.shape(&answer));
    named.into_iter().map(|(letter, text)| if letters && !letter.is_empty() { format!("{letter} {text}") } else { text }).collect()
}

/// The hash-chained log, for `handsup-server verify`. Its order is the order in which votes were counted.
#[utoipa::path(
    get, path = "/api/polls/{code}/log", tag = "host", operation_id = "getPollLog", params(("code" = String, Path, description = "The poll's code")),
    responses((status = 200, body = PollLog), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 409, description = "`poll_not_closed`"), (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn log(Owner(code): Owner, State(app): State<App>) -> Result<Response, Problem> {
    let (poll, rounds, events, pages) = app.audits.whole_log(&code).await?;
    let pages = stream::try_unfold(pages, |mut pages: LogPages| async move {
        let page = pages.next().await?;
        Ok::<_, PollError>(page.map(|page| (page, pages)))
    });
    let of = code.clone();
    let lines = pages.map_ok(move |page: Vec<LoggedVote>| page.iter().map(|vote| LogLine::of(&of, vote)).collect::<Vec<_>>());
    let empty = PollLog::empty(&poll, &rounds, &events);
    Ok(file(&format!("handsup-{code}-log.json"), "application/json", with_streamed_list(&empty, "votes", lines)?))
}

/// Splits a list into chunks of [`RECEIPTS_PER_CHUNK`] items.
fn in_chunks<T: Send + 'static>(lines: Vec<T>) -> impl Stream<Item = Vec<T>> + Send + 'static {
    let mut lines = lines.into_iter();
    stream::iter(std::iter::from_fn(move || {
        let chunk: Vec<T> = lines.by_ref().take(RECEIPTS_PER_CHUNK).collect();
        (!chunk.is_empty()).then_some(chunk)
    }))
}

/// Streams a JSON object with a long list. `empty` is the object with an empty list in its field
/// `name`; `chunks` are the items of that list. A chunk that cannot be read aborts the body, so
/// that clients do not take a truncated list for a complete one.
fn with_streamed_list<T, S>(empty: &impl Serialize, name: &str, chunks: S) -> Result<Body, Problem>
where
    T: Serialize + Send + 'static,
    S: Stream<Item = Result<Vec<T>, PollError>> + Send + 'static,
{
    let object = serde_json::to_string(empty).map_err(|_| Problem::internal())?;
    // Matches the field alone: inside a JSON string these quotes would be escaped.
    let (head, tail) = object.split_once(&format!("\"{name}\":[]")).ok_or_else(Problem::internal)?;
    let (head, tail) = (format!("{head}\"{name}\":["), format!("]{tail}"));
    let mut first = true;
    let rows = chunks.map(move |chunk| {
        let rows = chunk.map_err(|error| std::io::Error::other(format!("{error:?}")))?;
        let array = serde_json::to_string(&rows)?;
        let rows = array.strip_prefix('[').and_then(|rows| rows.strip_suffix(']')).unwrap_or_default();
        let comma = if rows.is_empty() || std::mem::take(&mut first) { "" } else { "," };
        Ok::<_, std::io::Error>(format!("{comma}{rows}"))
    });
    let whole = stream::once(async { Ok(head) }).chain(rows).chain(stream::once(async { Ok(tail) }));
    Ok(Body::from_stream(whole))
}

fn file(name: &str, media_type: &'static str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body).into_response()
}
