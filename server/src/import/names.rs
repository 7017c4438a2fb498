//! Column headers and cell keywords that the import of a table accepts, in English and German.

use super::settings::Setting;
use crate::domain::NewPoll;
use unicode_normalization::UnicodeNormalization as _;

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Question,
    /// An option, by its number from 1.
    Option(usize),
    Correct,
    Note,
    Results,
    Setting(Setting),
    Fairness,
    AllowChange,
    AutoReveal,
    Moderation,
    ShowAfter,
    OneTap,
}

impl Column {
    /// The column with this name; case, blanks and punctuation are ignored.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = normalized(name);
        Some(match name.as_str() {
            "question" | "questions" | "questiontext" | "frage" | "fragen" | "fragetext" => Self::Question,
            "kind" | "type" | "questiontype" | "art" | "typ" | "fragetyp" => Self::setting("kind")?,
            "correct" | "correctanswer" | "correctanswers" | "rightanswer" | "solution" | "richtig" | "richtigeantwort"
            | "richtigeantworten" | "lösung" => Self::Correct,
            "note" | "notes" | "notiz" | "notizen" | "anmerkung" => Self::Note,
            "results" | "result" | "ergebnis" | "ergebnisse" => Self::Results,
            "minchoices" | "mindestens" => Self::setting("min_choices")?,
            "maxchoices" | "höchstens" => Self::setting("max_choices")?,
            "scale" | "skala" | "stufen" => Self::setting("scale")?,
            "scalefrom" | "abwert" => Self::setting("scale_from")?,
            "labels" | "label" | "beschriftungen" | "beschriftung" => Self::setting("labels")?,
            "preset" | "vorlage" => Self::setting("preset")?,
            "partial" | "lückenhaft" => Self::setting("partial")?,
            "maxranked" | "plätze" => Self::setting("max_ranked")?,
            "rankall" | "alleordnen" => Self::setting("rank_all")?,
            "budget" | "punktebudget" => Self::setting("budget")?,
            "spendall" | "alleverteilen" => Self::setting("spend_all")?,
            "decimals" | "nachkommastellen" => Self::setting("decimals")?,
            "from" | "von" => Self::setting("from")?,
            "to" | "bis" => Self::setting("to")?,
            "unit" | "einheit" => Self::setting("unit")?,
            "right" | "rightnumber" => Self::setting("right")?,
            "tolerance" | "toleranz" => Self::setting("tolerance")?,
            "blank" | "enthaltung" => Self::setting("blank")?,
            "shuffled" | "gemischt" => Self::setting("shuffled")?,
            "fairness" => Self::Fairness,
            "allowchange" | "änderbar" => Self::AllowChange,
            "autoreveal" | "sofortzeigen" => Self::AutoReveal,
            "moderation" => Self::Moderation,
            "showafter" | "zeigenab" => Self::ShowAfter,
            "onetap" | "eintippen" => Self::OneTap,
            "most" | "wörter" => Self::setting("most")?,
            _ => Self::Option(option_of_column(&name)?),
        })
    }

    fn setting(name: &str) -> Option<Self> {
        Setting::named(name).map(Self::Setting)
    }
}

/// The number of an option, from 1, by the name of its column: `option 2`, `Option B`, `answer 2`,
/// `Antwort b`.
pub(super) fn option_of_column(name: &str) -> Option<usize> {
    let name = normalized(name);
    let prefixes = ["option", "answer", "choice", "antwort", "auswahl"];
    option_of_label(prefixes.iter().find_map(|prefix| name.strip_prefix(prefix))?)
}

/// The number of an option, from 1, by its label, which is a number or a letter: `2` or `B`.
pub(super) fn option_of_label(token: &str) -> Option<usize> {
    let number = match token.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => usize::from(letter.to_ascii_uppercase() - b'A') + 1,
        _ => token.parse().ok()?,
    };
    (1..=*NewPoll::OPTIONS.end()).contains(&number).then_some(number)
}

/// The keyword of the API for a German word in lower case; every other word is returned unchanged.
pub(super) fn wire_word(word: &str) -> &str {
    match word {
        "einzel" | "einzelauswahl" | "einfach" | "einfachauswahl" | "eine" => "single",
        "mehrere" | "mehrfach" | "mehrfachauswahl" => "multiple",
        "bewertung" | "skala" => "rating",
        "raster" | "matrix" => "grid",
        "rangfolge" | "reihenfolge" => "ranking",
        "punkte" => "points",
        "zahl" | "schätzung" => "number",
        "wörter" | "wortwolke" | "wordcloud" | "word cloud" => "words",
        "freitext" | "offen" | "open" => "text",
        "zustimmung" => "agreement",
        "sofort" => "live",
        word => word,
    }
}

/// Parses a truth value in lower case, English or German: spreadsheets write them in their own
/// language.
pub(super) fn truth_value(word: &str) -> Option<bool> {
    match word {
        "yes" | "true" | "1" | "x" | "on" | "ja" | "wahr" | "ein" => Some(true),
        "no" | "false" | "0" | "off" | "nein" | "falsch" | "aus" => Some(false),
        _ => None,
    }
}

/// The letters and digits of a name in lower case, with compatibility forms folded: equal for
/// `Option_A`, `OPTION a` and `option\u{a0}A`.
fn normalized(name: &str) -> String {
    name.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_case_are_ignored() {
        for (name, column) in [
            ("Question", Column::Question),
            ("\u{feff}FRAGE\u{200b}", Column::Question),
            ("Fragetext:", Column::Question),
            ("option\u{a0}A", Column::Option(1)),
            ("Answer_2", Column::Option(2)),
            ("Antwort\u{a0}２", Column::Option(2)),
            ("Antwort c)", Column::Option(3)),
            ("max choices", Column::setting("max_choices").unwrap()),
            ("Labels", Column::setting("labels").unwrap()),
            ("Richtige Antwort", Column::Correct),
            ("a\u{308}nderbar", Column::AllowChange),
        ] {
            assert_eq!(Column::named(name), Some(column), "{name}");
        }
        for name in ["", "what", "option", "option 21", "option 0", "answer", "points"] {
            assert_eq!(Column::named(name), None, "{name}");
        }
    }
}
