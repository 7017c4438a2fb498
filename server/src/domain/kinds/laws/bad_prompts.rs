//! Settings are checked, with the setting at fault.

use super::*;

fn refused(settings: &PromptSettings) -> &'static str {
    match Prompt::parse(settings) {
        Err(Refusal::InvalidPrompt { field, allowed }) => {
            assert!(!allowed.is_empty());
            field
        }
        other => panic!("{settings:?} gives {other:?}"),
    }
}

#[test]
fn a_setting_outside_its_range_is_named() {
    let [rating, grid, ranking, points, numbers] = [Kind::Rating, Kind::Grid, Kind::Ranking, Kind::Points, Kind::Number].map(of);
    let texts = |count| Some(vec!["x".to_owned(); count]);
    for (field, settings) in [
        ("scale", PromptSettings { scale: Some(1), ..rating.clone() }),
        ("scale", PromptSettings { scale: Some(12), ..grid.clone() }),
        ("scale", PromptSettings { scale: Some(i64::MIN), ..grid.clone() }),
        ("scale", PromptSettings { scale: Some(10), preset: Some(Preset::Nps), ..rating.clone() }),
        ("scale_from", PromptSettings { scale_from: Some(2), ..rating.clone() }),
        ("scale_from", PromptSettings { scale_from: Some(-1), ..rating.clone() }),
        ("labels", PromptSettings { labels: texts(1), ..rating.clone() }),
        ("labels", PromptSettings { labels: texts(4), ..rating.clone() }),
        ("labels", PromptSettings { labels: Some(vec!["low".into(), " ".into()]), ..rating.clone() }),
        ("labels", PromptSettings { labels: Some(vec!["x".repeat(41), "high".into()]), ..grid.clone() }),
        ("labels", PromptSettings { labels: Some(vec![format!("x{}", "\u{301}".repeat(10_000)), "high".into()]), ..grid }),
        ("shuffled", PromptSettings { shuffled: Some(true), ..rating }),
        ("max_ranked", PromptSettings { max_ranked: Some(0), ..ranking.clone() }),
        ("max_ranked", PromptSettings { max_ranked: Some(13), ..ranking }),
        ("budget", PromptSettings { budget: Some(9), ..points.clone() }),
        ("budget", PromptSettings { budget: Some(1001), ..points.clone() }),
        ("budget", PromptSettings { budget: Some(1_000_000_000), ..points }),
        ("decimals", PromptSettings { decimals: Some(7), ..numbers.clone() }),
        ("from", PromptSettings { from: Some(number("NaN")), ..numbers.clone() }),
        ("from", PromptSettings { from: Some(number("1.5")), ..numbers.clone() }),
        ("from", PromptSettings { from: Some(number("1.000")), decimals: Some(1), ..numbers.clone() }),
        ("to", PromptSettings { from: Some(number("5")), to: Some(number("5")), ..numbers.clone() }),
        ("unit", PromptSettings { unit: Some(" ".into()), ..numbers.clone() }),
        ("unit", PromptSettings { unit: Some("x".repeat(21)), ..numbers.clone() }),
        ("right", PromptSettings { from: Some(number("1")), right: Some(number("0")), ..numbers.clone() }),
        ("tolerance", PromptSettings { tolerance: Some(number("1")), ..numbers.clone() }),
        ("tolerance", PromptSettings { right: Some(number("1")), tolerance: Some(number("-1")), ..numbers }),
    ] {
        assert_eq!(refused(&settings), field, "{settings:?}");
    }
}

#[test]
fn a_setting_of_another_kind_is_refused_with_the_kinds_that_take_it() {
    let settings = PromptSettings { budget: Some(100), ..of(Kind::Ranking) };
    let refusal = Refusal::InvalidPrompt { field: "budget", allowed: "a setting of points; leave it out for ranking".into() };
    assert_eq!(Prompt::parse(&settings), Err(refusal));
    assert_eq!(refused(&PromptSettings { scale: Some(5), ..of(Kind::Single) }), "scale");
    assert_eq!(refused(&PromptSettings { shuffled: Some(true), ..of(Kind::Number) }), "shuffled");
    let off = PromptSettings { shuffled: Some(false), partial: Some(false), labels: Some(vec![]), ..of(Kind::Number) };
    assert!(Prompt::parse(&off).is_ok(), "what is switched off is no setting");
}

#[test]
fn the_rules_of_choices_are_as_before() {
    let choices = |kind, min_choices, max_choices, options| {
        let prompt = Prompt::parse(&PromptSettings { min_choices, max_choices, ..of(kind) })?;
        prompt.check_options(options)?;
        Ok::<_, Refusal>(prompt.choices(options))
    };
    assert_eq!(choices(Kind::Single, None, None, 4), Ok((1, 1)));
    assert_eq!(choices(Kind::Rating, Some(1), Some(1), 5), Ok((1, 1)));
    assert_eq!(choices(Kind::Multiple, None, None, 4), Ok((1, 4)), "any number");
    assert_eq!(choices(Kind::Multiple, Some(2), Some(3), 4), Ok((2, 3)));
    let refused = [
        (Kind::Single, None, Some(2), 4),
        (Kind::Rating, None, Some(2), 5),
        (Kind::Multiple, Some(0), Some(2), 4),
        (Kind::Multiple, Some(3), Some(2), 4),
        (Kind::Multiple, Some(1), Some(5), 4),
        (Kind::Multiple, Some(5), None, 4),
        (Kind::Multiple, Some(1), Some(i64::MAX), 4),
    ];
    for (kind, min, max, options) in refused {
        assert!(matches!(choices(kind, min, max, options), Err(Refusal::InvalidChoices(_))), "{kind:?} {min:?} {max:?}");
    }
}

#[test]
fn a_kind_permits_as_many_options_as_it_can_show() {
    for (kind, few, many) in [
        (Kind::Single, 2, 20),
        (Kind::Multiple, 2, 20),
        (Kind::Rating, 5, 5),
        (Kind::Grid, 1, 10),
        (Kind::Ranking, 2, 12),
        (Kind::Points, 2, 20),
        (Kind::Number, 0, 0),
        (Kind::Words, 0, 0),
        (Kind::Text, 0, 0),
    ] {
        let prompt = prompt(&of(kind));
        let permitted: Vec<_> = (0..30).filter(|count| prompt.check_options(*count).is_ok()).collect();
        assert_eq!(permitted, (few..=many).collect::<Vec<_>>(), "{kind:?}");
        assert!(matches!(prompt.check_options(many + 1), Err(Refusal::InvalidOptions(_))));
    }
    let best_five = prompt(&PromptSettings { max_ranked: Some(5), ..of(Kind::Ranking) });
    assert!(matches!(best_five.check_options(4), Err(Refusal::InvalidPrompt { field: "max_ranked", .. })));
}

#[test]
fn the_marks_of_a_rating_are_its_options_and_may_have_labels() {
    let scale = PromptSettings { scale: Some(3), scale_from: Some(0), ..of(Kind::Rating) };
    assert_eq!(prompt(&scale).generated_options(), Some(vec!["0".into(), "1".into(), "2".into()]));
    let label = |labels: &[&str], mark| {
        let settings = PromptSettings { labels: Some(labels.iter().map(ToString::to_string).collect()), ..scale.clone() };
        prompt(&settings).scale().unwrap().label(mark).map(str::to_owned)
    };
    assert_eq!([0, 1, 2].map(|mark| label(&["bad", "good"], mark)), [Some("bad".into()), None, Some("good".into())]);
    assert_eq!([0, 1, 2, 3].map(|mark| label(&["bad", "so so", "good"], mark))[1..], [Some("so so".into()), Some("good".into()), None]);
    assert_eq!(label(&[], 0), None);
    assert_eq!(prompt(&of(Kind::Grid)).generated_options(), None);
}

#[test]
fn a_stored_prompt_that_breaks_a_rule_is_not_read() {
    for json in [
        r#"{"kind":"points","budget":5}"#,
        r#"{"kind":"cloud"}"#,
        r#"{"kind":"single","colour":"red"}"#,
        r#"{"kind":"rating","scale":"5"}"#,
    ] {
        assert!(serde_json::from_str::<Prompt>(json).is_err(), "{json}");
    }
    let plain = r#"{"kind":"number","decimals":3,"from":0,"to":1.125}"#;
    assert_eq!(serde_json::from_str::<Prompt>(plain).unwrap().settings().to, Some(number("1.1250")), "JSON's own numbers have one reading");
}
