use super::*;
use redis::AsyncCommands;
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

const TEN_A_MINUTE: Pace = Pace { burst: 10, every: Duration::from_secs(6) };
const CEILING: Pace = Pace { burst: 2_000, every: Duration::from_millis(10) };
const HERE: AddressGroup = AddressGroup::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

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
                Err(error) => assert!(began.elapsed() < Duration::from_secs(20), "{error}"),
            }
            tokio::task::yield_now().await;
        }
    }

    /// An instance's limits.
    async fn instance(&self) -> Shared {
        let shared = Shared::new(b"secret", TEN_A_MINUTE, CEILING);
        shared.reach(Some(self.connect().await));
        shared
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("Redis can be ended");
    }
}

fn device(n: u32) -> BrowserToken {
    BrowserToken::from_entropy(u128::from(n).to_be_bytes())
}

#[tokio::test]
async fn ten_pass_at_all_instances_together_and_the_eleventh_waits_six_seconds() {
    let redis = Redis::start();
    let (one, other) = (redis.instance().await, redis.instance().await);
    for instance in [&one, &other].into_iter().cycle().take(10) {
        assert_eq!(instance.vote(HERE, Some(device(1))).await, Ok(()));
    }
    for instance in [&one, &other] {
        let wait = instance.vote(HERE, Some(device(1))).await.unwrap_err();
        assert!(wait <= TEN_A_MINUTE.every && !wait.is_zero(), "{wait:?}");
    }
    assert_eq!(one.vote(HERE, Some(device(2))).await, Ok(()), "another device has its own bucket");
    assert_eq!(other.vote(HERE, None).await, Ok(()), "so have all that nobody knows");
}

#[tokio::test]
async fn a_flood_from_one_address_finds_one_ceiling_and_leaves_no_bucket_beyond_it() {
    let redis = Redis::start();
    let (one, other) = (redis.instance().await, redis.instance().await);
    let began = Instant::now();
    let mut passed = 0;
    for n in 0..1_200 {
        passed += u128::from(one.vote(HERE, Some(device(2 * n))).await.is_ok());
        passed += u128::from(other.vote(HERE, Some(device(2 * n + 1))).await.is_ok());
    }
    let refilled = began.elapsed().as_millis() / CEILING.every.as_millis() + 1;
    assert!((2_000..=2_000 + refilled).contains(&passed), "{passed}, {refilled} of them refilled");
    let kept: u128 = redis::cmd("DBSIZE").query_async(&mut redis.connect().await).await.unwrap();
    assert_eq!(kept, passed + 1, "one for each device that passed, and one for the address");
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_nobody_out_for_long_and_nothing_stays_for_ever() {
    let redis = Redis::start();
    let (one, mut connection) = (redis.instance().await, redis.connect().await);
    let bucket = one.device_bucket(HERE, Some(device(1)));
    let tomorrow = std::time::UNIX_EPOCH.elapsed().unwrap() + Duration::from_hours(24);
    let () = connection.set(&bucket, tomorrow.as_micros().to_string()).await.unwrap();
    assert_eq!(one.vote(HERE, Some(device(1))).await, Err(TEN_A_MINUTE.every));
    assert_eq!(one.vote(HERE, Some(device(2))).await, Ok(()));
    let left: i64 = connection.pttl(one.device_bucket(HERE, Some(device(2)))).await.unwrap();
    assert!((1..=6_000).contains(&left), "{left} ms");
}
