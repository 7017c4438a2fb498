//! Regular checks of a running server: whether the computer has slept, whether sleep has to be
//! inhibited, and the diagnosis that consoles show. Also measures how fast phones answer, and
//! closes silent sockets.

use crate::app::App;
use crate::lan::Reannouncer;
use crate::log::outages;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Interval between two checks; the arrival of the first phone starts one earlier.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// Interval at which the response time of phones is measured.
const MEASURE_EVERY: Duration = Duration::from_secs(10);
/// The most phones in one measurement.
const MAX_MEASURED_PHONES: usize = 20;
/// Interval at which silent sockets are closed.
const SWEEP_EVERY: Duration = Duration::from_secs(5);
/// A gap this long between two checks means that the computer slept or the process was stopped:
/// load does not delay a check by so much.
const MIN_SLEEP_GAP: Duration = Duration::from_secs(10);

/// Runs the checks until `stop` is cancelled; then releases the sleep inhibitor.
pub(crate) async fn run(app: App, reannouncer: Option<Reannouncer>, stop: CancellationToken) {
    let mut inhibited = false;
    stop.run_until_cancelled(async {
        tokio::join!(check(&app, reannouncer.as_ref(), &mut inhibited), measure_phones(&app), close_silent_sockets(&app))
    })
    .await;
    if inhibited && let Err(error) = app.keep_awake(false).await {
        tracing::warn!(error = format!("{error:#}"), "sleep inhibitor: could not be released");
    }
}

/// Runs the checks of sleep and of the diagnosis; sets `inhibited` to whether sleep is inhibited
/// now.
async fn check(app: &App, reannouncer: Option<&Reannouncer>, inhibited: &mut bool) {
    let mut reported = None;
    let mut requested = false;
    let mut detector = SleepDetector::new(Instant::now(), app.clock.now_millis());
    loop {
        if detector.has_slept(Instant::now(), app.clock.now_millis()) {
            tracing::info!("sleep detector: computer resumed, announcing its addresses again");
            app.rebroadcast_network().await;
            if let Some(reannouncer) = reannouncer {
                reannouncer.reannounce();
            }
        }
        if app.has_to_stay_awake(requested).await == requested {
            // Also where the poll was closed before the inhibitor could be set: the outage that was logged ends then.
            outages().worked("sleep inhibitor");
        } else {
            // After a failure the next check tries again.
            match app.keep_awake(!requested).await {
                Ok(has_desktop) => {
                    outages().worked("sleep inhibitor");
                    requested = !requested;
                    *inhibited = requested && has_desktop;
                }
                Err(error) => {
                    let effect = if requested { "stays awake after the vote" } else { "may sleep during the vote" };
                    let error = format!("{error:#}; the computer {effect}");
                    outages().failed("sleep inhibitor", "", &error);
                }
            }
            app.diagnostics.record_awake(*inhibited);
        }
        app.diagnostics.record_sending(app.live.sending());
        let diagnosis = app.diagnosis();
        if reported.as_ref() != Some(&diagnosis) {
            app.live.hosts.emit_diagnosis(&diagnosis).await;
            reported = Some(diagnosis);
        }
        // The first phone's arrival changes the diagnosis, so it is not left to the next interval.
        let _elapsed = tokio::time::timeout(CHECK_EVERY, app.diagnostics.wait_for_first_arrival()).await;
    }
}

async fn measure_phones(app: &App) {
    loop {
        tokio::time::sleep(MEASURE_EVERY).await;
        app.diagnostics.record_latency(app.live.presence.measure_latency(MAX_MEASURED_PHONES).await);
    }
}

async fn close_silent_sockets(app: &App) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        app.live.presence.close_silent();
    }
}

/// The time of the last check: by a monotonic clock, which may stand still during sleep, and by the
/// wall clock.
struct SleepDetector {
    monotonic: Instant,
    wall: i64,
}

impl SleepDetector {
    fn new(monotonic: Instant, wall: i64) -> Self {
        Self { monotonic, wall }
    }

    /// Whether the computer has slept since the last call; `wall` is in milliseconds since 1970.
    fn has_slept(&mut self, monotonic: Instant, wall: i64) -> bool {
        let by_monotonic = monotonic.saturating_duration_since(self.monotonic);
        let by_wall = Duration::from_millis(u64::try_from(wall - self.wall).unwrap_or(0));
        *self = Self::new(monotonic, wall);
        by_monotonic.max(by_wall) >= MIN_SLEEP_GAP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_on_either_clock_is_a_sleep_and_is_reported_once() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let gaps = [(1, 1_000, false), (9, 9_999, false), (1, 3_600_000, true), (3600, 3_600_000, true), (10, 1_000, true)];
        for (seconds, wall, slept) in gaps {
            let mut detector = SleepDetector::new(start, 1_000_000);
            let first = detector.has_slept(start + second * seconds, 1_000_000 + wall);
            assert_eq!(first, slept, "{seconds} s by the monotonic clock, {wall} ms by the wall clock");
            let again = detector.has_slept(start + second * (seconds + 1), 1_000_000 + wall + 1_000);
            assert!(!again, "a sleep is reported once");
        }
    }

    #[test]
    fn a_wall_clock_that_is_set_back_is_no_sleep() {
        let now = Instant::now();
        assert!(!SleepDetector::new(now, 1_000_000).has_slept(now + Duration::from_secs(1), 0));
    }
}
