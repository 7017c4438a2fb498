//! What is wrong with a file, row by row.

use crate::wire::ImportRow;

/// How many are told; all are counted.
const TOLD: usize = 100;

/// Everything that does not fit.
#[derive(Debug, Default)]
pub(crate) struct ImportErrors {
    told: Vec<ImportRow>,
    count: u64,
}

impl ImportErrors {
    /// One that concerns the file as a whole.
    #[must_use]
    pub(crate) fn whole_file(detail: impl Into<String>) -> Self {
        let mut troubles = Self::default();
        troubles.add(1, "", detail);
        troubles
    }

    /// One more: in which row (from 1), in which field, and what to do about it.
    pub(crate) fn add(&mut self, row: u64, field: impl Into<String>, detail: impl Into<String>) {
        self.count += 1;
        if self.told.len() < TOLD {
            self.told.push(ImportRow { row, field: field.into(), detail: detail.into() });
        }
    }

    /// How many there are.
    #[must_use]
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The first of them, by their rows.
    #[must_use]
    pub(crate) fn into_rows(mut self) -> Vec<ImportRow> {
        self.told.sort_by_key(|trouble| trouble.row);
        self.told
    }
}
