//! What the fields of a ballot without a script contain: the answer of a refused form, else the counted one.

use crate::domain::AnswerShape;
use crate::wire::YourVote;

/// The fields of an answer, by name.
pub(crate) struct FormAnswer(Vec<(String, String)>);

impl FormAnswer {
    /// The fields as they were `typed` in a refused form; if there are none, those of the device's vote.
    pub(crate) fn new(typed: Vec<(String, String)>, vote: Option<&YourVote>) -> Self {
        if typed.is_empty() { Self::of_vote(vote) } else { Self(typed) }
    }

    /// The fields of a device's vote; none without one.
    pub(crate) fn of_vote(vote: Option<&YourVote>) -> Self {
        Self(vote.map(|vote| fields(&vote.answer)).unwrap_or_default())
    }

    /// Whether an option, or `blank`, is chosen.
    pub(crate) fn chooses(&self, option: &(impl ToString + ?Sized)) -> bool {
        let option = option.to_string();
        self.0.iter().any(|(name, value)| matches!(name.as_str(), "option_id" | "option_ids" | "option_ids[]") && *value == option)
    }

    /// The value of a field; empty without one.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The value of a field that is there several times, by its place among them; empty beyond the last one.
    pub(crate) fn nth(&self, name: &str, at: usize) -> &str {
        self.0.iter().filter(|(known, _)| known == name).nth(at).map_or("", |(_, value)| value)
    }

    /// The value of an option's field.
    pub(crate) fn of(&self, prefix: &str, option: i64) -> &str {
        self.value(&format!("{prefix}_{option}"))
    }
}

/// An answer as the fields of a form.
fn fields(answer: &AnswerShape) -> Vec<(String, String)> {
    match answer {
        AnswerShape::Options(ids) => ids.iter().map(|id| ("option_id".to_owned(), id.to_string())).collect(),
        AnswerShape::Mark(_) => Vec::new(),
        AnswerShape::Marks(marks) => marks.iter().map(|(id, mark)| (format!("mark_{id}"), mark.to_string())).collect(),
        AnswerShape::Ranking(ids) => (1..).zip(ids).map(|(place, id): (u32, _)| (format!("rank_{id}"), place.to_string())).collect(),
        AnswerShape::Points(points) => points.iter().map(|(id, given)| (format!("points_{id}"), given.to_string())).collect(),
        AnswerShape::Number(number) => vec![("number".to_owned(), number.clone())],
        AnswerShape::Texts(texts) => texts.iter().map(|text| ("text".to_owned(), text.clone())).collect(),
        AnswerShape::Blank => vec![("blank".to_owned(), "1".to_owned())],
    }
}
