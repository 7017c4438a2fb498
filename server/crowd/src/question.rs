//! A question of any kind, and what the phones of a crowd answer.

use anyhow::Context;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::str::FromStr;

/// The kinds of questions that a crowd answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// One of two options: every phone chooses the first.
    #[default]
    Choice,
    /// A mark of ten.
    Rating,
    /// A mark of five for each of ten statements.
    Grid,
    /// Twelve options in an order.
    Ranking,
    /// A hundred points for eight options.
    Points,
    /// A number.
    Number,
    /// Three words, of a few hundred.
    Words,
    /// A text.
    Text,
}

/// An open poll.
#[derive(Debug, Clone)]
pub struct Question {
    /// The poll's code.
    pub code: String,
    kind: Kind,
    /// The ids of its options.
    options: Vec<i64>,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [Self::Choice, Self::Rating, Self::Grid, Self::Ranking, Self::Points, Self::Number, Self::Words, Self::Text];

    /// Its name, which is that of the API but for a choice.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Rating => "rating",
            Self::Grid => "grid",
            Self::Ranking => "ranking",
            Self::Points => "points",
            Self::Number => "number",
            Self::Words => "words",
            Self::Text => "text",
        }
    }

    /// The body of the request that creates such a poll, which counts one vote for each device.
    pub(crate) fn body(self, question: &str) -> Value {
        let options = |count: usize| (1..=count).map(|at| format!("Option {at}")).collect::<Vec<_>>();
        let mut body = match self {
            Self::Choice => json!({ "options": ["Here", "Almost"] }),
            Self::Rating => json!({ "kind": "rating", "scale": 10 }),
            Self::Grid => json!({ "kind": "grid", "options": options(10) }),
            Self::Ranking => json!({ "kind": "ranking", "options": options(12) }),
            Self::Points => json!({ "kind": "points", "options": options(8) }),
            Self::Number => json!({ "kind": "number", "decimals": 1, "unit": "km" }),
            Self::Words => json!({ "kind": "words" }),
            Self::Text => json!({ "kind": "text" }),
        };
        body["question"] = question.into();
        body["fairness"] = "device".into();
        body
    }

    /// The answers that the figures of a poll count.
    ///
    /// # Errors
    /// When the poll has no such figures.
    pub(crate) fn counted(self, poll: &Value) -> anyhow::Result<u64> {
        let sum = |list: &str, field: &str| {
            let list = poll[list].as_array().with_context(|| format!("the poll has no {list}"))?;
            anyhow::Ok(list.iter().filter_map(|row| row[field].as_u64()).sum::<u64>())
        };
        match self {
            Self::Choice | Self::Rating => sum("options", "vote_count"),
            Self::Grid => {
                let counts = poll["grid"][0]["counts"].as_array().context("the poll has no statements")?;
                Ok(counts.iter().filter_map(Value::as_u64).sum())
            }
            Self::Ranking => sum("ranking", "first"),
            Self::Points => Ok(sum("points", "sum")? / 100),
            Self::Number => poll["number"]["count"].as_u64().context("the poll has no numbers"),
            Self::Words | Self::Text => poll["answers"].as_u64().context("the poll has no texts"),
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == name);
        known.ok_or_else(|| format!("kinds are {}", Self::ALL.map(Self::name).join(", ")))
    }
}

impl Question {
    /// The poll that a server has made of this kind.
    ///
    /// # Errors
    /// When it has not the form of one.
    pub(crate) fn made(kind: Kind, made: &Value) -> anyhow::Result<Self> {
        let code = made["poll_code"].as_str().context("the server made no poll")?.to_owned();
        let options = made["options"].as_array().context("the poll has no options")?;
        Ok(Self { code, kind, options: options.iter().filter_map(|option| option["id"].as_i64()).collect() })
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What phone `n` answers: the member of a vote's JSON. Phones answer differently, but for a choice.
    #[must_use]
    pub fn answer(&self, n: u32) -> String {
        let options = &self.options;
        let at = usize::try_from(n).unwrap_or_default();
        match self.kind {
            Kind::Choice => format!("\"option_id\":{}", options.first().copied().unwrap_or_default()),
            Kind::Rating => format!("\"answer\":{{\"mark\":{}}}", n % 10 + 1),
            Kind::Grid => format!("\"answer\":{{\"marks\":{{{}}}}}", by_option(options, |index| (at + index) % 5 + 1)),
            Kind::Ranking => {
                let mut order = options.clone();
                order.rotate_left(at % options.len().max(1));
                format!("\"answer\":{{\"ranking\":{order:?}}}")
            }
            Kind::Points => {
                let favourite = at % options.len().max(1);
                let share = |index| if index == favourite { 100 - 10 * (options.len() - 1) } else { 10 };
                format!("\"answer\":{{\"points\":{{{}}}}}", by_option(options, share))
            }
            Kind::Number => format!("\"answer\":{{\"number\":\"{}.{}\"}}", n % 500, n % 10),
            // Squares spread unevenly: some words come from many phones, most from few.
            Kind::Words => {
                let word = |salt: u32| n.wrapping_mul(salt) % 20 * (n.wrapping_mul(salt) % 20) % 397;
                format!("\"answer\":{{\"texts\":[\"Word {}\",\"word {}\",\"Idea {n}\"]}}", word(7), 400 + word(11))
            }
            Kind::Text => format!("\"answer\":{{\"texts\":[\"What phone {n} thinks of it.\"]}}"),
        }
    }
}

/// `"7":3,"8":1`: a whole number for each option, by its index.
fn by_option(options: &[i64], value: impl Fn(usize) -> usize) -> String {
    let mut members = String::new();
    for (index, id) in options.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let _infallible = write!(members, "{comma}\"{id}\":{}", value(index));
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_json_and_points_are_all_spent() {
        for kind in Kind::ALL {
            let made = json!({ "poll_code": "AB3DE9ZX", "options": (1..=8).map(|id| json!({ "id": id })).collect::<Vec<_>>() });
            let question = Question::made(kind, &made).unwrap();
            for n in [0, 1, 7, 8, 9_999] {
                let ballot: Value = serde_json::from_str(&format!("{{{}}}", question.answer(n))).unwrap();
                if kind == Kind::Points {
                    let spent: u64 = ballot["answer"]["points"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
                    assert_eq!(spent, 100, "{ballot}");
                }
            }
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert!("clouds".parse::<Kind>().is_err());
    }
}
