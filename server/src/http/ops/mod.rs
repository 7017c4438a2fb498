//! Routes for operators and programs: health, metrics, `/openapi.json`, static files.

pub(crate) mod assets;
pub(crate) mod explain;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod openapi;
