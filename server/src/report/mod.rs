//! Results that last, as bytes: tables, pictures and a page, all of the same [`Report`](crate::wire::Report).
//!
//! Nothing here asks a database or speaks HTTP. What may not be told (addresses, tokens, nonces) is not in a report, so it
//! cannot slip into a file.

mod chart;
mod csv;
pub(crate) mod labels;
mod name;
mod picture;
mod stream_writer;
mod text_layout;
mod xlsx;

pub(crate) use chart::{Theme, chart};
pub(crate) use name::FileName;
pub(crate) use picture::{RenderError, png};
pub(crate) use stream_writer::{ExportError, ExportWriter, Format};
