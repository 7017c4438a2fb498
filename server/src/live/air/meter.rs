//! Measures how much phones are sent a second, as the mean of the last five.

use super::Cost;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// The time that rates are means of: longer than the longest pause between two updates of a large room.
const WINDOW: Duration = Duration::from_secs(5);
/// What is sent within this time shares an entry.
const STEP: Duration = Duration::from_millis(100);

/// What was sent in the last [`WINDOW`].
#[derive(Default)]
pub(super) struct Meter(VecDeque<(Instant, Cost)>);

impl Meter {
    /// Records what was sent at `now`.
    pub(super) fn record(&mut self, cost: Cost, now: Instant) {
        self.drop_old(now);
        match self.0.back_mut().filter(|(began, _)| now.saturating_duration_since(*began) < STEP) {
            Some((_, sent)) => *sent = *sent + cost,
            None => self.0.push_back((now, cost)),
        }
    }

    /// Packets and bits a second.
    pub(super) fn rates(&mut self, now: Instant) -> (u64, u64) {
        self.drop_old(now);
        let sent = self.0.iter().fold(Cost::default(), |sum, (_, cost)| sum + *cost);
        (sent.packets / WINDOW.as_secs(), sent.bytes * 8 / WINDOW.as_secs())
    }

    fn drop_old(&mut self, now: Instant) {
        while self.0.front().is_some_and(|(began, _)| now.saturating_duration_since(*began) >= WINDOW) {
            self.0.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_means_of_the_last_five_seconds() {
        let (mut meter, began) = (Meter::default(), Instant::now());
        assert_eq!(meter.rates(began), (0, 0));
        for second in 0..10 {
            meter.record(Cost { packets: 1_000, bytes: 400_000 }, began + Duration::from_secs(second));
        }
        assert_eq!(meter.rates(began + Duration::from_secs(9)), (1_000, 3_200_000));
        assert_eq!(meter.rates(began + Duration::from_secs(12)), (400, 1_280_000));
        assert_eq!(meter.rates(began + Duration::from_mins(1)), (0, 0));
    }

    #[test]
    fn many_small_records_share_entries() {
        let (mut meter, began) = (Meter::default(), Instant::now());
        for milli in 0..20_000 {
            meter.record(Cost { packets: 1, bytes: 10 }, began + Duration::from_millis(milli));
        }
        assert!(meter.0.len() <= 51, "{}", meter.0.len());
        assert_eq!(meter.rates(began + Duration::from_secs(20)).0, 980);
    }
}
