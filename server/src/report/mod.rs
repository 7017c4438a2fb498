//! Results that last, as bytes: tables, pictures and a page, all of the same [`Report`](crate::wire::Report).
//!
//! Nothing here asks a database or speaks HTTP. What may not be told (addresses, tokens, nonces) is not in a report, so it
//! cannot slip into a file.

mod chart;
mod csv;
mod growing;
mod lines;
mod name;
mod picture;
pub(crate) mod words;
mod xlsx;

pub(crate) use chart::{Theme, chart};
pub(crate) use growing::{ExportError, ExportWriter, Format};
pub(crate) use name::FileName;
pub(crate) use picture::{RenderError, png};
