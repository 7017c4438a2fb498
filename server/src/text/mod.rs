//! The texts of the server's pages and of their scripts: one catalogue, `ui/messages`, with a file for each language and
//! part of the program (`de.voter.json`).
//!
//! Texts are looked up by key, in the language of the current request, which `http::middleware::language` has negotiated.

mod language;
mod zone;

pub(crate) use language::{Language, RequestLocale, language, locale, other_languages, this_page, with_locale, with_locale_blocking, zone};
use zone::Local;
pub(crate) use zone::Zone;

use rust_embed::Embed;
use serde::Serialize;
use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

#[derive(Embed)]
#[folder = "../ui/messages"]
#[include = "*.json"]
struct Messages;

type Texts = BTreeMap<String, String>;

/// All texts of one language.
#[derive(Default)]
struct Catalogue {
    /// Texts by key, of all parts.
    texts: Texts,
    /// The texts of each part, as JSON for the script in its page.
    scripts: HashMap<String, String>,
}

static CATALOGUES: LazyLock<[Catalogue; Language::ALL.len()]> = LazyLock::new(|| Language::ALL.map(read));

fn read(language: Language) -> Catalogue {
    let mut catalogue = Catalogue::default();
    let parts: HashMap<String, Texts> = files(language).collect();
    let kinds = parts.get("kinds").cloned().unwrap_or_default();
    for (part, texts) in parts {
        let with_kinds: Texts = texts.clone().into_iter().chain(kinds.clone()).collect();
        match part.as_str() {
            // A phone gets the texts of kinds only for a poll that needs them.
            "voter" => {
                catalogue.scripts.insert(part, for_script(&texts));
                catalogue.scripts.insert("voter-kinds".to_owned(), for_script(&with_kinds));
            }
            _ => {
                catalogue.scripts.insert(part, for_script(&with_kinds));
            }
        }
        catalogue.texts.extend(texts);
    }
    catalogue
}

/// The files of a language: part of the program, and texts.
fn files(language: Language) -> impl Iterator<Item = (String, Texts)> {
    Messages::iter().filter_map(move |name| {
        let (code, part) = name.strip_suffix(".json")?.split_once('.')?;
        let texts = serde_json::from_slice(&Messages::get(&name)?.data).ok()?;
        (code == language.code()).then(|| (part.to_owned(), texts))
    })
}

fn catalogue(language: Language) -> &'static Catalogue {
    &CATALOGUES[language as usize]
}

/// The text with this key; `None` if the catalogue has none.
#[must_use]
pub(crate) fn find(key: &str) -> Option<&'static str> {
    catalogue(language()).texts.get(key).map(String::as_str)
}

/// The text with this key; the key itself if the catalogue has none. A test checks
/// the keys in templates.
#[must_use]
pub(crate) fn t(key: &str) -> &str {
    find(key).unwrap_or(key)
}

/// The text with this key in the language of a system locale such as `de_AT`; English for
/// unsupported languages. The key itself if the catalogue has no such text.
#[must_use]
pub fn in_locale(locale: &str, key: &'static str) -> &'static str {
    catalogue(Language::from_tag(locale).unwrap_or_default()).texts.get(key).map_or(key, String::as_str)
}

/// The text with this key, with its one placeholder filled in.
#[must_use]
pub(crate) fn with(key: &str, name: &str, value: impl std::fmt::Display) -> String {
    t(key).replace(&format!("{{{name}}}"), &value.to_string())
}

/// The text with this key, with its two placeholders filled in.
#[must_use]
pub(crate) fn with_both(key: &str, [(first, one), (second, two)]: [(&str, impl std::fmt::Display); 2]) -> String {
    with(key, first, one).replace(&format!("{{{second}}}"), &two.to_string())
}

/// The plural form for a number, with the number filled in for `{n}`: from `votes_one` and `votes_other`, "1 vote", "1,234
/// votes". English and German have these two forms, with the names that `Intl.PluralRules` uses in the pages' script.
#[must_use]
pub(crate) fn many(key: &str, n: impl Borrow<u64>) -> String {
    let n = *n.borrow();
    let form = if n == 1 { "one" } else { "other" };
    with(&format!("{key}_{form}"), "n", whole_number(n))
}

/// A whole number with the language's thousands separators: `12,345`, `12.345`.
#[must_use]
pub(crate) fn whole_number(n: impl Borrow<u64>) -> String {
    let digits = n.borrow().to_string();
    let separator = match language() {
        Language::English => ',',
        Language::German => '.',
    };
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A mean with one or two decimals, as the pages' script formats it: `3.5`, `3,25`.
#[must_use]
pub(crate) fn mean(mean: impl Borrow<f64>) -> String {
    let two_decimals = decimal(*mean.borrow(), 2);
    two_decimals.strip_suffix('0').map(ToOwned::to_owned).unwrap_or(two_decimals)
}

/// A mean with one decimal, for columns of numbers, as the pages' script formats it.
#[must_use]
pub(crate) fn tenth(mean: impl Borrow<f64>) -> String {
    decimal(*mean.borrow(), 1)
}

/// A number as decimal text with a point, with the language's signs: `1234.5` as `1,234.5`, `1.234,5`.
#[must_use]
pub(crate) fn decimal_text(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let Ok(whole) = whole.parse::<u64>() else { return number.to_owned() };
    let point = match language() {
        Language::English => '.',
        Language::German => ',',
    };
    let whole = whole_number(whole);
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{point}{decimals}") }
}

/// A duration in milliseconds, rounded up to whole seconds, as minutes and seconds or with hours:
/// `0:30`, `1:01:15`.
#[must_use]
pub(crate) fn clock(millis: impl Borrow<u64>) -> String {
    let seconds = millis.borrow().div_ceil(1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// The time left on a timer, in milliseconds: `12 seconds left`, from a minute on `1:15 left`.
#[must_use]
pub(crate) fn time_left(millis: impl Borrow<u64>) -> String {
    let seconds = millis.borrow().div_ceil(1000);
    if seconds < 60 { many("seconds", seconds) } else { with("time_left", "time", clock(millis)) }
}

/// A percentage in the language's format: `59.5%`, `59,5 %`. `whole`: all percentages shown
/// together are whole numbers, so none has a decimal; otherwise each has one, so that they line up.
/// The pages' script does the same.
#[must_use]
pub(crate) fn percent(share: impl Borrow<f64>, whole: bool) -> String {
    let (share, digits) = (share.borrow(), usize::from(!whole));
    match language() {
        Language::English => format!("{share:.digits$}%"),
        Language::German => format!("{share:.digits$}\u{a0}%").replace('.', ","),
    }
}

/// A number with so many decimals in the language's format: `3.50`, `3,50`.
fn decimal(number: f64, decimals: usize) -> String {
    let number = format!("{number:.decimals$}");
    match language() {
        Language::English => number,
        Language::German => number.replace('.', ","),
    }
}

/// A number as spreadsheets in the language parse it: `59.5`, `59,5`.
#[must_use]
pub(crate) fn number(number: impl Borrow<f64>) -> String {
    let number = number.borrow().to_string();
    match language() {
        Language::English => number,
        Language::German => number.replace('.', ","),
    }
}

/// An instant in milliseconds since 1970, to the minute, in the reader's time zone: `2026-11-25
/// 19:02 UTC+1`.
#[must_use]
pub(crate) fn moment(millis: i64) -> String {
    let local = zone().local(millis);
    format!("{}{} {}", day(&local), time_of_day(&local), local.utc_offset())
}

/// An instant in milliseconds since 1970 for programs, to the second and in
/// UTC: `2026-11-25T18:02:09Z`.
#[must_use]
pub(crate) fn instant(millis: i64) -> String {
    let at = utc(millis);
    let (year, month, day, hour, minute, second) = (at.year(), u8::from(at.month()), at.day(), at.hour(), at.minute(), at.second());
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// A period between two instants, in milliseconds since 1970. A common day and offset from UTC are
/// written once: `2026-11-25 19:02–20:15 UTC+1`.
#[must_use]
pub(crate) fn span(from: i64, to: i64) -> String {
    let (began, ended) = (zone().local(from), zone().local(to));
    if began.at.date() != ended.at.date() || began.offset != ended.offset {
        return format!("{} – {}", moment(from), moment(to));
    }
    format!("{}{}–{} {}", day(&began), time_of_day(&began), time_of_day(&ended), ended.utc_offset())
}

/// The date and what separates it from the time: `2026-11-25 ` or `25.11.2026, `.
fn day(Local { at, .. }: &Local) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    match language() {
        Language::English => format!("{year}-{month:02}-{day:02} "),
        Language::German => format!("{day:02}.{month:02}.{year}, "),
    }
}

fn time_of_day(Local { at, .. }: &Local) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn utc(millis: i64) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000)).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
}

/// The letter of the option with this index from 0: A, B, C …
#[must_use]
pub(crate) fn letter(index: impl Borrow<usize>) -> char {
    u8::try_from(*index.borrow()).ok().and_then(|index| b'A'.checked_add(index)).map_or('?', char::from)
}

/// The texts of a part of the program with those of the kinds of polls, as JSON for the script in its page; `{}` for an unknown
/// part. `voter` is without those of the kinds, `voter-kinds` with them.
#[must_use]
pub(crate) fn script(part: &str) -> &'static str {
    catalogue(language()).scripts.get(part).map_or("{}", String::as_str)
}

/// JSON that is safe inside `<script type="application/json">`: `<`, `>` and `&` are escaped, so no
/// text can close the element.
#[must_use]
pub(crate) fn for_script(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_else(|_| "null".into()).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests;
