//! The last results of a room as JSON: clients of one broadcast get the same text, so it is serialised once.

use crate::domain::{Audience, Poll};
use crate::wire::{Presence, Results};
use parking_lot::Mutex;
use std::sync::Arc;

/// The text that was rendered last, and what it was rendered from.
#[derive(Default)]
pub(super) struct ResultsCache(Mutex<Option<CachedResults>>);

struct CachedResults {
    poll: Arc<Poll>,
    audience: Audience,
    here: Presence,
    text: Arc<str>,
}

impl ResultsCache {
    /// The cached text of these results; `write` makes them where another text is cached.
    pub(super) fn get_or_render(
        &self,
        poll: &Arc<Poll>,
        audience: Audience,
        here: Presence,
        write: impl FnOnce() -> Results,
    ) -> serde_json::Result<Arc<str>> {
        let mut last = self.0.lock();
        // The results of a poll with a timer say how much time is left, which changes with every moment.
        let stays = poll.closes_at.is_none();
        let same = |last: &&CachedResults| Arc::ptr_eq(&last.poll, poll) && last.audience == audience && last.here == here;
        if let Some(last) = last.as_ref().filter(same).filter(|_| stays) {
            return Ok(last.text.clone());
        }
        let text: Arc<str> = serde_json::to_string(&write())?.into();
        *last = Some(CachedResults { poll: poll.clone(), audience, here, text: text.clone() });
        Ok(text)
    }
}
