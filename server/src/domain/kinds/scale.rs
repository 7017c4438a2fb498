//! A labelled scale: the marks of a rating, or of each statement of a grid.

use super::fault::invalid_prompt;
use super::rounding::hundredths;
use super::settings::whole;
use super::{Preset, PromptSettings};
use crate::domain::{OptionText, Refusal};
use std::ops::RangeInclusive;

/// The longest label, in Unicode scalars after NFC.
const LONGEST_LABEL: usize = 40;

/// 2 to 11 marks from 0 or 1, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    lowest: u8,
    highest: u8,
    /// None, two for the ends, or one for each mark.
    labels: Vec<String>,
    preset: Option<Preset>,
}

impl Scale {
    /// The permitted numbers of marks.
    pub const MARKS: RangeInclusive<u8> = 2..=11;

    /// Parses the settings of a scale: by default 5 marks from 1, or those of its preset.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names the setting.
    pub(super) fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        let (marks, from) = match settings.preset {
            Some(Preset::Nps) => (11, 0),
            Some(Preset::Agreement) | None => (5, 1),
        };
        let given = (whole("scale", settings.scale, Self::MARKS)?, whole("scale_from", settings.scale_from, 0..=1)?);
        let (count, lowest): (u8, u8) = (given.0.unwrap_or(marks), given.1.unwrap_or(from));
        if settings.preset == Some(Preset::Nps) && (count, lowest) != (marks, from) {
            return Err(invalid_prompt("scale", "11, and scale_from 0, with the preset nps; or leave both out"));
        }
        let labels = labels(settings.labels.as_deref().unwrap_or_default(), count)?;
        Ok(Self { lowest, highest: lowest + count - 1, labels, preset: settings.preset })
    }

    /// The settings from which the scale was parsed.
    pub(super) fn settings(&self) -> PromptSettings {
        PromptSettings {
            scale: Some(i64::try_from(self.marks().count()).unwrap_or(i64::MAX)),
            scale_from: Some(self.lowest.into()),
            labels: Some(self.labels.clone()).filter(|labels| !labels.is_empty()),
            preset: self.preset,
            ..PromptSettings::default()
        }
    }

    /// The lowest mark, 0 or 1.
    #[must_use]
    pub fn lowest(&self) -> u8 {
        self.lowest
    }

    /// The highest mark, at most 11.
    #[must_use]
    pub fn highest(&self) -> u8 {
        self.highest
    }

    /// The marks, the lowest first.
    #[must_use]
    pub fn marks(&self) -> RangeInclusive<u8> {
        self.lowest..=self.highest
    }

    /// No texts, two for the ends, or one for each mark.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The preset from which it was parsed.
    #[must_use]
    pub fn preset(&self) -> Option<Preset> {
        self.preset
    }

    /// What a mark means; `None` for a mark without a label.
    #[must_use]
    pub fn label(&self, mark: u8) -> Option<&str> {
        let at = match (self.labels.len(), mark) {
            (2, mark) if mark == self.lowest => 0,
            (2, mark) if mark == self.highest => 1,
            (2, _) => return None,
            _ => mark.checked_sub(self.lowest)?.into(),
        };
        self.labels.get(at).map(String::as_str)
    }

    /// A number as a mark; `None` if it is not on the scale.
    pub(super) fn mark(&self, number: i64) -> Option<u8> {
        u8::try_from(number).ok().filter(|mark| self.marks().contains(mark))
    }

    /// The mean of marks with two decimals, half up; `counts` are those of the marks in their order. `None` without any.
    pub(super) fn mean(&self, counts: &[u64]) -> Option<f64> {
        let sum = self.marks().zip(counts).map(|(mark, count)| i128::from(mark) * i128::from(*count)).sum();
        hundredths(sum, counts.iter().sum())
    }

    /// The median of marks: the middle one, or halfway between the two in the middle. `None` without any.
    pub(super) fn median(&self, counts: &[u64]) -> Option<f64> {
        let all: u64 = counts.iter().sum();
        let at = |rank: u64| {
            let mut below = 0;
            let mut reaches = |count: &u64| {
                below += count;
                below > rank
            };
            self.marks().zip(counts).find(|(_, count)| reaches(count)).map(|(mark, _)| f64::from(mark))
        };
        Some(f64::midpoint(at(all.checked_sub(1)? / 2)?, at(all / 2)?))
    }
}

fn labels(raw: &[String], marks: u8) -> Result<Vec<String>, Refusal> {
    if ![0, 2, usize::from(marks)].contains(&raw.len()) {
        return Err(invalid_prompt("labels", format!("none, two texts for the ends of the scale, or one for each of its {marks} marks")));
    }
    raw.iter().map(|label| short_text("labels", label, LONGEST_LABEL)).collect()
}

/// A short text of a setting, cleaned.
///
/// # Errors
/// [`Refusal::InvalidPrompt`] for one without visible characters, and for one that is too long.
pub(super) fn short_text(field: &'static str, raw: &str, longest: usize) -> Result<String, Refusal> {
    let cleaned = OptionText::parse(raw, 1).ok().map(|text| text.as_str().to_owned());
    cleaned
        .filter(|text| text.chars().count() <= longest)
        .ok_or_else(|| invalid_prompt(field, format!("text of 1 to {longest} characters")))
}
