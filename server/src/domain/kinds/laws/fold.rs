//! Tallies are sums: answers can be added and taken back in any order.

use super::*;

proptest! {
    #[test]
    fn any_order_gives_the_same_tally((poll, answers) in any_answers(), keys in prop::collection::vec(any::<u32>(), 40)) {
        let mut mixed: Vec<_> = keys.into_iter().zip(&answers).collect();
        mixed.sort_by_key(|(key, _)| *key);
        prop_assert_eq!(tally_of(&answers), tally_of(mixed.into_iter().map(|(_, answer)| answer)), "{:?}", poll);
    }

    #[test]
    fn adding_and_taking_back_is_nothing((_, answers) in any_answers(), kept in 0..40usize) {
        let mut tally = tally_of(&answers);
        for answer in answers.iter().skip(kept) {
            tally.add_answer(answer, -1);
        }
        prop_assert_eq!(tally, tally_of(answers.iter().take(kept)));
    }

    #[test]
    fn every_answer_is_in_the_figures((poll, answers) in any_answers()) {
        let summary = poll.summary(&answers);
        let blank = answers.iter().filter(|answer| **answer == Answer::Blank).count() as u64;
        prop_assert_eq!(summary.blank, blank);
        let full = answers.len() as u64 - blank;
        match summary.figures {
            Figures::Choice(figures) => {
                let named: usize = answers.iter().map(|answer| answer.option_ids().len()).sum();
                prop_assert_eq!(figures.options.iter().map(|option| option.vote_count).sum::<u64>(), named as u64);
            }
            Figures::Rating(figures) => prop_assert_eq!(figures.options.iter().map(|option| option.vote_count).sum::<u64>(), full),
            Figures::Grid(figures) => {
                for statement in figures.grid {
                    prop_assert_eq!(statement.counts.iter().sum::<u64>() + statement.skipped, full);
                }
            }
            Figures::Ranking(figures) => {
                prop_assert_eq!(figures.ranking.iter().map(|option| option.first).sum::<u64>(), full);
                let options = poll.ids.len();
                let points: f64 = figures.ranking.iter().map(|option| option.points).sum();
                let of_each = u32::try_from(options * (options - 1) / 2).unwrap();
                prop_assert!((points - f64::from(of_each * u32::try_from(full).unwrap())).abs() < 1e-9, "a ranking spreads all its points");
            }
            Figures::Points(figures) => {
                let Ask::Points(points) = poll.prompt.ask() else { unreachable!() };
                let sum: u64 = figures.points.iter().map(|option| option.sum).sum();
                let budget = full * u64::from(points.budget());
                let least = if points.spend_all() { budget } else { full };
                prop_assert!((least..=budget).contains(&sum));
            }
            Figures::Number(figures) => {
                prop_assert_eq!(figures.number.count, full);
                prop_assert_eq!(figures.number.bins.iter().map(|bin| bin.count).sum::<u64>(), full);
                prop_assert!(figures.number.bins.len() <= 40);
            }
            Figures::Words(figures) => {
                let written: usize = answers.iter().map(|answer| answer.texts().len()).sum();
                let shown: u64 = figures.words.iter().map(|word| word.count).sum();
                prop_assert_eq!((figures.answers, shown, figures.hidden), (full, written as u64, 0));
            }
            Figures::Open(figures) => {
                let shown: u64 = figures.texts.iter().map(|text| text.count).sum();
                prop_assert_eq!((figures.answers, shown, figures.hidden), (full, full, 0));
            }
        }
    }

    #[test]
    fn the_order_of_options_changes_nothing_but_the_order((poll, answers) in any_answers(), turn in 0..20usize) {
        let mut turned = poll.clone();
        let options = turned.ids.len().max(1);
        turned.ids.rotate_left(turn % options);
        turned.ids.reverse();
        // The options of a rating are its scale, whose order is its meaning.
        if poll.prompt.kind() != Kind::Rating {
            prop_assert_eq!(sorted(turned.summary(&answers)), sorted(poll.summary(&answers)));
        }
    }
}

/// The summary with its options in the order of their ids.
fn sorted(mut summary: Summary) -> Summary {
    match &mut summary.figures {
        Figures::Choice(figures) => figures.options.sort_by_key(|option| option.id),
        Figures::Grid(figures) => figures.grid.sort_by_key(|statement| statement.id),
        Figures::Ranking(figures) => figures.ranking.sort_by_key(|option| option.id),
        Figures::Points(figures) => figures.points.sort_by_key(|option| option.id),
        Figures::Rating(_) | Figures::Number(_) | Figures::Words(_) | Figures::Open(_) => {}
    }
    summary
}
