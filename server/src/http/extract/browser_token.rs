//! Extracts the token that a program, or a page without cookies, sends in a header.

use crate::domain::{BrowserToken, Refusal};
use crate::http::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The header's name. Tokens are not sent in URLs, because URLs appear in logs and on screens.
const HEADER: &str = "x-browser-token";

/// The token in `X-Browser-Token`; `None` without the header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeaderToken(pub(crate) Option<BrowserToken>);

impl<S: Send + Sync> FromRequestParts<S> for HeaderToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(None)) };
        let token = value.to_str().map_err(|_| Refusal::InvalidToken)?;
        Ok(Self(Some(BrowserToken::parse(token)?)))
    }
}
