//! Storage of boards: questions from the audience, and the marks of devices on them.

use super::StorageError;
use crate::domain::{Board, BoardQuestion, BrowserToken, JoinCode, Mark, OwnMarks, QuestionState, Refusal};
use async_trait::async_trait;

/// A mark of a device on a meeting's board.
#[derive(Debug, Clone)]
pub(crate) struct SentMark {
    /// The meeting.
    pub(crate) meeting: JoinCode,
    /// The device.
    pub(crate) browser: BrowserToken,
    /// What it does.
    pub(crate) mark: Mark,
    /// Milliseconds since 1970.
    pub(crate) now: i64,
}

/// What has become of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marked {
    /// The question as it is now: the new one, or the one that said the same.
    pub(crate) question: BoardQuestion,
    /// Whether the device has asked it.
    pub(crate) asked: bool,
    /// Whether the device votes for it.
    pub(crate) voted: bool,
}

/// A host's change of a question; `None` leaves a field unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct QuestionChange {
    /// The only meeting whose questions may be changed; `None` for every meeting.
    pub(crate) only_in: Option<JoinCode>,
    /// The new state.
    pub(crate) state: Option<QuestionState>,
    /// The new written answer; empty for none.
    pub(crate) answer: Option<String>,
    /// The question as which it counts from now on.
    pub(crate) merged_into: Option<i64>,
    /// Whether the name beside it is taken off.
    pub(crate) name_off: Option<bool>,
    /// The only version of the question that may be changed; `None` for whichever it has.
    pub(crate) replaces: Option<u64>,
}

/// Stores boards.
#[async_trait]
pub(crate) trait Questions: Send + Sync {
    /// The board of a meeting; `None` where there is no such meeting.
    async fn board(&self, meeting: &JoinCode) -> Result<Option<Board>, StorageError>;

    /// Stores a mark, in a transaction that it shares with others that come at the same time. Refused where the board is not open,
    /// for a question that the device does not see, and where it has asked too often.
    async fn mark(&self, mark: SentMark) -> Result<Result<Marked, Refusal>, StorageError>;

    /// The marks of a device on a board; none once the meeting has ended.
    async fn own_marks(&self, meeting: &JoinCode, browser: BrowserToken) -> Result<OwnMarks, StorageError>;

    /// Changes a question; returns the code of its meeting. A merged one counts with the voters of both, each once.
    async fn change_question(&self, id: i64, change: QuestionChange) -> Result<Result<JoinCode, Refusal>, StorageError>;
}
