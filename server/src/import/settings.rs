//! The settings of a question's prompt as cells of a table.

use super::names;
use crate::domain::{Kind, Preset, PromptSettings, SettingType};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Separates the texts of a list in one cell; doubled, it is part of a text.
const SEPARATOR: char = '|';

/// The settings of one row, as JSON.
#[derive(Debug, Default)]
pub(super) struct Settings(Map<String, Value>);

/// A setting: its index in [`PromptSettings::TYPES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Setting(usize);

impl Setting {
    /// Every setting but the kind, which has a column in every table.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (1..PromptSettings::TYPES.len()).map(Self)
    }

    /// The setting with this name in the API.
    pub(super) fn named(name: &str) -> Option<Self> {
        PromptSettings::TYPES.iter().position(|(known, _)| *known == name).map(Self)
    }

    /// Its name in the API, which is that of its column.
    pub(super) fn name(self) -> &'static str {
        PromptSettings::TYPES[self.0].0
    }

    fn holds(self) -> SettingType {
        PromptSettings::TYPES[self.0].1
    }

    /// Its cell in a question's row; empty where the question has no such setting.
    pub(super) fn cell(self, settings: &PromptSettings) -> String {
        let value = serde_json::to_value(settings).ok().and_then(|mut value| value.get_mut(self.name()).map(Value::take));
        match value {
            Some(Value::Bool(flag)) => if flag { "yes" } else { "no" }.to_owned(),
            Some(Value::String(text)) => text,
            Some(Value::Array(texts)) => list(texts.iter().filter_map(Value::as_str)),
            Some(value @ (Value::Number(_) | Value::Object(_))) => value.to_string(),
            Some(Value::Null) | None => String::new(),
        }
    }
}

impl Settings {
    /// Sets a setting from its cell.
    ///
    /// # Errors
    /// The key of the text that says what the cell may contain.
    pub(super) fn set(&mut self, setting: Setting, cell: &str) -> Result<(), &'static str> {
        let cell = cell.trim();
        let value: Value = match setting.holds() {
            SettingType::Kind => word::<Kind>(cell).ok_or("import_word_kind")?,
            SettingType::Preset => word::<Preset>(cell).ok_or("import_word_preset")?,
            SettingType::Whole => cell.parse::<i64>().map_err(|_| "import_number")?.into(),
            SettingType::Flag => names::truth_value(&cell.to_lowercase()).ok_or("import_yes_or_no")?.into(),
            SettingType::Text => cell.into(),
            SettingType::Texts => texts(cell).into(),
        };
        self.0.insert(setting.name().to_owned(), value);
        Ok(())
    }

    /// The settings of a request.
    pub(super) fn finish(self) -> PromptSettings {
        // Each value was checked when it was set.
        serde_json::from_value(self.0.into()).unwrap_or_default()
    }
}

/// A word of the API in any case, or its German translation.
fn word<T: DeserializeOwned>(cell: &str) -> Option<Value> {
    let word = Value::from(names::wire_word(&cell.to_lowercase()));
    serde_json::from_value::<T>(word.clone()).is_ok().then_some(word)
}

/// `low | high`
fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(|text| text.replace(SEPARATOR, "||")).collect::<Vec<_>>().join(" | ")
}

/// The texts of a list in one cell.
fn texts(cell: &str) -> Vec<String> {
    // Noncharacters are in no text, and stand for doubled separators meanwhile.
    let doubled = cell.replace("||", "\u{fdd0}");
    doubled.split(SEPARATOR).map(|text| text.trim().replace('\u{fdd0}', "|")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reads_back_as_the_same_setting() {
        let settings = PromptSettings {
            kind: Kind::Grid,
            scale: Some(7),
            labels: Some(vec!["a | b".into(), "|".into()]),
            preset: Some(Preset::Agreement),
            partial: Some(true),
            from: Some(crate::domain::NumberInput::Written("-3.5".into())),
            ..PromptSettings::default()
        };
        let mut read = Settings::default();
        for setting in [Setting(0)].into_iter().chain(Setting::all()) {
            let cell = setting.cell(&settings);
            if !cell.is_empty() {
                read.set(setting, &cell).unwrap();
            }
        }
        assert_eq!(read.finish(), settings);
    }

    #[test]
    fn a_cell_that_cannot_be_read_names_what_is_valid() {
        let mut settings = Settings::default();
        for (name, cell, key) in [
            ("kind", "nonsense", "import_word_kind"),
            ("preset", "5 stars", "import_word_preset"),
            ("budget", "many", "import_number"),
            ("blank", "perhaps", "import_yes_or_no"),
        ] {
            assert_eq!(settings.set(Setting::named(name).unwrap(), cell), Err(key));
        }
        settings.set(Setting::named("kind").unwrap(), "Rangfolge").unwrap();
        assert_eq!(settings.finish().kind, Kind::Ranking);
    }
}
