//! Questions by the dozen.

use super::CreateBody;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A meeting's questions, without what became of them.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// At most 500, each as POST `/create` takes it, without `state` and `meeting`.
    pub polls: Vec<CreateBody>,
}

/// What came in.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Imported {
    /// How many questions, each a draft at the end of the meeting.
    pub imported: u32,
    /// Their codes, in the order of the file.
    pub poll_codes: Vec<String>,
    /// How the file was written: `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
    pub encoding: String,
    /// What to look at, in words; null when there is nothing.
    #[schema(required)]
    pub notice: Option<String>,
}

/// What is wrong with one row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ImportRow {
    /// From 1; in a table the head is row 1, in JSON the first question is.
    #[ts(type = "number")]
    pub row: u64,
    /// Which field or column; empty when it is the row as a whole.
    pub field: String,
    /// What to do about it.
    pub detail: String,
}
