//! The limits on votes over all instances, in Redis.
//!
//! They apply in addition to those in memory. Redis counts by its own clock, so the instances' clocks may differ. It stores
//! no address and no token, only hashes under the server's secret. While it is unreachable, or accepts no writes (full, or a
//! replica), only the limits in memory apply, and [`Shared::is_alone`] is true.

use crate::app::keys::hmac;
use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::Quota;
use crate::app::limit::people::KNOWN_FOR;
use crate::app::limit::permit::VotePermit;
use crate::domain::BrowserToken;
use crate::hex;
use crate::metrics;
use parking_lot::Mutex;
use redis::aio::MultiplexedConnection;
use redis::{RedisResult, Script};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Timeout of Redis. An outage delays only the votes that are under way when it begins: later ones do not ask Redis until it
/// answers again.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long an instance's report of its phones is valid; it is renewed every minute.
const HERE_FOR: Duration = Duration::from_secs(150);
/// Groups with fewer phones are not reported: they change no limit elsewhere.
const FEW: u32 = 10;
/// The most groups in a message.
const AT_ONCE: usize = 500;

/// The buckets' sizes, and how fast they fill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quotas {
    pub(super) device: Quota,
    pub(super) flood: Quota,
    /// New devices of a group without phones.
    pub(super) newcomers: u32,
}

/// Buckets that instances with the same secret share.
pub(super) struct Shared {
    secret: Vec<u8>,
    me: String,
    quotas: Quotas,
    take: Script,
    give_back: Script,
    report: Script,
    redis: Mutex<Option<MultiplexedConnection>>,
    alone: AtomicBool,
}

/// The result of charging a vote.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SharedVerdict {
    /// It was charged.
    Taken,
    /// It was refused until then.
    Wait(Duration),
    /// Redis could not be asked.
    Nobody,
}

impl Shared {
    /// Without a connection until [`reach`](Self::reach); `me` is this instance's id.
    pub(super) fn new(secret: &[u8], me: &str, quotas: Quotas) -> Self {
        Self {
            secret: secret.to_owned(),
            me: me.to_owned(),
            quotas,
            take: Script::new(include_str!("take.lua")),
            give_back: Script::new(include_str!("give_back.lua")),
            report: Script::new(include_str!("report.lua")),
            redis: Mutex::default(),
            alone: AtomicBool::new(true),
        }
    }

    /// Sets the connection; `None` while there is none.
    pub(super) fn reach(&self, redis: Option<MultiplexedConnection>) {
        if redis.is_none() {
            self.notice(true);
        }
        *self.redis.lock() = redis;
    }

    /// Whether the other instances' counts are unknown now.
    pub(super) fn is_alone(&self) -> bool {
        self.alone.load(Ordering::Relaxed)
    }

    /// Charges one vote or one new poll; `known` is whether its voter is known here, `here` the number of its group's phones.
    pub(super) async fn take(&self, place: &VotePermit, known: bool, here: u32) -> SharedVerdict {
        let mut take = self.take.prepare_invoke();
        take.key(self.device(place)).key(self.of_group(b"address", place.group())).key(self.voted(place));
        take.key(self.of_group(b"newcomers", place.group())).key(self.of_group(b"here", place.group()));
        for pace in [self.quotas.device, self.quotas.flood] {
            take.arg(pace.burst.get()).arg(micros(pace.every));
        }
        take.arg(self.quotas.newcomers).arg(&self.me).arg(here).arg(u8::from(known)).arg(u8::from(place.voter.is_some()));
        take.arg(micros(KNOWN_FOR) / 1000).arg(micros(HERE_FOR));
        match self.ask(|mut redis| async move { take.invoke_async(&mut redis).await }).await {
            Some(0) => SharedVerdict::Taken,
            Some(wait) => SharedVerdict::Wait(Duration::from_micros(wait)),
            None => SharedVerdict::Nobody,
        }
    }

    /// Gives back a token that was taken.
    pub(super) async fn give_back(&self, place: &VotePermit) {
        let mut give_back = self.give_back.prepare_invoke();
        give_back.key(self.device(place)).arg(micros(self.quotas.device.every));
        let _away = self.ask(|mut redis| async move { give_back.invoke_async(&mut redis).await }).await;
    }

    /// Reports the number of these groups' phones at this instance.
    pub(super) async fn report(&self, groups: impl IntoIterator<Item = (Group, u32)>) {
        let groups: Vec<_> = groups.into_iter().filter(|(_, here)| *here >= FEW).collect();
        for groups in groups.chunks(AT_ONCE) {
            self.write(groups).await;
        }
    }

    /// Checks whether Redis accepts writes.
    pub(super) async fn check(&self) {
        self.write(&[]).await;
    }

    async fn write(&self, groups: &[(Group, u32)]) {
        let mut report = self.report.prepare_invoke();
        report.arg(&self.me).arg(micros(HERE_FOR));
        for (group, here) in groups {
            report.key(self.of_group(b"here", *group)).arg(*here);
        }
        report.key(format!("handsup:limit:by:{}", self.me));
        let _away = self.ask(|mut redis| async move { report.invoke_async(&mut redis).await }).await;
    }

    /// Runs a script in Redis, if it is reachable; after an error it counts as unreachable until [`check`](Self::check)
    /// succeeds.
    async fn ask<F>(&self, question: impl FnOnce(MultiplexedConnection) -> F) -> Option<u64>
    where
        F: Future<Output = RedisResult<u64>>,
    {
        let redis = self.redis.lock().clone()?;
        match tokio::time::timeout(PATIENCE, question(redis)).await {
            Ok(Ok(answer)) => {
                self.notice(false);
                Some(answer)
            }
            no_answer => {
                tracing::debug!(?no_answer, "limits: redis did not answer");
                self.reach(None);
                None
            }
        }
    }

    /// Logs a change between shared and local limits.
    fn notice(&self, alone: bool) {
        metrics::limits_shared(!alone);
        if self.alone.swap(alone, Ordering::Relaxed) == alone {
            return;
        }
        if alone {
            tracing::warn!("limits: redis unavailable, limits on votes hold per instance");
        } else {
            tracing::info!("limits: redis available, limits on votes hold over all instances");
        }
    }

    fn device(&self, place: &VotePermit) -> String {
        self.key(b"device", place.group(), place.owner.1)
    }

    fn voted(&self, place: &VotePermit) -> String {
        self.key(b"voted", place.group(), place.voter.map(|(_, voter)| voter))
    }

    fn of_group(&self, kind: &[u8], group: Group) -> String {
        self.key(kind, group, None)
    }

    fn key(&self, kind: &[u8], group: Group, device: Option<BrowserToken>) -> String {
        let whose = [&group.to_bytes()[..], device.map(|device| device.to_string()).unwrap_or_default().as_bytes()].concat();
        let hash = hmac(&self.secret, &[b"limit ", kind].concat(), &whose);
        format!("handsup:limit:{}", hex::encode(&hash[..16]))
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(all(test, unix))]
mod tests;
