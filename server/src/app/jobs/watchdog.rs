//! Checked every second while the server serves: the console's connection light, the sleep inhibitor while people vote, and
//! whether the computer has slept all the same.

use crate::app::App;
use crate::lan::Reminder;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often the checks run.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often phones are asked how fast they answer, and how many of them.
const ASK_EVERY: Duration = Duration::from_secs(10);
const ASKED: usize = 20;
/// How often silent sockets are closed.
const SWEEP_EVERY: Duration = Duration::from_secs(5);
/// A gap this long between two checks means that the computer slept or the process was stopped; load alone causes none.
const ASLEEP: Duration = Duration::from_secs(10);

/// Runs the checks until `stop` is cancelled; then releases the sleep inhibitor.
pub(crate) async fn run(app: App, reminder: Option<Reminder>, stop: CancellationToken) {
    let mut awake = false;
    stop.run_until_cancelled(async { tokio::join!(look(&app, reminder.as_ref(), &mut awake), ask(&app), sweep(&app)) }).await;
    if awake && let Err(error) = app.keep_awake(false).await {
        tracing::warn!(error = format!("{error:#}"), "sleep inhibitor: could not be released");
    }
}

async fn look(app: &App, reminder: Option<&Reminder>, awake: &mut bool) {
    let mut reported = None;
    let mut wanted = false;
    let mut pulse = SleepDetector::new(Instant::now(), app.clock.now_millis());
    loop {
        if pulse.missed(Instant::now(), app.clock.now_millis()) {
            tracing::info!("sleep detector: computer resumed, announcing its addresses again");
            app.rebroadcast_network().await;
            if let Some(reminder) = reminder {
                reminder.reannounce();
            }
        }
        if app.has_to_stay_awake(wanted).await != wanted {
            wanted = !wanted;
            match app.keep_awake(wanted).await {
                Ok(done) => *awake = wanted && done,
                Err(error) => tracing::warn!(
                    error = format!("{error:#}"),
                    "sleep inhibitor: could not be set, the computer may sleep during the vote"
                ),
            }
            app.doctor.keeps_awake(*awake);
        }
        let now = app.diagnosis();
        if reported.as_ref() != Some(&now) {
            app.live.hosts.emit_diagnosis(&now).await;
            reported = Some(now);
        }
        let _either = tokio::time::timeout(LOOK_EVERY, app.doctor.wait_for_first_arrival()).await;
    }
}

async fn ask(app: &App) {
    loop {
        tokio::time::sleep(ASK_EVERY).await;
        app.doctor.answered(app.live.presence.ask_phones(ASKED).await);
    }
}

async fn sweep(app: &App) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        app.live.presence.close_silent();
    }
}

/// The time of the last check: by a monotonic clock, which may stand still during sleep, and by the wall clock.
struct SleepDetector {
    felt: Instant,
    wall: i64,
}

impl SleepDetector {
    fn new(felt: Instant, wall: i64) -> Self {
        Self { felt, wall }
    }

    /// Whether there was a long sleep since the last time; `wall` in milliseconds since 1970.
    fn missed(&mut self, felt: Instant, wall: i64) -> bool {
        let by_felt = felt.saturating_duration_since(self.felt);
        let by_wall = Duration::from_millis(u64::try_from(wall - self.wall).unwrap_or(0));
        *self = Self::new(felt, wall);
        by_felt.max(by_wall) >= ASLEEP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_shows_on_one_clock_or_on_both() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        for (felt, wall, slept) in [(1, 1_000, false), (9, 9_999, false), (1, 3_600_000, true), (3600, 3_600_000, true), (10, 1_000, true)]
        {
            let mut pulse = SleepDetector::new(start, 1_000_000);
            assert_eq!(pulse.missed(start + second * felt, 1_000_000 + wall), slept, "{felt} s felt, {wall} ms on the wall");
            let again = pulse.missed(start + second * (felt + 1), 1_000_000 + wall + 1_000);
            assert!(!again, "it is told once");
        }
    }

    #[test]
    fn a_clock_that_is_set_back_is_no_sleep() {
        let now = Instant::now();
        assert!(!SleepDetector::new(now, 1_000_000).missed(now + Duration::from_secs(1), 0));
    }
}
