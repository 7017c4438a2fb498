//! Use cases of moderation: what voters have written, and what the host decides about it.

use super::error::PollError;
use super::poll::Polls;
use crate::domain::{Decision, Poll, PollCode, Refusal, TermKey};
use crate::storage::StorageError;
use std::sync::Arc;

impl Polls {
    /// Carries out decisions about the terms of a poll together, and announces its results at once.
    pub(crate) async fn moderate(&self, code: &PollCode, decisions: Vec<Decision>) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        self.announced(self.core.storage.moderate(poll.id, decisions, self.core.now()).await)
    }

    /// Takes the last decisions back that were carried out together.
    pub(crate) async fn undo_moderation(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        self.announced(self.core.storage.undo_moderation(poll.id).await)
    }

    /// Redacts the answers with a text of this term.
    pub(crate) async fn redact(&self, code: &PollCode, term: TermKey) -> Result<Arc<Poll>, PollError> {
        let poll = self.find(code).await?;
        self.announced(self.core.storage.redact(poll.id, term).await)
    }

    fn announced(&self, outcome: Result<Result<Poll, Refusal>, StorageError>) -> Result<Arc<Poll>, PollError> {
        let changed = Arc::new(outcome??);
        self.core.live.rooms.announce_state(&changed);
        Ok(changed)
    }
}
