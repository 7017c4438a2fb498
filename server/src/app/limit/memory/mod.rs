//! The limits of this instance, in memory; combined with the shared limits where there are other instances.

use crate::app::client::ClientIp;
use crate::app::limit::codes::{Codes, Look};
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use crate::app::limit::people::{Device, Presence};
use crate::app::limit::permit::VotePermit;
use crate::app::limit::price::Price;
use crate::app::limit::shared::Shared;
use crate::app::limit::votes::Votes;
use crate::app::limit::{Group, group};
use crate::domain::BrowserToken;
use crate::metrics;
use redis::aio::MultiplexedConnection;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Microseconds of work that guests of a group may cause by reading, and as many again by sockets and ballots: a burst of
/// three seconds of a core, and a quarter of a core in the long run.
const WORK: Quota = Quota { burst: NonZeroU32::new(3_000_000).unwrap(), every: Duration::from_micros(4) };
/// The same for the sockets and ballots of one device that is present: a burst of a hundred, and one a second in the long
/// run.
const OWN: Quota = Quota { burst: NonZeroU32::new(20_000).unwrap(), every: Duration::from_millis(4) };
/// Socket.IO handshakes of one group: a hall of 1,000 arrives within ten seconds, and may reconnect as fast.
const HANDSHAKES: Quota = Quota { burst: NonZeroU32::new(2_000).unwrap(), every: Duration::from_millis(5) };
/// The most buckets of devices, and of groups: some megabytes, and ten times any hall.
const MOST: usize = 100_000;

/// The limiters of one server. Clones share them.
#[derive(Clone)]
pub(crate) struct Limits {
    here: Option<Arc<All>>,
    everywhere: Option<Arc<Shared>>,
}

struct All {
    work: KeyedLimiter<Group>,
    voting: KeyedLimiter<Group>,
    own: KeyedLimiter<Device>,
    handshakes: KeyedLimiter<Group>,
    codes: Codes,
    votes: Votes,
}

/// A refusal by a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooFast {
    /// Seconds until the next attempt may succeed, rounded up.
    pub(crate) wait: u64,
}

/// The tokens that a vote or a new poll has taken, to be refunded if it is not stored.
#[must_use]
pub(crate) struct Taken {
    place: Option<VotePermit>,
    limits: Limits,
}

impl Limits {
    /// Limits for `per_minute` votes of a device, and as many new polls of an address group; 0 turns every limit off.
    #[must_use]
    pub(crate) fn new(per_minute: u32) -> Self {
        let here = NonZeroU32::new(per_minute).map(|per_minute| {
            Arc::new(All {
                work: KeyedLimiter::new(WORK, MOST),
                voting: KeyedLimiter::new(WORK, MOST),
                own: KeyedLimiter::new(OWN, MOST),
                handshakes: KeyedLimiter::new(HANDSHAKES, MOST),
                codes: Codes::new(MOST),
                votes: Votes::new(per_minute, MOST),
            })
        });
        Self { here, everywhere: None }
    }

    /// The same, combined with the other instances with this secret; `me` is this instance's id.
    #[must_use]
    pub(crate) fn shared(self, secret: &[u8], me: &str) -> Self {
        let everywhere = self.here.as_ref().map(|here| Arc::new(Shared::new(secret, me, here.votes.quotas())));
        Self { everywhere, ..self }
    }

    /// Sets the connection to Redis; `None` while there is none.
    pub(crate) fn reach_others(&self, redis: Option<MultiplexedConnection>) {
        if let Some(everywhere) = &self.everywhere {
            everywhere.reach(redis);
        }
    }

    /// Whether the limits on votes hold per instance, although there are other instances.
    pub(crate) fn are_alone(&self) -> bool {
        self.everywhere.as_ref().is_some_and(|everywhere| everywhere.is_alone())
    }

    /// Reports to the other instances how many phones of each group are here.
    pub(crate) async fn report_phones(&self) {
        if let (Some(all), Some(everywhere)) = (&self.here, &self.everywhere) {
            everywhere.report(all.votes.people().groups()).await;
        }
    }

    /// Records whether the other instances can be reached.
    pub(crate) async fn check_redis(&self) {
        if let Some(everywhere) = &self.everywhere {
            everywhere.check().await;
        }
    }

    /// Charges the work of a read.
    pub(crate) fn work(&self, client: ClientIp, price: Price) -> Result<(), TooFast> {
        let Some(all) = &self.here else { return Ok(()) };
        all.work.take(&group(client), price).map_err(|wait| too_fast("work", wait))
    }

    /// Charges the work of a ballot or a socket's event to the device in our cookie or in the socket's session. A device that
    /// is present, or has voted, has a budget of its own, so that others behind its address cannot exhaust it; all others
    /// share their group's.
    pub(crate) fn voting(&self, client: ClientIp, device: Option<BrowserToken>, price: Price) -> Result<(), TooFast> {
        let Some(all) = &self.here else { return Ok(()) };
        let group = group(client);
        let known = device.map(|device| (group, device)).filter(|device| all.votes.people().knows(*device, Instant::now()));
        let paid = match known.filter(|device| all.own.knows(device) || all.own.has_room()) {
            Some(device) => all.own.take(&device, price),
            None => all.voting.take(&group, price),
        };
        paid.map_err(|wait| too_fast("work", wait))
    }

    /// Charges one new Socket.IO session.
    pub(crate) fn handshake(&self, client: ClientIp) -> Result<(), TooFast> {
        let Some(all) = &self.here else { return Ok(()) };
        all.handshakes.take(&group(client), ONE).map_err(|wait| too_fast("handshake", wait))
    }

    /// Begins the lookup of a code; the handler reports the result. A code that is reachable (`leads`) from one that is free
    /// to the group takes no attempt.
    pub(crate) fn look(&self, client: ClientIp, code: &str, leads: impl Fn(&str) -> bool) -> Result<Option<Look>, TooFast> {
        let Some(all) = &self.here else { return Ok(None) };
        let (group, now) = (group(client), Instant::now());
        let look = all.codes.look(group, code, now).or_else(|wait| all.codes.follow(group, code, now, leads).ok_or(wait));
        look.map(Some).map_err(|wait| too_fast("code", wait))
    }

    /// Registers a device whose socket follows something, until the presence is dropped.
    pub(crate) async fn comes(&self, client: ClientIp, device: BrowserToken) -> Option<Presence> {
        let all = self.here.as_ref()?;
        let group = group(client);
        let presence = all.votes.people().comes((group, device));
        if let Some(everywhere) = &self.everywhere {
            everywhere.report([(group, all.votes.people().here(group))]).await;
        }
        Some(presence)
    }

    /// Charges one new poll of a guest.
    pub(crate) async fn create(&self, client: ClientIp) -> Result<Taken, TooFast> {
        self.take("create", VotePermit::new_poll(group(client))).await
    }

    /// Charges one resume ticket to this device, of which it has ten a minute.
    pub(crate) async fn resume(&self, client: ClientIp, device: BrowserToken) -> Result<Taken, TooFast> {
        self.take("vote", VotePermit::ticket(group(client), device)).await
    }

    /// Charges one ballot of this voter, from the device that a cookie of ours names, if there is one.
    pub(crate) async fn vote(&self, client: ClientIp, cookie: Option<BrowserToken>, voter: BrowserToken) -> Result<Taken, TooFast> {
        self.take("vote", VotePermit::ballot(group(client), cookie, voter)).await
    }

    async fn take(&self, limit: &'static str, place: VotePermit) -> Result<Taken, TooFast> {
        let place = match &self.here {
            Some(all) => Some(all.votes.take(place, self.everywhere.as_deref()).await.map_err(|wait| too_fast(limit, wait))?),
            None => None,
        };
        Ok(Taken { place, limits: self.clone() })
    }

    /// The number of entries of each limit, for metrics.
    pub(crate) fn remembered(&self) -> [(&'static str, usize); 7] {
        let count = |count: fn(&All) -> usize| self.here.as_deref().map_or(0, count);
        [
            ("device", count(|all| all.votes.devices())),
            ("address", count(|all| all.votes.groups())),
            ("newcomer", count(|all| all.votes.newcomers())),
            ("voted", count(|all| all.votes.people().len())),
            ("handshake", count(|all| all.handshakes.len())),
            ("work", count(|all| all.work.len() + all.voting.len() + all.own.len())),
            ("code", count(|all| all.codes.len())),
        ]
    }

    /// Drops entries that equal new ones.
    pub(crate) fn evict_idle(&self) {
        if let Some(all) = &self.here {
            let now = Instant::now();
            all.work.evict_full();
            all.voting.evict_full();
            all.own.evict_full();
            all.handshakes.evict_full();
            all.codes.evict_old(now);
            all.votes.evict_idle(now);
        }
    }
}

impl Taken {
    /// Refunds the tokens of something that was not stored, here and at the other instances. Its work, and its share of the
    /// group's ballots, stay charged.
    pub(crate) async fn give_back(self) {
        if let (Some(place), Some(all)) = (self.place, &self.limits.here) {
            all.votes.give_back(&place);
            if let Some(everywhere) = &self.limits.everywhere {
                everywhere.give_back(&place).await;
            }
        }
    }
}

fn too_fast(limit: &'static str, wait: Duration) -> TooFast {
    metrics::limited(limit);
    TooFast { wait: (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1) }
}

#[cfg(test)]
mod tests;
