//! The catalogue is complete, in every language and for every template.

use super::*;
use std::collections::BTreeSet;

/// The `{names}` in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
}

fn keys_of_templates() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let templates = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let keys = templates.flat_map(|template| {
        let named = template.split("text::t(\"").skip(1).chain(template.split("text::with(\"").skip(1));
        named.map(|part| part.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    });
    keys.collect()
}

#[test]
fn every_text_of_every_template_is_in_the_catalogue() {
    let keys = keys_of_templates();
    assert!(keys.len() > 10, "the templates use the catalogue");
    for key in keys {
        assert!(find(&key).is_some(), "no text for {key}");
    }
}

#[test]
fn every_language_has_every_text_for_every_audience() {
    let english: HashMap<_, _> = files(Language::English).collect();
    for language in Language::ALL {
        let other: HashMap<_, _> = files(language).collect();
        assert_eq!(other.keys().collect::<BTreeSet<_>>(), english.keys().collect(), "{language:?}: audiences");
        for (audience, texts) in &english {
            let others: BTreeSet<_> = other[audience].keys().collect();
            assert_eq!(others, texts.keys().collect(), "{language:?}, {audience}: keys");
        }
    }
}

#[test]
fn no_text_is_empty_and_all_languages_have_the_same_placeholders() {
    for language in Language::ALL {
        for (key, text) in &catalogue(language).texts {
            assert!(!text.trim().is_empty(), "{language:?}: {key} is empty");
            let english = &catalogue(Language::English).texts[key];
            assert_eq!(placeholders(text), placeholders(english), "{language:?}: {key}");
        }
    }
}

#[tokio::test]
async fn a_reader_gets_their_own_language() {
    let reader = Reader { language: Language::German, here: "?".into() };
    speaking(reader, async {
        assert_eq!((t("submit"), percent(59.5, false).as_str()), ("Abstimmen", "59,5\u{a0}%"));
        assert_eq!(elsewhere(), [("?lang=en".to_owned(), Language::English)]);
    })
    .await;
    assert_eq!((t("submit"), percent(59.5, false).as_str()), ("Submit", "59.5%"));
    assert_eq!((percent(0.0, false).as_str(), percent(100.0, true).as_str()), ("0.0%", "100%"));
}

#[test]
fn languages_are_known_by_their_tags() {
    for tag in ["de", "DE", "de-AT", "de_CH", " de"] {
        assert_eq!(Language::of(tag), Some(Language::German), "{tag}");
    }
    for tag in ["", "*", "fr", "deu", "d"] {
        assert_eq!(Language::of(tag), None, "{tag}");
    }
}
