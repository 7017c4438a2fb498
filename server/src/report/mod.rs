//! Reports as files: tables, pictures and pages, all made from the same [`Report`](crate::wire::Report).
//!
//! Uses neither database nor HTTP. A report has no confidential values (addresses, tokens, nonces),
//! so no file has any.

mod bars;
mod chart;
mod csv;
mod format;
pub(crate) mod labels;
mod name;
mod picture;
mod stream_writer;
mod text_layout;
mod xlsx;

pub(crate) use chart::{Theme, chart};
pub(crate) use format::{ExportError, Format};
pub(crate) use name::FileName;
pub(crate) use picture::{RenderError, png};
pub(crate) use stream_writer::ExportWriter;
