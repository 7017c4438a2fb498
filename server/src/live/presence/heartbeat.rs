//! Heartbeats of visible pages: which pages are visible, and which of them have missed their beats.
//!
//! A page visible sends `alive` every five seconds, and the acknowledgement proves to it that the server is there. A page that is
//! hidden says so once and sends nothing more, so that the radio of a locked phone sleeps between the pings of Engine.IO. A socket
//! that never sends `alive` (a program's) is kept by those pings alone.

use parking_lot::{Mutex, MutexGuard};
use socketioxide::socket::Sid;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A visible page without a beat for this long counts as gone: two of its beats are missing.
const SILENT: Duration = Duration::from_secs(12);

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
    swept: Option<Instant>,
}

impl Heartbeats {
    /// Records a beat.
    pub(super) fn beat(&self, sid: Sid, hidden: bool, now: Instant) {
        self.beats().sockets.insert(sid, if hidden { Beat::Hidden } else { Beat::Visible(now) });
    }

    /// Removes a socket that has closed.
    pub(super) fn forget(&self, sid: Sid) {
        self.beats().sockets.remove(&sid);
    }

    /// Whether a socket's page has said that it is hidden.
    pub(super) fn is_hidden(&self, sid: Sid) -> bool {
        self.beats().sockets.get(&sid) == Some(&Beat::Hidden)
    }

    /// The sockets whose visible pages have missed their beats. Where the server itself was suspended since the last sweep, every
    /// page's time starts again.
    pub(super) fn silent(&self, now: Instant) -> Vec<Sid> {
        let mut beats = self.beats();
        let was_away = beats.swept.replace(now).is_some_and(|swept| now.saturating_duration_since(swept) >= SILENT);
        if was_away {
            for beat in beats.sockets.values_mut().filter(|beat| **beat != Beat::Hidden) {
                *beat = Beat::Visible(now);
            }
        }
        let is_silent = |beat: &Beat| matches!(beat, Beat::Visible(last) if now.saturating_duration_since(*last) >= SILENT);
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
    fn only_a_page_in_sight_falls_silent() {
        let (beats, start) = (Heartbeats::default(), Instant::now());
        let [seen, hidden, gone] = [Sid::new(), Sid::new(), Sid::new()];
        for sid in [seen, hidden, gone] {
            beats.beat(sid, false, start);
        }
        beats.beat(hidden, true, start);
        for n in 1..=2 {
            beats.beat(seen, false, start + n * BEAT);
            assert_eq!(beats.silent(start + n * BEAT), []);
        }
        beats.beat(seen, false, start + 3 * BEAT);
        assert_eq!(beats.silent(start + 3 * BEAT), [gone]);
        beats.forget(gone);
        assert_eq!(beats.silent(start + 4 * BEAT), []);
        assert!(beats.is_hidden(hidden) && !beats.is_hidden(seen) && !beats.is_hidden(Sid::new()));
    }

    #[test]
    fn a_page_that_comes_back_into_sight_has_to_beat_again() {
        let (beats, start, page) = (Heartbeats::default(), Instant::now(), Sid::new());
        beats.beat(page, true, start);
        beats.beat(page, false, start + BEAT);
        assert!(!beats.is_hidden(page));
        assert_eq!(beats.silent(start + 2 * BEAT), []);
        assert_eq!(beats.silent(start + 4 * BEAT), [page]);
    }

    #[test]
    fn a_server_that_slept_gives_every_page_its_time_again() {
        let (beats, start, page) = (Heartbeats::default(), Instant::now(), Sid::new());
        beats.beat(page, false, start);
        assert_eq!(beats.silent(start + BEAT), []);
        let woke = start + Duration::from_hours(1);
        assert_eq!(beats.silent(woke), []);
        assert_eq!(beats.silent(woke + 2 * BEAT), []);
        assert_eq!(beats.silent(woke + 3 * BEAT), [page]);
    }
}
