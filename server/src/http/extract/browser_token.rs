//! Extracts the token that a program, or a page without cookies, names in a header.

use crate::domain::{BrowserToken, Refusal};
use crate::http::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The header's name. A token never stands in an address, which logs and other people see.
const HEADER: &str = "x-browser-token";

/// The token that a request names in its header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named(pub(crate) Option<BrowserToken>);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(None)) };
        let token = value.to_str().map_err(|_| Refusal::InvalidToken)?;
        Ok(Self(Some(BrowserToken::parse(token)?)))
    }
}
