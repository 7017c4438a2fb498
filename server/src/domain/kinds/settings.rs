//! The settings of a prompt as they are sent and stored: every kind's, each optional.

use super::body::Json;
use super::fault::invalid_prompt;
use crate::domain::Refusal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_with::skip_serializing_none;
use std::fmt::Display;
use std::ops::RangeInclusive;
use ts_rs::TS;
use utoipa::ToSchema;

/// The kind of answer that a prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Exactly one option.
    #[default]
    Single,
    /// Several options.
    Multiple,
    /// One mark of a scale; the options are the marks.
    Rating,
    /// A mark for each statement; the options are the statements.
    Grid,
    /// Options in an order.
    Ranking,
    /// A budget of points, spread over options.
    Points,
    /// A number.
    Number,
    /// A few short texts, counted by what they say.
    Words,
    /// A text.
    Text,
}

/// A known scale, which sets the defaults of number of marks and lowest mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// How likely a recommendation is, from 0 to 10; results have the Net Promoter Score.
    Nps,
    /// From disagreement to agreement, 1 to 5.
    Agreement,
}

/// What a setting holds, for forms and tables, which have text alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingType {
    /// One of the words of [`Kind`].
    Kind,
    /// One of the words of [`Preset`].
    Preset,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// Text.
    Text,
    /// A list of texts.
    Texts,
}

/// A number as it was sent: as JSON's own number, or as text with the signs of any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberInput {
    /// The digits of a JSON number, in which a point is the decimal sign.
    Plain(String),
    /// Text that a person may have written.
    Written(String),
}

/// The settings of a prompt, before they are checked together. The same fields are those of POST `/create` and of the stored
/// prompt.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromptSettings {
    /// `single` by default.
    #[serde(default)]
    pub kind: Kind,
    /// For `multiple`: the fewest options of an answer; 1 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub min_choices: Option<i64>,
    /// For `multiple`: the most options of an answer; any number by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub max_choices: Option<i64>,
    /// For `rating` and `grid`: the number of marks, 2 to 11; 5 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub scale: Option<i64>,
    /// For `rating` and `grid`: the lowest mark, 0 or 1; 1 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub scale_from: Option<i64>,
    /// For `rating` and `grid`: two texts for the ends of the scale, or one for each mark; none by default.
    #[serde(default)]
    #[ts(optional)]
    pub labels: Option<Vec<String>>,
    /// For `rating` and `grid`: a known scale, from which unset settings have their defaults.
    #[serde(default)]
    #[ts(optional)]
    pub preset: Option<Preset>,
    /// For `grid`: whether statements may be left out; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub partial: Option<bool>,
    /// For `ranking`: how many places there are; as many as options by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub max_ranked: Option<i64>,
    /// For `ranking`: whether every place must be given; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub rank_all: Option<bool>,
    /// For `points`: the points to spend, 10 to 1,000; 100 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub budget: Option<i64>,
    /// For `points`: whether all must be spent; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub spend_all: Option<bool>,
    /// For `number`: the most decimals, 0 to 6; 0 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub decimals: Option<i64>,
    /// For `number`: the smallest number; none by default.
    #[serde(default)]
    #[ts(optional, type = "string | number")]
    #[schema(value_type = Option<String>)]
    pub from: Option<NumberInput>,
    /// For `number`: the largest number; none by default.
    #[serde(default)]
    #[ts(optional, type = "string | number")]
    #[schema(value_type = Option<String>)]
    pub to: Option<NumberInput>,
    /// For `number`: the unit, at most 20 characters; none by default.
    #[serde(default)]
    #[ts(optional)]
    pub unit: Option<String>,
    /// For `number`: the right answer; none by default.
    #[serde(default)]
    #[ts(optional, type = "string | number")]
    #[schema(value_type = Option<String>)]
    pub right: Option<NumberInput>,
    /// For `number`: by how much an answer may differ from the right one and count as right; 0 by default.
    #[serde(default)]
    #[ts(optional, type = "string | number")]
    #[schema(value_type = Option<String>)]
    pub tolerance: Option<NumberInput>,
    /// For `words`: the most entries of an answer, 1 to 10; 3 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub most: Option<i64>,
    /// Whether the poll may be answered with nothing; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub blank: Option<bool>,
    /// Whether each device shows the options in a random order that it keeps; false by default. Not for `rating`, `number`,
    /// `words` and `text`, which have no options to shuffle.
    #[serde(default)]
    #[ts(optional)]
    pub shuffled: Option<bool>,
}

impl Kind {
    /// Whether an answer may name several options.
    #[must_use]
    pub fn takes_several(self) -> bool {
        match self {
            Self::Multiple => true,
            Self::Single | Self::Rating | Self::Grid | Self::Ranking | Self::Points | Self::Number | Self::Words | Self::Text => false,
        }
    }

    /// Whether an answer consists of texts, which the host can moderate.
    #[must_use]
    pub fn takes_texts(self) -> bool {
        match self {
            Self::Words | Self::Text => true,
            Self::Single | Self::Multiple | Self::Rating | Self::Grid | Self::Ranking | Self::Points | Self::Number => false,
        }
    }

    /// Whether texts that may say the same are suggested for merging: words, and not whole answers.
    #[must_use]
    pub fn merges_terms(self) -> bool {
        self == Self::Words
    }

    /// Whether the host writes options, or statements: not marks, and not where voters write.
    #[must_use]
    pub fn has_written_options(self) -> bool {
        match self {
            Self::Single | Self::Multiple | Self::Grid | Self::Ranking | Self::Points => true,
            Self::Rating | Self::Number | Self::Words | Self::Text => false,
        }
    }

    /// Whether an answer chooses options, so that each option's count says all of it.
    #[must_use]
    pub fn answers_are_options(self) -> bool {
        match self {
            Self::Single | Self::Multiple | Self::Rating => true,
            Self::Grid | Self::Ranking | Self::Points | Self::Number | Self::Words | Self::Text => false,
        }
    }

    /// Whether the options are the marks of a scale (1, 2, 3 …), which the server generates. They are labelled by number instead
    /// of by letter, and results have a mean.
    #[must_use]
    pub fn is_scale(self) -> bool {
        match self {
            Self::Rating => true,
            Self::Single | Self::Multiple | Self::Grid | Self::Ranking | Self::Points | Self::Number | Self::Words | Self::Text => false,
        }
    }

    /// Every kind.
    pub const ALL: [Self; 9] =
        [Self::Single, Self::Multiple, Self::Rating, Self::Grid, Self::Ranking, Self::Points, Self::Number, Self::Words, Self::Text];

    /// The name of the kind on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Rating => "rating",
            Self::Grid => "grid",
            Self::Ranking => "ranking",
            Self::Points => "points",
            Self::Number => "number",
            Self::Words => "words",
            Self::Text => "text",
        }
    }

    /// The names of the settings that the kind takes.
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Single | Self::Multiple => &["min_choices", "max_choices", "blank", "shuffled"],
            Self::Rating => &["min_choices", "max_choices", "scale", "scale_from", "labels", "preset", "blank"],
            Self::Grid => &["scale", "scale_from", "labels", "preset", "partial", "blank", "shuffled"],
            Self::Ranking => &["max_ranked", "rank_all", "blank", "shuffled"],
            Self::Points => &["budget", "spend_all", "blank", "shuffled"],
            Self::Number => &["decimals", "from", "to", "unit", "right", "tolerance", "blank"],
            Self::Words => &["most", "blank"],
            Self::Text => &["blank"],
        }
    }
}

impl PromptSettings {
    /// The name of every setting, with what it holds.
    pub const TYPES: [(&'static str, SettingType); 21] = [
        ("kind", SettingType::Kind),
        ("min_choices", SettingType::Whole),
        ("max_choices", SettingType::Whole),
        ("scale", SettingType::Whole),
        ("scale_from", SettingType::Whole),
        ("labels", SettingType::Texts),
        ("preset", SettingType::Preset),
        ("partial", SettingType::Flag),
        ("max_ranked", SettingType::Whole),
        ("rank_all", SettingType::Flag),
        ("budget", SettingType::Whole),
        ("spend_all", SettingType::Flag),
        ("decimals", SettingType::Whole),
        ("from", SettingType::Text),
        ("to", SettingType::Text),
        ("unit", SettingType::Text),
        ("right", SettingType::Text),
        ("tolerance", SettingType::Text),
        ("most", SettingType::Whole),
        ("blank", SettingType::Flag),
        ("shuffled", SettingType::Flag),
    ];

    /// Checks that every given setting is one of the kind's. `false` counts as not given.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names a setting of another kind.
    pub(super) fn check_names(&self) -> Result<(), Refusal> {
        let taken = self.kind.settings();
        match self.given().find(|name| !taken.contains(name)) {
            None => Ok(()),
            Some(name) => {
                let kinds: Vec<_> = Kind::ALL.into_iter().filter(|kind| kind.settings().contains(&name)).map(Kind::name).collect();
                Err(invalid_prompt(name, format!("a setting of {}; leave it out for {}", kinds.join(", "), self.kind.name())))
            }
        }
    }

    fn given(&self) -> impl Iterator<Item = &'static str> {
        let is = |flag: Option<bool>| flag == Some(true);
        [
            ("min_choices", self.min_choices.is_some()),
            ("max_choices", self.max_choices.is_some()),
            ("scale", self.scale.is_some()),
            ("scale_from", self.scale_from.is_some()),
            ("labels", self.labels.as_ref().is_some_and(|labels| !labels.is_empty())),
            ("preset", self.preset.is_some()),
            ("partial", is(self.partial)),
            ("max_ranked", self.max_ranked.is_some()),
            ("rank_all", is(self.rank_all)),
            ("budget", self.budget.is_some()),
            ("spend_all", is(self.spend_all)),
            ("decimals", self.decimals.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("unit", self.unit.is_some()),
            ("right", self.right.is_some()),
            ("tolerance", self.tolerance.is_some()),
            ("most", self.most.is_some()),
            ("blank", is(self.blank)),
            ("shuffled", is(self.shuffled)),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
    }
}

/// A setting that is a whole number in a range; `None` if it is not given.
///
/// # Errors
/// [`Refusal::InvalidPrompt`] for a number outside the range.
pub(super) fn whole<T>(field: &'static str, value: Option<i64>, range: RangeInclusive<T>) -> Result<Option<T>, Refusal>
where
    T: TryFrom<i64> + PartialOrd + Display,
{
    let Some(value) = value else { return Ok(None) };
    let within = T::try_from(value).ok().filter(|value| range.contains(value));
    within.map(Some).ok_or_else(|| invalid_prompt(field, format!("a whole number from {} to {}", range.start(), range.end())))
}

/// A flag as it is stored: only when it is set.
pub(super) fn flag(is_set: bool) -> Option<bool> {
    is_set.then_some(true)
}

impl Serialize for NumberInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (Self::Plain(text) | Self::Written(text)) = self;
        serializer.serialize_str(text)
    }
}

impl<'de> Deserialize<'de> for NumberInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Json::deserialize(deserializer)?.number().ok_or_else(|| serde::de::Error::custom("expected a number, or text with one"))
    }
}
