//! The figures of numbers: integers in units of the poll's last decimal place, and quotients with two more decimals.

use super::text::write;
use super::{NumberResult, bins::bins};
use crate::domain::kinds::rounding::half_up;

/// Numbers with how often each was answered, the smallest first.
pub(super) struct Values {
    counts: Vec<(i64, u64)>,
    /// For each of them, the answers up to and including it.
    up_to: Vec<u64>,
}

impl Values {
    /// `counts` are sorted by number.
    pub(super) fn new(counts: impl IntoIterator<Item = (i64, u64)>) -> Self {
        let counts: Vec<_> = counts.into_iter().collect();
        let running = counts.iter().scan(0, |sum, (_, count)| {
            *sum += count;
            Some(*sum)
        });
        Self { up_to: running.collect(), counts }
    }

    /// The number of answers.
    pub(super) fn count(&self) -> u64 {
        self.up_to.last().copied().unwrap_or(0)
    }

    /// Each number with its count.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, u64)> {
        self.counts.iter().copied()
    }

    /// The smallest and the largest number; `None` without answers.
    pub(super) fn range(&self) -> Option<(i64, i64)> {
        Some((self.counts.first()?.0, self.counts.last()?.0))
    }

    /// The number at a rank from 0, in ascending order; the last one for ranks beyond.
    pub(super) fn at_rank(&self, rank: u64) -> i64 {
        let at = self.up_to.partition_point(|up_to| *up_to <= rank);
        self.counts.get(at).or(self.counts.last()).map_or(0, |(value, _)| *value)
    }

    /// The number below which `quarters` quarters of the answers are, in hundredths: between two answers it is interpolated, as
    /// spreadsheets do (`QUARTILE.INC`).
    fn quartile(&self, quarters: u64) -> i128 {
        let position = self.count().saturating_sub(1) * quarters;
        let [below, above] = [position / 4, position.div_ceil(4)].map(|rank| i128::from(self.at_rank(rank)));
        below * 100 + (above - below) * i128::from(position % 4) * 25
    }

    /// The mean in hundredths, half up; `None` without answers.
    fn mean(&self) -> Option<i128> {
        half_up(self.iter().map(|(value, count)| i128::from(value) * i128::from(count) * 100).sum(), self.count())
    }
}

/// The figures of numbers with `decimals` decimals in a poll with these bounds.
pub(super) fn result(values: &Values, decimals: u8, bounds: (Option<i64>, Option<i64>)) -> NumberResult {
    let text = |hundredths| write(hundredths, decimals + 2);
    let range = values.range();
    NumberResult {
        count: values.count(),
        median: range.map(|_| text(values.quartile(2))),
        quartiles: range.map(|_| [text(values.quartile(1)), text(values.quartile(3))]),
        mean: values.mean().map(text),
        min: range.map(|(smallest, _)| write(smallest.into(), decimals)),
        max: range.map(|(_, largest)| write(largest.into(), decimals)),
        bins: bins(values, decimals, bounds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_quartiles_and_mean_are_exact() {
        let of = |values: &[(i64, u64)]| {
            let result = result(&Values::new(values.iter().copied()), 0, (None, None));
            let [lower, upper] = result.quartiles.unwrap();
            (result.median.unwrap(), lower, upper, result.mean.unwrap())
        };
        let texts = |median: &str, lower: &str, upper: &str, mean: &str| (median.into(), lower.into(), upper.into(), mean.into());
        assert_eq!(of(&[(5, 1)]), texts("5", "5", "5", "5"));
        assert_eq!(of(&[(1, 1), (2, 1), (3, 1), (4, 1)]), texts("2.5", "1.75", "3.25", "2.5"));
        assert_eq!(of(&[(1, 2), (2, 1)]), texts("1", "1", "1.5", "1.33"));
        assert_eq!(of(&[(-3, 1), (-2, 1)]), texts("-2.5", "-2.75", "-2.25", "-2.5"));
        assert_eq!(of(&[(0, 1), (1, 7)]), texts("1", "1", "1", "0.88"), "0.875 is rounded up");
        assert_eq!(of(&[(1, 99_999), (1_000_000, 1)]), texts("1", "1", "1", "11"));
    }

    #[test]
    fn without_answers_there_are_no_figures() {
        let none = NumberResult { count: 0, median: None, quartiles: None, mean: None, min: None, max: None, bins: Vec::new() };
        assert_eq!(result(&Values::new([]), 2, (None, None)), none);
    }
}
