//! Names beside questions: which of them look like another's.

use super::super::terms::folded;
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
    let look = look_of(name);
    !look.is_empty() && HOST_NAMES.into_iter().chain(others).any(|other| look_of(other) == look)
}

/// What a name looks like: characters that are confused with others replaced, without spaces and punctuation.
fn look_of(name: &str) -> String {
    skeleton(&folded(name)).filter(|c| c.is_alphanumeric()).collect()
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
        ] {
            assert!(imitates(name, [other]), "{name} {other}");
        }
        for (name, other) in [("Ada", "Eda"), ("", ""), ("!?", "…"), ("Hosting", "nobody"), ("Ada B.", "Ada C.")] {
            assert!(!imitates(name, [other]), "{name} {other}");
        }
    }
}
