//! GET `/poll/{code}` and POST `/poll/{code}/vote`: the voting page, and the ballot that it sends.

use crate::app::App;
use crate::app::ballots::SentBallot;
use crate::app::identity::Recipient;
use crate::app::polls::{Ballots, SentAnswer};
use crate::domain::{BrowserToken, Fairness, JoinCode, Poll, PollCode, Refusal};
use crate::http::extract::body::{Body, ballot_from_form};
use crate::http::extract::browser_token::HeaderToken;
use crate::http::extract::visitor::{Code, Visitor};
use crate::http::middleware::headers::with_other_addresses;
use crate::http::problem::Problem;
use crate::http::voting::form_answer::FormAnswer;
use crate::http::voting::notice::Notice;
use crate::http::voting::pages::{BoardLink, Boot, page as render};
use crate::http::voting::vote_page::VotePage;
use crate::metrics;
use crate::wire::{Counted, StageNow, VoteBody};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

/// A form that the page answers itself, instead of a redirect: a refused one, or one from a browser
/// without cookies.
#[derive(Default)]
pub(crate) struct AnsweredForm {
    /// Why it was refused; `None` if it was counted, or if no form was sent.
    notice: Option<Notice>,
    /// The answer of a refused form, which the page keeps.
    typed: Vec<(String, String)>,
    /// The token in the form of a browser without cookies. The page repeats it, and sets no cookie
    /// from it.
    form_token: Option<BrowserToken>,
}

/// The voting page, which sets the device cookie. `stage` is for a page that follows a meeting;
/// `form` is the form that the page answers.
pub(crate) async fn page_for(
    app: &App,
    poll: &Poll,
    visitor: Visitor,
    stage: Option<StageNow>,
    form: AnsweredForm,
) -> Result<Response, Problem> {
    let AnsweredForm { notice, typed, form_token } = form;
    let vote = match app.keys.asker(visitor.device, form_token) {
        Some(browser) => app.ballots.vote_of(poll, browser).await?,
        None => None,
    };
    let (recipient, cookie) = if let Some(token) = form_token {
        (Recipient { token, newcomer: None }, None)
    } else {
        let recipient = app.keys.recipient(visitor.device);
        let cookie = app.keys.device_cookie(recipient.token);
        (recipient, Some(cookie))
    };
    let Recipient { token, newcomer } = recipient;
    let snapshot = app.snapshot(poll, vote);
    let path = stage.as_ref().map_or_else(|| poll.code.page(), |stage| format!("/m/{}", stage.join_code));
    let real_browser = visitor.in_app.then(|| app.advertised.url_of(&path));
    let boot = Boot {
        snapshot: Some(&snapshot),
        stage: stage.as_ref(),
        browser_token: token,
        newcomer,
        share_host: app.advertised.address(),
        notice: notice.as_ref(),
    };
    let response = render(&VotePage {
        assets: app.assets.clone(),
        boot: boot.text(),
        name: stage.as_ref().map(|stage| stage.name.clone()).unwrap_or_default(),
        own: FormAnswer::of_vote(snapshot.your_vote.as_ref()),
        answer: FormAnswer::new(typed, snapshot.your_vote.as_ref()),
        results: snapshot.results,
        your_vote: snapshot.your_vote,
        browser_token: token.to_string(),
        board: stage.as_ref().map(BoardLink::of),
        logo: stage.as_ref().and_then(StageNow::logo).cloned(),
        style: stage.as_ref().and_then(StageNow::style).map(str::to_owned),
        is_playful: stage.as_ref().is_some_and(StageNow::is_playful),
        meeting: stage.map(|stage| stage.join_code),
        real_browser,
        notice,
    });
    Ok((cookie, with_other_addresses(app, response)).into_response())
}

/// The voting page.
#[utoipa::path(
    get, path = "/poll/{code}", tag = "voting", operation_id = "getVotingPage", params(("code" = String, Path, description = "The poll's code")),
    responses(
        (status = 200, description = "HTML: the voting page", content_type = "text/html", body = String),
        (status = 404, description = "`no_such_poll`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn page(State(app): State<App>, visitor: Visitor, Code(code): Code) -> Result<Response, Problem> {
    let poll = app.poll_for(visitor.requester(), &code).await?;
    page_for(&app, &poll, visitor, None, AnsweredForm::default()).await
}

/// Casts a ballot. The response is sent after the commit.
///
/// The voter is the browser of the device cookie, or a program that sends a `browser_token` of its
/// own, which sets no cookie. A plain form (`application/x-www-form-urlencoded`, `option_id` once
/// for each choice) is accepted too, and redirected to the page (303).
#[utoipa::path(
    post, path = "/poll/{code}/vote", tag = "voting", operation_id = "castVote",
    params(
        ("code" = String, Path, description = "The poll's code"),
        ("X-Browser-Token" = Option<String>, Header, description = "A UUID: whose ballot it is, where neither the body nor a cookie says so")
    ),
    request_body = VoteBody,
    responses(
        (status = 200, description = "Counted, and on disk", body = Counted),
        (status = 400, description = "`bad_request`"), (status = 403, description = "`bad_origin`"), (status = 404, description = "`no_such_poll`"),
        (status = 409, description = "`already_voted_device`, `already_voted_address`, `ipv4_needed`, `too_many_changes`, `poll_not_open`, `round_passed`; HTML for a form", content((crate::wire::Problem = "application/problem+json"), (String = "text/html"))), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 422, description = "`invalid_choice`, `invalid_answer`, `invalid_token`, `cookies_needed`; HTML for a form", content((crate::wire::Problem = "application/problem+json"), (String = "text/html"))),
        (status = 429, description = "`too_many_requests`; HTML for a form", content((crate::wire::Problem = "application/problem+json"), (String = "text/html"))),
        (status = 503, description = "`storage_unavailable`, `overloaded`; HTML for a form", content((crate::wire::Problem = "application/problem+json"), (String = "text/html")))
    )
)]
pub(crate) async fn cast(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    HeaderToken(header_token): HeaderToken,
    body: Result<Body, Problem>,
) -> Result<Response, Problem> {
    let body = body?;
    if let Body::Form(fields) = &body {
        // Boxed: the page's future is large, and other ballots need no room for it.
        return Box::pin(cast_form(&app, visitor, code, fields)).await;
    }
    let page = code.page();
    let ballot = sent_ballot(&app, code, visitor.device, &body.json()?, header_token)?;
    let recorded = app.cast(visitor.requester(), visitor.device, ballot, &page).await?;
    let results = app.live.polls.results_text(&recorded.poll, Ballots::audience(Some(&recorded.vote))).map_err(|_| Problem::internal())?;
    let counted = Counted::text(&recorded.vote, &results);
    Ok(([(header::CONTENT_TYPE, "application/json")], counted).into_response())
}

/// Casts a ballot from a plain form, and redirects to the page, which shows the result.
///
/// A browser that stores no cookies would find an empty ballot there, so the page is the response
/// itself. If the poll's rule includes the address, its vote is counted and shown; under the rule
/// of one vote per device the page says why it was not counted.
async fn cast_form(app: &App, visitor: Visitor, code: PollCode, fields: &[(String, String)]) -> Result<Response, Problem> {
    let form = ballot_from_form(fields);
    let form_token = form.browser_token.as_deref().map(BrowserToken::parse).transpose()?;
    let browser = app.keys.asker(visitor.device, form_token).ok_or(Refusal::InvalidToken)?;
    let has_no_cookie = visitor.device.is_none();
    let meeting = form.meeting.as_deref().map(|code| JoinCode::parse(code).ok_or(Refusal::NoSuchMeeting)).transpose()?;
    let return_path = meeting.as_ref().map_or_else(|| code.page(), JoinCode::page);
    // Both codes are looked up before the vote is counted: a form with a wrong code must have no effect.
    let poll = app.poll_for(visitor.requester(), &code).await?;
    let meeting = match meeting {
        Some(code) => Some(app.meeting_for(visitor.requester(), &code).await?),
        None => None,
    };
    let cast = async {
        if has_no_cookie && poll.rules.fairness == Fairness::Device {
            return Err(Problem::cookies_needed());
        }
        let answer = SentAnswer::Form(form.answer.clone());
        let ballot = SentBallot { code: code.clone(), answer, browser, round: form.round };
        Ok(app.cast(visitor.requester(), visitor.device, ballot, &return_path).await?)
    };
    let problem = match cast.await {
        Ok(_) if !has_no_cookie => {
            return Ok((app.keys.device_cookie(browser), Redirect::to(&return_path)).into_response());
        }
        Ok(_) => None,
        Err(problem) => Some(problem),
    };
    if let Some(problem) = &problem {
        metrics::refused(&problem.wire().code);
    }
    let poll = app.visible_poll(visitor.requester(), &code).await?;
    let stage = match &meeting {
        Some(meeting) => Some(app.live.stages.now(&*app.meetings.find(&meeting.code).await?)),
        None => None,
    };
    let notice = problem.as_ref().map(|problem| refusal_notice(app, &poll, problem, &form.answer));
    let typed = if problem.is_some() { form.answer } else { Vec::new() };
    let answered = AnsweredForm { notice, typed, form_token: form_token.filter(|_| has_no_cookie) };
    let page = page_for(app, &poll, visitor, stage, answered).await?;
    Ok(match problem {
        Some(problem) => problem.with_status_and_headers(page),
        None => page,
    })
}

/// The notice for a refused form. An invalid choice is explained: its options no longer exist, or
/// their number does not fit. An invalid answer is explained by its fault.
fn refusal_notice(app: &App, poll: &Poll, problem: &Problem, answer: &[(String, String)]) -> Notice {
    match problem.wire().code.as_str() {
        "invalid_choice" => {}
        "invalid_answer" => {
            return match poll.prompt.answer_from_form(answer, &poll.option_ids()) {
                Err(Refusal::InvalidAnswer { fault, .. }) => {
                    Notice::invalid_answer(&app.live.polls.results(poll, Ballots::audience(None)), &fault)
                }
                Ok(_) | Err(_) => problem.wire().into(),
            };
        }
        _ => return problem.wire().into(),
    }
    let chosen: Vec<i64> = answer.iter().filter_map(|(_, id)| id.parse().ok()).collect();
    if !chosen.iter().all(|id| poll.has_option(*id)) {
        return Notice::options_changed();
    }
    let (min, max) = poll.choices();
    if !(min..=max).contains(&chosen.len()) {
        return Notice::wrong_number(chosen.len(), &app.live.polls.results(poll, Ballots::audience(None)));
    }
    problem.wire().into()
}

/// A JSON ballot with its voter; `header_token` is the token in `X-Browser-Token`.
pub(crate) fn sent_ballot(
    app: &App,
    code: PollCode,
    device: Option<BrowserToken>,
    body: &VoteBody,
    header_token: Option<BrowserToken>,
) -> Result<SentBallot, Problem> {
    let browser = voter(app, device, body, header_token)?;
    Ok(SentBallot { code, answer: sent_answer(body)?, browser, round: body.round })
}

/// The voter's identity: from the token in the body, else from the cookie, else from the header.
fn voter(app: &App, device: Option<BrowserToken>, ballot: &VoteBody, header_token: Option<BrowserToken>) -> Result<BrowserToken, Problem> {
    if let Some(named) = &ballot.browser_token {
        return Ok(app.keys.voter(device, BrowserToken::parse(named)?));
    }
    app.keys
        .asker(device, header_token)
        .ok_or_else(|| Problem::bad_request("Send browser_token: a UUID that stays the same for one voter."))
}

/// What a JSON ballot says, in one of its three fields.
///
/// # Errors
/// 400 for several fields or none.
fn sent_answer(ballot: &VoteBody) -> Result<SentAnswer, Problem> {
    match (ballot.option_id, &ballot.option_ids, &ballot.answer) {
        (Some(id), None, None) => Ok(SentAnswer::Options(vec![id])),
        (None, Some(ids), None) => Ok(SentAnswer::Options(ids.clone())),
        (None, None, Some(answer)) => Ok(SentAnswer::Body(answer.clone())),
        _ => Err(Problem::bad_request("Send one of option_id, option_ids and answer.")),
    }
}
