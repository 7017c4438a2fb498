//! The formats of an export, and its errors.

use rust_xlsxwriter::XlsxError;
use serde::Deserialize;
use utoipa::ToSchema;

/// The format of an export.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ExportFormat)]
pub(crate) enum Format {
    /// For programs: a line for each poll.
    #[default]
    Json,
    /// For spreadsheets and programs: a row for each poll, round and option.
    Csv,
    /// For people: a workbook.
    Xlsx,
}

impl Format {
    /// The extension of the file's name.
    #[must_use]
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The file's media type.
    #[must_use]
    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// A temporary file could not be written or read.
    #[error("a temporary file: {0}")]
    Disk(#[from] std::io::Error),
    /// The workbook could not be written.
    #[error("a workbook: {0}")]
    Book(#[from] XlsxError),
    /// A poll could not be serialized.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
}
