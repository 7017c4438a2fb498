//! `/api/polls/{code}/terms`: moderates what voters have written.

use crate::app::App;
use crate::domain::{Refusal, TermKey};
use crate::http::extract::body::Body;
use crate::http::extract::visitor::{Owner, PollModerator};
use crate::http::problem::Problem;
use crate::wire::{DecisionBody, DecisionsBody, RedactionBody, TermList, UndoBody};
use axum::Json;
use axum::extract::{Request, State};

/// The most decisions of a request.
const MOST_DECISIONS: usize = 500;
/// The largest request with decisions, in bytes: 500 merges with spaces between all members.
const MAX_DECISIONS_BYTES: usize = 128 * 1024;

/// The terms of a poll of words or open answers: what waits for the host, what is shown, and what is taken off.
#[utoipa::path(
    get, path = "/api/polls/{code}/terms", tag = "host", operation_id = "listTerms", params(("code" = String, Path, description = "The poll's code")),
    responses((status = 200, body = TermList), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn list(PollModerator(code): PollModerator, State(app): State<App>) -> Result<Json<TermList>, Problem> {
    Ok(Json(TermList::of(&*app.polls.find(&code).await?)))
}

/// Shows, holds, takes off, merges or splits terms: all of these decisions or, if one of them is refused, none.
#[utoipa::path(
    post, path = "/api/polls/{code}/terms", tag = "host", operation_id = "moderateTerms", params(("code" = String, Path, description = "The poll's code")),
    request_body = DecisionsBody,
    responses(
        (status = 200, body = TermList), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_poll`, `no_such_term`"), (status = 409, description = "`wrong_state`: a merge of a term into itself"),
        (status = 413, description = "`too_large`: 128 KiB"), (status = 415, description = "`unsupported_media`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn moderate(
    PollModerator(code): PollModerator,
    State(app): State<App>,
    request: Request,
) -> Result<Json<TermList>, Problem> {
    let DecisionsBody { decisions } = Body::large_json(request, MAX_DECISIONS_BYTES).await?;
    if decisions.is_empty() || decisions.len() > MOST_DECISIONS {
        return Err(Problem::bad_request("Send 1 to 500 decisions."));
    }
    let decisions = decisions.iter().map(DecisionBody::read).collect::<Option<_>>();
    let decisions = decisions
        .ok_or_else(|| Problem::bad_request("Each decision names a term of the list; merge also names into, and no other one does."))?;
    let (poll, act) = app.polls.moderate(&code, decisions).await?;
    Ok(Json(TermList { act, ..TermList::of(&poll) }))
}

/// Takes decisions back that were carried out together: those of an act, or the last ones; once more, the ones before. Refused where
/// somebody has decided about one of their texts since.
#[utoipa::path(
    post, path = "/api/polls/{code}/terms/undo", tag = "host", operation_id = "undoModeration", params(("code" = String, Path, description = "The poll's code")),
    request_body = Option<UndoBody>,
    responses(
        (status = 200, body = TermList), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_poll`"), (status = 409, description = "`wrong_state`: there is nothing to take back, or somebody has decided since"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn undo(PollModerator(code): PollModerator, State(app): State<App>, request: Request) -> Result<Json<TermList>, Problem> {
    let UndoBody { act } = Body::if_any(request).await?.map(|body| body.json()).transpose()?.unwrap_or_default();
    Ok(Json(TermList::of(&*app.polls.undo_moderation(&code, act).await?)))
}

/// Redacts every answer with a text of this term: it goes from the record and from every export for good. The answers still count,
/// and chain, receipts and seal still verify.
#[utoipa::path(
    post, path = "/api/polls/{code}/redactions", tag = "host", operation_id = "redactTerm", params(("code" = String, Path, description = "The poll's code")),
    request_body = RedactionBody,
    responses(
        (status = 200, body = TermList), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_poll`, `no_such_term`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn redact(Owner(code): Owner, State(app): State<App>, body: Body) -> Result<Json<TermList>, Problem> {
    let RedactionBody { term } = body.json()?;
    let term = TermKey::parse(&term).ok_or(Refusal::NoSuchTerm)?;
    Ok(Json(TermList::of(&*app.polls.redact(&code, term).await?)))
}
