//! The entry point to all limits: those in the memory of this instance, and those shared through
//! Redis, if there is one.

use crate::app::client::ClientIp;
use crate::app::limit::codes::{CodeLookup, Codes};
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use crate::app::limit::known_devices::{Device, RegisteredSocket};
use crate::app::limit::price::Price;
use crate::app::limit::shared::Shared;
use crate::app::limit::vote_charge::VoteCharge;
use crate::app::limit::votes::Votes;
use crate::app::limit::{Group, group};
use crate::domain::BrowserToken;
use crate::metrics;
use redis::aio::MultiplexedConnection;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The work, in microseconds of one core, that guests of a group may cause by reading, and as much
/// again by sockets and ballots: a burst of three seconds, and a quarter of a core in the long run.
const GROUP_WORK: Quota = Quota { burst: NonZeroU32::new(3_000_000).unwrap(), every: Duration::from_micros(4) };
/// The work that one known device may cause by sockets and ballots: enough for a burst of a hundred
/// ballots, and then about one a second.
const DEVICE_WORK: Quota = Quota { burst: NonZeroU32::new(20_000).unwrap(), every: Duration::from_millis(4) };
/// Socket.IO handshakes of one group: 1,000 phones connect within ten seconds, and can reconnect as
/// fast.
const HANDSHAKES: Quota = Quota { burst: NonZeroU32::new(2_000).unwrap(), every: Duration::from_millis(5) };
/// The most entries of each limit: they take some megabytes, and are enough for ten times the
/// phones of any hall.
const MAX_ENTRIES: usize = 100_000;

/// All limits, as one instance applies them. Clones share them.
#[derive(Clone)]
pub(crate) struct Limits {
    /// The limits in memory; `None` when limits are off.
    local: Option<Arc<Limiters>>,
    /// The limits in Redis; `None` without Redis.
    shared: Option<Arc<Shared>>,
}

struct Limiters {
    /// The work of every request but ballots, sockets and log-in, by group.
    reading_work: KeyedLimiter<Group>,
    /// The work of sockets and ballots of unknown devices, by group.
    voting_work: KeyedLimiter<Group>,
    /// The work of sockets and ballots of known devices.
    device_work: KeyedLimiter<Device>,
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

/// The token that a ballot, a resume ticket or a new poll has taken from a bucket, to be put back
/// if the database fails to store the request.
#[must_use]
pub(crate) struct ChargedToken {
    charge: Option<VoteCharge>,
    limits: Limits,
}

impl Limits {
    /// Limits for `per_minute` votes of a device, and as many new polls of an address group; 0
    /// turns every limit off.
    #[must_use]
    pub(crate) fn new(per_minute: u32) -> Self {
        let local = NonZeroU32::new(per_minute).map(|per_minute| {
            Arc::new(Limiters {
                reading_work: KeyedLimiter::new(GROUP_WORK, MAX_ENTRIES),
                voting_work: KeyedLimiter::new(GROUP_WORK, MAX_ENTRIES),
                device_work: KeyedLimiter::new(DEVICE_WORK, MAX_ENTRIES),
                handshakes: KeyedLimiter::new(HANDSHAKES, MAX_ENTRIES),
                codes: Codes::new(MAX_ENTRIES),
                votes: Votes::new(per_minute, MAX_ENTRIES),
            })
        });
        Self { local, shared: None }
    }

    /// These limits, with the limits on votes shared with all other instances that have this
    /// secret.
    #[must_use]
    pub(crate) fn shared(self, secret: &[u8], instance_id: &str) -> Self {
        let shared = self.local.as_ref().map(|local| Arc::new(Shared::new(secret, instance_id, local.votes.quotas())));
        Self { shared, ..self }
    }

    /// Sets the connection to Redis; `None` when it is lost.
    pub(crate) fn set_redis(&self, redis: Option<MultiplexedConnection>) {
        if let Some(shared) = &self.shared {
            shared.set_redis(redis);
        }
    }

    /// Whether the limits on votes hold only per instance, because Redis is unavailable.
    pub(crate) fn are_local(&self) -> bool {
        self.shared.as_ref().is_some_and(|shared| shared.is_unavailable())
    }

    /// Reports to the other instances how many phones of each group are connected to this one.
    pub(crate) async fn report_phones(&self) {
        if let (Some(local), Some(shared)) = (&self.local, &self.shared) {
            shared.report(local.votes.known_devices().groups()).await;
        }
    }

    /// Checks whether Redis accepts writes, and updates [`are_local`](Self::are_local).
    pub(crate) async fn check_redis(&self) {
        if let Some(shared) = &self.shared {
            shared.check().await;
        }
    }

    /// Charges the work of a request to the client's group; called for every request but ballots,
    /// sockets and log-in.
    pub(crate) fn charge_work(&self, client: ClientIp, price: Price) -> Result<(), TooFast> {
        let Some(local) = &self.local else { return Ok(()) };
        local.reading_work.take(&group(client), price).map_err(|wait| too_fast("work", wait))
    }

    /// Charges the work of a ballot, or of a socket's handshake, request or event. `device` is from
    /// our cookie or from the socket's session. A device that has a socket, or has voted, has a
    /// budget of its own, so that others behind its address cannot exhaust it; all other devices
    /// share their group's.
    pub(crate) fn charge_voting(&self, client: ClientIp, device: Option<BrowserToken>, price: Price) -> Result<(), TooFast> {
        let Some(local) = &self.local else { return Ok(()) };
        let group = group(client);
        let known = device.map(|device| (group, device)).filter(|device| local.votes.known_devices().is_known(*device, Instant::now()));
        let charged = match known.filter(|device| local.device_work.has_bucket(device) || local.device_work.has_room()) {
            Some(device) => local.device_work.take(&device, price),
            None => local.voting_work.take(&group, price),
        };
        charged.map_err(|wait| too_fast("work", wait))
    }

    /// Charges the handshake of one new Socket.IO session to the client's group.
    pub(crate) fn charge_handshake(&self, client: ClientIp) -> Result<(), TooFast> {
        let Some(local) = &self.local else { return Ok(()) };
        local.handshakes.take(&group(client), ONE).map_err(|wait| too_fast("handshake", wait))
    }

    /// Begins the lookup of a code, which takes one of the group's attempts unless the group has
    /// found this code before; the caller reports the result to the [`CodeLookup`]. A group without
    /// attempts may still look up the poll on the stage of a meeting that it has found:
    /// `is_staged_by` is called with each code that the group has found, and returns whether it is
    /// the join code of a meeting that has the poll on its stage. `None` when limits are off.
    pub(crate) fn begin_lookup(
        &self,
        client: ClientIp,
        code: &str,
        is_staged_by: impl Fn(&str) -> bool,
    ) -> Result<Option<CodeLookup>, TooFast> {
        let Some(local) = &self.local else { return Ok(None) };
        let (group, now) = (group(client), Instant::now());
        let lookup =
            local.codes.begin(group, code, now).or_else(|wait| local.codes.begin_if_staged(group, code, now, is_staged_by).ok_or(wait));
        lookup.map(Some).map_err(|wait| too_fast("code", wait))
    }

    /// Registers a socket of a device, until the returned value is dropped, and reports the
    /// number of its group's phones to the other instances. `None` when limits are off.
    pub(crate) async fn register_socket(&self, client: ClientIp, device: BrowserToken) -> Option<RegisteredSocket> {
        let local = self.local.as_ref()?;
        let group = group(client);
        let registered = local.votes.known_devices().register_socket((group, device));
        if let Some(shared) = &self.shared {
            shared.report([(group, local.votes.known_devices().connected(group))]).await;
        }
        Some(registered)
    }

    /// Charges one new poll of a guest.
    pub(crate) async fn charge_new_poll(&self, client: ClientIp) -> Result<ChargedToken, TooFast> {
        self.take("create", VoteCharge::new_poll(group(client))).await
    }

    /// Charges one resume ticket to the bucket of this device's votes.
    pub(crate) async fn charge_ticket(&self, client: ClientIp, device: BrowserToken) -> Result<ChargedToken, TooFast> {
        self.take("vote", VoteCharge::ticket(group(client), device)).await
    }

    /// Charges one ballot of this voter to the device of the `cookie`, or to the voter if there is
    /// no cookie of ours.
    pub(crate) async fn charge_ballot(
        &self,
        client: ClientIp,
        cookie: Option<BrowserToken>,
        voter: BrowserToken,
    ) -> Result<ChargedToken, TooFast> {
        self.take("vote", VoteCharge::ballot(group(client), cookie, voter)).await
    }

    /// Charges a vote for a question, or a report, as a ballot where this device has not voted from its group yet, so that a program
    /// cannot invent devices. Those of other devices cost the [price](super::price) of their requests alone.
    pub(crate) async fn charge_mark(
        &self,
        client: ClientIp,
        cookie: Option<BrowserToken>,
        voter: BrowserToken,
    ) -> Result<Option<ChargedToken>, TooFast> {
        let is_known =
            self.local.as_ref().is_some_and(|local| local.votes.known_devices().has_voted((group(client), voter), Instant::now()));
        if is_known { Ok(None) } else { Ok(Some(self.charge_ballot(client, cookie, voter).await?)) }
    }

    async fn take(&self, limit: &'static str, charge: VoteCharge) -> Result<ChargedToken, TooFast> {
        let charge = match &self.local {
            Some(local) => Some(local.votes.take(charge, self.shared.as_deref()).await.map_err(|wait| too_fast(limit, wait))?),
            None => None,
        };
        Ok(ChargedToken { charge, limits: self.clone() })
    }

    /// The number of entries of each limit, for metrics.
    pub(crate) fn entry_counts(&self) -> [(&'static str, usize); 7] {
        let count = |len: fn(&Limiters) -> usize| self.local.as_deref().map_or(0, len);
        [
            ("device", count(|local| local.votes.device_bucket_count())),
            ("address", count(|local| local.votes.group_bucket_count())),
            ("newcomer", count(|local| local.votes.newcomer_level_count())),
            ("voted", count(|local| local.votes.known_devices().len())),
            ("handshake", count(|local| local.handshakes.len())),
            ("work", count(|local| local.reading_work.len() + local.voting_work.len() + local.device_work.len())),
            ("code", count(|local| local.codes.len())),
        ]
    }

    /// Drops full buckets, drained levels of new devices, and the codes and devices that were not
    /// used for hours.
    pub(crate) fn evict_idle(&self) {
        if let Some(local) = &self.local {
            let now = Instant::now();
            local.reading_work.evict_full();
            local.voting_work.evict_full();
            local.device_work.evict_full();
            local.handshakes.evict_full();
            local.codes.evict_old(now);
            local.votes.evict_idle(now);
        }
    }
}

impl ChargedToken {
    /// Puts the token back into the bucket that it was taken from, in memory and in Redis. What the
    /// request was charged besides (its work, the group's limit on ballots, the limit on new
    /// devices) stays charged.
    pub(crate) async fn give_back(self) {
        if let (Some(charge), Some(local)) = (self.charge, &self.limits.local) {
            local.votes.give_back(&charge);
            if let Some(shared) = &self.limits.shared {
                shared.give_back(&charge).await;
            }
        }
    }
}

/// Counts the refusal in the metrics, and rounds the wait up to whole seconds.
fn too_fast(limit: &'static str, wait: Duration) -> TooFast {
    metrics::limited(limit);
    TooFast { wait: (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1) }
}

#[cfg(test)]
mod tests;
