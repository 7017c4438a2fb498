//! Limits in this process's memory, which start afresh with the program; and, where there are others, what they have seen.

use super::buckets::{Buckets, Pace};
use super::shared::Shared;
use crate::domain::{AddressGroup, BrowserToken};
use crate::figures;
use crate::http::client::ClientIp;
use redis::aio::MultiplexedConnection;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What one address may do on top, so that a hall of 1,000 behind one router votes within ten seconds and a flood does not.
const FLOOD: Pace = Pace { burst: 2_000, every: Duration::from_millis(10) };
/// Socket.IO handshakes from one address: the same hall arrives within ten seconds, and may come back as fast.
const HANDSHAKES: Pace = Pace { burst: 2_000, every: Duration::from_millis(5) };
/// Devices, and addresses, that are remembered at a time: some megabytes at the very most, and ten times any hall.
const MOST: usize = 100_000;

/// Addresses that count as one, and the device behind it where it carries a cookie of ours.
type Key = (AddressGroup, Option<BrowserToken>);

/// The limiters of one server. Clones share them.
#[derive(Clone)]
pub(crate) struct Limits {
    here: Option<Arc<All>>,
    everywhere: Option<Arc<Shared>>,
}

struct All {
    device: Buckets<Key>,
    address: Buckets<AddressGroup>,
    handshakes: Buckets<AddressGroup>,
}

/// Too fast; `wait` is in whole seconds, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooFast {
    /// When one more is allowed.
    pub(crate) wait: u64,
}

impl Limits {
    /// `per_minute` votes and new polls for an address and device; 0 turns every limit off.
    #[must_use]
    pub(crate) fn new(per_minute: u32) -> Self {
        Self::remembering(MOST, per_minute)
    }

    /// The same, with so many devices and so many addresses remembered at most.
    fn remembering(most: usize, per_minute: u32) -> Self {
        let here = Duration::from_mins(1).checked_div(per_minute).map(|every| {
            Arc::new(All {
                device: Buckets::new(Pace { burst: per_minute, every }, most),
                address: Buckets::new(FLOOD, most),
                handshakes: Buckets::new(HANDSHAKES, most),
            })
        });
        Self { here, everywhere: None }
    }

    /// The same, together with the other instances that have this secret.
    #[must_use]
    pub(crate) fn shared(self, secret: &[u8]) -> Self {
        let everywhere = self.here.as_ref().map(|here| Arc::new(Shared::new(secret, here.device.pace(), here.address.pace())));
        Self { everywhere, ..self }
    }

    /// The other instances are reached through this Redis, or not at all for now.
    pub(crate) fn reach_others(&self, redis: Option<MultiplexedConnection>) {
        if let Some(everywhere) = &self.everywhere {
            everywhere.reach(redis);
        }
    }

    /// One vote or one new poll. A request without a device cookie of ours shares its address's one bucket.
    pub(crate) async fn vote(&self, client: ClientIp, device: Option<BrowserToken>) -> Result<(), TooFast> {
        self.vote_here(client, device)?;
        let Some(everywhere) = &self.everywhere else { return Ok(()) };
        everywhere.vote(client.group(), device).await.map_err(|wait| too_fast("vote", wait))
    }

    fn vote_here(&self, client: ClientIp, device: Option<BrowserToken>) -> Result<(), TooFast> {
        let Some(all) = &self.here else { return Ok(()) };
        all.vote(client.group(), device, Instant::now()).map_err(|wait| too_fast("vote", wait))
    }

    /// One new Socket.IO session.
    pub(crate) fn handshake(&self, client: ClientIp) -> Result<(), TooFast> {
        let Some(all) = &self.here else { return Ok(()) };
        all.handshakes.take(client.group(), Instant::now()).map_err(|wait| too_fast("handshake", wait))
    }

    /// How many each of them remembers.
    pub(crate) fn remembered(&self) -> [(&'static str, usize); 3] {
        let count = |count: fn(&All) -> usize| self.here.as_deref().map_or(0, count);
        [
            ("device", count(|all| all.device.len())),
            ("address", count(|all| all.address.len())),
            ("handshake", count(|all| all.handshakes.len())),
        ]
    }

    /// Forgets everybody who could start afresh anyway.
    pub(crate) fn forget_the_idle(&self) {
        if let Some(all) = &self.here {
            let now = Instant::now();
            all.device.forget_the_full(now);
            all.address.forget_the_full(now);
            all.handshakes.forget_the_full(now);
        }
    }
}

impl All {
    /// A device that is known answers for itself first: one that floods spends nothing of what its neighbours share. A new
    /// one is remembered only if its address may come at all, so that nobody fills the memory faster than the ceiling; and
    /// when there is no room for more devices, it shares its address's one bucket.
    fn vote(&self, group: AddressGroup, device: Option<BrowserToken>, now: Instant) -> Result<(), Duration> {
        if let Some(taken) = self.device.take_known(&(group, device), now) {
            taken?;
            return self.address.take(group, now);
        }
        self.address.take(group, now)?;
        let device = device.filter(|_| self.device.has_room(now));
        self.device.take((group, device), now)
    }
}

fn too_fast(limit: &'static str, wait: Duration) -> TooFast {
    figures::limited(limit);
    TooFast { wait: (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn phone(last: u8) -> ClientIp {
        ClientIp::elsewhere(Ipv4Addr::new(192, 168, 1, last).into())
    }

    #[test]
    fn ten_at_once_and_the_eleventh_waits_six_seconds() {
        let limits = Limits::new(10);
        for _ in 0..10 {
            assert!(limits.vote_here(phone(1), None).is_ok());
        }
        assert_eq!(limits.vote_here(phone(1), None), Err(TooFast { wait: 6 }));
        assert!(limits.vote_here(phone(2), None).is_ok(), "another address has its own bucket");
        let device = BrowserToken::from_entropy([1; 16]);
        assert!(limits.vote_here(phone(1), Some(device)).is_ok(), "so has a device behind the same address");
    }

    #[test]
    fn a_hall_behind_one_address_votes_and_a_flood_does_not() {
        let limits = Limits::new(10);
        let votes = |n| limits.vote_here(phone(1), Some(device(n)));
        assert!((0..1000).all(|n| votes(n).is_ok()));
        assert!((1000..5000).any(|n| votes(n).is_err()));
    }

    fn device(n: u32) -> BrowserToken {
        BrowserToken::from_entropy(u128::from(n).to_be_bytes())
    }

    #[test]
    fn a_device_that_floods_spends_nothing_of_what_its_neighbours_share() {
        let limits = Limits::new(10);
        let passed = (0..5_000).filter(|_| limits.vote_here(phone(1), Some(device(1))).is_ok()).count();
        assert_eq!(passed, 10);
        assert!((2..1_000).all(|n| limits.vote_here(phone(1), Some(device(n))).is_ok()));
    }

    #[test]
    fn an_address_above_its_ceiling_makes_nobody_remember_more_devices() {
        let limits = Limits::new(10);
        let all = limits.here.as_ref().unwrap();
        let now = Instant::now();
        let passed = (0..20_000).filter(|n| all.vote(phone(1).group(), Some(device(*n)), now).is_ok()).count();
        assert_eq!((passed, all.device.len()), (2_000, 2_000));
    }

    #[test]
    fn devices_beyond_what_is_remembered_share_their_addresss_bucket() {
        let limits = Limits::remembering(50, 10);
        let all = limits.here.as_ref().unwrap();
        let now = Instant::now();
        let passed = (0..1_000).filter(|n| all.vote(phone(1).group(), Some(device(*n)), now).is_ok()).count();
        assert_eq!((passed, all.device.len()), (50, 50), "there is no room for the shared bucket either");
        assert_eq!(all.vote(phone(1).group(), Some(device(7)), now), Ok(()), "who is known goes on");
        assert_eq!(all.vote(phone(1).group(), Some(device(999)), now + Duration::from_secs(7)), Ok(()), "soon there is room again");
    }

    #[test]
    fn addresses_beyond_what_is_remembered_wait() {
        let limits = Limits::remembering(50, 10);
        let arrived = (0..=255).filter(|last| limits.handshake(phone(*last)).is_ok()).count();
        assert_eq!(arrived, 50);
    }

    #[test]
    fn zero_turns_everything_off() {
        let limits = Limits::new(0);
        assert!((0..10_000).all(|_| limits.vote_here(phone(1), None).is_ok()));
    }
}
