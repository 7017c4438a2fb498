//! Summaries fit into a live frame of 2 kB, which has some 250 bytes beside them. Those of words are cut when a frame is made:
//! see `wire/count.rs`.

use super::*;

/// The most bytes of a summary as JSON.
const MOST: usize = 1750;

/// Numbers that look random: the same ones in each run.
fn dice(seed: &mut u64) -> Dice {
    std::array::from_fn(|_| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u16::try_from(*seed >> 48).unwrap()
    })
}

fn check(settings: &PromptSettings, options: usize) {
    let mut poll = Poll::new(settings, options);
    for id in &mut poll.ids {
        *id += 1_000_000;
    }
    let (mut seed, mut tally) = (7, Tally::default());
    for answers in 1..=2000u64 {
        // Each answer counts 50 times: 100,000 in all.
        tally.add_answer(&poll.answer(&dice(&mut seed)), 50);
        if matches!(answers, 1 | 20 | 2000) {
            let json = serde_json::to_string(&poll.prompt.summary(&poll.ids, &tally, answers * 50)).unwrap();
            assert!(json.len() <= MOST, "{} bytes of {:?} at {} answers: {json}", json.len(), settings.kind, answers * 50);
        }
    }
}

#[test]
fn a_summary_of_any_kind_fits_into_a_frame() {
    check(&of(Kind::Single), 20);
    check(&of(Kind::Multiple), 20);
    check(&PromptSettings { preset: Some(Preset::Nps), ..of(Kind::Rating) }, 11);
    check(&PromptSettings { scale: Some(11), partial: Some(true), ..of(Kind::Grid) }, 10);
    check(&of(Kind::Ranking), 12);
    check(&PromptSettings { rank_all: Some(true), ..of(Kind::Ranking) }, 12);
    check(&PromptSettings { budget: Some(1000), ..of(Kind::Points) }, 20);
    for decimals in 0..=6 {
        check(&PromptSettings { decimals: Some(decimals), ..of(Kind::Number) }, 0);
    }
}

proptest! {
    #[test]
    fn a_histogram_of_long_numbers_fits_into_a_frame(base in -999_000_000_000_000..999_000_000_000_000i64, spread in 0..15u32, decimals in 0..=6i64, steps in prop::collection::vec(0..1000i64, 1..500)) {
        let poll = Poll { prompt: prompt(&PromptSettings { decimals: Some(decimals), ..of(Kind::Number) }), ids: vec![] };
        let value = |step: &i64| (base + step * 10i64.pow(spread) / 1000).clamp(-999_999_999_999_999, 999_999_999_999_999);
        let mut tally = Tally::default();
        for step in &steps {
            tally.add_answer(&Answer::Number(value(step)), 200);
        }
        let summary = poll.prompt.summary(&[], &tally, 200 * steps.len() as u64);
        let json = serde_json::to_string(&summary).unwrap();
        prop_assert!(json.len() <= MOST, "{} bytes: {}", json.len(), json);
    }
}

#[test]
fn two_thousand_rankings_fold_into_the_tally_of_their_sum() {
    let poll = Poll::new(&PromptSettings { rank_all: Some(true), ..of(Kind::Ranking) }, 12);
    let mut seed = 7;
    let answers: Vec<_> = (0..2000).map(|_| poll.answer(&dice(&mut seed))).collect();
    let halves = answers.split_at(1000);
    let mut sum = tally_of(halves.0);
    for (key, count) in tally_of(halves.1).iter() {
        sum.add(key, count);
    }
    assert_eq!(sum, tally_of(&answers));
    let Figures::Ranking(figures) = poll.summary(&answers).figures else { panic!() };
    assert!(figures.ranking.iter().all(|option| option.ranked == 2000));
}
