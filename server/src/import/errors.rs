//! Collects the errors of an imported file.

use crate::wire::ImportRow;

/// The most errors that are reported; all are counted.
const MAX_REPORTED: usize = 100;

/// The errors of a file: the first [`MAX_REPORTED`] that were found, and the number of all.
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

    /// Adds an error: its row from 1, its field, and what is wrong or what to do about it.
    pub(crate) fn add(&mut self, row: u64, field: impl Into<String>, detail: impl Into<String>) {
        self.count += 1;
        if self.rows.len() < MAX_REPORTED {
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
