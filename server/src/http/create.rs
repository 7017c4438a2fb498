//! POST `/create`: a poll from JSON or from a plain form.

use super::App;
use super::body::{Body, create_from_form};
use super::problem::Problem;
use super::who::Visitor;
use crate::domain::{Audience, JoinCode, NewPoll, Question, Refusal};
use crate::wire::{CreateBody, Created};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// Makes a poll: 201 for programs, 303 to the share page for forms.
#[utoipa::path(
    post, path = "/create", tag = "host",
    request_body(content((CreateBody = "application/json"), (CreateBody = "application/x-www-form-urlencoded"))),
    responses(
        (status = 201, body = Created), (status = 303, description = "For a form: to the share page"), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 422, description = "`invalid_question`, `invalid_options`, `invalid_choices`"),
        (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(super) async fn create(State(app): State<App>, visitor: Visitor, body: Result<Body, Problem>) -> Result<Response, Problem> {
    if !visitor.is_host && !app.create_open {
        return Err(Problem::host_only());
    }
    visitor.may_write(&app)?;
    let body = body?;
    let wish = match &body {
        Body::Form(fields) => create_from_form(fields)?,
        Body::Json(_) => body.json()?,
    };
    let meeting = wish.meeting.as_deref().map(|code| JoinCode::parse(code).ok_or(Refusal::NoSuchMeeting)).transpose()?;
    let poll = app.polls.create(new_poll(&wish)?, meeting).await?;
    app.tell_hosts_polls();
    if body.is_form() {
        return Ok(Redirect::to(&format!("/poll/{}/share", poll.code)).into_response());
    }
    let created = Created {
        share_url: app.reach.link_to(&poll.code),
        host_token: (!visitor.is_host).then(|| app.keys.poll_token(&poll.code)),
        results: app.live.results(&poll, Audience::Host),
    };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// Parses a wish at the door; what comes out is valid.
fn new_poll(wish: &CreateBody) -> Result<NewPoll, Refusal> {
    let kind = wish.kind.unwrap_or_default();
    let question = Question::parse(&wish.question)?;
    let options = NewPoll::options(&wish.options)?;
    let (min_choices, max_choices) = NewPoll::choices(kind, wish.min_choices, wish.max_choices, options.len())?;
    Ok(NewPoll {
        question,
        options,
        kind,
        min_choices,
        max_choices,
        fairness: wish.fairness.unwrap_or_default(),
        results: wish.results.unwrap_or_default(),
        allow_change: wish.allow_change.unwrap_or(false),
        state: wish.state.unwrap_or_default(),
    })
}
