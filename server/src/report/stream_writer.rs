//! Writes a report poll by poll, so that memory does not grow with the number of polls.

use super::csv::Csv;
use super::format::{ExportError, Format};
use super::xlsx::Book;
use crate::wire::{Report, ReportBoard, ReportPoll};
use std::io::{Cursor, Read};

/// A file being written.
pub(crate) enum ExportWriter {
    /// The bytes to write before the next poll.
    Json(Vec<u8>),
    /// Rows are final at once; those of questions follow behind all polls.
    Csv(Csv, Option<ReportBoard>),
    /// A workbook is complete only at its end; until then its sheets are in temporary files.
    Xlsx(Box<Book>, Option<ReportBoard>),
}

impl ExportWriter {
    /// Begins a file about a meeting; polls in `head` are ignored.
    ///
    /// # Errors
    /// When temporary files cannot be created.
    pub(crate) fn begin(format: Format, head: Report) -> Result<Self, ExportError> {
        Ok(match format {
            Format::Json => {
                let mut front = serde_json::to_vec(&Report { polls: Vec::new(), ..head })?;
                // `…"polls":[]}`: the list stays open until the end.
                front.truncate(front.len() - 2);
                Self::Json(front)
            }
            Format::Csv => Self::Csv(Csv::begin(head.meeting), head.board),
            Format::Xlsx => Self::Xlsx(Box::new(Book::begin(&head)?), head.board),
        })
    }

    /// Writes the next polls; returns the bytes that are final by now.
    ///
    /// # Errors
    /// When the disk is full.
    pub(crate) fn add(&mut self, polls: &[ReportPoll]) -> Result<Vec<u8>, ExportError> {
        match self {
            Self::Json(front) => {
                let mut written = Vec::new();
                for poll in polls {
                    written.append(front);
                    written.push(b'\n');
                    serde_json::to_writer(&mut written, poll)?;
                    front.push(b',');
                }
                Ok(written)
            }
            Self::Csv(csv, _) => Ok(csv.add(polls)),
            Self::Xlsx(book, _) => {
                for poll in polls {
                    book.add(poll)?;
                }
                Ok(Vec::new())
            }
        }
    }

    /// Ends the file; returns the remaining bytes.
    ///
    /// # Errors
    /// When the disk is full.
    pub(crate) fn end(self) -> Result<Box<dyn Read + Send>, ExportError> {
        Ok(match self {
            Self::Json(mut front) => {
                if front == b"," {
                    front.clear();
                }
                front.extend_from_slice(b"\n]}\n");
                Box::new(Cursor::new(front))
            }
            Self::Csv(csv, board) => Box::new(Cursor::new(csv.end(board.as_ref()))),
            Self::Xlsx(book, board) => Box::new(book.end(board.as_ref())?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{ReportKept, ReportMeeting};

    /// The JSON file of a meeting with this number of polls, parsed.
    fn exported(polls: usize) -> serde_json::Value {
        let meeting = ReportMeeting { join_code: "AB3DE9".into(), name: "[]}".into(), created_at: 1, ended_at: None };
        let kept = ReportKept { days: None, until: None, addresses: true };
        let head = Report { version: "1".into(), exported_at: 2, meeting, kept, board: None, polls: Vec::new() };
        let poll: ReportPoll = serde_json::from_value(serde_json::json!({
            "poll_code": "AB3DE9ZX", "question": "?", "kind": "single", "min_choices": 1, "max_choices": 1, "fairness": "device",
            "results": "live", "allow_change": false, "state": "draft", "answer_shown": false, "asked": false, "options": [], "rounds": [],
            "edits": [], "refused": null, "receipts": 0, "seal": null
        }))
        .unwrap();
        let mut file = ExportWriter::begin(Format::Json, head).unwrap();
        let mut bytes: Vec<u8> = (0..polls).flat_map(|_| file.add(std::slice::from_ref(&poll)).unwrap()).collect();
        file.end().unwrap().read_to_end(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn json_written_poll_by_poll_is_valid_for_any_number_of_polls() {
        for polls in [0, 1, 3] {
            let report = exported(polls);
            assert_eq!(report["polls"].as_array().unwrap().len(), polls);
            assert_eq!(report["meeting"]["name"], "[]}");
        }
    }
}
