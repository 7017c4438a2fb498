//! Streams a file of results: a few polls are read, written and sent before the next are read. So a
//! large file needs no more memory than a small one, and reading stops when the client disconnects.

use super::App;
use super::blocking::run_blocking_for;
use super::error::AppError;
use super::polls::Pages;
use crate::domain::{Board, Meeting, Record};
use crate::log::outages;
use crate::report::{ExportError, ExportWriter, Format};
use crate::text::{self, RequestLocale};
use crate::wire::{Report, ReportPoll};
use futures::stream::{self, Stream, StreamExt};
use std::io::Read;

/// The most bytes of a chunk after the last poll was written.
const MAX_CHUNK: u64 = 64 * 1024;

/// A file's next bytes, and its progress.
#[derive(Debug)]
pub(crate) struct ExportChunk {
    /// The number of polls that are written, including those in this chunk.
    written: usize,
    /// The number of polls in the file.
    total: usize,
    bytes: Vec<u8>,
}

impl ExportChunk {
    /// The chunk's bytes, without its progress.
    pub(crate) fn plain(self) -> Vec<u8> {
        self.bytes
    }

    /// The chunk's bytes after a progress line: polls written, polls in total, and the number of
    /// bytes that follow.
    pub(crate) fn framed(self) -> Vec<u8> {
        let Self { written, total, bytes } = self;
        [format!("{written} {total} {}\n", bytes.len()).into_bytes(), bytes].concat()
    }
}

/// A file that is being streamed.
struct ExportStream {
    app: App,
    locale: RequestLocale,
    pages: Pages,
    phase: ExportPhase,
    guard: AbortGuard,
}

/// The phase of an export.
enum ExportPhase {
    /// Polls are read and written into the file.
    Writing(ExportWriter),
    /// The finished file's remaining bytes are sent.
    Draining(Box<dyn Read + Send>),
}

/// Logs an export that is dropped before it is complete.
struct AbortGuard {
    written: usize,
    total: usize,
    complete: bool,
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if !self.complete {
            tracing::info!(polls = self.written, of = self.total, "export: aborted before the end");
        }
    }
}

impl App {
    /// The report of polls, and of a board, with the current time and the retention period.
    pub(crate) fn report(&self, (meeting, board): (&Meeting, Option<&Board>), records: &[Record]) -> Report {
        Report::of(meeting, board, records, |code| self.live.polls.refusals(code), (self.clock.now_millis(), self.retention_days))
    }

    /// A file of results in chunks. The first chunk is written before this returns, so that an
    /// early error is returned instead of ending a response that has begun.
    ///
    /// # Errors
    /// When the database fails, or the file cannot be written.
    pub(crate) async fn export(
        &self,
        format: Format,
        of: (&Meeting, Option<&Board>),
        pages: Pages,
    ) -> Result<impl Stream<Item = Result<ExportChunk, AppError>> + Send + use<>, AppError> {
        let writer = ExportWriter::begin(format, self.report(of, &[])).map_err(log_export_error)?;
        let guard = AbortGuard { written: 0, total: pages.polls(), complete: false };
        let phase = ExportPhase::Writing(writer);
        let file = ExportStream { app: self.clone(), locale: text::locale(), pages, phase, guard };
        let Some((first, file)) = file.next().await? else { return Err(AppError::Internal) };
        Ok(stream::once(async { Ok(first) }).chain(stream::try_unfold(file, ExportStream::next)))
    }
}

impl ExportStream {
    async fn next(mut self) -> Result<Option<(ExportChunk, Self)>, AppError> {
        let bytes = match self.phase {
            ExportPhase::Writing(mut writer) => {
                if let Some(page) = self.pages.next().await? {
                    let polls: Vec<_> =
                        page.iter().map(|record| ReportPoll::of(record, self.app.live.polls.refusals(&record.poll.code))).collect();
                    let next = run_blocking_for(self.locale.clone(), move || writer.add(&polls).map(|bytes| (writer, bytes)));
                    let (writer, bytes) = next.await?.map_err(log_export_error)?;
                    self.phase = ExportPhase::Writing(writer);
                    bytes
                } else {
                    let (rest, bytes) =
                        run_blocking_for(self.locale.clone(), move || read_chunk(writer.end()?)).await?.map_err(log_export_error)?;
                    self.phase = ExportPhase::Draining(rest);
                    bytes
                }
            }
            ExportPhase::Draining(rest) => {
                let (rest, bytes) = run_blocking_for(self.locale.clone(), move || read_chunk(rest)).await?.map_err(log_export_error)?;
                if bytes.is_empty() {
                    self.guard.complete = true;
                    return Ok(None);
                }
                self.phase = ExportPhase::Draining(rest);
                bytes
            }
        };
        self.guard.written = self.pages.polls_read();
        let next = ExportChunk { written: self.guard.written, total: self.guard.total, bytes };
        Ok(Some((next, self)))
    }
}

/// The next bytes of a finished file, and the file to read on from; no bytes at its end.
fn read_chunk(mut rest: Box<dyn Read + Send>) -> Result<(Box<dyn Read + Send>, Vec<u8>), ExportError> {
    let mut bytes = Vec::new();
    rest.by_ref().take(MAX_CHUNK).read_to_end(&mut bytes)?;
    Ok((rest, bytes))
}

/// Logs an error of the writer, and returns the error for the caller.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` passes the error by value")]
fn log_export_error(error: ExportError) -> AppError {
    outages().failed("export", "", &error);
    AppError::Internal
}
