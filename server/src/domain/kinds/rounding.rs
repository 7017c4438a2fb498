//! Rounds quotients of integers half up, without floats.

/// `numerator / denominator` as an integer, half up: 2.5 is 3, and -2.5 is -2. `None` for a denominator of 0.
pub(super) fn half_up(numerator: i128, denominator: u64) -> Option<i128> {
    let twice = i128::from(denominator).checked_mul(2).filter(|twice| *twice > 0)?;
    Some((2 * numerator + i128::from(denominator)).div_euclid(twice))
}

/// `numerator / denominator` with two decimals, half up. `None` for a denominator of 0.
pub(super) fn hundredths(numerator: i128, denominator: u64) -> Option<f64> {
    half_up(numerator * 100, denominator).map(|hundredths| float(hundredths) / 100.0)
}

/// An integer as a float; one that does not fit into 32 bits becomes the nearest that does.
pub(super) fn float(value: i128) -> f64 {
    f64::from(i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up_on_both_sides_of_zero() {
        for (numerator, denominator, rounded) in [(5, 2, 3), (-5, 2, -2), (7, 3, 2), (-7, 3, -2), (-8, 3, -3), (0, 9, 0), (4, 2, 2)] {
            assert_eq!(half_up(numerator, denominator), Some(rounded), "{numerator} / {denominator}");
        }
        assert_eq!(half_up(5, 0), None);
    }
}
