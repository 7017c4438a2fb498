//! Health, metrics, `/openapi.json`, the pages that explain problems, and static files.

pub(crate) mod assets;
pub(crate) mod explain;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod openapi;
