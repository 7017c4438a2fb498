//! The same limits for all instances together, in Redis.
//!
//! They come on top of those in memory, which are asked first: a flood at one instance never reaches Redis, and while Redis
//! is away what the memory says stands. Redis counts by its own clock, so those of the instances may differ. It learns no
//! address and no token, only hashes under the server's secret.

use super::buckets::Pace;
use crate::domain::{AddressGroup, BrowserToken};
use crate::hex;
use crate::http::keys::hmac;
use redis::aio::MultiplexedConnection;
use redis::{RedisResult, Script};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A Redis that takes longer is away. It costs the votes that are on their way then, once: the next ones ask nobody until it
/// is heard again.
const PATIENCE: Duration = Duration::from_millis(250);

/// Buckets that instances with the same secret share.
pub(super) struct Shared {
    secret: Vec<u8>,
    device: Pace,
    address: Pace,
    take: Script,
    redis: Mutex<Option<MultiplexedConnection>>,
}

impl Shared {
    /// Nothing is shared until there is a way to [reach](Self::reach) the others.
    pub(super) fn new(secret: &[u8], device: Pace, address: Pace) -> Self {
        Self { secret: secret.to_owned(), device, address, take: Script::new(include_str!("take.lua")), redis: Mutex::default() }
    }

    /// By this way from now on; `None`: by none.
    pub(super) fn reach(&self, redis: Option<MultiplexedConnection>) {
        *self.redis.lock().unwrap_or_else(PoisonError::into_inner) = redis;
    }

    /// One vote or one new poll; who cannot ask lets it pass. An error says how long to wait.
    pub(super) async fn vote(&self, group: AddressGroup, device: Option<BrowserToken>) -> Result<(), Duration> {
        let redis = self.redis.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(redis) = redis else { return Ok(()) };
        match tokio::time::timeout(PATIENCE, self.ask(redis, group, device)).await {
            Ok(Ok(0)) => Ok(()),
            Ok(Ok(wait)) => Err(Duration::from_micros(wait)),
            no_answer => {
                tracing::debug!(?no_answer, "limits hold at each instance for itself for now");
                self.reach(None);
                Ok(())
            }
        }
    }

    /// How many microseconds to wait.
    async fn ask(&self, mut redis: MultiplexedConnection, group: AddressGroup, device: Option<BrowserToken>) -> RedisResult<u64> {
        let mut take = self.take.prepare_invoke();
        for (bucket, pace) in [(self.device_bucket(group, device), self.device), (self.bucket(b"group", group, None), self.address)] {
            take.key(bucket).arg(pace.burst).arg(u64::try_from(pace.every.as_micros()).unwrap_or(u64::MAX));
        }
        take.invoke_async(&mut redis).await
    }

    fn device_bucket(&self, group: AddressGroup, device: Option<BrowserToken>) -> String {
        self.bucket(b"device", group, device)
    }

    fn bucket(&self, kind: &[u8], group: AddressGroup, device: Option<BrowserToken>) -> String {
        let whose = [hex::encode(&group.to_bytes()), device.map(|device| device.to_string()).unwrap_or_default()].join(" ");
        let hash = hmac(&self.secret, &[b"limit ", kind].concat(), whose.as_bytes());
        format!("handsup:limit:{}", hex::encode(&hash[..16]))
    }
}

#[cfg(all(test, unix))]
mod tests;
