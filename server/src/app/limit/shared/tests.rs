use crate::app::limit::shared::*;
use crate::domain::BrowserToken;
use redis::AsyncCommands;
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

const TEN_A_MINUTE: Quota = Quota { burst: NonZeroU32::new(10).unwrap(), every: Duration::from_secs(6) };
const CEILING: Quota = Quota { burst: NonZeroU32::new(2_000).unwrap(), every: Duration::from_millis(10) };
const HERE: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

/// A Redis of the test's own; it ends with it.
struct Redis(Child, TempDir);

impl Redis {
    fn start() -> Self {
        let place = TempDir::with_prefix("handsup-redis-").expect("a directory for the socket");
        let mut server = Command::new("redis-server");
        server.args(["--port", "0", "--save", "", "--unixsocket"]).arg(place.path().join("socket")).stdout(Stdio::null());
        Self(server.spawn().expect("redis-server can be started: `make test` installs it"), place)
    }

    /// A connection, as soon as it takes one.
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

    /// An instance's limits.
    async fn instance(&self, me: &str) -> Shared {
        let shared = Shared::new(b"secret", me, Quotas { device: TEN_A_MINUTE, flood: CEILING, newcomers: 30 });
        shared.reach(Some(self.connect().await));
        shared
    }

    /// Sets what it is run with.
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

fn ballot(n: u32) -> VotePermit {
    VotePermit::ballot(HERE, None, BrowserToken::from_entropy(u128::from(n).to_be_bytes()))
}

/// Asks patiently: what takes long on a busy machine is no answer, and is asked again.
async fn asks(redis: &Redis, instance: &Shared, place: VotePermit, known: bool, here: u32) -> Result<(), Duration> {
    loop {
        match instance.take(&place, known, here).await {
            SharedVerdict::Taken => return Ok(()),
            SharedVerdict::Wait(wait) => return Err(wait),
            SharedVerdict::Nobody => instance.reach(Some(redis.connect().await)),
        }
    }
}

#[tokio::test]
async fn ten_pass_at_all_instances_together_and_the_eleventh_waits_six_seconds() {
    let redis = Redis::start();
    let (one, other) = (redis.instance("one").await, redis.instance("other").await);
    for instance in [&one, &other].into_iter().cycle().take(10) {
        assert_eq!(asks(&redis, instance, ballot(1), false, 0).await, Ok(()));
    }
    for instance in [&one, &other] {
        let wait = asks(&redis, instance, ballot(1), true, 0).await.unwrap_err();
        assert!(wait <= TEN_A_MINUTE.every && !wait.is_zero(), "{wait:?}");
    }
    assert_eq!(asks(&redis, &one, ballot(2), false, 0).await, Ok(()), "another device has its own bucket");
    assert_eq!(asks(&redis, &other, VotePermit::new_poll(HERE), true, 0).await, Ok(()), "so have new polls");
    one.give_back(&ballot(1)).await;
    assert_eq!(asks(&redis, &other, ballot(1), true, 0).await, Ok(()), "what was given back at one is free at the other");
}

#[tokio::test]
async fn new_devices_find_one_ceiling_and_each_phone_that_is_somewhere_raises_it() {
    let redis = Redis::start();
    let (one, other) = (redis.instance("one").await, redis.instance("other").await);
    let began = Instant::now();
    let mut passed = 0;
    for n in 0..200 {
        let instance = if n % 2 == 0 { &one } else { &other };
        passed += u64::from(asks(&redis, instance, ballot(n), false, 0).await.is_ok());
    }
    assert!((30..=31 + began.elapsed().as_secs() / 2).contains(&passed), "{passed}");
    assert_eq!(asks(&redis, &other, ballot(0), false, 0).await, Ok(()), "who has voted at one is new at none");
    other.report([(HERE, 500)]).await;
    assert!(!other.is_alone());
    let mut more = 0;
    for n in 1_000..1_600 {
        more += u64::from(asks(&redis, &one, ballot(n), false, 100).await.is_ok());
    }
    assert!((590..=600).contains(&more), "{more}");
}

#[tokio::test]
async fn a_flood_from_one_group_finds_one_ceiling_and_leaves_no_bucket_beyond_it() {
    let redis = Redis::start();
    let (one, other) = (redis.instance("one").await, redis.instance("other").await);
    let began = Instant::now();
    let mut passed = 0;
    for n in 0..2_400 {
        let instance = if n % 2 == 0 { &one } else { &other };
        passed += u128::from(asks(&redis, instance, ballot(n), true, 0).await.is_ok());
    }
    let refilled = began.elapsed().as_millis() / CEILING.every.as_millis() + 1;
    assert!((2_000..=2_000 + refilled).contains(&passed), "{passed}, {refilled} of them refilled");
    let kept: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut redis.connect().await).await.unwrap();
    assert!(kept.len() as u128 <= 2 * passed + 1, "a bucket and a mark for each device that passed, and a bucket for the group");
}

#[tokio::test]
async fn a_clock_that_is_set_back_delays_no_group_for_long_and_entries_expire() {
    let redis = Redis::start();
    let (one, mut connection) = (redis.instance("one").await, redis.connect().await);
    let tomorrow = std::time::UNIX_EPOCH.elapsed().unwrap() + Duration::from_hours(24);
    let () = connection.set(one.device(&ballot(1)), tomorrow.as_micros().to_string()).await.unwrap();
    assert_eq!(asks(&redis, &one, ballot(1), true, 0).await, Err(TEN_A_MINUTE.every));
    assert_eq!(asks(&redis, &one, ballot(2), false, 0).await, Ok(()));
    one.report([(HERE, 500)]).await;
    // A hall of 19,000 has come; its last phones drain away later than anybody is known.
    let newcomers = one.of_group(b"newcomers", HERE);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_micros().to_string();
    let () = connection.hset_multiple(&newcomers, &[("devices", "19000"), ("at", &now)]).await.unwrap();
    assert_eq!(asks(&redis, &one, ballot(3), false, 20_000).await, Ok(()));
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    for key in keys.into_iter().filter(|key| *key != one.device(&ballot(1))) {
        let left: i64 = connection.pttl(&key).await.unwrap();
        // Some buckets fill within milliseconds, and are gone meanwhile.
        assert!(left == -2 || (0..=6 * 3_600_000).contains(&left), "{left} ms");
    }
}

#[tokio::test]
async fn a_redis_that_takes_nothing_is_noticed_and_so_is_one_that_does_again() {
    let redis = Redis::start();
    let one = redis.instance("one").await;
    one.check().await;
    assert!(!one.is_alone());
    // Full: it takes no more than it has.
    redis.set("maxmemory", "1").await;
    one.check().await;
    assert!(one.is_alone());
    assert_eq!(one.take(&ballot(1), false, 0).await, SharedVerdict::Nobody);
    redis.set("maxmemory", "0").await;
    one.reach(Some(redis.connect().await));
    one.check().await;
    assert!(!one.is_alone());
}
