//! A workbook as a spreadsheet program would open it, read by another library than the one that wrote it.

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use std::io::Cursor;

/// A workbook from a response's body.
pub struct Workbook(Xlsx<Cursor<Vec<u8>>>);

impl Workbook {
    /// Opens a body.
    #[must_use]
    pub fn open(body: &[u8]) -> Self {
        Self(open_workbook_from_rs(Cursor::new(body.to_vec())).expect("a workbook"))
    }

    /// The names of its sheets, in order.
    #[must_use]
    pub fn sheets(&self) -> Vec<String> {
        self.0.sheet_names()
    }

    /// A sheet's cells as text, row by row.
    pub fn rows(&mut self, sheet: &str) -> Vec<Vec<String>> {
        let range = self.0.worksheet_range(sheet).expect("a sheet of this name");
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    /// Every cell of every sheet as text, in lower case.
    pub fn everything(&mut self) -> String {
        let sheets = self.sheets();
        let cells = sheets.iter().flat_map(|sheet| self.rows(sheet)).flatten();
        cells.map(|cell| cell.to_lowercase()).collect::<Vec<_>>().join("\n")
    }

    /// Every formula in it.
    pub fn formulas(&mut self) -> Vec<String> {
        let sheets = self.sheets();
        let ranges = sheets.iter().map(|sheet| self.0.worksheet_formula(sheet).expect("a sheet of this name"));
        ranges.flat_map(|range| range.used_cells().map(|(_, _, formula)| formula.clone()).collect::<Vec<_>>()).collect()
    }
}
