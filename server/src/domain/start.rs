//! When a meeting starts, as its host announces it. Its lobby counts down to that time; nothing begins by itself.

use super::Refusal;

/// How far ahead a start may be, in milliseconds: a day.
const MAX_AHEAD: i64 = 24 * 3600 * 1000;

/// A change of the announced start of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartChange {
    /// None is announced.
    Off,
    /// At this time, in milliseconds since 1970; one that has passed is now.
    At(i64),
    /// This many seconds from now.
    In(u64),
}

impl StartChange {
    /// When the meeting starts then, in milliseconds since 1970 as `now` is; `None` where that is not announced.
    ///
    /// # Errors
    /// [`Refusal::InvalidStart`] for a time that is more than a day ahead.
    pub fn time(self, now: i64) -> Result<Option<i64>, Refusal> {
        let at = match self {
            Self::Off => return Ok(None),
            Self::At(at) => at.max(now),
            Self::In(seconds) => now.saturating_add_unsigned(seconds.saturating_mul(1000)),
        };
        if at.saturating_sub(now) > MAX_AHEAD { Err(Refusal::InvalidStart) } else { Ok(Some(at)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StartChange::{At, In, Off};

    const NOW: i64 = 1_790_000_000_000;

    #[test]
    fn a_start_is_announced_for_a_time_of_the_next_day_or_not_at_all() {
        for (change, at) in [
            (Off, None),
            (At(NOW + 1), Some(NOW + 1)),
            (At(1), Some(NOW)),
            (In(0), Some(NOW)),
            (In(300), Some(NOW + 300_000)),
            (In(86_400), Some(NOW + MAX_AHEAD)),
        ] {
            assert_eq!(change.time(NOW), Ok(at), "{change:?}");
        }
        for change in [At(NOW + MAX_AHEAD + 1), At(i64::MAX), In(86_401), In(u64::MAX)] {
            assert_eq!(change.time(NOW), Err(Refusal::InvalidStart), "{change:?}");
        }
    }
}
