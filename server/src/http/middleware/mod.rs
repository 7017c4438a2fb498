//! Middleware around every request and response: `pipeline.rs` has the order.

pub(crate) mod compress;
pub(crate) mod cookies;
pub(crate) mod guests;
pub(crate) mod headers;
pub(crate) mod language;
pub(crate) mod negotiate;
pub(crate) mod origin;
pub(crate) mod path;
pub(crate) mod pipeline;
pub(crate) mod request_id;
pub(crate) mod respond;
