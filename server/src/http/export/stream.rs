//! Streams a file of results: a few polls are read, written and sent before the next are read. A large file needs no more
//! memory than a small one, and reading stops when the client disconnects.

use crate::app::App;
use crate::app::polls::Pages;
use crate::domain::Meeting;
use crate::http::export::blocking::run_blocking_for;
use crate::http::problem::Problem;
use crate::log::outages;
use crate::report::{ExportError, ExportWriter, Format};
use crate::text::{self, RequestLocale};
use crate::wire::ReportPoll;
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

/// The chunks of a file. The first is written before this returns, so that an error at the start is answered as a problem.
pub(crate) async fn pieces(
    app: App,
    format: Format,
    meeting: &Meeting,
    pages: Pages,
) -> Result<impl Stream<Item = Result<ExportChunk, Problem>> + Send + 'static, Problem> {
    let growing = ExportWriter::begin(format, app.report(meeting, &[])).map_err(no_file)?;
    let watch = AbortGuard { done: 0, of: pages.polls(), whole: false };
    let outgoing = ExportStream { app, reader: text::locale(), pages, stage: ExportPhase::Writing(growing), watch };
    let Some((first, outgoing)) = outgoing.next().await? else { return Err(Problem::internal()) };
    Ok(stream::once(async { Ok(first) }).chain(stream::try_unfold(outgoing, ExportStream::next)))
}

impl ExportStream {
    async fn next(mut self) -> Result<Option<(ExportChunk, Self)>, Problem> {
        let bytes = match self.stage {
            ExportPhase::Writing(mut growing) => {
                if let Some(page) = self.pages.next().await? {
                    let polls: Vec<_> =
                        page.iter().map(|record| ReportPoll::of(record, self.app.live.rooms.refusals(&record.poll.code))).collect();
                    let written = run_blocking_for(self.reader.clone(), move || growing.add(&polls).map(|bytes| (growing, bytes)));
                    let (growing, bytes) = written.await?.map_err(no_file)?;
                    self.stage = ExportPhase::Writing(growing);
                    bytes
                } else {
                    let (rest, bytes) = run_blocking_for(self.reader.clone(), move || chunk(growing.end()?)).await?.map_err(no_file)?;
                    self.stage = ExportPhase::Draining(rest);
                    bytes
                }
            }
            ExportPhase::Draining(rest) => {
                let (rest, bytes) = run_blocking_for(self.reader.clone(), move || chunk(rest)).await?.map_err(no_file)?;
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
fn no_file(error: ExportError) -> Problem {
    outages().failed("export", "", &error);
    Problem::internal()
}
