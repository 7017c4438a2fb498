//! Whatever is stored or sent reads back as the same value.

use super::*;

/// The fields of a plain form with this answer.
fn form_of(poll: &Poll, answer: &Answer) -> Vec<(String, String)> {
    let keyed = |prefix: &str, id: &OptionId, value: &dyn ToString| (format!("{prefix}{id}"), value.to_string());
    match answer {
        Answer::Options(ids) => ids.iter().map(|id| ("option_ids".to_owned(), id.to_string())).collect(),
        Answer::Grid(marks) => marks.iter().map(|(id, mark)| keyed("mark_", id, mark)).collect(),
        Answer::Ranking(ids) => ids.iter().enumerate().rev().map(|(at, id)| keyed("rank_", id, &(at + 1))).collect(),
        Answer::Points(points) => points.iter().map(|(id, points)| keyed("points_", id, points)).collect(),
        Answer::Number(value) => {
            let Ask::Number(number) = poll.prompt.ask() else { unreachable!("a number answers a number") };
            fields(&[("number", &number.text(*value).replace('.', ","))])
        }
        Answer::Texts(texts) => texts.iter().map(|text| ("text".to_owned(), format!(" {text} "))).collect(),
        Answer::Blank => fields(&[("blank", "1")]),
    }
}

proptest! {
    #[test]
    fn a_prompt_reads_back_from_its_json_and_its_settings(poll in any_poll()) {
        let json = serde_json::to_string(&poll.prompt).unwrap();
        prop_assert_eq!(serde_json::from_str::<Prompt>(&json).unwrap(), poll.prompt.clone(), "{}", json);
        prop_assert_eq!(Prompt::parse(&poll.prompt.settings()), Ok(poll.prompt));
    }

    #[test]
    fn an_answer_reads_back_from_what_is_stored_and_what_is_sent((poll, answers) in any_answers()) {
        for answer in answers {
            prop_assert_eq!(poll.prompt.fit(&answer, &poll.ids), Ok(()));
            prop_assert_eq!(serde_json::from_str::<Answer>(&serde_json::to_string(&answer).unwrap()).unwrap(), answer.clone());
            let sent = serde_json::to_string(&poll.prompt.shape(&answer)).unwrap();
            prop_assert_eq!(poll.json(&sent), Ok(answer.clone()), "{}", sent);
            let mut form = form_of(&poll, &answer);
            form.push(("rank_999".into(), " ".into()));
            prop_assert_eq!(poll.prompt.answer_from_form(&form, &poll.ids), Ok(answer.clone()), "{:?}", form);
            if let Answer::Options(ids) = &answer {
                prop_assert_eq!(poll.prompt.answer_from_ids(ids, &poll.ids), Ok(answer.clone()));
            }
        }
    }

    #[test]
    fn no_two_answers_have_the_same_bytes((one, answers) in any_answers(), (other, others) in any_answers()) {
        let all: Vec<_> = answers.iter().chain(&others).collect();
        for (at, answer) in all.iter().enumerate() {
            for earlier in &all[..at] {
                prop_assert_eq!(answer == earlier, answer.to_bytes() == earlier.to_bytes(), "{:?} {:?} of {:?} {:?}", answer, earlier, one, other);
            }
        }
    }

    #[test]
    fn a_key_reads_back_from_its_text((_, answers) in any_answers(), text in "(option|mark|duel|number|blank|first)?( [-+]?0?[0-9]{0,3}){0,3}|\\PC{0,20}") {
        for (key, _) in tally_of(&answers).iter() {
            prop_assert_eq!(TallyKey::parse(&key.to_string()), Some(key));
        }
        if let Some(key) = TallyKey::parse(&text) {
            prop_assert_eq!(key.to_string(), text);
        }
    }
}

#[test]
fn the_wire_forms_are_those_of_the_contract() {
    let wire = |answer: Answer, settings: &PromptSettings| serde_json::to_string(&prompt(settings).shape(&answer)).unwrap();
    assert_eq!(wire(Answer::Options(vec![12]), &of(Kind::Single)), r#"{"options":[12]}"#);
    assert_eq!(wire(Answer::Grid(vec![(21, 4)]), &of(Kind::Grid)), r#"{"marks":{"21":4}}"#);
    assert_eq!(wire(Answer::Ranking(vec![12, 9]), &of(Kind::Ranking)), r#"{"ranking":[12,9]}"#);
    assert_eq!(wire(Answer::Points(vec![(12, 60)]), &of(Kind::Points)), r#"{"points":{"12":60}}"#);
    let number = PromptSettings { decimals: Some(2), ..of(Kind::Number) };
    assert_eq!(wire(Answer::Number(314), &number), r#"{"number":"3.14"}"#);
    assert_eq!(wire(Answer::Texts(vec!["New York".into()]), &of(Kind::Words)), r#"{"texts":["New York"]}"#);
    assert_eq!(wire(Answer::Blank, &number), r#""blank""#);
}

#[test]
fn what_is_stored_is_short_and_canonical() {
    for (settings, json) in [
        (of(Kind::Single), r#"{"kind":"single"}"#),
        (PromptSettings { min_choices: Some(1), max_choices: Some(1), ..of(Kind::Single) }, r#"{"kind":"single"}"#),
        (of(Kind::Multiple), r#"{"kind":"multiple","min_choices":1}"#),
        (of(Kind::Rating), r#"{"kind":"rating","scale":5,"scale_from":1}"#),
        (
            PromptSettings { preset: Some(Preset::Nps), blank: Some(true), ..of(Kind::Rating) },
            r#"{"kind":"rating","scale":11,"scale_from":0,"preset":"nps","blank":true}"#,
        ),
        (of(Kind::Points), r#"{"kind":"points","budget":100}"#),
        (of(Kind::Words), r#"{"kind":"words","most":3}"#),
        (of(Kind::Text), r#"{"kind":"text"}"#),
        (
            PromptSettings { decimals: Some(3), from: Some(number("0,5")), to: Some(number("1.1250")), ..of(Kind::Number) },
            r#"{"kind":"number","decimals":3,"from":"0.5","to":"1.1250"}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&prompt(&settings)).unwrap(), json);
    }
}

#[test]
fn canonical_bytes_are_fixed_for_ever() {
    for (answer, bytes) in [
        (Answer::Blank, "00"),
        (Answer::Options(vec![1, 258]), "010000000200000000000000010000000000000102"),
        (Answer::Grid(vec![(1, 4)]), "0200000001000000000000000104"),
        (Answer::Ranking(vec![2]), "03000000010000000000000002"),
        (Answer::Points(vec![(1, 300)]), "04000000010000000000000001012c"),
        (Answer::Number(-2), "05fffffffffffffffe"),
        (Answer::Texts(vec!["ä".into(), "b".into()]), "060000000200000002c3a40000000162"),
    ] {
        assert_eq!(crate::hex::encode(&answer.to_bytes()), bytes, "{answer:?}");
    }
}
