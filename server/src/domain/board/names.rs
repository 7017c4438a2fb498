//! Names beside questions: which of them look like another's.

use super::super::terms::folded;
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_security::confusable_detection::skeleton;

/// Names of the host, in the languages of the pages.
const HOST_NAMES: [&str; 12] = [
    "host",
    "the host",
    "moderator",
    "moderation",
    "moderatorin",
    "the moderator",
    "die moderation",
    "leitung",
    "die leitung",
    "admin",
    "administrator",
    "handsup",
];

/// Whether a name looks like one of these, or like the host's: the same letters without regard to case, or letters that look the same.
#[must_use]
pub fn imitates<'a>(name: &str, others: impl IntoIterator<Item = &'a str>) -> bool {
    static OF_HOST: LazyLock<HashSet<String>> = LazyLock::new(|| HOST_NAMES.iter().flat_map(|name| looks_of(name)).collect());
    let looks = looks_of(name);
    looks.iter().any(|look| OF_HOST.contains(look))
        || others.into_iter().any(|other| looks_of(other).iter().any(|look| looks.contains(look)))
}

/// What a name looks like, as it is written and without regard to case: characters that are confused with others replaced, without
/// spaces and punctuation. Case is folded after that too, so that `AIan` looks like `Alan`.
fn looks_of(name: &str) -> Vec<String> {
    let letters = |text: &str| skeleton(text).filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut looks = vec![letters(&folded(name)), letters(&folded(&letters(name)))];
    looks.retain(|look| !look.is_empty());
    looks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_like_anothers_are_found() {
        for (name, other) in [
            ("Ada", "ada"),
            ("Ada Lovelace", "ADA  LOVELACE"),
            ("Ada", "\u{410}d\u{430}"),
            ("A d a", "Ada"),
            ("Ｈｏｓｔ", "nobody"),
            ("H\u{43e}st", "nobody"),
            ("die Moderation", "nobody"),
            ("paypal", "pаypаl"),
            ("AIan", "Alan"),
            ("alan", "AIan"),
        ] {
            assert!(imitates(name, [other]), "{name} {other}");
        }
        for (name, other) in [("Ada", "Eda"), ("", ""), ("!?", "…"), ("Hosting", "nobody"), ("Ada B.", "Ada C.")] {
            assert!(!imitates(name, [other]), "{name} {other}");
        }
    }
}
