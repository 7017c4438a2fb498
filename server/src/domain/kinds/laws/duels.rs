//! Rankings against a recount of the ballots, and the four methods that disagree.

use super::*;
use std::collections::HashMap;

/// Ballots with how often each was cast, the best option first.
type Ballots = Vec<(Vec<OptionId>, u32)>;

fn place(ballot: &[OptionId], id: OptionId) -> usize {
    ballot.iter().position(|ranked| *ranked == id).unwrap_or(ballot.len())
}

/// Ballots that prefer one option to another.
fn preferring(ballots: &Ballots, one: OptionId, other: OptionId) -> u32 {
    ballots.iter().filter(|(ballot, _)| place(ballot, one) < place(ballot, other)).map(|(_, times)| times).sum()
}

/// Twice the Borda count, ballot by ballot: the options that one leaves out share the points that are left.
fn doubled_borda(ballots: &Ballots, ids: &[OptionId], id: OptionId) -> u32 {
    let points = |ballot: &[OptionId]| {
        let at = place(ballot, id);
        if at < ballot.len() { 2 * (ids.len() - 1 - at) } else { ids.len() - ballot.len() - 1 }
    };
    ballots.iter().map(|(ballot, times)| u32::try_from(points(ballot)).unwrap() * times).sum()
}

/// The winner by the strongest paths of duels (Schulze), of which there must be one.
fn schulze(ballots: &Ballots, ids: &[OptionId]) -> OptionId {
    let pairs = || ids.iter().flat_map(|one| ids.iter().map(move |other| (*one, *other))).filter(|(one, other)| one != other);
    let wins = |(one, other)| Some(preferring(ballots, one, other)).filter(|votes| *votes > preferring(ballots, other, one)).unwrap_or(0);
    let mut paths: HashMap<_, u32> = pairs().map(|pair| (pair, wins(pair))).collect();
    for middle in ids {
        for (one, other) in pairs().filter(|(one, other)| one != middle && other != middle) {
            let through = paths[&(one, *middle)].min(paths[&(*middle, other)]);
            let path = paths.get_mut(&(one, other)).unwrap();
            *path = through.max(*path);
        }
    }
    let beats_all = |id: OptionId| ids.iter().all(|other| *other == id || paths[&(id, *other)] > paths[&(*other, id)]);
    *ids.iter().find(|id| beats_all(**id)).expect("one winner")
}

/// The winner by instant run-off: the option with the fewest first places goes, until one has more than half.
fn instant_runoff(ballots: &Ballots, ids: &[OptionId]) -> OptionId {
    let mut left = ids.to_vec();
    loop {
        let firsts = |id: &OptionId| -> u32 {
            let counts = |ballot: &&(Vec<OptionId>, u32)| ballot.0.iter().find(|ranked| left.contains(ranked)) == Some(id);
            ballots.iter().filter(counts).map(|(_, times)| times).sum()
        };
        let all: u32 = left.iter().map(firsts).sum();
        if let Some(winner) = left.iter().find(|id| 2 * firsts(id) > all) {
            return *winner;
        }
        let last = *left.iter().min_by_key(|id| firsts(id)).expect("an option");
        left.retain(|id| *id != last);
    }
}

fn answers(ballots: &Ballots) -> Vec<Answer> {
    ballots.iter().flat_map(|(ballot, times)| std::iter::repeat_n(Answer::Ranking(ballot.clone()), *times as usize)).collect()
}

fn figures(ids: &[OptionId], ballots: &Ballots) -> RankingFigures {
    let answers = answers(ballots);
    let summary = prompt(&of(Kind::Ranking)).summary(ids, &tally_of(&answers), answers.len() as u64);
    let Figures::Ranking(figures) = summary.figures else { panic!("a ranking has figures of its own") };
    figures
}

#[test]
fn the_golden_ballots_have_four_winners() {
    let ids @ [a, b, c, d]: [OptionId; 4] = [1, 2, 3, 4];
    let ballots = vec![(vec![a, d, b, c], 6), (vec![b, a, d, c], 1), (vec![b, d, a, c], 2), (vec![d, a, b, c], 5), (vec![c, b, a, d], 9)];
    let RankingFigures { ranking, beats_all } = figures(&ids, &ballots);
    assert_eq!(ranking.iter().map(|option| option.first).collect::<Vec<_>>(), [6, 3, 9, 5], "C is most often first");
    assert_eq!(ranking.iter().map(|option| option.points.to_string()).collect::<Vec<_>>(), ["41", "38", "27", "32"], "A has most points");
    assert_eq!(ranking.iter().map(|option| option.place).collect::<Vec<_>>(), [Some(1), Some(2), Some(4), Some(3)]);
    assert_eq!(schulze(&ballots, &ids), b);
    assert_eq!(instant_runoff(&ballots, &ids), d);
    assert_eq!(beats_all, Some(b), "more ballots prefer B to each other one than the reverse");
}

#[test]
fn equal_points_share_a_place() {
    let ballots = vec![(vec![1, 2, 3, 4], 1), (vec![2, 1, 3, 4], 1)];
    let RankingFigures { ranking, beats_all } = figures(&[4, 3, 2, 1], &ballots);
    assert_eq!(ranking.iter().map(|option| option.place).collect::<Vec<_>>(), [Some(4), Some(3), Some(1), Some(1)]);
    assert_eq!(beats_all, None);
    assert_eq!(figures(&[1, 2], &vec![(vec![2, 1], 3), (vec![1], 2)]).beats_all, Some(2));
    let none = figures(&[1, 2], &Vec::new());
    assert_eq!((none.ranking[0].place, none.ranking[0].mean_place, none.beats_all), (None, None, None));
}

proptest! {
    #[test]
    fn figures_from_the_tally_are_those_of_the_ballots(dice in prop::collection::vec(any::<Dice>(), 0..40), options in 2..=12usize, most in 1..=12i64) {
        let settings = PromptSettings { max_ranked: Some(most.min(i64::try_from(options).unwrap())), ..of(Kind::Ranking) };
        let poll = Poll::new(&settings, options);
        let ballots: Ballots = dice.iter().map(|dice| match poll.answer(dice) {
            Answer::Ranking(ids) => (ids, 1),
            other => panic!("{other:?}"),
        }).collect();
        let RankingFigures { ranking, beats_all } = figures(&poll.ids, &ballots);
        for option in &ranking {
            prop_assert!((option.points * 2.0 - f64::from(doubled_borda(&ballots, &poll.ids, option.id))).abs() < 1e-9, "{:?}", option);
            prop_assert_eq!(option.ranked, ballots.iter().filter(|(ballot, _)| ballot.contains(&option.id)).count() as u64);
        }
        let beats = |one: OptionId| poll.ids.iter().all(|other| *other == one || preferring(&ballots, one, *other) > preferring(&ballots, *other, one));
        prop_assert_eq!(beats_all, poll.ids.iter().copied().find(|id| !ballots.is_empty() && beats(*id)));
        if let Some(winner) = beats_all {
            prop_assert_eq!(schulze(&ballots, &poll.ids), winner);
        }
    }
}
