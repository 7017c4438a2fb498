//! GET `/m/{join_code}`: the voter's page of a meeting, which follows its stage.

use crate::app::App;
use crate::app::identity::Recipient;
use crate::http::extract::visitor::{Join, Visitor};
use crate::http::middleware::headers::with_other_addresses;
use crate::http::problem::Problem;
use crate::http::voting::pages::{BoardLink, Boot, LobbyPage, page as render};
use crate::http::voting::recap;
use crate::http::voting::vote::{AnsweredForm, page_for};
use crate::text::{clock, t, with};
use crate::wire::StageNow;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

/// The meeting's page: the poll on stage, or a waiting room.
#[utoipa::path(
    get, path = "/m/{code}", tag = "voting", operation_id = "getMeetingPage", params(("code" = String, Path, description = "The meeting's join code")),
    responses(
        (status = 200, description = "HTML: the page that follows the meeting", content_type = "text/html", body = String),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn page(State(app): State<App>, visitor: Visitor, Join(code): Join) -> Result<Response, Problem> {
    let meeting = app.meeting_for(visitor.requester(), &code).await?;
    let stage = app.live.stages.now(&meeting);
    if let Some(poll) = app.meetings.on_stage(&meeting).await? {
        return page_for(&app, &poll, visitor, Some(stage), AnsweredForm::default()).await;
    }
    let Recipient { token, newcomer } = app.keys.recipient(visitor.device);
    let share_host = app.advertised.address();
    let boot = Boot { snapshot: None, stage: Some(&stage), browser_token: token, newcomer, share_host, notice: None }.text();
    let real_browser = visitor.in_app.then(|| app.advertised.url_of(&code.page()));
    let (board, style, logo) = (BoardLink::of(&stage), stage.style().map(str::to_owned), stage.logo().cloned());
    let recap = stage.recap.as_ref().map(recap::sentence).unwrap_or_default();
    let start = stage.starts_in.map(starts_in).unwrap_or_default();
    let page = LobbyPage {
        assets: app.assets.clone(),
        logo,
        style,
        name: stage.name,
        ended: stage.ended,
        recap,
        start,
        board,
        real_browser,
        boot,
    };
    let response = render(&page);
    Ok((app.keys.device_cookie(token), with_other_addresses(&app, response)).into_response())
}

/// How many milliseconds are left until the start, as a sentence.
fn starts_in(left: u64) -> String {
    if left == 0 { t("starts_now").to_owned() } else { with("starts_in", "time", clock(left)) }
}

/// The meeting's stage, for phones whose network blocks sockets.
#[utoipa::path(
    get, path = "/m/{code}/stage", tag = "voting", operation_id = "getStage", params(("code" = String, Path, description = "The meeting's join code")),
    responses(
        (status = 200, body = StageNow), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn stage(State(app): State<App>, visitor: Visitor, Join(code): Join) -> Result<Json<StageNow>, Problem> {
    Ok(Json(app.live.stages.now(&*app.meeting_for(visitor.requester(), &code).await?)))
}
