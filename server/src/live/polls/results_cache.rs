//! The last results of a room as JSON: the responses to the votes of one batch carry the same text, which is serialised
//! once.

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
    presence: Presence,
    text: Arc<str>,
}

impl ResultsCache {
    /// These results as JSON, from the cache if it has them; else `render` makes them, and their text replaces the cached one.
    pub(super) fn get_or_render(
        &self,
        poll: &Arc<Poll>,
        audience: Audience,
        presence: Presence,
        render: impl FnOnce() -> Results,
    ) -> serde_json::Result<Arc<str>> {
        let mut last = self.0.lock();
        // The results of a poll with a timer carry the time left, which is different at each call.
        let is_cacheable = poll.closes_at.is_none();
        let same = |last: &&CachedResults| Arc::ptr_eq(&last.poll, poll) && last.audience == audience && last.presence == presence;
        if let Some(last) = last.as_ref().filter(same).filter(|_| is_cacheable) {
            return Ok(last.text.clone());
        }
        let text: Arc<str> = serde_json::to_string(&render())?.into();
        *last = Some(CachedResults { poll: poll.clone(), audience, presence, text: text.clone() });
        Ok(text)
    }
}
