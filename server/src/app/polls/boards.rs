//! Use cases of boards: questions from the audience.

use super::core::Core;
use super::error::PollError;
use crate::domain::{Board, BrowserToken, JoinCode, Mark, OwnMarks, Refusal};
use crate::storage::{Marked, QuestionChange, SentMark};
use std::sync::Arc;
use tokio::time::Instant;

/// The use cases of boards. Clones share the storage and the followers.
#[derive(Clone)]
pub(crate) struct Boards {
    core: Arc<Core>,
}

impl Boards {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The board of a meeting, as it was at most a second ago.
    pub(crate) async fn of(&self, code: &JoinCode) -> Result<Arc<Board>, PollError> {
        match self.core.live.boards.cached(code) {
            Some(board) => Ok(board),
            None => self.read(code).await,
        }
    }

    /// The board as the database has it now.
    pub(crate) async fn read(&self, code: &JoinCode) -> Result<Arc<Board>, PollError> {
        let (board, is_news) = self.read_and_compare(code).await?;
        if is_news {
            self.announce_soon(code);
        }
        Ok(board)
    }

    /// The board as the database has it now, and whether followers do not know it yet.
    async fn read_and_compare(&self, code: &JoinCode) -> Result<(Arc<Board>, bool), PollError> {
        let began = Instant::now();
        let board = self.core.storage.board(code).await?.ok_or(Refusal::NoSuchMeeting)?;
        Ok(self.core.live.boards.cache(code, board, began))
    }

    /// What a device has done on a board.
    pub(crate) async fn own_marks(&self, code: &JoinCode, browser: Option<BrowserToken>) -> Result<OwnMarks, PollError> {
        match browser {
            Some(browser) => Ok(self.core.storage.own_marks(code, browser).await?),
            None => Ok(OwnMarks::default()),
        }
    }

    /// Stores what a device does; when this returns `Ok`, it is committed. The next frame has the change.
    pub(crate) async fn mark(&self, meeting: &JoinCode, browser: BrowserToken, mark: Mark) -> Result<Marked, PollError> {
        let sent = SentMark { meeting: meeting.clone(), browser, mark, now: self.core.now() };
        let marked = self.core.storage.mark(sent).await??;
        self.announce(meeting);
        Ok(marked)
    }

    /// Changes a question; returns its meeting's board. The next frame has the change.
    pub(crate) async fn change(&self, question: i64, change: QuestionChange) -> Result<(JoinCode, Arc<Board>), PollError> {
        let code = self.core.storage.change_question(question, change).await??;
        self.announce(&code);
        let board = self.read(&code).await?;
        Ok((code, board))
    }

    /// Announces a changed board here and at the other instances.
    pub(crate) fn announce(&self, code: &JoinCode) {
        self.core.live.boards.publish(code);
        self.announce_soon(code);
    }

    /// Announces every cached board, after events of other instances may have been lost.
    pub(crate) fn announce_all(&self) {
        for (code, _) in self.core.live.boards.seqs() {
            self.announce_soon(&code);
        }
    }

    /// Reads the board again, at once or a second after the last frame, and broadcasts what has changed.
    pub(crate) fn announce_soon(&self, code: &JoinCode) {
        let Some(at) = self.core.live.boards.reserve_frame(code) else { return };
        let (boards, code) = (self.clone(), code.clone());
        tokio::spawn(async move {
            tokio::time::sleep_until(at).await;
            boards.core.live.boards.begin_frame(&code);
            match boards.read_and_compare(&code).await {
                Ok((board, _)) => boards.core.live.boards.broadcast(&code, board).await,
                Err(error) => tracing::debug!(?error, meeting = %code, "board: read failed"),
            }
        });
    }
}
