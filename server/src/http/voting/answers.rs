//! GET `/poll/{code}/answers`: the texts of open answers.

use crate::app::App;
use crate::app::assets::Assets;
use crate::app::polls::Ballots;
use crate::domain::{Audience, Figures, Poll, Refusal};
use crate::http::extract::browser_token::HeaderToken;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Code, Visitor};
use crate::http::middleware::negotiate;
use crate::http::problem::Problem;
use crate::http::voting::pages::page;
use crate::text::{many, with};
use crate::wire::TextsPage;
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// The texts of a page.
const PAGE: usize = 50;

/// Query parameters of the texts.
#[derive(Deserialize)]
pub(crate) struct AnswersParams {
    /// The position that the texts of this page are older than.
    #[serde(default)]
    before: Option<u64>,
}

/// The page for browsers.
#[derive(Template)]
#[template(path = "answers.html")]
struct AnswersPage {
    assets: Assets,
    question: String,
    poll_code: String,
    answers: TextsPage,
}

impl AnswersPage {
    /// "37 answers, 2 hidden by the host".
    fn turnout(&self) -> String {
        let TextsPage { answers, hidden, .. } = &self.answers;
        let hidden = if *hidden > 0 { format!(", {}", with("hidden_by_host", "n", hidden)) } else { String::new() };
        many("answers", answers) + &hidden
    }
}

/// The open answers that are shown, newest first, in pages of 50. As HTML for browsers that navigate.
#[utoipa::path(
    get, path = "/poll/{code}/answers", tag = "voting", operation_id = "getAnswers",
    params(("code" = String, Path, description = "The poll's code"),
        ("before" = Option<u64>, Query, description = "`next` of the page before; the newest texts without it"),
        ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 200, body = TextsPage), (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_poll`"),
        (status = 409, description = "`not_published`: the results are hidden from this visitor; `wrong_state`: a poll of another kind"),
        (status = 422, description = "`invalid_token`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn answers(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    HeaderToken(token): HeaderToken,
    QueryParams(AnswersParams { before }): QueryParams<AnswersParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let poll = app.poll_for(visitor.requester(), &code).await?;
    let vote = match app.keys.asker(visitor.device, token) {
        Some(browser) => app.ballots.vote_of(&poll, browser).await?,
        None => None,
    };
    let audience = if visitor.is_host { Audience::Host } else { Ballots::audience(vote.as_ref()) };
    if !poll.shows_results_to(audience) {
        return Err(Refusal::NotPublished.into());
    }
    let answers = texts(&poll, before)?;
    if negotiate::wants_page(&headers) {
        let shown = AnswersPage { assets: app.assets.clone(), question: poll.question.clone(), poll_code: poll.code.to_string(), answers };
        return Ok(page(&shown));
    }
    Ok(Json(answers).into_response())
}

/// A page of the poll's texts.
fn texts(poll: &Poll, before: Option<u64>) -> Result<TextsPage, Refusal> {
    let Figures::Open(figures) = poll.summary().figures else {
        return Err(Refusal::WrongState("This poll has no open answers: ask for its results.".into()));
    };
    let mut older = figures.texts.into_iter().filter(|text| before.is_none_or(|before| text.position < before));
    let texts: Vec<_> = older.by_ref().take(PAGE).collect();
    let next = older.next().and(texts.last().map(|text| text.position));
    Ok(TextsPage { texts, next, answers: figures.answers, hidden: figures.hidden })
}
