//! The Socket.IO rooms of a poll's and a meeting's followers: one for each audience of a poll and for what its frames contain, and
//! of phones one for each slice.
//!
//! A slice is a 64th of the phones, by their ids. What thousands of phones are sent goes to some slices at a time, so that neither
//! the air nor the processor has to carry all of it in one moment, and a projector's update does not wait behind it.

use crate::domain::{Audience, JoinCode, PollCode};
use socketioxide::socket::Sid;
use std::ops::Range;
use std::time::Duration;

/// How many slices phones are divided into.
const SLICES: u32 = 64;
/// The phones that are sent a message at once, while there are more slices.
const PHONES_AT_ONCE: u32 = 128;
/// The pause before the next phones are sent the message: five thousand have it after 0.4 seconds, any number after 0.64.
pub(super) const PAUSE: Duration = Duration::from_millis(10);

/// What the live frames of a socket contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frames {
    /// Whole snapshots.
    Whole,
    /// Counts; a whole snapshot only where texts or rules have changed.
    Counts,
}

impl Frames {
    fn suffix(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Counts => "/counts",
        }
    }
}

/// A part of the phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice(u32);

impl Slice {
    /// The slice of a phone.
    pub(super) fn of(sid: Sid) -> Self {
        // Ids are random text; the sum of its bytes spreads them over all slices.
        Self(sid.as_str().bytes().map(u32::from).sum::<u32>() % SLICES)
    }
}

/// The slices in groups that are sent a message one after the other, for this number of phones: all at once in a small room.
pub(super) fn groups(phones: u32) -> impl Iterator<Item = Range<u32>> + Send {
    let groups = phones.div_ceil(PHONES_AT_ONCE).clamp(1, SLICES);
    (0..groups).map(move |group| group * SLICES / groups..(group + 1) * SLICES / groups)
}

/// The room of a poll's consoles.
pub(super) fn consoles(code: &PollCode, frames: Frames) -> String {
    format!("{code}/host{}", frames.suffix())
}

/// The room of the projectors that show a poll.
pub(super) fn projectors(code: &PollCode, frames: Frames) -> String {
    format!("{code}/screen{}", frames.suffix())
}

/// The room of one slice of a poll's phones in this audience.
pub(super) fn phones(code: &PollCode, audience: Audience, frames: Frames, Slice(slice): Slice) -> String {
    let frames = frames.suffix();
    match audience {
        Audience::Voted => format!("{code}/voted/{slice}{frames}"),
        Audience::Guest | Audience::Host => format!("{code}/guest/{slice}{frames}"),
    }
}

/// The rooms of these slices of a poll's phones in these audiences.
pub(super) fn phones_of(code: &PollCode, audiences: &[Audience], frames: Frames, slices: &Range<u32>) -> Vec<String> {
    audiences.iter().flat_map(|audience| slices.clone().map(|slice| phones(code, *audience, frames, Slice(slice)))).collect()
}

/// The room of one slice of the phones that follow a meeting.
pub(super) fn meeting_phones(code: &JoinCode, Slice(slice): Slice) -> String {
    format!("m/{code}/{slice}")
}

/// The rooms of these slices of a meeting's phones.
pub(super) fn meeting_phones_of(code: &JoinCode, slices: Range<u32>) -> Vec<String> {
    slices.map(|slice| meeting_phones(code, Slice(slice))).collect()
}

/// The room of a meeting's projectors and consoles, which also receive changes of the number of phones.
pub(super) fn meeting_screens(code: &JoinCode) -> String {
    format!("m/{code}/screens")
}

/// The room of a meeting's moderators.
pub(super) fn moderators(code: &JoinCode) -> String {
    format!("m/{code}/moderators")
}

/// The room of a meeting's screens that may (`is_near`) or may not receive how to join the room's Wi-Fi.
pub(super) fn invited(code: &JoinCode, is_near: bool) -> String {
    format!("m/{code}/{}", if is_near { "near" } else { "afar" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_groups_together_are_all_slices_once() {
        for (phones, count) in [(0, 1), (60, 1), (128, 1), (129, 2), (1_000, 8), (5_000, 40), (1_000_000, 64)] {
            let all: Vec<_> = groups(phones).collect();
            assert_eq!(all.len(), count, "{phones} phones");
            assert!(all.iter().cloned().flatten().eq(0..SLICES), "{phones} phones: {all:?}");
        }
    }

    #[test]
    fn phones_are_spread_over_all_slices() {
        let slices: HashSet<u32> = (0..5_000).map(|_| Slice::of(Sid::new()).0).collect();
        assert_eq!(slices.len(), SLICES as usize);
    }
}
