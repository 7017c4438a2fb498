//! POST `/create`: a poll from JSON or from a plain form.

use crate::app::App;
use crate::app::keys::bearer;
use crate::domain::{Audience, NewOption, NewPoll, Note, OptionText, PollState, Prompt, Question, Refusal};
use crate::http::extract::body::{Body, create_from_form};
use crate::http::extract::credentials::refusal;
use crate::http::extract::visitor::Creator;
use crate::http::problem::Problem;
use crate::wire::{CreateBody, Created};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

/// Creates a poll.
///
/// A plain form (`application/x-www-form-urlencoded`, with the same fields) is accepted too, and redirected to the share page
/// (303).
#[utoipa::path(
    post, path = "/create", tag = "host", operation_id = "createPoll",
    request_body = CreateBody,
    responses(
        (status = 201, body = Created), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`, `bad_origin`, `too_many_guest_polls`; also where a guest names a meeting without the host_token of a poll in it"),
        (status = 404, description = "`no_such_meeting`"), (status = 409, description = "`wrong_state`: a new poll cannot be closed"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_question`, `invalid_options`, `invalid_choices`, `invalid_prompt`, `invalid_note`, `too_many_polls`"),
        (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn create(
    State(app): State<App>,
    Creator(visitor): Creator,
    headers: HeaderMap,
    body: Result<Body, Problem>,
) -> Result<Response, Problem> {
    if !visitor.is_host && !app.create_open {
        return Err(refusal(&headers));
    }
    let charged = app.charge_creation(visitor.requester()).await?;
    let body = body?;
    let mut request = match &body {
        Body::Form(fields) => create_from_form(fields)?,
        Body::Json(_) => body.json()?,
    };
    if request.moderation.is_none() && request.prompt.kind.takes_texts() {
        request.moderation = Some(app.default_moderation());
    }
    if request.options.is_none() && request.prompt.kind.has_written_options() {
        return Err(Problem::bad_request("Send options: a list of 2 to 20 texts."));
    }
    let target = app.target_for(visitor.is_host, bearer(&headers), request.meeting.as_deref()).await?;
    let poll = app.create_poll(visitor.requester(), charged, new_poll(&request)?, target).await?;
    if body.is_form() {
        return Ok(Redirect::to(&format!("/poll/{}/share", poll.code)).into_response());
    }
    let created = Created {
        share_url: app.advertised.url_of(&poll.code.page()),
        host_token: (!visitor.is_host).then(|| app.keys.poll_token(&poll.code)),
        results: app.live.polls.results(&poll, Audience::Host),
    };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// Parses a request into a valid new poll.
pub(crate) fn new_poll(request: &CreateBody) -> Result<NewPoll, Refusal> {
    // Its log would have no close, and its result no seal.
    if request.state == Some(PollState::Closed) {
        return Err(Refusal::WrongState("A new poll has no result yet: leave state out, or send draft, ready or open.".into()));
    }
    let question = Question::parse(&request.question)?;
    let prompt = Prompt::parse(&request.prompt)?;
    let written = request.options.as_deref().unwrap_or_default();
    let options = match prompt.generated_options() {
        Some(marks) if written.is_empty() => NewPoll::options(&prompt, &marks)?,
        Some(_) => {
            return Err(Refusal::InvalidOptions("A rating has no options but its marks: leave them out, and send scale.".into()));
        }
        None => NewPoll::options(&prompt, written)?,
    };
    Ok(NewPoll {
        question,
        options: with_correct(options, request.correct.as_deref().unwrap_or_default())?,
        prompt,
        rules: request.rules(),
        auto_reveal: request.auto_reveal.unwrap_or(false),
        note: Note::parse(request.note.as_deref().unwrap_or(""))?,
        state: request.state.unwrap_or_default(),
    })
}

/// The options, where those at the positions in `correct` (from 0) are right answers.
fn with_correct(options: Vec<OptionText>, correct: &[u8]) -> Result<Vec<NewOption>, Refusal> {
    if correct.iter().any(|position| usize::from(*position) >= options.len()) {
        return Err(Refusal::InvalidOptions("A right answer is named that is not among the options; places count from 0.".into()));
    }
    let is_correct = |position: usize| correct.iter().any(|right| usize::from(*right) == position);
    Ok(options.into_iter().enumerate().map(|(position, text)| NewOption { text, correct: is_correct(position) }).collect())
}
