//! State and use cases, one noun a file. Nothing here knows a route.

pub(crate) mod client;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod limit;
pub(crate) mod polls;
pub(crate) mod proxies;
pub(crate) mod sessions;
