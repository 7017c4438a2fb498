//! Limits in this process's memory; they start afresh with the program.

use crate::domain::BrowserToken;
use crate::http::client::ClientIp;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// What one address may do on top, so that a hall of 1,000 behind one router votes within ten seconds and a flood does not.
const FLOOD: (u32, u32) = (2_000, 100);
/// Socket.IO handshakes from one address: the same hall arrives within ten seconds, and may come back as fast.
const HANDSHAKES: (u32, u32) = (2_000, 200);

/// What the limiters measure time in.
type Instant = <DefaultClock as Clock>::Instant;
/// An address, and the device behind it where it carries a cookie of ours.
type Key = (IpAddr, Option<BrowserToken>);

/// The limiters of one server. Clones share them.
#[derive(Clone)]
pub(crate) struct Limits {
    votes: Option<Arc<Pair>>,
    handshakes: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    clock: DefaultClock,
}

struct Pair {
    device: DefaultKeyedRateLimiter<Key>,
    address: DefaultKeyedRateLimiter<IpAddr>,
}

/// Too fast; `wait` is in whole seconds, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooFast {
    /// When one more is allowed.
    pub(crate) wait: u64,
}

impl Limits {
    /// `per_minute` votes and new polls for an address and device; 0 turns that and the flood ceiling off.
    #[must_use]
    pub(crate) fn new(per_minute: u32) -> Self {
        let votes = NonZeroU32::new(per_minute).and_then(|burst| {
            let every = Duration::from_mins(1) / burst.get();
            let device = Quota::with_period(every)?.allow_burst(burst);
            Some(Arc::new(Pair { device: DefaultKeyedRateLimiter::keyed(device), address: DefaultKeyedRateLimiter::keyed(quota(FLOOD)) }))
        });
        Self { votes, handshakes: Arc::new(DefaultKeyedRateLimiter::keyed(quota(HANDSHAKES))), clock: DefaultClock::default() }
    }

    /// One vote or one new poll. A request without a device cookie of ours shares its address's one bucket.
    pub(crate) fn vote(&self, client: ClientIp, device: Option<BrowserToken>) -> Result<(), TooFast> {
        let Some(votes) = &self.votes else {
            return Ok(());
        };
        let place = client.place();
        votes.device.check_key(&(place, device)).map_err(|no| self.wait(&no))?;
        votes.address.check_key(&place).map_err(|no| self.wait(&no))
    }

    /// One new Socket.IO session.
    pub(crate) fn handshake(&self, client: ClientIp) -> Result<(), TooFast> {
        if self.votes.is_none() {
            return Ok(());
        }
        self.handshakes.check_key(&client.place()).map_err(|no| self.wait(&no))
    }

    /// Forgets everybody who could start afresh anyway, so that memory stays bounded.
    pub(crate) fn forget_the_idle(&self) {
        if let Some(votes) = &self.votes {
            votes.device.retain_recent();
            votes.address.retain_recent();
        }
        self.handshakes.retain_recent();
    }

    fn wait(&self, no: &governor::NotUntil<Instant>) -> TooFast {
        let wait = no.wait_time_from(self.clock.now());
        TooFast { wait: (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1) }
    }
}

/// So many at once, then so many a second.
fn quota((burst, per_second): (u32, u32)) -> Quota {
    let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
    Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(burst))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn phone(last: u8) -> ClientIp {
        ClientIp(Ipv4Addr::new(192, 168, 1, last).into())
    }

    #[test]
    fn ten_at_once_and_the_eleventh_waits_six_seconds() {
        let limits = Limits::new(10);
        for _ in 0..10 {
            assert!(limits.vote(phone(1), None).is_ok());
        }
        assert_eq!(limits.vote(phone(1), None), Err(TooFast { wait: 6 }));
        assert!(limits.vote(phone(2), None).is_ok(), "another address has its own bucket");
        let device = BrowserToken::from_entropy([1; 16]);
        assert!(limits.vote(phone(1), Some(device)).is_ok(), "so has a device behind the same address");
    }

    #[test]
    fn a_hall_behind_one_address_votes_and_a_flood_does_not() {
        let limits = Limits::new(10);
        let votes = |n: u16| {
            limits.vote(
                phone(1),
                Some(BrowserToken::from_entropy([n.to_be_bytes()[0], n.to_be_bytes()[1], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
            )
        };
        assert!((0..1000).all(|n| votes(n).is_ok()));
        assert!((1000..5000).any(|n| votes(n).is_err()));
    }

    #[test]
    fn zero_turns_everything_off() {
        let limits = Limits::new(0);
        assert!((0..10_000).all(|_| limits.vote(phone(1), None).is_ok()));
    }
}
