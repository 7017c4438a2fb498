//! Ranking: options in an order, all of them or the best few.
//!
//! Results are Borda counts: of n options, the first place is worth n - 1 points, the last none, and the options that a ballot
//! leaves out share equally what is left. An option's points therefore follow from its duels: in each ranking it has a point for
//! each option behind it, and half a point for each one level with it.

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::fault::{AnswerFault, invalid, invalid_prompt, other_kind};
use super::form::Form;
use super::rounding::{float, hundredths};
use super::settings::{flag, whole};
use super::table::{Cell, Column, Row, option, optional};
use super::{Answer, Figures, Kind, OptionId, PromptSettings, Tally, TallyKey};
use crate::domain::Refusal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The most options.
const MOST_OPTIONS: u8 = 12;

/// The settings of a ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// How many places there are; as many as options if `None`.
    max_ranked: Option<u8>,
    rank_all: bool,
}

/// The figures of a ranking.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
pub struct RankingFigures {
    /// In the host's order.
    pub ranking: Vec<RankedOption>,
    /// The option that more rankings prefer to each other one than the reverse; null if there is none.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub beats_all: Option<OptionId>,
}

/// What rankings say of an option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct RankedOption {
    /// Unique over all polls.
    #[ts(type = "number")]
    pub id: OptionId,
    /// Its place by points, from 1; options with equal points share one. Null without rankings.
    #[schema(required)]
    pub place: Option<u8>,
    /// Its Borda count, which may end in a half.
    pub points: f64,
    /// Rankings that place it first.
    #[ts(type = "number")]
    pub first: u64,
    /// The mean of its places in the rankings that rank it, two decimals; null without any.
    #[schema(required)]
    pub mean_place: Option<f64>,
    /// Rankings that rank it.
    #[ts(type = "number")]
    pub ranked: u64,
}

impl Ranking {
    /// Parses the settings of `ranking`.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names the setting.
    pub(super) fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        let max_ranked = whole("max_ranked", settings.max_ranked, 1..=MOST_OPTIONS)?;
        Ok(Self { max_ranked, rank_all: settings.rank_all.unwrap_or(false) })
    }

    /// How many places an answer may give, where the poll has `options`.
    #[must_use]
    pub fn places(&self, options: usize) -> usize {
        self.max_ranked.map_or(options, usize::from)
    }

    /// The same with no more places than options.
    #[must_use]
    pub(super) fn limited_to(&self, options: u8) -> Self {
        Self { max_ranked: self.max_ranked.map(|places| places.min(options)), ..self.clone() }
    }

    /// Whether an answer must give every place.
    #[must_use]
    pub fn rank_all(&self) -> bool {
        self.rank_all
    }

    fn check(&self, field: &str, ranked: &[OptionId], ids: &[OptionId]) -> Result<(), Refusal> {
        let last = self.places(ids.len());
        if ranked.is_empty() {
            return Err(invalid(field, AnswerFault::Empty));
        }
        if ranked.iter().enumerate().any(|(at, id)| ranked[..at].contains(id)) {
            return Err(invalid(field, AnswerFault::Doubled));
        }
        if !ranked.iter().all(|id| ids.contains(id)) {
            return Err(invalid(field, AnswerFault::Foreign));
        }
        if ranked.len() > last {
            return Err(invalid(field, AnswerFault::WrongCount { min: 1, max: last }));
        }
        if self.rank_all && ranked.len() < last { Err(invalid(field, AnswerFault::Unranked { last })) } else { Ok(()) }
    }

    /// The options in the order of their places, which must be 1, 2, 3 … without a gap.
    fn in_order(&self, places: &[(String, OptionId, i64)], ids: &[OptionId]) -> Result<Vec<OptionId>, Refusal> {
        let last = self.places(ids.len());
        let mut ranked: Vec<(usize, &str, OptionId)> = Vec::with_capacity(places.len());
        for (field, id, place) in places {
            let place = usize::try_from(*place).ok().filter(|place| (1..=last).contains(place));
            ranked.push((place.ok_or_else(|| invalid(field, AnswerFault::NotAPlace { last }))?, field, *id));
        }
        ranked.sort_by_key(|(place, ..)| *place);
        for (expected, (place, field, _)) in (1..).zip(&ranked) {
            if *place < expected {
                return Err(invalid(field, AnswerFault::SharedPlace { place: *place }));
            }
            if *place > expected {
                return Err(invalid(field, AnswerFault::SkippedPlace { place: expected }));
            }
        }
        Ok(ranked.into_iter().map(|(.., id)| id).collect())
    }
}

/// What a ranking adds to its poll's tally.
pub(super) fn tally(ranked: &[OptionId]) -> Vec<(TallyKey, i64)> {
    let mut sums: Vec<_> = ranked.first().map(|id| (TallyKey::First(*id), 1)).into_iter().collect();
    for (place, (at, id)) in (1..).zip(ranked.iter().enumerate()) {
        sums.extend([(TallyKey::Ranked(*id), 1), (TallyKey::Places(*id), place)]);
        sums.extend(
            ranked[at + 1..]
                .iter()
                .map(|behind| if id < behind { (TallyKey::Duel(*id, *behind), 1) } else { (TallyKey::Duel(*behind, *id), -1) }),
        );
    }
    sums
}

/// By how many more rankings `one` is preferred to `other` than the reverse. A ranked option is preferred to one that the
/// ranking leaves out: those rankings are the difference of how often each is ranked.
fn margin(tally: &Tally, one: OptionId, other: OptionId) -> i128 {
    let duel = |one, other| i128::from(tally.get(TallyKey::Duel(one, other)));
    let ranked = |id| i128::from(tally.get(TallyKey::Ranked(id)));
    (if one < other { duel(one, other) } else { -duel(other, one) }) + ranked(one) - ranked(other)
}

impl RankingFigures {
    /// The rows of a table: one for each option.
    pub(super) fn rows(&self, options: &[&str]) -> Vec<Row> {
        let rows = self.ranking.iter().enumerate().map(|(at, ranked)| {
            let mut row = option(at, options).to_vec();
            row.extend([
                (Column::Place, ranked.place.map_or(Cell::Empty, |place| Cell::Count(place.into()))),
                (Column::Points, Cell::Number(ranked.points)),
                (Column::First, Cell::Count(ranked.first)),
                (Column::MeanPlace, optional(ranked.mean_place)),
                (Column::Ranked, Cell::Count(ranked.ranked)),
                (Column::BeatsAll, Cell::Flag(self.beats_all == Some(ranked.id))),
            ]);
            row
        });
        rows.collect()
    }
}

impl Behaviour for Ranking {
    fn kind(&self) -> Kind {
        Kind::Ranking
    }

    fn settings(&self) -> PromptSettings {
        PromptSettings { max_ranked: self.max_ranked.map(Into::into), rank_all: flag(self.rank_all), ..PromptSettings::default() }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["ranking"]
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        if !(2..=usize::from(MOST_OPTIONS)).contains(&count) {
            return Err(Refusal::InvalidOptions(format!("A ranking has 2 to {MOST_OPTIONS} options; this one has {count}.")));
        }
        if self.places(count) <= count {
            Ok(())
        } else {
            Err(invalid_prompt("max_ranked", format!("at most the number of options, {count}")))
        }
    }

    fn read_body(&self, body: &AnswerBody, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let (field, value) = body.field(self.fields())?;
        let ranked = value.ids(field)?;
        self.check(field, &ranked, ids)?;
        Ok(Answer::Ranking(ranked))
    }

    fn read_form(&self, form: &Form<'_>, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let places = form.entries("rank_", &AnswerFault::NotAPlace { last: self.places(ids.len()) })?;
        let ranked = self.in_order(&places, ids)?;
        self.check("ranking", &ranked, ids)?;
        Ok(Answer::Ranking(ranked))
    }

    fn fit(&self, answer: &Answer, ids: &[OptionId]) -> Result<(), Refusal> {
        let Answer::Ranking(ranked) = answer else {
            return Err(other_kind("answer", self.fields()));
        };
        self.check("ranking", ranked, ids)
    }

    fn figures(&self, ids: &[OptionId], tally: &Tally, _: u64) -> Figures {
        let rankings: u64 = ids.iter().map(|id| tally.count(TallyKey::First(*id))).sum();
        let margins = |id: OptionId| ids.iter().filter(move |other| **other != id).map(move |other| margin(tally, id, *other));
        // Twice the points, so that halves are integers.
        let doubled: Vec<i128> = ids.iter().map(|id| margins(*id).map(|margin| i128::from(rankings) + margin).sum()).collect();
        let option = |(id, doubled_points): (&OptionId, &i128)| {
            let ahead = doubled.iter().filter(|other| *other > doubled_points).count();
            let ranked = tally.count(TallyKey::Ranked(*id));
            RankedOption {
                id: *id,
                place: u8::try_from(ahead + 1).ok().filter(|_| rankings > 0),
                points: float(*doubled_points) / 2.0,
                first: tally.count(TallyKey::First(*id)),
                mean_place: hundredths(tally.get(TallyKey::Places(*id)).into(), ranked),
                ranked,
            }
        };
        Figures::Ranking(RankingFigures {
            ranking: ids.iter().zip(&doubled).map(option).collect(),
            beats_all: ids.iter().copied().find(|id| rankings > 0 && margins(*id).all(|margin| margin > 0)),
        })
    }
}
