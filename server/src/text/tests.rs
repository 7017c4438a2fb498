//! The catalogue is complete, in every language and for every template; numbers and times are
//! formatted in each language.

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
        let keys_in_calls =
            |call: &str| template.split(call).skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect::<Vec<_>>();
        let counted = keys_in_calls("text::many(\"").into_iter().flat_map(|key| [format!("{key}_one"), format!("{key}_other")]);
        let plain = ["text::t(\"", "text::with(\"", "text::with_both(\""].into_iter().flat_map(keys_in_calls);
        plain.chain(counted).collect::<Vec<_>>()
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
fn every_language_has_every_text_for_every_part() {
    let english: HashMap<_, _> = files(Language::English).collect();
    for language in Language::ALL {
        let other: HashMap<_, _> = files(language).collect();
        assert_eq!(other.keys().collect::<BTreeSet<_>>(), english.keys().collect(), "{language:?}: parts");
        for (part, texts) in &english {
            let others: BTreeSet<_> = other[part].keys().collect();
            assert_eq!(others, texts.keys().collect(), "{language:?}, {part}: keys");
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
async fn texts_are_in_the_language_of_the_current_locale() {
    let reader = RequestLocale { language: Language::German, link_prefix: "?".into(), ..RequestLocale::default() };
    with_locale(reader, async {
        assert_eq!((t("submit"), percent(59.5, false).as_str()), ("Abstimmen", "59,5\u{a0}%"));
        assert_eq!(other_languages(), [("?lang=en".to_owned(), Language::English)]);
    })
    .await;
    assert_eq!((t("submit"), percent(59.5, false).as_str()), ("Submit", "59.5%"));
    assert_eq!((percent(0.0, false).as_str(), percent(100.0, true).as_str()), ("0.0%", "100%"));
}

/// What `write` returns in English and in German.
async fn in_both(write: impl Fn() -> String) -> (String, String) {
    (
        write(),
        with_locale(RequestLocale { language: Language::German, link_prefix: "?".into(), ..RequestLocale::default() }, async { write() })
            .await,
    )
}

#[tokio::test]
async fn numbers_and_means_are_written_as_the_pages_script_writes_them() {
    for (n, english, german) in [(0, "0", "0"), (999, "999", "999"), (1234, "1,234", "1.234"), (12_345_678, "12,345,678", "12.345.678")] {
        assert_eq!(in_both(|| whole_number(n)).await, (english.into(), german.into()));
    }
    for (value, english, german) in [(3.0, "3.0", "3,0"), (3.5, "3.5", "3,5"), (3.25, "3.25", "3,25"), (10.0, "10.0", "10,0")] {
        assert_eq!(in_both(|| mean(value)).await, (english.into(), german.into()));
    }
    for (value, english, german) in [(3.0, "3.0", "3,0"), (33.333, "33.3", "33,3"), (0.06, "0.1", "0,1")] {
        assert_eq!(in_both(|| tenth(value)).await, (english.into(), german.into()));
    }
}

#[tokio::test]
async fn a_text_with_a_number_is_in_the_plural_form_for_it() {
    for (n, english, german) in [(0, "0 votes", "0 Stimmen"), (1, "1 vote", "1 Stimme"), (1200, "1,200 votes", "1.200 Stimmen")] {
        assert_eq!(in_both(|| many("votes", n)).await, (english.into(), german.into()));
    }
}

#[test]
fn a_clock_rounds_up_to_seconds_and_shows_hours_only_from_one_hour_on() {
    for (millis, shown) in [(0, "0:00"), (1, "0:01"), (29_001, "0:30"), (30_000, "0:30"), (75_000, "1:15"), (3_675_000, "1:01:15")] {
        assert_eq!(clock(millis), shown, "{millis}");
    }
}

/// 00:30 in Vienna on the night of the change to summer time, in milliseconds since 1970.
const NIGHT: i64 = 1_774_740_600_000;
const HOUR: i64 = 3_600_000;

async fn printed(language: Language, zone: &str) -> [String; 3] {
    let reader = RequestLocale { language, zone: Zone::named(zone), ..RequestLocale::default() };
    with_locale(reader, async { [moment(NIGHT), span(NIGHT, NIGHT + 60_000), span(NIGHT, NIGHT + HOUR)] }).await
}

#[tokio::test]
async fn times_are_printed_in_the_readers_local_time_with_its_offset() {
    let vienna = ["2026-03-29 00:30 UTC+1", "2026-03-29 00:30–00:31 UTC+1", "2026-03-29 00:30–01:30 UTC+1"];
    assert_eq!(printed(Language::English, "Europe/Vienna").await, vienna);
    let german = printed(Language::German, "Europe/Vienna").await;
    assert_eq!(german, ["29.03.2026, 00:30 UTC+1", "29.03.2026, 00:30–00:31 UTC+1", "29.03.2026, 00:30–01:30 UTC+1"]);
    assert_eq!(printed(Language::English, "UTC").await[1], "2026-03-28 23:30–23:31 UTC");
    assert_eq!(printed(Language::English, "America/St_Johns").await[0], "2026-03-28 21:00 UTC−2:30");
    assert_eq!(printed(Language::English, "Asia/Kathmandu").await[2], "2026-03-29 05:15–06:15 UTC+5:45");
}

#[tokio::test]
async fn a_period_over_midnight_or_a_change_of_the_clocks_is_printed_in_full() {
    let reader = RequestLocale { zone: Zone::named("Europe/Vienna"), ..RequestLocale::default() };
    let [over_change, over_midnight] = with_locale(reader, async { [span(NIGHT, NIGHT + 2 * HOUR), span(NIGHT - HOUR, NIGHT)] }).await;
    assert_eq!(over_change, "2026-03-29 00:30 UTC+1 – 2026-03-29 03:30 UTC+2");
    assert_eq!(over_midnight, "2026-03-28 23:30 UTC+1 – 2026-03-29 00:30 UTC+1");
}

#[test]
fn only_names_of_the_iana_database_are_zones() {
    assert_eq!(Zone::named("Europe/Vienna").unwrap().name(), "Europe/Vienna");
    assert_eq!(Zone::default().name(), "UTC");
    for name in ["", "Europe/Entenhausen", "../../etc/passwd", "/etc/localtime", "Europe/Vienna\0"] {
        assert!(Zone::named(name).is_none(), "{name:?}");
    }
}

#[test]
fn a_tag_selects_a_language_by_its_primary_part() {
    for tag in ["de", "DE", "de-AT", "de_CH", " de"] {
        assert_eq!(Language::from_tag(tag), Some(Language::German), "{tag}");
    }
    for tag in ["", "*", "fr", "deu", "d"] {
        assert_eq!(Language::from_tag(tag), None, "{tag}");
    }
}
