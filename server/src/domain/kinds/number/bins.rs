//! A histogram of numbers: bins of one round width.

use super::Bin;
use super::figures::Values;
use super::text::write;

/// The most bins.
const MOST: i64 = 40;
/// The room for all bins as JSON, in bytes: bins with longer numbers are fewer.
const BYTES: usize = 1400;
/// The bytes of a bin as JSON without its two numbers and its count.
const BYTES_OF_A_BIN: usize = 29;

/// At most 40 bins, each as wide as a round number, that hold every value; the first and the last also hold the values that are
/// far from the middle half, and reach to them. `bounds` are those of the poll: if they permit few numbers, each is a bin.
pub(super) fn bins(values: &Values, decimals: u8, bounds: (Option<i64>, Option<i64>)) -> Vec<Bin> {
    let Some((smallest, largest)) = values.range() else { return Vec::new() };
    let (low, high) = near_the_middle(values, smallest, largest);
    let most = most_bins(values.count(), [low, high, smallest, largest].map(|value| write(value.into(), decimals).len() + 1));
    if let (Some(from), Some(to)) = bounds
        && to - from < most
    {
        return ranges(values, 1, (from, to)).into_iter().map(|range| bin(range, decimals)).collect();
    }
    let mut bins = ranges(values, width(low, high, most), (low, high));
    // A bin of round numbers can reach beyond what the poll permits.
    if let (Some((first, ..)), Some(least)) = (bins.first_mut(), bounds.0) {
        *first = least.max(*first);
    }
    if let (Some((_, last, _)), Some(most)) = (bins.last_mut(), bounds.1) {
        *last = most.min(*last);
    }
    bins.into_iter().map(|range| bin(range, decimals)).collect()
}

/// The range of values that are at most three times the middle half's width away from it.
fn near_the_middle(values: &Values, smallest: i64, largest: i64) -> (i64, i64) {
    let (lower, upper) = (values.at_rank(values.count() / 4), values.at_rank(values.count() * 3 / 4));
    let reach = (upper - lower).max(1) * 3;
    (smallest.max(lower - reach), largest.min(upper + reach))
}

/// How many bins fit: fewer for few answers, and for long numbers.
fn most_bins(answers: u64, lengths: [usize; 4]) -> i64 {
    let longest = lengths.into_iter().max().unwrap_or(0);
    let each = BYTES_OF_A_BIN + 2 * longest + answers.to_string().len();
    let fitting = i64::try_from(BYTES / each).unwrap_or(MOST);
    let useful = i64::try_from(answers.isqrt()).unwrap_or(MOST).saturating_add(10);
    fitting.min(useful).min(MOST)
}

/// The smallest of 1, 2, 5, 10, 20, 50 … with at most `most` bins from `low` to `high`.
fn width(low: i64, high: i64, most: i64) -> i64 {
    let mut steps = (0..16).flat_map(|power| [1, 2, 5].map(|step: i64| step * 10_i64.pow(power)));
    steps.find(|width| high.div_euclid(*width) - low.div_euclid(*width) < most).unwrap_or(i64::MAX)
}

/// The bins of this width as (from, to, count).
fn ranges(values: &Values, width: i64, (low, high): (i64, i64)) -> Vec<(i64, i64, u64)> {
    let (first, last) = (low.div_euclid(width), high.div_euclid(width));
    let mut counts: Vec<(i64, i64, u64)> = (first..=last).map(|bin| (bin * width, bin * width + (width - 1), 0)).collect();
    for (value, count) in values.iter() {
        let bin = value.div_euclid(width).clamp(first, last) - first;
        if let Some((from, to, sum)) = usize::try_from(bin).ok().and_then(|bin| counts.get_mut(bin)) {
            (*from, *to, *sum) = (value.min(*from), value.max(*to), *sum + count);
        }
    }
    counts
}

fn bin((from, to, count): (i64, i64, u64), decimals: u8) -> Bin {
    Bin { from: write(from.into(), decimals), to: write(to.into(), decimals), count }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(values: &[(i64, u64)], decimals: u8, bounds: (Option<i64>, Option<i64>)) -> Vec<(String, String, u64)> {
        let bins = bins(&Values::new(values.iter().copied()), decimals, bounds);
        bins.into_iter().map(|bin| (bin.from, bin.to, bin.count)).collect()
    }

    #[test]
    fn few_permitted_numbers_are_a_bin_each() {
        let bins = histogram(&[(2, 3), (5, 40)], 0, (Some(1), Some(5)));
        let expected: Vec<_> = [(1, 0), (2, 3), (3, 0), (4, 0), (5, 40)].map(|(n, count)| (n.to_string(), n.to_string(), count)).into();
        assert_eq!(bins, expected);
    }

    #[test]
    fn bins_are_round_and_of_one_width() {
        let hundred: Vec<_> = (0..400).map(|value| (value, 1)).collect();
        let bins = histogram(&hundred, 2, (None, None));
        assert_eq!(bins.first(), Some(&("0".into(), "0.19".into(), 20)));
        assert_eq!(bins.last(), Some(&("3.8".into(), "3.99".into(), 20)));
        assert_eq!(bins.len(), 20);
    }

    #[test]
    fn a_value_far_away_does_not_flatten_the_others() {
        let mut guesses: Vec<_> = (100..120).map(|value| (value, 2)).collect();
        guesses.push((1_000_000_000, 1));
        let bins = histogram(&guesses, 0, (None, None));
        assert_eq!(bins.iter().filter(|(.., count)| *count > 0).count(), 5, "{bins:?}");
        assert_eq!(bins.last().map(|(_, to, count)| (to.as_str(), *count)), Some(("1000000000", 1)));
    }

    #[test]
    fn no_bin_reaches_beyond_what_the_poll_permits() {
        let values: Vec<_> = (0..=100).map(|value| (value, 3)).collect();
        let bins = histogram(&values, 0, (Some(0), Some(100)));
        assert_eq!(bins.first().map(|(from, ..)| from.as_str()), Some("0"));
        assert_eq!(bins.last().map(|(_, to, _)| to.as_str()), Some("100"));
    }

    #[test]
    fn equal_answers_are_one_bin() {
        assert_eq!(histogram(&[(7, 100_000)], 0, (None, None)), [("7".into(), "7".into(), 100_000)]);
        assert_eq!(histogram(&[], 0, (None, None)), []);
    }
}
