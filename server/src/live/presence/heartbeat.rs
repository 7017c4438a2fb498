//! Heartbeats of visible pages: which pages are visible, and which of them have missed their beats.
//!
//! A visible page sends `alive` every five seconds, and the acknowledgement proves to it that the server is reachable. A page that
//! becomes hidden sends `alive` once more and then nothing, so that the radio of a locked phone sleeps between the pings of
//! Engine.IO. A socket that never sends `alive` (a program's) is checked by those pings alone.

use parking_lot::{Mutex, MutexGuard};
use socketioxide::socket::Sid;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A visible page without a beat for this long counts as unreachable: two of its beats are missing.
const SILENT_AFTER: Duration = Duration::from_secs(12);

/// The last beat of a socket's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beat {
    Visible(Instant),
    Hidden,
}

/// The last beat of every socket that sends any.
#[derive(Default)]
pub(super) struct Heartbeats(Mutex<Beats>);

#[derive(Default)]
struct Beats {
    sockets: HashMap<Sid, Beat>,
    /// When the silent pages were last looked for.
    swept: Option<Instant>,
}

impl Heartbeats {
    /// Records a beat, or that the page is hidden.
    pub(super) fn beat(&self, sid: Sid, hidden: bool, now: Instant) {
        self.beats().sockets.insert(sid, if hidden { Beat::Hidden } else { Beat::Visible(now) });
    }

    /// Removes a socket that has closed.
    pub(super) fn forget(&self, sid: Sid) {
        self.beats().sockets.remove(&sid);
    }

    /// Whether a socket's page has reported that it is hidden.
    pub(super) fn is_hidden(&self, sid: Sid) -> bool {
        self.beats().sockets.get(&sid) == Some(&Beat::Hidden)
    }

    /// The sockets whose visible pages have missed their beats. Where the server itself was suspended since the last sweep, every
    /// page has the full time again.
    pub(super) fn silent(&self, now: Instant) -> Vec<Sid> {
        let mut beats = self.beats();
        let was_suspended = beats.swept.replace(now).is_some_and(|swept| now.saturating_duration_since(swept) >= SILENT_AFTER);
        if was_suspended {
            for beat in beats.sockets.values_mut().filter(|beat| **beat != Beat::Hidden) {
                *beat = Beat::Visible(now);
            }
        }
        let is_silent = |beat: &Beat| matches!(beat, Beat::Visible(last) if now.saturating_duration_since(*last) >= SILENT_AFTER);
        beats.sockets.iter().filter(|(_, beat)| is_silent(beat)).map(|(sid, _)| *sid).collect()
    }

    fn beats(&self) -> MutexGuard<'_, Beats> {
        self.0.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEAT: Duration = Duration::from_secs(5);

    #[test]
    fn only_visible_pages_without_beats_are_silent() {
        let (beats, start) = (Heartbeats::default(), Instant::now());
        let [beating, hidden, silent] = [Sid::new(), Sid::new(), Sid::new()];
        for sid in [beating, hidden, silent] {
            beats.beat(sid, false, start);
        }
        beats.beat(hidden, true, start);
        for n in 1..=2 {
            beats.beat(beating, false, start + n * BEAT);
            assert_eq!(beats.silent(start + n * BEAT), []);
        }
        beats.beat(beating, false, start + 3 * BEAT);
        assert_eq!(beats.silent(start + 3 * BEAT), [silent]);
        beats.forget(silent);
        assert_eq!(beats.silent(start + 4 * BEAT), []);
        assert!(beats.is_hidden(hidden) && !beats.is_hidden(beating) && !beats.is_hidden(Sid::new()));
    }

    #[test]
    fn a_page_that_becomes_visible_again_is_silent_without_new_beats() {
        let (beats, start, page) = (Heartbeats::default(), Instant::now(), Sid::new());
        beats.beat(page, true, start);
        beats.beat(page, false, start + BEAT);
        assert!(!beats.is_hidden(page));
        assert_eq!(beats.silent(start + 2 * BEAT), []);
        assert_eq!(beats.silent(start + 4 * BEAT), [page]);
    }

    #[test]
    fn after_a_suspension_of_the_server_every_page_has_the_full_time_again() {
        let (beats, start, page) = (Heartbeats::default(), Instant::now(), Sid::new());
        beats.beat(page, false, start);
        assert_eq!(beats.silent(start + BEAT), []);
        let resumed = start + Duration::from_hours(1);
        assert_eq!(beats.silent(resumed), []);
        assert_eq!(beats.silent(resumed + 2 * BEAT), []);
        assert_eq!(beats.silent(resumed + 3 * BEAT), [page]);
    }
}
