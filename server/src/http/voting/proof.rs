//! GET `/poll/{code}/proof`: the proof that a vote is in the result of a closed poll.

use crate::app::App;
use crate::app::polls::Ballots;
use crate::domain::{Audience, Commitment, Refusal};
use crate::hex;
use crate::http::extract::browser_token::HeaderToken;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Code, Visitor};
use crate::http::problem::Problem;
use crate::wire::Proof;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;

/// Query parameters of a proof.
#[derive(Deserialize)]
pub(crate) struct ProofParams {
    /// 64 hexadecimal digits.
    #[serde(default)]
    commitment: Option<String>,
}

/// The path from a vote's commitment to the root that the last close has sealed. By it a voter's page verifies that its own
/// answer is in the result. It does not reveal the answer.
#[utoipa::path(
    get, path = "/poll/{code}/proof", tag = "voting", operation_id = "getProof",
    params(("code" = String, Path, description = "The poll's code"),
        ("commitment" = String, Query, description = "SHA-256 over `handsup answer 2` and a line feed, the vote's nonce, and the answer's bytes: 64 hexadecimal digits"),
        ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 200, body = Proof), (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_poll`, `not_in_result`"),
        (status = 409, description = "`not_published`: voting goes on, or the result or its right answer is hidden"), (status = 422, description = "`invalid_token`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn proof(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    HeaderToken(token): HeaderToken,
    QueryParams(params): QueryParams<ProofParams>,
) -> Result<Json<Proof>, Problem> {
    let poll = app.poll_for(visitor.requester(), &code).await?;
    let digits = params.commitment.ok_or_else(|| Problem::bad_request("Send ?commitment= with 64 hexadecimal digits."))?;
    let commitment = hex::decode::<32>(&digits).and_then(|bytes| Commitment::stored(&bytes)).ok_or(Refusal::NotInResult)?;
    let vote = match app.keys.asker(visitor.device, token) {
        Some(browser) => app.ballots.vote_of(&poll, browser).await?,
        None => None,
    };
    let audience = if visitor.is_host { Audience::Host } else { Ballots::audience(vote.as_ref()) };
    let proof = app.proofs.proof(&poll, &commitment, audience).await?;
    Ok(Json(Proof::of(&poll, &proof)))
}
