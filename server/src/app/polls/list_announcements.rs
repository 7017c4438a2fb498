//! What consoles are told whenever a meeting's list of polls has changed, by whatever way it was changed.
//!
//! The list is read after the change and told by one task, so that the list that is told last is the newest; changes that
//! come while it reads share its next look. Nobody waits for it.

use crate::app::polls::{PollError, Polls};
use crate::domain::JoinCode;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The meetings whose lists are still to be told. Clones share them.
#[derive(Clone, Default)]
pub(super) struct PendingLists(Arc<Mutex<Pending>>);

#[derive(Default)]
struct Pending {
    meetings: HashSet<JoinCode>,
    /// A task tells them, and looks again when it has told them.
    telling: bool,
}

impl PendingLists {
    /// Adds a meeting; true where nobody tells yet, and whoever asked has to.
    fn add(&self, code: &JoinCode) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.meetings.insert(code.clone());
        !std::mem::replace(&mut waiting.telling, true)
    }

    /// Everything that waits; none ends the telling.
    fn take(&self) -> Option<HashSet<JoinCode>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.telling = !waiting.meetings.is_empty();
        waiting.telling.then(|| std::mem::take(&mut waiting.meetings))
    }
}

impl Polls {
    /// A meeting, or its list of polls, has changed: consoles hear how it stands now, here and at other instances.
    pub(super) fn announce_list(&self, code: &JoinCode) {
        self.live.cluster_events().list(code);
        self.announce_list_here(code);
    }

    /// The same to the consoles of this instance, after another one has changed it.
    pub(crate) fn announce_list_here(&self, code: &JoinCode) {
        if !self.untold.add(code) {
            return;
        }
        let polls = self.clone();
        tokio::spawn(async move {
            while let Some(meetings) = polls.untold.take() {
                for code in meetings {
                    if let Err(no) = polls.emit_list(&code).await {
                        tracing::debug!(?no, %code, "consoles are not told of a list that could not be read");
                    }
                }
            }
        });
    }

    async fn emit_list(&self, code: &JoinCode) -> Result<(), PollError> {
        if let Some(latest) = self.storage.latest_meeting().await? {
            self.live.emit_current(&latest).await;
        }
        let polls = self.storage.polls_of(code).await?;
        let deleted = self.storage.deleted_polls_of(code).await?;
        self.live.emit_polls(code, &polls, &deleted).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_task_tells_everything_and_ends_when_nothing_waits() {
        let untold = PendingLists::default();
        let codes = ["K7Q2M9", "K7Q2MA"].map(|code| JoinCode::parse(code).unwrap());
        assert!(untold.add(&codes[0]), "the first one tells");
        assert!(!untold.add(&codes[0]) && !untold.add(&codes[1]), "the others leave it to that one");
        assert_eq!(untold.take().map(|meetings| meetings.len()), Some(2), "each once");
        assert!(!untold.add(&codes[0]), "what comes while it tells is told by it too");
        assert_eq!(untold.take().map(|meetings| meetings.len()), Some(1));
        assert_eq!(untold.take(), None);
        assert!(untold.add(&codes[1]), "and then the next one tells again");
    }
}
