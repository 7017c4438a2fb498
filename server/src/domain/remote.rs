//! A phone that leads a meeting.

use super::JoinCode;

/// How many phones can lead a meeting at a time, those that wait for confirmation too.
pub const MOST_REMOTES: usize = 8;

/// How long a paired phone waits for the host, in milliseconds.
pub const REMOTE_WAITS: i64 = 10 * 60 * 1000;

/// How long a phone leads a meeting at most from its confirmation, in milliseconds: seven days.
pub const REMOTE_LEADS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How many numbers there are for the host to compare.
const NUMBERS: u16 = 10_000;

/// A phone that leads a meeting, or waits for the host to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Primary key in the database.
    pub id: i64,
    /// The meeting.
    pub meeting: JoinCode,
    /// The number that the phone and the console both show, below 10,000.
    pub number: u16,
    /// The browser's name.
    pub name: String,
    /// When it was paired, in milliseconds since 1970.
    pub paired_at: i64,
    /// When the host confirmed it, in milliseconds since 1970. Before, it can do nothing.
    pub confirmed_at: Option<i64>,
    /// The fingerprint of the host key under which its code was made; it ends when that key is replaced or removed.
    pub key_fingerprint: [u8; 32],
}

impl Remote {
    /// Whether the host has confirmed it.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// Whether it has waited, or led, for as long as a phone may.
    #[must_use]
    pub fn has_lapsed(&self, now: i64) -> bool {
        let until = self.confirmed_at.map_or(self.paired_at + REMOTE_WAITS, |confirmed| confirmed + REMOTE_LEADS);
        until <= now
    }
}

/// A number for a phone to show beside these others: the first one drawn that none of them shows.
pub(crate) fn number_beside(others: &[Remote], draw: impl FnMut() -> u16) -> u16 {
    let mut draws = std::iter::repeat_with(draw).map(|drawn| drawn % NUMBERS);
    draws.find(|number| others.iter().all(|other| other.number != *number)).unwrap_or_default()
}

/// A phone to be paired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRemote {
    /// SHA-256 of the token in its cookie.
    pub token_hash: [u8; 32],
    /// The number of the one-time code that it has sent.
    pub code: [u8; 16],
    /// The fingerprint of the host key under which that code was made.
    pub key_fingerprint: [u8; 32],
    /// The fingerprints of all current host keys: phones of other keys take no place.
    pub current_keys: Vec<[u8; 32]>,
    /// The browser's name.
    pub name: String,
    /// When it is paired, in milliseconds since 1970.
    pub now: i64,
    /// SHA-256 of the token that its browser has had so far: that phone is ended.
    pub replaces: Option<[u8; 32]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(number: u16, confirmed_at: Option<i64>) -> Remote {
        let meeting = JoinCode::parse("K7Q2M9").unwrap();
        Remote { id: 1, meeting, number, name: String::new(), paired_at: 1_000, confirmed_at, key_fingerprint: [0; 32] }
    }

    #[test]
    fn a_phone_waits_for_ten_minutes_and_leads_for_seven_days() {
        let (waiting, confirmed) = (remote(1, None), remote(1, Some(2_000)));
        assert!(!waiting.has_lapsed(1_000 + 10 * 60_000 - 1) && waiting.has_lapsed(1_000 + 10 * 60_000));
        let week = 7 * 24 * 60 * 60_000;
        assert!(!confirmed.has_lapsed(2_000 + week - 1) && confirmed.has_lapsed(2_000 + week));
    }

    #[test]
    fn a_number_that_another_phone_shows_is_drawn_again() {
        let others = [remote(427, None), remote(7, Some(2_000))];
        let mut drawn = [427, 10_007, 20_427, 10_008].into_iter();
        assert_eq!(number_beside(&others, || drawn.next().unwrap()), 8);
    }
}
