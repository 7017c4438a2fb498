//! Collects the errors of a file, row by row.

use crate::wire::ImportRow;

/// The most errors that are reported; all are counted.
const REPORTED: usize = 100;

/// The errors of a file.
#[derive(Debug, Default)]
pub(crate) struct ImportErrors {
    rows: Vec<ImportRow>,
    count: u64,
}

impl ImportErrors {
    /// A single error about the file as a whole.
    #[must_use]
    pub(crate) fn whole_file(detail: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(1, "", detail);
        errors
    }

    /// Adds an error: the row (from 1), the field, and what to do about it.
    pub(crate) fn add(&mut self, row: u64, field: impl Into<String>, detail: impl Into<String>) {
        self.count += 1;
        if self.rows.len() < REPORTED {
            self.rows.push(ImportRow { row, field: field.into(), detail: detail.into() });
        }
    }

    /// The number of all errors.
    #[must_use]
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The reported errors, sorted by row.
    #[must_use]
    pub(crate) fn into_rows(mut self) -> Vec<ImportRow> {
        self.rows.sort_by_key(|error| error.row);
        self.rows
    }
}
