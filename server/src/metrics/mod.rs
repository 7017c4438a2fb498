//! The server's metrics: their names and descriptions, functions that record them, and
//! the text for Prometheus.
//!
//! Labels take their values from fixed lists (an outcome, a problem's code, a route's template),
//! never from what a visitor sent, such as an address, a token or a poll's code. One recorder
//! serves the whole process.

mod process;
mod routes;

pub(crate) use routes::{Route, Routes};

use ::metrics::{Counter, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

const BUILD_INFO: &str = "handsup_build_info";
const VOTES: &str = "handsup_votes_total";
const REFUSALS: &str = "handsup_refusals_total";
const REQUESTS: &str = "handsup_requests_total";
const REQUEST_SECONDS: &str = "handsup_request_duration_seconds";
const COMMIT_BALLOTS: &str = "handsup_commit_ballots";
const COMMIT_SECONDS: &str = "handsup_commit_duration_seconds";
const COMMITS_FAILED: &str = "handsup_commits_failed_total";
const WRITER_WAITING: &str = "handsup_writer_waiting";
const BROADCAST_LAG: &str = "handsup_pulse_lag_seconds";
const PHONE_UPDATES: &str = "handsup_phone_updates_total";
const PHONE_UPDATE_BYTES: &str = "handsup_phone_update_bytes_total";
const ROOMS: &str = "handsup_rooms";
const SOCKETS: &str = "handsup_sockets";
const PHONES: &str = "handsup_phones";
const UNKNOWN_EVENTS: &str = "handsup_unknown_events_total";
const CONNECTIONS: &str = "handsup_connections";
const CONNECTIONS_REFUSED: &str = "handsup_connections_refused_total";
const LIMITED: &str = "handsup_limited_total";
const LIMITS_SHARED: &str = "handsup_limits_shared";
const LIMITER_ENTRIES: &str = "handsup_limiter_remembered";
const DATABASE_CONNECTIONS: &str = "handsup_database_connections";
const STORAGE_FAILING: &str = "handsup_storage_failing";
const DRAINING: &str = "handsup_draining";
const REDIS_UP: &str = "handsup_redis_up";
const CLUSTER_EVENTS: &str = "handsup_news_total";

/// The outcomes of ballots. Their counters start at zero, so that a rate includes the first event.
const OUTCOMES: [&str; 7] =
    ["counted", "already_voted_device", "already_voted_address", "poll_not_open", "too_many_requests", "refused", "not_stored"];

/// The values of gauges that are read at the time of a scrape.
#[derive(Debug, Default)]
pub(crate) struct GaugeSnapshot {
    /// Polls that a client has followed since the start.
    pub(crate) rooms: usize,
    /// Socket.IO sessions.
    pub(crate) sockets: usize,
    /// Phones that follow something.
    pub(crate) phones: usize,
    /// The number of entries in each rate limiter, by the limiter's name.
    pub(crate) limiter_entries: [(&'static str, usize); 7],
    /// Open connections to the database, and how many of them are idle; `None` without a pool.
    pub(crate) pool: Option<(usize, usize)>,
    /// Whether votes cannot be stored.
    pub(crate) failing: bool,
    /// Whether the server is shutting down.
    pub(crate) draining: bool,
}

/// Installs the recorder at the first call; returns the handle that renders its metrics.
pub(crate) fn start() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = builder().build_recorder();
        let handle = recorder.handle();
        // Fails if the process has another recorder, which then receives all metrics.
        if ::metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("metrics: another recorder is installed, /metrics stays empty");
        }
        describe();
        handle
    })
}

fn builder() -> PrometheusBuilder {
    let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    let ballots = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &seconds)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Full(COMMIT_BALLOTS.into()), &ballots))
        .expect("there are buckets")
}

fn describe() {
    describe_gauge!(BUILD_INFO, "1, with the version as a label");
    describe_counter!(VOTES, "Ballots by what became of them");
    describe_counter!(REFUSALS, "Everything refused, by its problem's code");
    describe_counter!(REQUESTS, "Requests by route and status");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "How long answers took, by route, sockets left out");
    describe_histogram!(COMMIT_BALLOTS, "Ballots that shared a transaction");
    describe_histogram!(COMMIT_SECONDS, Unit::Seconds, "How long a group's transaction took until it was on disk");
    describe_counter!(COMMITS_FAILED, "Groups of ballots that could not be stored");
    describe_gauge!(WRITER_WAITING, "Ballots and changes that wait for the writer");
    describe_histogram!(BROADCAST_LAG, Unit::Seconds, "From the news to their being on the way to a room's consoles and projectors");
    describe_counter!(PHONE_UPDATES, "Updates and states sent to phones: an update of a room counts once for each of its phones");
    describe_counter!(PHONE_UPDATE_BYTES, Unit::Bytes, "Their bytes, headers of the transport included");
    describe_gauge!(ROOMS, "Polls that a client has followed since the start");
    describe_gauge!(SOCKETS, "Socket.IO sessions");
    describe_gauge!(PHONES, "Phones that follow a poll or a meeting");
    describe_counter!(UNKNOWN_EVENTS, "Socket.IO events with an unknown name");
    describe_gauge!(CONNECTIONS, "TCP connections");
    describe_counter!(CONNECTIONS_REFUSED, "TCP connections that found no place, by whose places were taken");
    describe_counter!(LIMITED, "What came too fast, by limit");
    describe_gauge!(LIMITS_SHARED, "1 while limits on votes hold at all instances together; 0 at each alone, and without others");
    describe_gauge!(LIMITER_ENTRIES, "Entries of the limits, by limit");
    describe_gauge!(DATABASE_CONNECTIONS, "Connections to the database, by state");
    describe_gauge!(STORAGE_FAILING, "1 while votes cannot be stored");
    describe_gauge!(DRAINING, "1 once the shutdown has begun");
    describe_gauge!(REDIS_UP, "1 while other instances are heard through Redis; 0 without others too");
    describe_counter!(CLUSTER_EVENTS, "Events between instances, by way");
    gauge!(REDIS_UP).set(0.0);
    gauge!(LIMITS_SHARED).set(0.0);
    for way in ["told", "heard", "dropped"] {
        counter!(CLUSTER_EVENTS, "way" => way).increment(0);
    }
    gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    for outcome in OUTCOMES {
        counter!(VOTES, "outcome" => outcome).increment(0);
    }
    for places in ["everybody", "address", "silent"] {
        counter!(CONNECTIONS_REFUSED, "places" => places).increment(0);
    }
    for limit in ["vote", "create", "handshake", "work", "code"] {
        counter!(LIMITED, "limit" => limit).increment(0);
    }
    counter!(COMMITS_FAILED).increment(0);
    counter!(UNKNOWN_EVENTS).increment(0);
    phones_updated(0, 0);
    gauge!(WRITER_WAITING).set(0.0);
    gauge!(CONNECTIONS).increment(0.0);
    process::describe();
}

/// Sets whether events of other instances arrive through Redis.
pub(crate) fn redis_connected(up: bool) {
    gauge!(REDIS_UP).set(if up { 1.0 } else { 0.0 });
}

/// Sets whether the limits on votes apply to all instances together.
pub(crate) fn limits_shared(shared: bool) {
    gauge!(LIMITS_SHARED).set(if shared { 1.0 } else { 0.0 });
}

/// Counts events between instances; `way` is `told` (published), `heard` (received) or `dropped`
/// (the queue was full).
pub(crate) fn cluster_events(way: &'static str, count: usize) {
    counter!(CLUSTER_EVENTS, "way" => way).increment(u64::try_from(count).unwrap_or(0));
}

/// All metrics in Prometheus's text format, with gauges set from `gauges`.
pub(crate) fn text(gauges: &GaugeSnapshot) -> String {
    gauge!(ROOMS).set(float(gauges.rooms));
    gauge!(SOCKETS).set(float(gauges.sockets));
    gauge!(PHONES).set(float(gauges.phones));
    for (limit, entries) in gauges.limiter_entries {
        gauge!(LIMITER_ENTRIES, "limit" => limit).set(float(entries));
    }
    if let Some((open, idle)) = gauges.pool {
        gauge!(DATABASE_CONNECTIONS, "state" => "used").set(float(open.saturating_sub(idle)));
        gauge!(DATABASE_CONNECTIONS, "state" => "idle").set(float(idle));
    }
    gauge!(STORAGE_FAILING).set(f64::from(u8::from(gauges.failing)));
    gauge!(DRAINING).set(f64::from(u8::from(gauges.draining)));
    process::measure();
    start().render()
}

/// Moves recorded samples into their buckets. To be called regularly: without it, samples
/// accumulate while `/metrics` is not read.
pub(crate) fn tidy() {
    start().run_upkeep();
}

/// Counts a ballot by its outcome, one of [`OUTCOMES`].
pub(crate) fn vote(outcome: &'static str) {
    // Looked up once: the look-up costs more than the increment.
    static COUNTERS: LazyLock<[Counter; OUTCOMES.len()]> = LazyLock::new(|| {
        start();
        OUTCOMES.map(|outcome| counter!(VOTES, "outcome" => outcome))
    });
    match OUTCOMES.iter().position(|counted| *counted == outcome) {
        Some(at) => COUNTERS[at].increment(1),
        None => debug_assert!(false, "{outcome} is not in the list"),
    }
}

/// Counts a refused request or event, by the code of its problem.
pub(crate) fn refused(code: &str) {
    counter!(REFUSALS, "code" => code.to_owned()).increment(1);
}

/// Records the transaction of a group of ballots: how many, how long it took, and
/// whether it was committed.
pub(crate) fn commit(ballots: usize, took: Duration, succeeded: bool) {
    histogram!(COMMIT_BALLOTS).record(float(ballots));
    histogram!(COMMIT_SECONDS).record(took.as_secs_f64());
    counter!(COMMITS_FAILED).increment(u64::from(!succeeded));
}

/// Sets how many ballots and changes wait for the storage's writer.
pub(crate) fn writer_waiting(jobs: usize) {
    gauge!(WRITER_WAITING).set(float(jobs));
}

/// Counts updates that phones were sent, and their bytes.
pub(crate) fn phones_updated(updates: u64, bytes: u64) {
    counter!(PHONE_UPDATES).increment(updates);
    counter!(PHONE_UPDATE_BYTES).increment(bytes);
}

/// Records the time from a change of a poll until its snapshot was queued for the room's screens.
pub(crate) fn broadcast_lag(lag: Duration) {
    histogram!(BROADCAST_LAG).record(lag.as_secs_f64());
}

/// Counts a Socket.IO event with an unknown name.
pub(crate) fn unknown_event() {
    counter!(UNKNOWN_EVENTS).increment(1);
}

/// Records that a TCP connection was opened or closed.
pub(crate) fn connection(opened: bool) {
    if opened { gauge!(CONNECTIONS).increment(1.0) } else { gauge!(CONNECTIONS).decrement(1.0) }
}

/// Counts a refused TCP connection, by the exhausted limit: of all connections (`everybody`), of
/// those from its `address`, or of those from its address without a request so far (`silent`).
pub(crate) fn turned_away(places: &'static str) {
    counter!(CONNECTIONS_REFUSED, "places" => places).increment(1);
}

/// Counts a refusal by a rate limit: on votes (`vote`), new polls (`create`), sockets
/// (`handshake`), the cost of requests (`work`) or guesses of codes (`code`).
pub(crate) fn limited(limit: &'static str) {
    counter!(LIMITED, "limit" => limit).increment(1);
}

#[expect(clippy::cast_precision_loss, reason = "only counts above 2^52 lose precision")]
fn float(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_without_events_are_zero_and_durations_have_buckets() {
        start();
        commit(3, Duration::from_millis(2), true);
        let text = text(&GaugeSnapshot { rooms: 7, ..GaugeSnapshot::default() });
        for line in ["handsup_rooms 7", "handsup_commits_failed_total 0", "handsup_votes_total{outcome=\"not_stored\"} 0"] {
            assert!(text.lines().any(|rendered| rendered == line), "{line} in {text}");
        }
        assert!(text.contains("handsup_commit_duration_seconds_bucket{le=\"0.0025\"}"), "{text}");
    }
}
