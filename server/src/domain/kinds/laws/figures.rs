//! Figures of scales, points and numbers.

use super::*;

fn repeat(answers: &[(Answer, usize)]) -> Vec<Answer> {
    answers.iter().flat_map(|(answer, times)| std::iter::repeat_n(answer.clone(), *times)).collect()
}

fn json(poll: &Poll, answers: &[Answer]) -> String {
    serde_json::to_string(&poll.summary(answers)).unwrap()
}

#[test]
fn a_net_promoter_score_is_promoters_less_detractors() {
    let poll = Poll {
        prompt: prompt(&PromptSettings { preset: Some(Preset::Nps), blank: Some(true), ..of(Kind::Rating) }),
        ids: (0..=10).collect(),
    };
    let mark = |mark| Answer::Options(vec![mark]);
    let answers = repeat(&[(mark(10), 3), (mark(9), 1), (mark(8), 2), (mark(6), 1), (mark(0), 1), (Answer::Blank, 2)]);
    let Figures::Rating(figures) = poll.summary(&answers).figures else { panic!() };
    assert_eq!((figures.nps, figures.mean, figures.median), (Some(25), Some(7.63), Some(8.5)), "of eight, blank answers apart");
    assert_eq!(figures.options[10].vote_count, 3);
    let Figures::Rating(figures) = poll.summary(&[]).figures else { panic!() };
    assert_eq!((figures.nps, figures.mean, figures.median), (None, None, None));
}

#[test]
fn a_scale_from_0_has_a_mean_from_0_and_no_score_without_the_preset() {
    let settings = PromptSettings { scale: Some(11), scale_from: Some(0), ..of(Kind::Rating) };
    let poll = Poll { prompt: prompt(&settings), ids: (50..=60).collect() };
    let answers = [poll.json(r#"{"mark":0}"#).unwrap(), poll.json(r#"{"mark":1}"#).unwrap()];
    assert_eq!(answers, [Answer::Options(vec![50]), Answer::Options(vec![51])]);
    let Figures::Rating(figures) = poll.summary(&answers).figures else { panic!() };
    assert_eq!((figures.nps, figures.mean, figures.median), (None, Some(0.5), Some(0.5)));
}

#[test]
fn results_have_the_names_of_the_contract() {
    let grid = Poll { prompt: prompt(&PromptSettings { scale: Some(3), partial: Some(true), ..of(Kind::Grid) }), ids: vec![21, 22] };
    assert_eq!(
        json(&grid, &[Answer::Grid(vec![(21, 3)]), Answer::Grid(vec![(21, 2), (22, 1)])]),
        r#"{"blank":0,"grid":[{"id":21,"counts":[0,1,1],"skipped":0,"mean":2.5},{"id":22,"counts":[1,0,0],"skipped":1,"mean":1.0}]}"#
    );
    let ranking = Poll { prompt: prompt(&of(Kind::Ranking)), ids: vec![9, 12] };
    assert_eq!(
        json(&ranking, &[Answer::Ranking(vec![12, 9])]),
        r#"{"blank":0,"ranking":[{"id":9,"place":2,"points":0.0,"first":0,"mean_place":2.0,"ranked":1},{"id":12,"place":1,"points":1.0,"first":1,"mean_place":1.0,"ranked":1}],"beats_all":12}"#
    );
    let points = Poll { prompt: prompt(&of(Kind::Points)), ids: vec![9, 12] };
    assert_eq!(
        json(&points, &[Answer::Points(vec![(12, 60)]), Answer::Points(vec![(9, 1), (12, 5)])]),
        r#"{"blank":0,"points":[{"id":9,"sum":1,"mean":0.5,"givers":1},{"id":12,"sum":65,"mean":32.5,"givers":2}]}"#
    );
    let number = Poll { prompt: prompt(&PromptSettings { decimals: Some(1), ..of(Kind::Number) }), ids: vec![] };
    assert_eq!(
        json(&number, &[Answer::Number(5), Answer::Number(10)]),
        r#"{"blank":0,"number":{"count":2,"median":"0.75","quartiles":["0.625","0.875"],"mean":"0.75","min":"0.5","max":"1","bins":[{"from":"0.5","to":"0.5","count":1},{"from":"0.6","to":"0.6","count":0},{"from":"0.7","to":"0.7","count":0},{"from":"0.8","to":"0.8","count":0},{"from":"0.9","to":"0.9","count":0},{"from":"1","to":"1","count":1}]}}"#
    );
}

#[test]
fn answers_within_the_tolerance_are_right() {
    let settings = PromptSettings { decimals: Some(1), right: Some(number("42")), tolerance: Some(number("0,5")), ..of(Kind::Number) };
    let prompt = prompt(&settings);
    let Ask::Number(asked) = prompt.ask() else { panic!() };
    let tally = tally_of(&[414, 415, 420, 425, 426].map(Answer::Number));
    let right = asked.right(&tally).expect("a right answer");
    assert_eq!((right.value.as_str(), right.tolerance.as_str(), right.answers), ("42", "0.5", Some(3)));
}

proptest! {
    #[test]
    fn means_and_medians_are_those_of_the_answers(marks in prop::collection::vec(0..=10i64, 1..60)) {
        let settings = PromptSettings { scale: Some(11), scale_from: Some(0), ..of(Kind::Rating) };
        let poll = Poll { prompt: prompt(&settings), ids: (0..=10).collect() };
        let answers: Vec<_> = marks.iter().map(|mark| Answer::Options(vec![*mark])).collect();
        let Figures::Rating(figures) = poll.summary(&answers).figures else { panic!() };
        let mut sorted: Vec<f64> = marks.iter().map(|mark| f64::from(i32::try_from(*mark).unwrap())).collect();
        sorted.sort_by(f64::total_cmp);
        let mean = sorted.iter().sum::<f64>() / f64::from(u32::try_from(sorted.len()).unwrap());
        prop_assert!((figures.mean.unwrap() - mean).abs() <= 0.005 + 1e-9);
        prop_assert_eq!(figures.median, Some(f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])));
    }

    #[test]
    fn every_number_is_in_the_bin_that_covers_it(values in prop::collection::vec(prop_oneof![-50..50i64, -1_000_000_000..1_000_000_000i64], 1..200)) {
        let poll = Poll { prompt: prompt(&of(Kind::Number)), ids: vec![] };
        let answers: Vec<_> = values.iter().copied().map(Answer::Number).collect();
        let Figures::Number(NumberFigures { number }) = poll.summary(&answers).figures else { panic!() };
        let mut end = i64::MIN;
        for bin in number.bins {
            let (from, to): (i64, i64) = (bin.from.parse().unwrap(), bin.to.parse().unwrap());
            prop_assert!(end < from && from <= to);
            prop_assert_eq!(bin.count, values.iter().filter(|value| (from..=to).contains(*value)).count() as u64);
            end = to;
        }
    }
}
