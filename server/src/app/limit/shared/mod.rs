//! The limits on votes that all instances share, counted in Redis.
//!
//! They apply in addition to the limits in memory on devices and groups, and replace the one on new
//! devices. Redis counts by its own clock, so the instances' clocks may differ. It stores no
//! address and no token, only hashes under the server's secret. While it is unreachable, or accepts
//! no writes (full, or a replica), only the limits in memory apply, and [`Shared::is_unavailable`]
//! is true.

use crate::app::keys::hmac;
use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::Quota;
use crate::app::limit::known_devices::KNOWN_FOR;
use crate::app::limit::vote_charge::VoteCharge;
use crate::domain::BrowserToken;
use crate::hex;
use crate::metrics;
use parking_lot::Mutex;
use redis::aio::MultiplexedConnection;
use redis::{RedisResult, Script};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Timeout of a script in Redis. An outage delays only the votes that are under way when it begins:
/// later ones skip Redis until [`Shared::set_redis`] sets the connection again.
const TIMEOUT: Duration = Duration::from_millis(250);
/// How long an instance's report of its phones is valid; it is renewed every minute.
const REPORT_LIFETIME: Duration = Duration::from_secs(150);
/// Groups with fewer phones are not reported: the limit of a group without phones has room for
/// them.
const MIN_REPORTED_PHONES: u32 = 10;
/// The most groups in one call of the report script.
const GROUPS_PER_REPORT: usize = 500;

/// The quotas of the shared buckets, and the limit on new devices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quotas {
    pub(super) device: Quota,
    pub(super) group: Quota,
    /// The new devices per minute of a group without phones.
    pub(super) newcomers: u32,
}

/// The limits that instances with the same secret share.
pub(super) struct Shared {
    secret: Vec<u8>,
    instance_id: String,
    quotas: Quotas,
    take: Script,
    give_back: Script,
    report: Script,
    redis: Mutex<Option<MultiplexedConnection>>,
    /// Whether the last script failed, or none has run yet.
    unavailable: AtomicBool,
}

/// The result of charging a vote.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SharedVerdict {
    /// It was charged.
    Charged,
    /// It was refused; this is the time to wait.
    Wait(Duration),
    /// There is no connection to Redis, or it did not answer.
    Unavailable,
}

impl Shared {
    /// Starts without a connection; [`set_redis`](Self::set_redis) sets it.
    pub(super) fn new(secret: &[u8], instance_id: &str, quotas: Quotas) -> Self {
        Self {
            secret: secret.to_owned(),
            instance_id: instance_id.to_owned(),
            quotas,
            take: Script::new(include_str!("take.lua")),
            give_back: Script::new(include_str!("give_back.lua")),
            report: Script::new(include_str!("report.lua")),
            redis: Mutex::default(),
            unavailable: AtomicBool::new(true),
        }
    }

    /// Sets the connection to Redis; `None` when it is lost.
    pub(super) fn set_redis(&self, redis: Option<MultiplexedConnection>) {
        if redis.is_none() {
            self.set_unavailable(true);
        }
        *self.redis.lock() = redis;
    }

    /// Whether Redis is unavailable, so that the limits on votes hold per instance.
    pub(super) fn is_unavailable(&self) -> bool {
        self.unavailable.load(Ordering::Relaxed)
    }

    /// Charges a vote, a resume ticket or a new poll. `has_voted` is whether this instance knows that
    /// the voter has voted, `phones` the number of the group's phones at this instance.
    pub(super) async fn take(&self, charge: &VoteCharge, has_voted: bool, phones: u32) -> SharedVerdict {
        let mut take = self.take.prepare_invoke();
        take.key(self.device_key(charge)).key(self.group_key(b"address", charge.group())).key(self.voted_key(charge));
        take.key(self.group_key(b"newcomers", charge.group())).key(self.group_key(b"here", charge.group()));
        for quota in [self.quotas.device, self.quotas.group] {
            take.arg(quota.burst.get()).arg(micros(quota.every));
        }
        take.arg(self.quotas.newcomers).arg(&self.instance_id).arg(phones).arg(u8::from(has_voted)).arg(u8::from(charge.voter.is_some()));
        take.arg(micros(KNOWN_FOR) / 1000).arg(micros(REPORT_LIFETIME));
        match self.run(|mut redis| async move { take.invoke_async(&mut redis).await }).await {
            Some(0) => SharedVerdict::Charged,
            Some(wait) => SharedVerdict::Wait(Duration::from_micros(wait)),
            None => SharedVerdict::Unavailable,
        }
    }

    /// Puts one token back into the device's bucket.
    pub(super) async fn give_back(&self, charge: &VoteCharge) {
        let mut give_back = self.give_back.prepare_invoke();
        give_back.key(self.device_key(charge)).arg(micros(self.quotas.device.every));
        let _unavailable = self.run(|mut redis| async move { give_back.invoke_async(&mut redis).await }).await;
    }

    /// Reports how many phones of these groups are connected to this instance; small groups are
    /// left out.
    pub(super) async fn report(&self, groups: impl IntoIterator<Item = (Group, u32)>) {
        let groups: Vec<_> = groups.into_iter().filter(|(_, phones)| *phones >= MIN_REPORTED_PHONES).collect();
        for groups in groups.chunks(GROUPS_PER_REPORT) {
            self.write_report(groups).await;
        }
    }

    /// Checks whether Redis accepts writes, and updates [`is_unavailable`](Self::is_unavailable).
    pub(super) async fn check(&self) {
        self.write_report(&[]).await;
    }

    async fn write_report(&self, groups: &[(Group, u32)]) {
        let mut report = self.report.prepare_invoke();
        report.arg(&self.instance_id).arg(micros(REPORT_LIFETIME));
        for (group, phones) in groups {
            report.key(self.group_key(b"here", *group)).arg(*phones);
        }
        report.key(format!("handsup:limit:by:{}", self.instance_id));
        let _unavailable = self.run(|mut redis| async move { report.invoke_async(&mut redis).await }).await;
    }

    /// Runs a script in Redis, if there is a connection. An error drops the connection: Redis is
    /// not used until [`set_redis`](Self::set_redis) sets another.
    async fn run<F>(&self, script: impl FnOnce(MultiplexedConnection) -> F) -> Option<u64>
    where
        F: Future<Output = RedisResult<u64>>,
    {
        let redis = self.redis.lock().clone()?;
        match tokio::time::timeout(TIMEOUT, script(redis)).await {
            Ok(Ok(answer)) => {
                self.set_unavailable(false);
                Some(answer)
            }
            failure => {
                tracing::debug!(?failure, "limits: redis did not answer");
                self.set_redis(None);
                None
            }
        }
    }

    /// Records whether Redis is unavailable, and logs each change.
    fn set_unavailable(&self, unavailable: bool) {
        metrics::limits_shared(!unavailable);
        if self.unavailable.swap(unavailable, Ordering::Relaxed) == unavailable {
            return;
        }
        if unavailable {
            tracing::warn!("limits: redis unavailable, limits on votes hold per instance");
        } else {
            tracing::info!("limits: redis available, limits on votes hold over all instances");
        }
    }

    fn device_key(&self, charge: &VoteCharge) -> String {
        self.key(b"device", charge.group(), charge.owner.1)
    }

    fn voted_key(&self, charge: &VoteCharge) -> String {
        self.key(b"voted", charge.group(), charge.voter.map(|(_, voter)| voter))
    }

    fn group_key(&self, kind: &[u8], group: Group) -> String {
        self.key(kind, group, None)
    }

    /// A key in Redis: a hash, so that Redis stores neither addresses nor tokens.
    fn key(&self, kind: &[u8], group: Group, device: Option<BrowserToken>) -> String {
        let owner = [&group.to_bytes()[..], device.map(|device| device.to_string()).unwrap_or_default().as_bytes()].concat();
        let hash = hmac(&self.secret, &[b"limit ", kind].concat(), &owner);
        format!("handsup:limit:{}", hex::encode(&hash[..16]))
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(all(test, unix))]
mod tests;
