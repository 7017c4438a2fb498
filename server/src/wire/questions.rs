//! Import and export of questions.

use super::CreateBody;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A meeting's questions, without votes.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// At most 500, each in the shape of POST `/create`, without `state` and `meeting`.
    pub polls: Vec<CreateBody>,
}

/// The result of an import.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Imported {
    /// The number of questions, each now a draft at the end of the meeting.
    pub imported: u32,
    /// Their codes, in the order of the file.
    pub poll_codes: Vec<String>,
    /// The file's encoding in lower case, as `utf-8`, `utf-16le` or `windows-1252`.
    pub encoding: String,
    /// Where the encoding was guessed, a sentence that asks to check the texts; null otherwise.
    #[schema(required)]
    pub notice: Option<String>,
}

/// An error in one row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ImportRow {
    /// From 1: in a table the row as a spreadsheet counts it, in JSON the position of the question.
    #[ts(type = "number")]
    pub row: u64,
    /// The field or column; empty when the error is about the whole row.
    pub field: String,
    /// What is wrong and what to do about it.
    pub detail: String,
}
