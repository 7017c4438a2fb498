//! Routes that hand out results: files, charts, printed pages, receipts and logs.

pub(crate) mod audit;
pub(crate) mod charts;
pub(crate) mod report;
pub(crate) mod results;
pub(crate) mod sheets;
