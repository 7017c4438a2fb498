//! Streams a file of results: a few polls are read, written and sent before the next are read. A large file needs no more
//! memory than a small one, and reading stops when the client disconnects.

use super::App;
use super::blocking::run_blocking_for;
use super::error::AppError;
use super::polls::Pages;
use crate::domain::{Meeting, Record};
use crate::log::outages;
use crate::report::{ExportError, ExportWriter, Format};
use crate::text::{self, RequestLocale};
use crate::wire::{Report, ReportPoll};
use futures::stream::{self, Stream, StreamExt};
use std::io::Read;

/// Bytes of a finished file sent at once.
const CHUNK: u64 = 64 * 1024;

/// A file's next bytes, and how many of its polls are written by then.
#[derive(Debug)]
pub(crate) struct ExportChunk {
    done: usize,
    of: usize,
    bytes: Vec<u8>,
}

impl ExportChunk {
    /// The chunk's bytes alone.
    pub(crate) fn plain(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes behind a progress line: polls done, polls in all, and the number of bytes that follow.
    pub(crate) fn framed(self) -> Vec<u8> {
        let Self { done, of, bytes } = self;
        [format!("{done} {of} {}\n", bytes.len()).into_bytes(), bytes].concat()
    }
}

/// A file that is being streamed.
struct ExportStream {
    app: App,
    reader: RequestLocale,
    pages: Pages,
    stage: ExportPhase,
    watch: AbortGuard,
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
    done: usize,
    of: usize,
    whole: bool,
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if !self.whole {
            tracing::info!(polls = self.done, of = self.of, "export: aborted before the end");
        }
    }
}

impl App {
    /// The report of polls, with the moment of its writing and how long it is kept.
    pub(crate) fn report(&self, meeting: &Meeting, records: &[Record]) -> Report {
        Report::of(meeting, records, |code| self.live.rooms.refusals(code), (self.clock.now_millis(), self.retention_days))
    }

    /// A file of results in chunks. The first chunk is written before this returns, so that an error at the start is answered as
    /// one.
    ///
    /// # Errors
    /// When the database fails, or the file cannot be written.
    pub(crate) async fn export(
        &self,
        format: Format,
        meeting: &Meeting,
        pages: Pages,
    ) -> Result<impl Stream<Item = Result<ExportChunk, AppError>> + Send + use<>, AppError> {
        let writer = ExportWriter::begin(format, self.report(meeting, &[])).map_err(unwritten)?;
        let watch = AbortGuard { done: 0, of: pages.polls(), whole: false };
        let stage = ExportPhase::Writing(writer);
        let file = ExportStream { app: self.clone(), reader: text::locale(), pages, stage, watch };
        let Some((first, file)) = file.next().await? else { return Err(AppError::Internal) };
        Ok(stream::once(async { Ok(first) }).chain(stream::try_unfold(file, ExportStream::next)))
    }
}

impl ExportStream {
    async fn next(mut self) -> Result<Option<(ExportChunk, Self)>, AppError> {
        let bytes = match self.stage {
            ExportPhase::Writing(mut writer) => {
                if let Some(page) = self.pages.next().await? {
                    let polls: Vec<_> =
                        page.iter().map(|record| ReportPoll::of(record, self.app.live.rooms.refusals(&record.poll.code))).collect();
                    let written = run_blocking_for(self.reader.clone(), move || writer.add(&polls).map(|bytes| (writer, bytes)));
                    let (writer, bytes) = written.await?.map_err(unwritten)?;
                    self.stage = ExportPhase::Writing(writer);
                    bytes
                } else {
                    let (rest, bytes) = run_blocking_for(self.reader.clone(), move || chunk(writer.end()?)).await?.map_err(unwritten)?;
                    self.stage = ExportPhase::Draining(rest);
                    bytes
                }
            }
            ExportPhase::Draining(rest) => {
                let (rest, bytes) = run_blocking_for(self.reader.clone(), move || chunk(rest)).await?.map_err(unwritten)?;
                if bytes.is_empty() {
                    self.watch.whole = true;
                    return Ok(None);
                }
                self.stage = ExportPhase::Draining(rest);
                bytes
            }
        };
        self.watch.done = self.pages.done();
        let piece = ExportChunk { done: self.watch.done, of: self.watch.of, bytes };
        Ok(Some((piece, self)))
    }
}

fn chunk(mut rest: Box<dyn Read + Send>) -> Result<(Box<dyn Read + Send>, Vec<u8>), ExportError> {
    let mut bytes = Vec::new();
    rest.by_ref().take(CHUNK).read_to_end(&mut bytes)?;
    Ok((rest, bytes))
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over")]
fn unwritten(error: ExportError) -> AppError {
    outages().failed("export", "", &error);
    AppError::Internal
}
