//! Use cases of moderation: what voters have written, and what the host decides about it.

use super::error::PollError;
use super::poll::Polls;
use crate::domain::{Decision, Poll, PollCode, Refusal, TermKey};
use crate::storage::StorageError;
use std::sync::Arc;

impl Polls {
    /// Carries out decisions about the terms of a poll together, and announces its results at once.
    /// Returns the act, by which it can be taken back; `None` where nothing has changed.
    pub(crate) async fn moderate(&self, code: &PollCode, decisions: Vec<Decision>) -> Result<(Arc<Poll>, Option<i64>), PollError> {
        let poll = self.find(code).await?;
        let (poll, act) = self.core.storage.moderate(poll.id, decisions, self.core.now()).await??;
        Ok((self.announced(Ok(Ok(poll)))?, act))
    }

    /// Takes this act back, or the last one. Refused if a later act is about one of its terms.
    pub(crate) async fn undo_moderation(&self, code: &PollCode, act: Option<i64>) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        self.announced(self.core.storage.undo_moderation(poll.id, act).await)
    }

    /// Redacts the answers with a text of this term.
    pub(crate) async fn redact(&self, code: &PollCode, term: TermKey) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        self.announced(self.core.storage.redact(poll.id, term).await)
    }

    fn announced(&self, outcome: Result<Result<Poll, Refusal>, StorageError>) -> Result<Arc<Poll>, PollError> {
        let changed = Arc::new(outcome??);
        self.core.live.polls.announce_state(&changed);
        Ok(changed)
    }
}
