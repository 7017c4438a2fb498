//! `/api/meetings/{code}/board` and `/api/questions/{id}`: a meeting's board, for hosts.

use crate::app::App;
use crate::domain::{BoardChange, MeetingChange, Refusal, parse_reply};
use crate::http::extract::body::Body;
use crate::http::extract::query::Segment;
use crate::http::extract::visitor::{HostOf, ModeratorOf, QuestionModerator, question_id};
use crate::http::problem::Problem;
use crate::storage::QuestionChange;
use crate::wire::{BoardPatch, BoardShown, QuestionPatch};
use axum::Json;
use axum::extract::State;

/// The board of a meeting with all its questions, also those that wait.
#[utoipa::path(
    get, path = "/api/meetings/{code}/board", tag = "host", operation_id = "getBoard", params(("code" = String, Path, description = "The join code")),
    responses((status = 200, body = BoardShown), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn board(ModeratorOf(code): ModeratorOf, State(app): State<App>) -> Result<Json<BoardShown>, Problem> {
    Ok(Json(BoardShown::of(&code, &*app.boards.read(&code).await?)))
}

/// Opens or closes a board, or changes one of its rules.
#[utoipa::path(
    patch, path = "/api/meetings/{code}/board", tag = "host", operation_id = "updateBoard", params(("code" = String, Path, description = "The join code")), request_body = BoardPatch,
    responses(
        (status = 200, body = BoardShown), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn change_board(HostOf(code): HostOf, State(app): State<App>, body: Body) -> Result<Json<BoardShown>, Problem> {
    let BoardPatch { board: state, moderation, names, show_after } = body.json()?;
    let change = MeetingChange { board: Some(BoardChange { state, moderation, names, show_after }), ..MeetingChange::default() };
    app.change_meeting(&code, change).await?;
    Ok(Json(BoardShown::of(&code, &*app.boards.read(&code).await?)))
}

/// Shows, pins, answers, declines or merges a question.
#[utoipa::path(
    patch, path = "/api/questions/{id}", tag = "host", operation_id = "updateQuestion", params(("id" = String, Path, description = "The question")), request_body = QuestionPatch,
    responses(
        (status = 200, body = BoardShown), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_question`"), (status = 409, description = "`wrong_state`: a merge into itself; `decided_since`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"), (status = 422, description = "`invalid_answer`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn change_question(
    QuestionModerator(only_in): QuestionModerator,
    State(app): State<App>,
    Segment(id): Segment,
    body: Body,
) -> Result<Json<BoardShown>, Problem> {
    let id = id.and_then(|id| question_id(&id)).ok_or(Refusal::NoSuchQuestion)?;
    let QuestionPatch { state, answer, merged_into, name_off, replaces } = body.json()?;
    let answer = answer.as_deref().map(parse_reply).transpose()?;
    let (code, board) = app.boards.change(id, QuestionChange { only_in, state, answer, merged_into, name_off, replaces }).await?;
    Ok(Json(BoardShown::of(&code, &board)))
}
