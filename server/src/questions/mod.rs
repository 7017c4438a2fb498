//! Questions that come in and go out by the dozen: JSON, or a table such as spreadsheets write. What goes out comes in again
//! as it was.
//!
//! Reading never stops at the first mistake: whoever prepared a hundred questions hears of every row at once. It stops behind
//! the last question that a meeting has room for: what a file costs does not grow with what cannot come in anyway.

mod correct;
mod encoding;
mod errors;
mod export;
mod foreign;
mod json;
mod names;
mod quotes;
mod table;

pub(crate) use encoding::decode;
pub(crate) use errors::ImportErrors;
pub(crate) use export::{body, csv};
pub(crate) use foreign::binary as other_program;
pub(crate) use json::from_json;
pub(crate) use table::from_csv;

/// The most questions of a file: what a meeting holds.
pub(crate) const MOST: usize = 500;

/// A file holds more than [`MOST`] questions.
#[derive(Debug)]
pub(crate) struct TooMany;
