//! Extractors of queries and path segments. Their errors are problems, not the framework's plain
//! text.

use crate::http::problem::Problem;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The parsed query; a query that cannot be parsed is answered with `bad_request`.
pub(crate) struct QueryParams<T>(pub(crate) T);

/// The one variable segment of the path; `None` when it is not UTF-8.
pub(crate) struct Segment(pub(crate) Option<String>);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        query.map(|Query(params)| Self(params)).map_err(|_| Problem::bad_request("The query of this address does not fit."))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Ok(Self(Path::<String>::from_request_parts(parts, state).await.ok().map(|Path(text)| text)))
    }
}
