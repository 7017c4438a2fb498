//! HTTP and Socket.IO: extractors, handlers and the middleware around them. A handler parses, calls a use case of `app`, and
//! answers; `router.rs` lists every route.

mod export;
mod extract;
mod host;
mod middleware;
mod ops;
mod problem;
#[cfg(test)]
mod proptests;
mod router;
pub(crate) mod socket;
mod voting;

pub(crate) use middleware::negotiate::wants_page;
pub(crate) use middleware::path::{fold_case, trim_slash};
pub(crate) use middleware::pipeline::HttpService;
pub(crate) use ops::health::alive;
pub(crate) use problem::Problem;
pub(crate) use router::service;
