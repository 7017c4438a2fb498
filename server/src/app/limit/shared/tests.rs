use crate::app::limit::shared::*;
use crate::domain::BrowserToken;
use redis::AsyncCommands;
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

const TEN_A_MINUTE: Quota = Quota { burst: NonZeroU32::new(10).unwrap(), every: Duration::from_secs(6) };
const GROUP_BALLOTS: Quota = Quota { burst: NonZeroU32::new(2_000).unwrap(), every: Duration::from_millis(10) };
const GROUP: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

/// A Redis server of this test, killed when dropped, and the directory of its socket.
struct Redis(Child, TempDir);

impl Redis {
    fn start() -> Self {
        let directory = TempDir::with_prefix("handsup-redis-").expect("a directory for the socket");
        let mut server = Command::new("redis-server");
        server.args(["--port", "0", "--save", "", "--unixsocket"]).arg(directory.path().join("socket")).stdout(Stdio::null());
        Self(server.spawn().expect("redis-server can be started: `make test` installs it"), directory)
    }

    /// A connection; retries while the server starts.
    async fn connect(&self) -> MultiplexedConnection {
        let client = redis::Client::open(format!("redis+unix://{}", self.1.path().join("socket").display())).expect("an address");
        let began = Instant::now();
        loop {
            match client.get_multiplexed_async_connection().await {
                Ok(connection) => return connection,
                Err(error) => assert!(began.elapsed() < Duration::from_mins(1), "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The limits of an instance with this id.
    async fn instance(&self, id: &str) -> Shared {
        let shared = Shared::new(b"secret", id, Quotas { device: TEN_A_MINUTE, group: GROUP_BALLOTS, newcomers: 30 });
        shared.set_redis(Some(self.connect().await));
        shared
    }

    /// Changes a setting of the running server.
    async fn set(&self, name: &str, value: &str) {
        let mut connection = self.connect().await;
        let () = redis::cmd("CONFIG").arg("SET").arg(name).arg(value).query_async(&mut connection).await.expect("a setting");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("Redis can be ended");
    }
}

fn ballot(n: u32) -> VoteCharge {
    VoteCharge::ballot(GROUP, None, BrowserToken::from_entropy(u128::from(n).to_be_bytes()))
}

/// Takes a token for this charge; retries if Redis does not answer in time, as on a busy machine.
async fn take(redis: &Redis, instance: &Shared, charge: VoteCharge, has_voted: bool, phones: u32) -> Result<(), Duration> {
    loop {
        match instance.take(&charge, has_voted, phones).await {
            SharedVerdict::Charged => return Ok(()),
            SharedVerdict::Wait(wait) => return Err(wait),
            SharedVerdict::Unavailable => instance.set_redis(Some(redis.connect().await)),
        }
    }
}

#[tokio::test]
async fn a_devices_bucket_is_shared_by_all_instances() {
    let redis = Redis::start();
    let (one, other) = (redis.instance("one").await, redis.instance("other").await);
    for instance in [&one, &other].into_iter().cycle().take(10) {
        assert_eq!(take(&redis, instance, ballot(1), false, 0).await, Ok(()));
    }
    for instance in [&one, &other] {
        let wait = take(&redis, instance, ballot(1), true, 0).await.unwrap_err();
        assert!(wait <= TEN_A_MINUTE.every && !wait.is_zero(), "{wait:?}");
    }
    assert_eq!(take(&redis, &one, ballot(2), false, 0).await, Ok(()), "another device has its own bucket");
    assert_eq!(take(&redis, &other, VoteCharge::new_poll(GROUP), true, 0).await, Ok(()), "new polls have another bucket");
    one.give_back(&ballot(1)).await;
    assert_eq!(take(&redis, &other, ballot(1), true, 0).await, Ok(()), "a token put back at one instance can be taken at the other");
}

#[tokio::test]
async fn the_limit_on_new_devices_is_shared_and_grows_with_the_phones_of_all_instances() {
    let redis = Redis::start();
    let (one, other) = (redis.instance("one").await, redis.instance("other").await);
    let began = Instant::now();
    let mut passed = 0;
    for n in 0..200 {
        let instance = if n % 2 == 0 { &one } else { &other };
        passed += u64::from(take(&redis, instance, ballot(n), false, 0).await.is_ok());
    }
    assert!((30..=31 + began.elapsed().as_secs() / 2).contains(&passed), "{passed}");
    assert_eq!(take(&redis, &other, ballot(0), false, 0).await, Ok(()), "a device that has voted at one instance is known at the other");
    other.report([(GROUP, 500)]).await;
    assert!(!other.is_unavailable());
    let mut admitted = 0;
    for n in 1_000..1_600 {
        admitted += u64::from(take(&redis, &one, ballot(n), false, 100).await.is_ok());
    }
    assert!((590..=600).contains(&admitted), "{admitted}");
}

#[tokio::test]
async fn the_limit_on_a_groups_ballots_is_shared_and_refused_devices_get_no_bucket() {
    let redis = Redis::start();
    let (one, other) = (redis.instance("one").await, redis.instance("other").await);
    let began = Instant::now();
    let mut passed = 0;
    for n in 0..2_400 {
        let instance = if n % 2 == 0 { &one } else { &other };
        passed += u128::from(take(&redis, instance, ballot(n), true, 0).await.is_ok());
    }
    let refilled = began.elapsed().as_millis() / GROUP_BALLOTS.every.as_millis() + 1;
    assert!((2_000..=2_000 + refilled).contains(&passed), "{passed}, {refilled} of them refilled");
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut redis.connect().await).await.unwrap();
    assert!(keys.len() as u128 <= 2 * passed + 1, "two keys for each device that passed, and one for the group");
}

#[tokio::test]
async fn a_clock_that_is_set_back_delays_by_one_token_at_most_and_keys_expire() {
    let redis = Redis::start();
    let (one, mut connection) = (redis.instance("one").await, redis.connect().await);
    let tomorrow = std::time::UNIX_EPOCH.elapsed().unwrap() + Duration::from_hours(24);
    let () = connection.set(one.device_key(&ballot(1)), tomorrow.as_micros().to_string()).await.unwrap();
    assert_eq!(take(&redis, &one, ballot(1), true, 0).await, Err(TEN_A_MINUTE.every));
    assert_eq!(take(&redis, &one, ballot(2), false, 0).await, Ok(()));
    one.report([(GROUP, 500)]).await;
    // At the base rate of 30 a minute, a level of 19,000 would expire after more than ten hours;
    // its key's lifetime is capped at `KNOWN_FOR` (six).
    let newcomers = one.group_key(b"newcomers", GROUP);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_micros().to_string();
    let () = connection.hset_multiple(&newcomers, &[("devices", "19000"), ("at", &now)]).await.unwrap();
    assert_eq!(take(&redis, &one, ballot(3), false, 20_000).await, Ok(()));
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    for key in keys.into_iter().filter(|key| *key != one.device_key(&ballot(1))) {
        let lifetime_ms: i64 = connection.pttl(&key).await.unwrap();
        // Some buckets fill within milliseconds, so their keys have expired (-2).
        assert!(lifetime_ms == -2 || (0..=6 * 3_600_000).contains(&lifetime_ms), "{lifetime_ms} ms");
    }
}

#[tokio::test]
async fn a_redis_that_refuses_writes_is_noticed_and_so_is_its_recovery() {
    let redis = Redis::start();
    let one = redis.instance("one").await;
    one.check().await;
    assert!(!one.is_unavailable());
    // Full: refuses further writes.
    redis.set("maxmemory", "1").await;
    one.check().await;
    assert!(one.is_unavailable());
    assert_eq!(one.take(&ballot(1), false, 0).await, SharedVerdict::Unavailable);
    redis.set("maxmemory", "0").await;
    one.set_redis(Some(redis.connect().await));
    one.check().await;
    assert!(!one.is_unavailable());
}
