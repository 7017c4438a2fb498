//! Extractors: typed arguments of handlers, parsed from headers, paths, queries and bodies.

pub(crate) mod body;
pub(crate) mod browser_token;
pub(crate) mod credentials;
pub(crate) mod in_app_browser;
pub(crate) mod query;
pub(crate) mod visitor;
