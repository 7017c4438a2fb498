//! `/m/{join_code}/questions`: the board of a meeting, for voters. Every route also takes plain forms, which lead back to the page.

use crate::app::App;
use crate::app::assets::Assets;
use crate::domain::{
    Account, BoardState, BrowserToken, JoinCode, LONGEST_QUESTION, Mark, NewQuestion, OwnMarks, QuestionState, Refusal, Sort,
};
use crate::http::extract::body::Body;
use crate::http::extract::browser_token::HeaderToken;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Join, QuestionOf, Visitor};
use crate::http::middleware::negotiate;
use crate::http::problem::Problem;
use crate::http::voting::kinds::text_fault;
use crate::http::voting::notice::Notice;
use crate::http::voting::pages::page as render;
use crate::report::labels;
use crate::storage::Marked;
use crate::text::t;
use crate::wire::{BoardPage, QuestionBody, ShownQuestion};
use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Query parameters of the list.
#[derive(Default, Deserialize)]
pub(crate) struct ListParams {
    #[serde(default)]
    sort: Sort,
    #[serde(default)]
    after: u32,
    /// The question that a plain form has just reported.
    #[serde(default)]
    reported: i64,
}

/// The page for browsers.
#[derive(Template)]
#[template(path = "questions.html")]
struct QuestionsPage {
    assets: Assets,
    name: String,
    board: BoardPage,
    sort: Sort,
    /// What is typed in a form that was refused.
    typed: QuestionBody,
    reported: i64,
    /// Why it was refused; empty if it was not.
    refused: String,
    browser_token: String,
}

impl QuestionsPage {
    /// "214 asked, 9 answered, 12 not taken".
    fn account(&self) -> String {
        labels::account(&Account { held: 0, ..self.board.account })
    }

    fn sort_name(&self) -> &'static str {
        match self.sort {
            Sort::Top => "top",
            Sort::New => "new",
            Sort::Mine => "mine",
        }
    }

    fn is_open(&self) -> bool {
        self.board.board == BoardState::Open
    }

    fn sorts(&self) -> [(&'static str, &str, bool); 3] {
        [("top", "board_top", Sort::Top), ("new", "board_new", Sort::New), ("mine", "board_mine", Sort::Mine)]
            .map(|(name, key, sort)| (name, t(key), sort == self.sort))
    }

    /// What there is to say of a question beside its votes; empty for nothing.
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn note(&self, question: &ShownQuestion) -> &'static str {
        state_text(question.state)
    }

    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn takes_votes(&self, question: &ShownQuestion) -> bool {
        question.state.takes_votes()
    }
}

/// The state of a question in words; empty for an open one.
fn state_text(state: QuestionState) -> &'static str {
    match state {
        QuestionState::Open => "",
        QuestionState::Held => "board_held",
        QuestionState::Pinned => "board_pinned",
        QuestionState::Answered => "board_is_answered",
        QuestionState::Declined => "board_is_declined",
        QuestionState::Merged => "board_merged",
    }
}

/// The questions that this device sees, 30 at a time, as JSON or as a page. `top` has pinned ones, then two of most votes and one of
/// the others in turn; `new` the newest first; `mine` what the device has asked.
#[utoipa::path(
    get, path = "/m/{code}/questions", tag = "voting", operation_id = "listQuestions",
    params(("code" = String, Path, description = "The meeting's join code"), ("sort" = Option<String>, Query, description = "`top` (the default), `new` or `mine`"),
        ("after" = Option<u32>, Query, description = "`next` of the page before"),
        ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 200, body = BoardPage), (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_meeting`"),
        (status = 422, description = "`invalid_token`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    HeaderToken(token): HeaderToken,
    QueryParams(params): QueryParams<ListParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if negotiate::wants_page(&headers) {
        return page(&app, visitor, &code, params, None).await;
    }
    app.meeting_for(visitor.requester(), &code).await?;
    Ok(Json(board_page(&app, &code, app.keys.asker(visitor.device, token), &params).await?).into_response())
}

/// Asks a question. One that says the same as an earlier one is a vote for that, which the answer has then.
#[utoipa::path(
    post, path = "/m/{code}/questions", tag = "voting", operation_id = "askQuestion", params(("code" = String, Path, description = "The meeting's join code")),
    request_body = QuestionBody,
    responses(
        (status = 201, description = "Stored", body = ShownQuestion), (status = 400, description = "`bad_request`"), (status = 403, description = "`bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 409, description = "`board_not_open`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_answer`, `invalid_token`"),
        (status = 429, description = "`too_many_questions`: one in 20 seconds, three unanswered, ten in a meeting; `too_many_requests`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    HeaderToken(token): HeaderToken,
    body: Result<Body, Problem>,
) -> Result<Response, Problem> {
    // Before the body is read: a refusal for it would say nothing of the code, and cost no attempt.
    app.meeting_for(visitor.requester(), &code).await?;
    let body = body?;
    let request = question_of(&body)?;
    match asked(&app, visitor, &code, token, &request).await {
        Ok(marked) if body.is_form() && marked.question.state.is_public() && !marked.asked => {
            Ok(Redirect::to(&format!("/m/{code}/questions#q{}", marked.question.id)).into_response())
        }
        Ok(_) if body.is_form() => Ok(Redirect::to(&format!("/m/{code}/questions?sort=mine")).into_response()),
        Ok(marked) => {
            let mut shown = shown(&marked);
            if !marked.asked && !marked.question.state.is_public() {
                // What waits for the host is shown to its asker alone, who may have put the same in other words.
                shown.text = request.text;
                shown.own = true;
            }
            Ok((StatusCode::CREATED, Json(shown)).into_response())
        }
        Err(problem) if body.is_form() => {
            let params = ListParams::default();
            let refused = refusal_text(&request, &problem);
            let refused = Some((request, refused));
            let shown = page(&app, visitor, &code, params, refused).await?;
            Ok(problem.with_status_and_headers(shown))
        }
        Err(problem) => Err(problem),
    }
}

/// Votes for a question.
#[utoipa::path(
    put, path = "/m/{code}/questions/{id}/vote", tag = "voting", operation_id = "voteForQuestion",
    params(("code" = String, Path, description = "The meeting's join code"), ("id" = i64, Path, description = "The question"),
        ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 200, description = "Stored", body = ShownQuestion), (status = 403, description = "`bad_origin`"),
        (status = 404, description = "`no_such_meeting`, `no_such_question`"), (status = 409, description = "`board_not_open`, `wrong_state`: it was answered"),
        (status = 422, description = "`invalid_token`"), (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn vote(
    State(app): State<App>,
    visitor: Visitor,
    place: QuestionOf,
    HeaderToken(token): HeaderToken,
) -> Result<Json<ShownQuestion>, Problem> {
    let mark = Mark::Vote { question: place.question, on: true };
    Ok(Json(shown(&marked(&app, visitor, &place.meeting, token, mark).await?)))
}

/// Takes a vote for a question back.
#[utoipa::path(
    delete, path = "/m/{code}/questions/{id}/vote", tag = "voting", operation_id = "takeVoteBack",
    params(("code" = String, Path, description = "The meeting's join code"), ("id" = i64, Path, description = "The question"),
        ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 200, description = "Stored", body = ShownQuestion), (status = 403, description = "`bad_origin`"),
        (status = 404, description = "`no_such_meeting`, `no_such_question`"), (status = 409, description = "`board_not_open`, `wrong_state`: it was answered"),
        (status = 422, description = "`invalid_token`"), (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    place: QuestionOf,
    HeaderToken(token): HeaderToken,
) -> Result<Json<ShownQuestion>, Problem> {
    let mark = Mark::Vote { question: place.question, on: false };
    Ok(Json(shown(&marked(&app, visitor, &place.meeting, token, mark).await?)))
}

/// The same from a plain form: with `on=0` the vote is taken back.
#[utoipa::path(
    post, path = "/m/{code}/questions/{id}/vote", tag = "voting", operation_id = "voteForQuestionByForm",
    params(("code" = String, Path, description = "The meeting's join code"), ("id" = i64, Path, description = "The question")),
    responses(
        (status = 303, description = "Stored; back to the page"), (status = 400, description = "`bad_request`"), (status = 403, description = "`bad_origin`"),
        (status = 404, description = "`no_such_meeting`, `no_such_question`"), (status = 409, description = "`board_not_open`, `wrong_state`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_token`"), (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn vote_by_form(
    State(app): State<App>,
    visitor: Visitor,
    place: QuestionOf,
    body: Result<Body, Problem>,
) -> Result<Redirect, Problem> {
    app.meeting_for(visitor.requester(), &place.meeting).await?;
    let body = body?;
    if !body.is_form() {
        return Err(Problem::unsupported_media());
    }
    let mark = Mark::Vote { question: place.question, on: body.field("on") != Some("0") };
    marked(&app, visitor, &place.meeting, browser_token(&body)?, mark).await?;
    // The page that the browser asks for next has the new count.
    app.boards.read(&place.meeting).await?;
    Ok(Redirect::to(&format!("/m/{}/questions#q{}", place.meeting, place.question)))
}

/// Reports a question to the host, as a program or by a plain form.
#[utoipa::path(
    post, path = "/m/{code}/questions/{id}/report", tag = "voting", operation_id = "reportQuestion",
    params(("code" = String, Path, description = "The meeting's join code"), ("id" = i64, Path, description = "The question"),
        ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 204, description = "Stored"), (status = 303, description = "Stored; back to the page, for a plain form"),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`bad_origin`"), (status = 404, description = "`no_such_meeting`, `no_such_question`"),
        (status = 409, description = "`board_not_open`"), (status = 413, description = "`too_large`"), (status = 422, description = "`invalid_token`"), (status = 429, description = "`too_many_requests`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn report(
    State(app): State<App>,
    visitor: Visitor,
    QuestionOf { meeting, question }: QuestionOf,
    HeaderToken(token): HeaderToken,
    request: Request,
) -> Result<Response, Problem> {
    app.meeting_for(visitor.requester(), &meeting).await?;
    let form = Body::if_any(request).await?.filter(Body::is_form);
    let token = form.as_ref().map_or(Ok(token), browser_token)?;
    marked(&app, visitor, &meeting, token, Mark::Report { question }).await?;
    if form.is_none() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Redirect::to(&format!("/m/{meeting}/questions?reported={question}#q{question}")).into_response())
}

/// Why a form was refused, in the reader's language.
fn refusal_text(request: &QuestionBody, problem: &Problem) -> String {
    let fault = match NewQuestion::parse(&request.text, request.name.as_deref().unwrap_or("")) {
        Err(Refusal::InvalidAnswer { fault, .. }) => text_fault(&fault),
        Ok(_) | Err(_) => None,
    };
    fault.unwrap_or_else(|| {
        let Notice { title, detail, .. } = problem.wire().into();
        format!("{title}. {detail}")
    })
}

/// The fields of a question that is asked.
fn question_of(body: &Body) -> Result<QuestionBody, Problem> {
    if !body.is_form() {
        return body.json();
    }
    let field = |name: &str| body.field(name).map(str::to_owned);
    Ok(QuestionBody { text: field("text").unwrap_or_default(), name: field("name"), browser_token: field("browser_token") })
}

/// The token in a form, for a browser without cookies.
fn browser_token(form: &Body) -> Result<Option<BrowserToken>, Problem> {
    Ok(form.field("browser_token").map(BrowserToken::parse).transpose()?)
}

async fn asked(
    app: &App,
    visitor: Visitor,
    code: &JoinCode,
    token: Option<BrowserToken>,
    request: &QuestionBody,
) -> Result<Marked, Problem> {
    let new = NewQuestion::parse(&request.text, request.name.as_deref().unwrap_or(""))?;
    let named = request.browser_token.as_deref().map(BrowserToken::parse).transpose()?;
    marked(app, visitor, code, named.or(token), Mark::Ask(new)).await
}

/// Stores what this device does on a board.
async fn marked(app: &App, visitor: Visitor, code: &JoinCode, token: Option<BrowserToken>, mark: Mark) -> Result<Marked, Problem> {
    app.meeting_for(visitor.requester(), code).await?;
    let browser = app.keys.asker(visitor.device, token).ok_or(Refusal::InvalidToken)?;
    Ok(app.mark(visitor.requester(), visitor.device, (code, browser), mark).await?)
}

fn shown(marked: &Marked) -> ShownQuestion {
    let of = |is: bool| is.then_some(marked.question.id).into_iter().collect();
    let own = OwnMarks { asked: of(marked.asked), voted: of(marked.voted), ..OwnMarks::default() };
    ShownQuestion::of(&marked.question, &own)
}

async fn board_page(app: &App, code: &JoinCode, browser: Option<BrowserToken>, params: &ListParams) -> Result<BoardPage, Problem> {
    let own = app.boards.own_marks(code, browser).await?;
    // What a device has just asked is not on the board of a second ago.
    let board = if params.sort == Sort::Mine { app.boards.read(code).await? } else { app.boards.of(code).await? };
    let seed = browser.map(|browser| app.keys.mac(b"order of questions", browser.as_bytes())).unwrap_or_default();
    let after = usize::try_from(params.after).unwrap_or(usize::MAX);
    Ok(BoardPage::of(code, &board, (params.sort, after), &own, &seed))
}

/// The page, after a refused form with what was typed and why it was refused.
async fn page(
    app: &App,
    visitor: Visitor,
    code: &JoinCode,
    params: ListParams,
    refused: Option<(QuestionBody, String)>,
) -> Result<Response, Problem> {
    let meeting = app.meeting_for(visitor.requester(), code).await?;
    let recipient = app.keys.recipient(visitor.device);
    let board = board_page(app, code, Some(recipient.token), &params).await?;
    let (typed, refused) = refused.unwrap_or_default();
    let shown = QuestionsPage {
        assets: app.assets.clone(),
        name: meeting.name.clone(),
        board,
        sort: params.sort,
        typed,
        reported: params.reported,
        refused,
        browser_token: recipient.token.to_string(),
    };
    Ok((app.keys.device_cookie(recipient.token), render(&shown)).into_response())
}
