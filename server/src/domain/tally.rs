//! Which audience may see counts and right answers; percentages of counts.

use super::{Poll, ResultsRule};

/// The kind of client that a snapshot is rendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The host, who always sees the counts.
    Host,
    /// A device whose vote is counted in this round.
    Voted,
    /// Every other visitor.
    Guest,
}

impl Poll {
    /// Whether `audience` may see counts now.
    #[must_use]
    pub fn shows_results_to(&self, audience: Audience) -> bool {
        match self.rules.results {
            ResultsRule::Live => true,
            _ if audience == Audience::Host || self.revealed => true,
            ResultsRule::AfterVote => audience == Audience::Voted,
            ResultsRule::OnReveal => false,
        }
    }

    /// Whether `audience` may see which answers are right; false for a poll without right answers.
    #[must_use]
    pub fn shows_answers_to(&self, audience: Audience) -> bool {
        (self.answer_shown || audience == Audience::Host) && self.has_right_answer()
    }
}

/// `part` of `whole` in percent with one decimal, half up; 0 of nothing is 0.
#[must_use]
pub fn percentage(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    // In integer tenths, because floats would not round half up exactly.
    let tenths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0
}

/// Whether percentages shown together are all whole numbers, so that none needs a decimal.
#[must_use]
pub fn all_whole(percentages: impl IntoIterator<Item = f64>) -> bool {
    percentages.into_iter().all(|percentage| percentage.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use super::percentage;

    #[test]
    fn percentages_round_half_up_to_one_decimal() {
        let cases = [
            (0, 0, 0.0),
            (0, 5, 0.0),
            (25, 42, 59.5),
            (17, 42, 40.5),
            (1, 3, 33.3),
            (2, 3, 66.7),
            (1, 2000, 0.1),
            (1, 2001, 0.0),
            (7, 7, 100.0),
        ];
        for (part, whole, expected) in cases {
            assert!((percentage(part, whole) - expected).abs() < 1e-9, "{part} of {whole}: {}", percentage(part, whole));
        }
    }
}
