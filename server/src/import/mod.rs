//! Imports and exports files of questions: JSON, or a table such as spreadsheets write. An exported file can be imported
//! unchanged.
//!
//! Parsing continues after an error, so that many errors are reported at once. It stops after
//! [`MAX_QUESTIONS`], which bounds the cost of a file.

mod correct;
mod encoding;
mod errors;
mod export;
mod foreign;
mod json;
mod names;
mod quotes;
mod settings;
mod table;

pub(crate) use encoding::decode;
pub(crate) use errors::ImportErrors;
pub(crate) use export::{create_body, to_csv};
pub(crate) use foreign::binary_error_key;
pub(crate) use json::from_json;
pub(crate) use table::from_csv;

/// The most questions in a file, and in a meeting.
pub(crate) const MAX_QUESTIONS: usize = 500;

/// A file contains more than [`MAX_QUESTIONS`] questions.
#[derive(Debug)]
pub(crate) struct TooManyQuestions;
