//! Announces a meeting's changed list of polls to every console: the one place that does.
//!
//! One task reads the list after the change and sends it, so that the list sent last is the newest; changes during a read share
//! the next one. Use cases do not wait for it.

use crate::app::polls::{PollError, Polls};
use crate::domain::JoinCode;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The meetings whose lists are still to be sent. Clones share them.
#[derive(Clone, Default)]
pub(super) struct PendingLists(Arc<Mutex<Pending>>);

#[derive(Default)]
struct Pending {
    meetings: HashSet<JoinCode>,
    /// A task is running that sends them.
    telling: bool,
}

impl PendingLists {
    /// Adds a meeting; true where no task is running, so that the caller starts one.
    fn add(&self, code: &JoinCode) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.meetings.insert(code.clone());
        !std::mem::replace(&mut waiting.telling, true)
    }

    /// Takes every pending meeting; `None` ends the task.
    fn take(&self) -> Option<HashSet<JoinCode>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.telling = !waiting.meetings.is_empty();
        waiting.telling.then(|| std::mem::take(&mut waiting.meetings))
    }
}

impl Polls {
    /// Announces a meeting's changed list to the consoles of every instance.
    pub(super) fn announce_list(&self, code: &JoinCode) {
        self.live.events.list(code);
        self.announce_list_here(code);
    }

    /// Announces it to the consoles of this instance alone, after another instance has changed it.
    pub(crate) fn announce_list_here(&self, code: &JoinCode) {
        if !self.untold.add(code) {
            return;
        }
        let polls = self.clone();
        tokio::spawn(async move {
            while let Some(meetings) = polls.untold.take() {
                for code in meetings {
                    if let Err(no) = polls.emit_list(&code).await {
                        tracing::debug!(?no, %code, "list of polls: could not be read, consoles keep the old one");
                    }
                }
            }
        });
    }

    async fn emit_list(&self, code: &JoinCode) -> Result<(), PollError> {
        if let Some(latest) = self.storage.latest_meeting().await? {
            self.live.hosts.emit_current(&latest).await;
        }
        let polls = self.storage.polls_of(code).await?;
        let deleted = self.storage.deleted_polls_of(code).await?;
        self.live.hosts.emit_polls(code, &polls, &deleted).await;
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
