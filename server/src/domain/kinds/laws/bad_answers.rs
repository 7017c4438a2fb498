//! Wrong answers of every kind are refused, with the field at fault.

use super::*;

fn refused(result: Result<Answer, Refusal>) -> (String, AnswerFault) {
    match result {
        Err(Refusal::InvalidAnswer { field, fault }) => (field, fault),
        other => panic!("expected a refused answer, got {other:?}"),
    }
}

/// A poll with the options 12, 9 and 21.
fn three(settings: &PromptSettings) -> Poll {
    Poll { prompt: prompt(settings), ids: vec![12, 9, 21] }
}

fn check_json(poll: &Poll, cases: &[(&str, &str, AnswerFault)]) {
    for (json, field, fault) in cases {
        assert_eq!(refused(poll.json(json)), ((*field).to_owned(), fault.clone()), "{json}");
    }
}

fn unexpected(expected: &str) -> AnswerFault {
    AnswerFault::Unexpected { expected: expected.into() }
}

#[test]
fn of_a_choice() {
    let poll = three(&PromptSettings { min_choices: Some(2), ..of(Kind::Multiple) });
    let ids = || AnswerFault::WrongType { expected: "a list of option ids" };
    check_json(
        &poll,
        &[
            (r#"{"options":[12]}"#, "options", AnswerFault::WrongCount { min: 2, max: 3 }),
            (r#"{"options":[]}"#, "options", AnswerFault::WrongCount { min: 2, max: 3 }),
            (r#"{"options":[12,12]}"#, "options", AnswerFault::Doubled),
            (r#"{"options":[12,13]}"#, "options", AnswerFault::Foreign),
            (r#"{"options":[12,-1]}"#, "options", AnswerFault::Foreign),
            (r#"{"options":[12,1e9]}"#, "options", AnswerFault::Foreign),
            (r#"{"options":[12,1e300]}"#, "options", ids()),
            (r#"{"options":[12,"9"]}"#, "options", ids()),
            (r#"{"options":12}"#, "options", ids()),
            (r#"{"options":null}"#, "options", ids()),
            (r#"{"options":[12,9],"options":[12,21]}"#, "options", unexpected("options")),
            (r#"{"options":[12,9],"mark":1}"#, "mark", unexpected("options")),
            (r#"{"ranking":[12,9]}"#, "ranking", unexpected("options")),
            ("{}", "answer", AnswerFault::Empty),
            ("[]", "answer", unexpected("options")),
            ("null", "answer", unexpected("options")),
            (r#""Blank""#, "answer", unexpected("options")),
            (r#""blank""#, "answer", AnswerFault::BlankNotAllowed),
        ],
    );
    let name = "x".repeat(10_000);
    assert_eq!(refused(poll.json(&format!(r#"{{"{name}":1}}"#))).0.len(), 40, "a long name is cut");
}

#[test]
fn clients_of_choices_get_the_code_they_know() {
    let poll = three(&of(Kind::Single));
    for ids in [&[][..], &[12, 9], &[12, 12], &[13], &[i64::MIN]] {
        assert!(matches!(poll.prompt.answer_from_ids(ids, &poll.ids), Err(Refusal::InvalidChoice(_))), "{ids:?}");
    }
    assert_eq!(poll.prompt.answer_from_ids(&[12, 9], &poll.ids), Err(Refusal::InvalidChoice("Please choose exactly one option.".into())));
    for form in [&[("option_id", "13")][..], &[("option_id", "twelve")], &[("rank_12", "1")], &[("blank", "1")], &[]] {
        assert!(matches!(poll.form(form), Err(Refusal::InvalidChoice(_))), "{form:?}");
    }
    let gone = poll.prompt.fit(&Answer::Options(vec![13]), &poll.ids);
    assert_eq!(gone, Err(Refusal::InvalidChoice("That option is not part of this poll. Reload the page and choose again.".into())));
    let (field, fault) = refused(three(&of(Kind::Ranking)).prompt.answer_from_ids(&[12], &[12, 9, 21]));
    assert_eq!((field.as_str(), fault), ("option_ids", unexpected("ranking")));
}

#[test]
fn of_a_rating() {
    let poll = three(&PromptSettings { scale: Some(3), ..of(Kind::Rating) });
    let off = || AnswerFault::OffScale { lowest: 1, highest: 3 };
    check_json(
        &poll,
        &[
            (r#"{"mark":0}"#, "mark", off()),
            (r#"{"mark":4}"#, "mark", off()),
            (r#"{"mark":-1}"#, "mark", off()),
            (r#"{"mark":2.5}"#, "mark", off()),
            (r#"{"mark":1e9}"#, "mark", off()),
            (r#"{"mark":1e308}"#, "mark", off()),
            (r#"{"mark":"2"}"#, "mark", off()),
            (r#"{"mark":[2]}"#, "mark", off()),
            (r#"{"mark":1,"options":[12]}"#, "options", unexpected("mark or options")),
            (r#"{"options":[12,9]}"#, "options", AnswerFault::WrongCount { min: 1, max: 1 }),
            (r#"{"options":[13]}"#, "options", AnswerFault::Foreign),
        ],
    );
    assert_eq!(poll.json(r#"{"mark":2}"#), Ok(Answer::Options(vec![9])));
    assert!(serde_json::from_str::<AnswerBody>(r#"{"mark":NaN}"#).is_err() && serde_json::from_str::<AnswerBody>("1e400").is_err());
}

#[test]
fn of_a_grid() {
    let poll = three(&PromptSettings { scale: Some(3), ..of(Kind::Grid) });
    let off = || AnswerFault::OffScale { lowest: 1, highest: 3 };
    check_json(
        &poll,
        &[
            (r#"{"marks":{"12":1,"9":2}}"#, "marks", AnswerFault::Unmarked { missing: 1 }),
            (r#"{"marks":{"12":1,"9":2,"21":null}}"#, "marks", AnswerFault::Unmarked { missing: 1 }),
            (r#"{"marks":{}}"#, "marks", AnswerFault::Empty),
            (r#"{"marks":{"12":4}}"#, "marks.12", off()),
            (r#"{"marks":{"12":-1}}"#, "marks.12", off()),
            (r#"{"marks":{"12":1.5}}"#, "marks.12", off()),
            (r#"{"marks":{"12":"1"}}"#, "marks.12", off()),
            (r#"{"marks":{"13":1}}"#, "marks.13", AnswerFault::Foreign),
            (r#"{"marks":{"twelve":1}}"#, "marks.twelve", AnswerFault::Foreign),
            (r#"{"marks":{"12":1,"12":2}}"#, "marks.12", AnswerFault::Doubled),
            (r#"{"marks":{"12":1,"012":2}}"#, "marks.012", AnswerFault::Doubled),
            (r#"{"marks":[1,2,3]}"#, "marks", AnswerFault::WrongType { expected: "an object of numbers by option id" }),
        ],
    );
    for (form, field, fault) in [
        (&[("mark_12", "1"), ("mark_9", "")][..], "marks", AnswerFault::Unmarked { missing: 2 }),
        (&[("mark_12", "1e0")], "mark_12", off()),
        (&[("mark_12", "٣")], "mark_12", off()),
        (&[("mark_13", "1")], "mark_13", AnswerFault::Foreign),
        (&[("mark_12", "1"), ("mark_12", "2")], "mark_12", AnswerFault::Doubled),
        (&[("rank_12", "1")], "rank_12", unexpected("mark_…")),
        (&[], "marks", AnswerFault::Empty),
    ] {
        assert_eq!(refused(poll.form(form)), (field.to_owned(), fault), "{form:?}");
    }
    let partial = three(&PromptSettings { scale: Some(3), partial: Some(true), ..of(Kind::Grid) });
    assert_eq!(partial.form(&[("mark_12", "1"), ("mark_9", "")]), Ok(Answer::Grid(vec![(12, 1)])));
}

#[test]
fn of_a_ranking() {
    let poll = three(&PromptSettings { max_ranked: Some(2), ..of(Kind::Ranking) });
    check_json(
        &poll,
        &[
            (r#"{"ranking":[]}"#, "ranking", AnswerFault::Empty),
            (r#"{"ranking":[12,12]}"#, "ranking", AnswerFault::Doubled),
            (r#"{"ranking":[13]}"#, "ranking", AnswerFault::Foreign),
            (r#"{"ranking":[12,9,21]}"#, "ranking", AnswerFault::WrongCount { min: 1, max: 2 }),
            (r#"{"ranking":{"12":1}}"#, "ranking", AnswerFault::WrongType { expected: "a list of option ids" }),
        ],
    );
    let last = || AnswerFault::NotAPlace { last: 2 };
    for (form, field, fault) in [
        (&[("rank_12", "1"), ("rank_9", "1")][..], "rank_9", AnswerFault::SharedPlace { place: 1 }),
        (&[("rank_12", "2")], "rank_12", AnswerFault::SkippedPlace { place: 1 }),
        (&[("rank_12", "0")], "rank_12", last()),
        (&[("rank_12", "3")], "rank_12", last()),
        (&[("rank_12", "-1")], "rank_12", last()),
        (&[("rank_12", "1000000000")], "rank_12", last()),
        (&[("rank_12", "99999999999999999999")], "rank_12", last()),
        (&[("rank_12", "1.0")], "rank_12", last()),
        (&[("rank_12", "first")], "rank_12", last()),
        (&[("rank_13", "1")], "ranking", AnswerFault::Foreign),
        (&[("rank_", "1")], "rank_", AnswerFault::Foreign),
        (&[("rank_12", "1"), ("rank_12", "2")], "ranking", AnswerFault::Doubled),
        (&[("rank_12", ""), ("rank_9", " ")], "ranking", AnswerFault::Empty),
    ] {
        assert_eq!(refused(poll.form(form)), (field.to_owned(), fault), "{form:?}");
    }
    let all = three(&PromptSettings { rank_all: Some(true), ..of(Kind::Ranking) });
    assert_eq!(refused(all.form(&[("rank_12", "1"), ("rank_9", "2")])), ("ranking".into(), AnswerFault::Unranked { last: 3 }));
    assert_eq!(all.form(&[("rank_12", "3"), ("rank_9", "1"), ("rank_21", "2")]), Ok(Answer::Ranking(vec![9, 21, 12])));
}

#[test]
fn of_points() {
    let poll = three(&of(Kind::Points));
    let not = || AnswerFault::NotPoints { budget: 100 };
    check_json(
        &poll,
        &[
            (r#"{"points":{"12":60,"9":41}}"#, "points", AnswerFault::Overspent { spent: 101, budget: 100 }),
            (r#"{"points":{"12":101}}"#, "points.12", not()),
            (r#"{"points":{"12":-1}}"#, "points.12", not()),
            (r#"{"points":{"12":1e9}}"#, "points.12", not()),
            (r#"{"points":{"12":0.5}}"#, "points.12", not()),
            (r#"{"points":{"12":"60"}}"#, "points.12", not()),
            (r#"{"points":{"12":60,"12":40}}"#, "points.12", AnswerFault::Doubled),
            (r#"{"points":{"12":0,"12":40}}"#, "points.12", AnswerFault::Doubled),
            (r#"{"points":{"13":60}}"#, "points.13", AnswerFault::Foreign),
            (r#"{"points":{"13":0}}"#, "points.13", AnswerFault::Foreign),
            (r#"{"points":{"12":0}}"#, "points", AnswerFault::Empty),
            (r#"{"points":{}}"#, "points", AnswerFault::Empty),
        ],
    );
    for (value, fault) in [("NaN", not()), ("1e1", not()), ("६०", not()), ("0", AnswerFault::Empty), ("", AnswerFault::Empty)] {
        assert_eq!(refused(poll.form(&[("points_12", value)])).1, fault, "{value}");
    }
    assert_eq!(poll.json(r#"{"points":{"9":0,"12":60.0}}"#), Ok(Answer::Points(vec![(12, 60)])), "points of 0 are none");
    let all = three(&PromptSettings { spend_all: Some(true), budget: Some(10), ..of(Kind::Points) });
    assert_eq!(refused(all.json(r#"{"points":{"9":7}}"#)), ("points".into(), AnswerFault::Unspent { left: 3, budget: 10 }));
}

#[test]
fn of_a_number() {
    let settings = PromptSettings { decimals: Some(2), from: Some(number("0")), to: Some(number("10")), ..of(Kind::Number) };
    let poll = Poll { prompt: prompt(&settings), ids: vec![] };
    let bounds = AnswerFault::OutOfBounds { from: Some("0".into()), to: Some("10".into()) };
    for (json, fault) in [
        (r#"{"number":"10.01"}"#, bounds.clone()),
        (r#"{"number":-1}"#, bounds.clone()),
        (r#"{"number":1e9}"#, bounds),
        (r#"{"number":1e300}"#, AnswerFault::NotANumber),
        (r#"{"number":""}"#, AnswerFault::NotANumber),
        (r#"{"number":null}"#, AnswerFault::NotANumber),
        (r#"{"number":[3]}"#, AnswerFault::NotANumber),
        (r#"{"number":3.141}"#, AnswerFault::TooPrecise { decimals: 2 }),
        (r#"{"number":"1,000"}"#, AnswerFault::Ambiguous { written: "1,000".into(), grouped: "1.0".into(), decimal: "1.0".into() }),
    ] {
        assert_eq!(refused(poll.json(json)), ("number".to_owned(), fault), "{json}");
    }
    assert_eq!(poll.json(r#"{"number":3.14}"#), Ok(Answer::Number(314)));
    assert_eq!(refused(poll.form(&[("number", " ")])), ("number".into(), AnswerFault::Empty));
    assert_eq!(refused(poll.form(&[("number", "1"), ("number", "2")])).1, unexpected("number"));
    assert_eq!(refused(poll.form(&[("option_id", "12")])), ("option_id".into(), unexpected("number")));
    let narrower = prompt(&PromptSettings { to: Some(number("3")), ..settings });
    assert!(narrower.fit(&Answer::Number(314), &[]).is_err(), "the bounds may have changed since it was read");
}

#[test]
fn of_words_and_of_a_text() {
    let words = Poll { prompt: prompt(&PromptSettings { most: Some(2), ..of(Kind::Words) }), ids: vec![] };
    let text = Poll { prompt: prompt(&of(Kind::Text)), ids: vec![] };
    let stacked = format!("H{}", "\u{336}".repeat(20));
    for (json, field, fault) in [
        (r#"{"texts":"one"}"#.to_owned(), "texts", AnswerFault::WrongType { expected: "a list of texts" }),
        (r#"{"texts":["one",7]}"#.to_owned(), "texts.1", AnswerFault::WrongType { expected: "a list of texts" }),
        (r#"{"texts":[]}"#.to_owned(), "texts", AnswerFault::Empty),
        (r#"{"texts":[" ",""]}"#.to_owned(), "texts", AnswerFault::Empty),
        ("{\"texts\":[\"\u{202e}\u{200b}\"]}".to_owned(), "texts.0", AnswerFault::NoVisibleText),
        (format!(r#"{{"texts":["one","{}"]}}"#, "x".repeat(41)), "texts.1", AnswerFault::TooLong { length: 41, most: 40 }),
        (format!(r#"{{"texts":["a{}"]}}"#, "\u{301}".repeat(10_000)), "texts.0", AnswerFault::TooLong { length: 1, most: 40 }),
        (format!(r#"{{"texts":["{stacked}"]}}"#), "texts.0", AnswerFault::Stacked),
        (r#"{"texts":["one","two","three"]}"#.to_owned(), "texts", AnswerFault::TooManyTexts { most: 2 }),
    ] {
        assert_eq!(refused(words.json(&json)), (field.to_owned(), fault), "{json}");
    }
    let forty = r#"{"texts":["Berlin","BERLIN","berlin!","„Berlin“"]}"#;
    assert_eq!(words.json(forty), Ok(Answer::Texts(vec!["Berlin".into()])), "a voter says a thing once");
    assert_eq!(words.form(&[("text", ""), ("text", " New  York ")]), Ok(Answer::Texts(vec!["New York".into()])));
    assert_eq!(refused(words.form(&[("words", "one")])), ("words".into(), unexpected("text")));
    assert_eq!(refused(text.form(&[("text", "one"), ("text", "two")])), ("texts".into(), AnswerFault::TooManyTexts { most: 1 }));
    let long = "ä".repeat(501);
    assert_eq!(refused(text.form(&[("text", &long)])), ("text".into(), AnswerFault::TooLong { length: 501, most: 500 }));
    assert_eq!(text.form(&[("text", &long[2..])]), Ok(Answer::Texts(vec![long[2..].to_owned()])));
    assert!(words.prompt.fit(&Answer::Texts(vec!["1".into(), "2".into(), "3".into()]), &[]).is_err(), "the limit may be lower since");
}

#[test]
fn a_blank_answer_is_blank_and_nothing_else() {
    for kind in Kind::ALL {
        let poll = three(&PromptSettings { blank: Some(true), scale: (kind == Kind::Rating).then_some(3), ..of(kind) });
        assert_eq!(poll.json(r#""blank""#), Ok(Answer::Blank));
        // The button stands alone, also after something was chosen.
        for form in
            [&[("blank", "1"), ("rank_12", "")][..], &[("rank_12", "1"), ("blank", "true")], &[("blank", "on")], &[("option_id", "blank")]]
        {
            assert_eq!(poll.form(form), Ok(Answer::Blank), "{form:?}");
        }
        assert!(poll.form(&[("option_id", "blank"), ("rank_12", "1")]).is_err());
        assert!(poll.form(&[("blank", "")]).is_err(), "nothing is not an answer");
        assert_eq!(poll.prompt.fit(&Answer::Blank, &poll.ids), Ok(()));
        let strict = three(&PromptSettings { scale: (kind == Kind::Rating).then_some(3), ..of(kind) });
        assert!(strict.json(r#""blank""#).is_err() && strict.prompt.fit(&Answer::Blank, &strict.ids).is_err());
    }
}

proptest! {
    #[test]
    fn any_body_and_any_form_is_read_or_refused(
        poll in any_poll(), values in prop::collection::vec(("(options|mark|marks|ranking|points|number|texts)|\\PC{0,9}", "[0-9]{1,3}|-?[0-9]{1,20}|\"\\PC{0,9}\"|\\[(10[1-9],){0,3}101\\]|\\{\"10[1-3]\":[0-9]{1,2}\\}"), 0..3),
        pairs in prop::collection::vec(("(option_id|blank|number|text|(mark_|rank_|points_)10[1-9])|\\PC{0,9}", "10[1-9]|[0-9]{0,2}|\\PC{0,9}"), 0..5),
    ) {
        let object: Vec<_> = values.iter().map(|(name, value)| format!("{}:{value}", serde_json::to_string(name).unwrap())).collect();
        let read = serde_json::from_str(&format!("{{{}}}", object.join(","))).ok().map(|body| poll.prompt.answer_from_body(&body, &poll.ids));
        for answer in read.into_iter().chain([poll.prompt.answer_from_form(&pairs, &poll.ids)]).flatten() {
            prop_assert_eq!(poll.prompt.fit(&answer, &poll.ids), Ok(()));
        }
    }
}

#[test]
fn readings_that_the_poll_does_not_permit_are_not_offered() {
    let fault = |decimals: i64, from: &str, to: &str| {
        let (from, to) = (Some(number(from)), Some(number(to)));
        let poll = Poll { prompt: prompt(&PromptSettings { decimals: Some(decimals), from, to, ..of(Kind::Number) }), ids: vec![] };
        refused(poll.form(&[("number", "1.234")])).1
    };
    let between =
        |grouped: &str, decimal: &str| AnswerFault::Ambiguous { written: "1.234".into(), grouped: grouped.into(), decimal: decimal.into() };
    assert_eq!(fault(3, "0", "5000"), between("1234", "1.2340"));
    assert_eq!(fault(3, "0", "5"), between("1.2340", "1.2340"));
    assert_eq!(fault(3, "100", "5000"), between("1234", "1234"));
    assert!(matches!(fault(3, "-5", "0"), AnswerFault::OutOfBounds { .. }));
    assert_eq!(fault(2, "0", "5000"), AnswerFault::TooPrecise { decimals: 2 }, "1234 would be a guess");
}
