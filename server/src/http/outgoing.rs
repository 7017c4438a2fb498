//! A file of results on its way out: a few polls are read, written down and sent before the next are read. So a large file
//! needs no more memory than a small one; and whoever hangs up ends the reading, and leaves nothing behind.

use super::App;
use super::apart::apart_for;
use super::problem::Problem;
use crate::domain::Meeting;
use crate::log::outages;
use crate::polls::Pages;
use crate::report::{Format, Growing, NoFile};
use crate::text::{self, Reader};
use crate::wire::ReportPoll;
use futures::stream::{self, Stream, StreamExt};
use std::io::Read;

/// How much of a finished file is sent at once.
const CHUNK: u64 = 64 * 1024;

/// The next of a file's bytes, and how many of its polls are done by then.
#[derive(Debug)]
pub(super) struct Piece {
    done: usize,
    of: usize,
    bytes: Vec<u8>,
}

impl Piece {
    /// The bytes of the file.
    pub(super) fn plain(self) -> Vec<u8> {
        self.bytes
    }

    /// The same behind a line that says how far the file is: polls done, polls in all, and how many bytes follow.
    pub(super) fn told(self) -> Vec<u8> {
        let Self { done, of, bytes } = self;
        [format!("{done} {of} {}\n", bytes.len()).into_bytes(), bytes].concat()
    }
}

/// A file on its way.
struct Outgoing {
    app: App,
    reader: Reader,
    pages: Pages,
    stage: Stage,
    watch: Watch,
}

/// What is to be done next.
enum Stage {
    /// Polls are read and written down.
    Growing(Growing),
    /// The rest is sent.
    Ending(Box<dyn Read + Send>),
}

/// Notes an end before the end.
struct Watch {
    done: usize,
    of: usize,
    whole: bool,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.whole {
            tracing::info!(polls = self.done, of = self.of, "an export was broken off");
        }
    }
}

/// The pieces of a file. The first is there already, so that what does not work from the start is a problem like any other.
pub(super) async fn pieces(
    app: App,
    format: Format,
    meeting: &Meeting,
    pages: Pages,
) -> Result<impl Stream<Item = Result<Piece, Problem>> + Send + 'static, Problem> {
    let growing = Growing::begin(format, app.report(meeting, &[])).map_err(no_file)?;
    let watch = Watch { done: 0, of: pages.polls(), whole: false };
    let outgoing = Outgoing { app, reader: text::reader(), pages, stage: Stage::Growing(growing), watch };
    let Some((first, outgoing)) = outgoing.next().await? else { return Err(Problem::internal()) };
    Ok(stream::once(async { Ok(first) }).chain(stream::try_unfold(outgoing, Outgoing::next)))
}

impl Outgoing {
    async fn next(mut self) -> Result<Option<(Piece, Self)>, Problem> {
        let bytes = match self.stage {
            Stage::Growing(mut growing) => {
                if let Some(page) = self.pages.next().await? {
                    let polls: Vec<_> =
                        page.iter().map(|record| ReportPoll::of(record, self.app.live.refusals(&record.poll.code))).collect();
                    let written = apart_for(self.reader.clone(), move || growing.add(&polls).map(|bytes| (growing, bytes)));
                    let (growing, bytes) = written.await?.map_err(no_file)?;
                    self.stage = Stage::Growing(growing);
                    bytes
                } else {
                    let (rest, bytes) = apart_for(self.reader.clone(), move || chunk(growing.end()?)).await?.map_err(no_file)?;
                    self.stage = Stage::Ending(rest);
                    bytes
                }
            }
            Stage::Ending(rest) => {
                let (rest, bytes) = apart_for(self.reader.clone(), move || chunk(rest)).await?.map_err(no_file)?;
                if bytes.is_empty() {
                    self.watch.whole = true;
                    return Ok(None);
                }
                self.stage = Stage::Ending(rest);
                bytes
            }
        };
        self.watch.done = self.pages.done();
        let piece = Piece { done: self.watch.done, of: self.watch.of, bytes };
        Ok(Some((piece, self)))
    }
}

fn chunk(mut rest: Box<dyn Read + Send>) -> Result<(Box<dyn Read + Send>, Vec<u8>), NoFile> {
    let mut bytes = Vec::new();
    rest.by_ref().take(CHUNK).read_to_end(&mut bytes)?;
    Ok((rest, bytes))
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over")]
fn no_file(error: NoFile) -> Problem {
    outages().failed("export", "", &error);
    Problem::internal()
}
