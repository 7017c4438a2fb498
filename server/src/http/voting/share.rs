//! GET `/poll/{code}/share`: the QR code and the address, large.

use crate::app::App;
use crate::domain::Audience;
use crate::http::extract::visitor::{Code, Visitor};
use crate::http::problem::Problem;
use crate::http::voting::pages::{SharePage, page as render};
use crate::qr_code::QrCode;
use axum::extract::State;
use axum::response::Response;

/// The share page.
#[utoipa::path(
    get, path = "/poll/{code}/share", tag = "voting", operation_id = "getSharePage", params(("code" = String, Path, description = "The poll's code")),
    responses(
        (status = 200, description = "HTML: the QR code and the address", content_type = "text/html", body = String),
        (status = 404, description = "`no_such_poll`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn page(State(app): State<App>, visitor: Visitor, Code(code): Code) -> Result<Response, Problem> {
    let poll = app.poll_for(visitor.requester(), &code).await?;
    let share_url = app.advertised.url_of(&poll.code.page());
    let (first, last) = poll.code.as_str().split_at(4);
    Ok(render(&SharePage {
        assets: app.assets.clone(),
        qr: app.advertised.qr_url_of(&poll.code.page()).map(|link| QrCode::new(&link).svg(None)).unwrap_or_default(),
        address: share_url.split_once("://").map_or(share_url.as_str(), |(_, address)| address).to_owned(),
        share_url,
        local_name: app.advertised.local_name(),
        code_spaced: format!("{first} {last}"),
        results: app.live.polls.results(&poll, Audience::Guest),
    }))
}
