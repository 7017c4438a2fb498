//! Property tests and worked examples over all kinds.

mod bad_answers;
mod bad_prompts;
mod duels;
mod figures;
mod fold;
mod round_trips;
mod sizes;
mod tables;

use super::*;
use crate::domain::{OwnWords, Refusal};
use proptest::prelude::*;

/// Numbers from which an answer is made.
type Dice = [u16; 24];

/// A poll: its prompt and its options.
#[derive(Debug, Clone)]
struct Poll {
    prompt: Prompt,
    ids: Vec<OptionId>,
}

fn prompt(settings: &PromptSettings) -> Prompt {
    Prompt::parse(settings).expect("valid settings")
}

fn of(kind: Kind) -> PromptSettings {
    PromptSettings { kind, ..PromptSettings::default() }
}

fn number(text: &str) -> NumberInput {
    NumberInput::Written(text.to_owned())
}

fn body(json: &str) -> AnswerBody {
    serde_json::from_str(json).expect("JSON")
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn tally_of<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Tally {
    let mut tally = Tally::default();
    for answer in answers {
        tally.add_answer(answer, 1);
    }
    tally
}

impl Poll {
    /// A poll with options from the id 101, in a mixed order.
    fn new(settings: &PromptSettings, options: usize) -> Self {
        let prompt = prompt(settings);
        prompt.check_options(options).expect("a number of options that fits");
        let mut ids: Vec<OptionId> = (101..).take(options).collect();
        ids.rotate_left(options / 3);
        Self { prompt, ids }
    }

    fn summary(&self, answers: &[Answer]) -> Summary {
        let mut tally = tally_of(answers);
        for (position, answer) in (1..).zip(answers) {
            tally.terms_mut().add_texts(answer.texts(), (position, 1), &OwnWords::default());
        }
        self.prompt.summary(&self.ids, &tally, answers.len() as u64)
    }

    fn json(&self, json: &str) -> Result<Answer, Refusal> {
        self.prompt.answer_from_body(&body(json), &self.ids)
    }

    fn form(&self, pairs: &[(&str, &str)]) -> Result<Answer, Refusal> {
        self.prompt.answer_from_form(&fields(pairs), &self.ids)
    }

    /// Texts of which no two say the same.
    #[expect(clippy::unused_self, reason = "beside the answers of other kinds")]
    fn texts(&self, dice: &[u16], count: usize) -> Vec<String> {
        let word = |(at, die): (usize, &u16)| {
            format!("{}{}", ["Solar ", "wind-", "Ähre", "Straße ", "太陽"][usize::from(die % 5)], at * 7 + usize::from(die % 7))
        };
        dice.iter().enumerate().take(count).map(word).collect()
    }

    /// A valid answer.
    fn answer(&self, dice: &Dice) -> Answer {
        let [coin, size, dice @ ..] = dice;
        if self.prompt.blank() && coin % 7 == 0 {
            return Answer::Blank;
        }
        let mut mixed: Vec<(u16, OptionId)> = dice.iter().copied().zip(self.ids.iter().copied()).collect();
        mixed.sort_unstable();
        let mixed: Vec<OptionId> = mixed.into_iter().map(|(_, id)| id).collect();
        let between = |from: usize, to: usize| from + usize::from(*size) % (to - from + 1);
        match self.prompt.ask() {
            Ask::Choice(choice) => {
                let (min, max) = choice.bounds(self.ids.len());
                let mut chosen = mixed[..between(min, max)].to_vec();
                chosen.sort_unstable();
                Answer::Options(chosen)
            }
            Ask::Rating(_) => Answer::Options(mixed[..1].to_vec()),
            Ask::Grid(grid) => {
                let marked = if grid.partial() { between(1, mixed.len()) } else { mixed.len() };
                let width = u16::from(grid.scale().highest() - grid.scale().lowest()) + 1;
                let mark = |die: u16| grid.scale().lowest() + u8::try_from(die % width).unwrap();
                let mut marks: Vec<_> = mixed[..marked].iter().copied().zip(dice.iter().map(|die| mark(*die))).collect();
                marks.sort_unstable();
                Answer::Grid(marks)
            }
            Ask::Ranking(ranking) => {
                let last = ranking.places(mixed.len());
                Answer::Ranking(mixed[..if ranking.rank_all() { last } else { between(1, last) }].to_vec())
            }
            Ask::Points(points) => {
                let mut left = points.budget();
                let mut given: Vec<_> = mixed
                    .iter()
                    .copied()
                    .zip(dice)
                    .map(|(id, die)| {
                        let points = die % (left + 1);
                        left -= points;
                        (id, points)
                    })
                    .collect();
                given[0].1 += if points.spend_all() { left } else { u16::from(left == points.budget()) };
                given.retain(|(_, points)| *points > 0);
                given.sort_unstable();
                Answer::Points(given)
            }
            Ask::Number(_) => Answer::Number(i64::from(dice[0] % 1000) - 500),
            Ask::Words(words) => Answer::Texts(self.texts(dice, between(1, words.most().into()))),
            Ask::Text(_) => Answer::Texts(self.texts(dice, 1)),
        }
    }
}

/// A poll of any kind.
fn any_poll() -> impl Strategy<Value = Poll> {
    let flags = any::<[bool; 4]>();
    (prop::sample::select(Kind::ALL.to_vec()), 0..1000usize, 0..1000i64, flags).prop_map(
        |(kind, size, number, [blank, one, other, labelled])| {
            let scale = 2 + number % 10;
            let labels = labelled.then(|| vec!["low".to_owned(), "high".to_owned()]);
            let common = PromptSettings { kind, blank: Some(blank), ..PromptSettings::default() };
            let shuffled = Some(one);
            let (settings, options) = match kind {
                Kind::Single => (PromptSettings { shuffled, ..common }, 2 + size % 19),
                Kind::Multiple => {
                    let options = 2 + size % 19;
                    let max = 1 + number % i64::try_from(options).unwrap();
                    (
                        PromptSettings { shuffled, max_choices: other.then_some(max), min_choices: one.then_some(1 + max / 2), ..common },
                        options,
                    )
                }
                Kind::Rating if one && other => (PromptSettings { preset: Some(Preset::Nps), labels, ..common }, 11),
                Kind::Rating => (
                    PromptSettings { scale: Some(scale), scale_from: Some(i64::from(one)), labels, ..common },
                    usize::try_from(scale).unwrap(),
                ),
                Kind::Grid => {
                    let settings =
                        PromptSettings { scale: Some(scale), scale_from: Some(i64::from(one)), partial: Some(other), labels, ..common };
                    (settings, 1 + size % 10)
                }
                Kind::Ranking => {
                    let options = 2 + size % 11;
                    let most = 1 + number % i64::try_from(options).unwrap();
                    (PromptSettings { shuffled, rank_all: Some(labelled), max_ranked: other.then_some(most), ..common }, options)
                }
                Kind::Points => {
                    (PromptSettings { shuffled, budget: Some(10 + number % 991), spend_all: Some(other), ..common }, 2 + size % 19)
                }
                Kind::Words => (PromptSettings { most: other.then_some(1 + number % 10), ..common }, 0),
                Kind::Text => (common, 0),
                Kind::Number => {
                    let decimals = Some(number % 7);
                    (
                        PromptSettings {
                            decimals,
                            from: one.then(|| self::number("-1000")),
                            unit: labelled.then(|| "km".to_owned()),
                            ..common
                        },
                        0,
                    )
                }
            };
            Poll::new(&settings, options)
        },
    )
}

/// A poll with answers.
fn any_answers() -> impl Strategy<Value = (Poll, Vec<Answer>)> {
    (any_poll(), prop::collection::vec(any::<Dice>(), 0..40)).prop_map(|(poll, dice)| {
        let answers = dice.iter().map(|dice| poll.answer(dice)).collect();
        (poll, answers)
    })
}
