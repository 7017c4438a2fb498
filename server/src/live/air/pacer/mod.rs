//! When the phones of a room may be sent their next update. A pure object: time comes in as an argument.
//!
//! An update costs the time in which it uses up the whole budget, by packets or by bits, whichever takes longer. A room with a
//! share of the budget waits its update's cost divided by that share. Shares are max-min fair: what rooms with few updates leave
//! is divided equally among the others. Three rules come before the budget: no room waits longer than [`LONGEST_INTERVAL`]; small
//! rooms of at most [`FREE_PHONES`] phones together never wait; and what is sent at once (a change of state) is recorded, but
//! does not ask. Other rooms wait at least [`SHORTEST_INTERVAL`]: more than a voter can read is left to the air.

use crate::domain::PollCode;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// The longest time between two updates of a phone. A little less than the two seconds that are promised, for the way to the phone.
pub(super) const LONGEST_INTERVAL: Duration = Duration::from_millis(1_900);
/// The shortest time between two updates of a phone in a room that is not small.
pub(super) const SHORTEST_INTERVAL: Duration = Duration::from_millis(250);
/// Rooms of at most this many phones together are not limited: the smallest ones come first.
pub(super) const FREE_PHONES: u32 = 60;
/// The time constant of the mean by which a room's use of the budget is measured.
const MEMORY: Duration = Duration::from_secs(2);
/// A room without an update for this long takes no part.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(20);
/// The mean bits of an update, by which the budget in updates is one in bits too: 2,000 updates are 5 Mbit.
const BITS_PER_UPDATE: u32 = 2_500;

/// What all phones together may be sent a second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    packets: f64,
    bits: f64,
}

impl Budget {
    /// So many updates a second, of [`BITS_PER_UPDATE`] bits in the mean; `None`, which is no limit, for 0.
    #[must_use]
    pub(crate) fn of_updates(per_second: u32) -> Option<Self> {
        let packets = f64::from(per_second);
        (per_second > 0).then(|| Self { packets, bits: packets * f64::from(BITS_PER_UPDATE) })
    }

    /// The time in which this cost uses up the budget, in seconds.
    #[expect(clippy::cast_precision_loss, reason = "only counts above 2^52 lose precision")]
    fn seconds(self, cost: Cost) -> f64 {
        (cost.packets as f64 / self.packets).max(cost.bytes as f64 * 8.0 / self.bits)
    }
}

/// What was sent: packets, and bytes with the headers of the transport.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::live) struct Cost {
    pub(in crate::live) packets: u64,
    pub(in crate::live) bytes: u64,
}

/// Headers of a packet in bytes: IPv4, TCP with timestamps, and a websocket frame.
const PACKET_HEADERS: u64 = 20 + 32 + 4;

impl Cost {
    /// Frames of this many bytes to so many phones.
    pub(in crate::live) fn of_frames(phones: u32, frame: usize) -> Self {
        let packets = u64::from(phones);
        Self { packets, bytes: packets * (frame as u64 + PACKET_HEADERS) }
    }
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { packets: self.packets + other.packets, bytes: self.bytes + other.bytes }
    }
}

/// The rooms' use of the budget.
pub(super) struct Pacer {
    budget: Option<Budget>,
    rooms: HashMap<PollCode, Account>,
}

/// One room's last update, and its use of the budget.
struct Account {
    phones: u32,
    sent_at: Instant,
    /// The cost of what was sent last, in seconds of the whole budget.
    seconds: f64,
    /// The mean use at `sent_at`; 1 is the whole budget.
    used: f64,
}

impl Account {
    /// The mean use at `now`, which decays while nothing is sent.
    fn used(&self, now: Instant) -> f64 {
        self.used * (-now.saturating_duration_since(self.sent_at).as_secs_f64() / MEMORY.as_secs_f64()).exp()
    }
}

impl Pacer {
    /// `None` limits nothing.
    pub(super) fn new(budget: Option<Budget>) -> Self {
        Self { budget, rooms: HashMap::new() }
    }

    /// When a room of this many phones may be sent its next update.
    pub(super) fn due(&self, room: &PollCode, phones: u32, now: Instant) -> Instant {
        let Some(account) = self.rooms.get(room) else { return now };
        if self.budget.is_none() || self.is_free(room, phones, now) {
            return now;
        }
        let others = self.rooms.iter().filter(|(code, _)| *code != room).map(|(_, other)| other.used(now));
        let wait = account.seconds / fair_share(others.collect());
        account.sent_at + Duration::from_secs_f64(wait.min(LONGEST_INTERVAL.as_secs_f64())).max(SHORTEST_INTERVAL)
    }

    /// Records what was sent to a room's phones at `now`.
    pub(super) fn record(&mut self, room: &PollCode, cost: Cost, now: Instant) {
        let Some(budget) = self.budget else { return };
        let seconds = budget.seconds(cost);
        let phones = u32::try_from(cost.packets).unwrap_or(u32::MAX);
        self.rooms.retain(|_, account| now.saturating_duration_since(account.sent_at) < FORGOTTEN_AFTER);
        let used = self.rooms.get(room).map_or(0.0, |account| account.used(now)) + seconds / MEMORY.as_secs_f64();
        self.rooms.insert(room.clone(), Account { phones, sent_at: now, seconds, used });
    }

    /// Removes a room.
    pub(super) fn forget(&mut self, room: &PollCode) {
        self.rooms.remove(room);
    }

    /// Whether this room and all smaller ones with recent updates have at most [`FREE_PHONES`] phones together.
    fn is_free(&self, room: &PollCode, phones: u32, now: Instant) -> bool {
        let is_recent = |account: &Account| now.saturating_duration_since(account.sent_at) < LONGEST_INTERVAL;
        let is_before = |code: &PollCode, account: &Account| (account.phones, code.as_str()) < (phones, room.as_str());
        let smaller = self.rooms.iter().filter(|(code, account)| *code != room && is_recent(account) && is_before(code, account));
        smaller.map(|(_, account)| account.phones).fold(phones, u32::saturating_add) <= FREE_PHONES
    }
}

/// The share of a budget of 1 for a room that can use all of it, beside rooms that use so much: each of them gets what it uses, but
/// none more than an equal part of what is left.
fn fair_share(mut used: Vec<f64>) -> f64 {
    used.sort_unstable_by(f64::total_cmp);
    let (mut left, mut claimants) = (1.0, used.len() + 1);
    for used in used {
        #[expect(clippy::cast_precision_loss, reason = "there are fewer than 2^52 rooms")]
        let equal = left / claimants as f64;
        if used >= equal {
            return equal;
        }
        (left, claimants) = (left - used, claimants - 1);
    }
    left
}

#[cfg(test)]
mod tests;
