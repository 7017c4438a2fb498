//! The marks of a scale, and what they mean.

use crate::wire::Results;

/// A mark of a scale, and what it means; empty for a mark without a label.
pub(crate) struct Mark {
    pub(crate) mark: u8,
    pub(crate) label: String,
}

impl Mark {
    /// `4 Agree`, or the number alone.
    pub(crate) fn name(&self) -> String {
        if self.label.is_empty() { self.mark.to_string() } else { format!("{} {}", self.mark, self.label) }
    }
}

/// The marks of a rating or a grid, the lowest first.
pub(crate) fn marks(results: &Results) -> Vec<Mark> {
    let (from, to) = ends(results);
    let labels = results.settings.labels.as_deref().unwrap_or_default();
    let label = |mark: u8| match (labels.len(), mark) {
        (2, mark) if mark == from => labels.first(),
        (2, mark) if mark == to => labels.get(1),
        (2, _) => None,
        _ => labels.get(usize::from(mark - from)),
    };
    (from..=to).map(|mark| Mark { mark, label: label(mark).cloned().unwrap_or_default() }).collect()
}

/// The lowest and the highest mark.
pub(super) fn ends(results: &Results) -> (u8, u8) {
    let (marks, from) = (results.settings.scale.unwrap_or(2), results.settings.scale_from.unwrap_or(1));
    (from, from + marks.saturating_sub(1))
}
