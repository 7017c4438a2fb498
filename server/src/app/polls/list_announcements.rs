//! Sends two things to the consoles of this instance: a meeting's changed list of polls, and which
//! meeting was opened last.
//!
//! One task reads and sends the lists, so that the list sent last is the newest; changes during a
//! read share the next one. Use cases do not wait for it.

use crate::domain::JoinCode;
use crate::live::Live;
use crate::storage::{Storage, StorageError};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;

/// Reads and sends changed lists. Clones share the pending meetings.
#[derive(Clone)]
pub(crate) struct ListAnnouncements {
    storage: Arc<dyn Storage>,
    live: Arc<Live>,
    pending: PendingLists,
}

/// The meetings whose lists are pending. Clones share them.
#[derive(Clone, Default)]
struct PendingLists(Arc<Mutex<Pending>>);

#[derive(Default)]
struct Pending {
    meetings: HashSet<JoinCode>,
    /// Whether the sending task is running.
    sending: bool,
}

impl PendingLists {
    /// Adds a meeting; returns true if the caller has to start the task.
    fn add(&self, code: &JoinCode) -> bool {
        let mut pending = self.0.lock();
        pending.meetings.insert(code.clone());
        !std::mem::replace(&mut pending.sending, true)
    }

    /// Takes every pending meeting; `None` if there is none, so that the task ends.
    fn take(&self) -> Option<HashSet<JoinCode>> {
        let mut pending = self.0.lock();
        pending.sending = !pending.meetings.is_empty();
        pending.sending.then(|| std::mem::take(&mut pending.meetings))
    }
}

impl ListAnnouncements {
    pub(super) fn new(storage: Arc<dyn Storage>, live: Arc<Live>) -> Self {
        Self { storage, live, pending: PendingLists::default() }
    }

    /// Sends a meeting's changed list to the consoles of this instance; [`Core`](super::core::Core)
    /// notifies the other instances.
    pub(crate) fn announce_locally(&self, code: &JoinCode) {
        if !self.pending.add(code) {
            return;
        }
        let lists = self.clone();
        tokio::spawn(async move {
            while let Some(meetings) = lists.pending.take() {
                for code in meetings {
                    if let Err(error) = lists.emit(&code).await {
                        tracing::debug!(?error, %code, "poll list: could not be read, consoles keep the old one");
                    }
                }
            }
        });
    }

    /// Sends which meeting was opened last, because a meeting may have been created or ended; then
    /// the list.
    async fn emit(&self, code: &JoinCode) -> Result<(), StorageError> {
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
    fn one_task_sends_everything_and_ends_when_nothing_is_pending() {
        let pending = PendingLists::default();
        let codes = ["K7Q2M9", "K7Q2MA"].map(|code| JoinCode::parse(code).unwrap());
        assert!(pending.add(&codes[0]), "the first meeting starts the task");
        assert!(!pending.add(&codes[0]) && !pending.add(&codes[1]), "the task is running");
        assert_eq!(pending.take().map(|meetings| meetings.len()), Some(2), "each meeting once");
        assert!(!pending.add(&codes[0]), "the running task sends this one too");
        assert_eq!(pending.take().map(|meetings| meetings.len()), Some(1));
        assert_eq!(pending.take(), None);
        assert!(pending.add(&codes[1]), "after the end, the next meeting starts a task again");
    }
}
