//! Finds misspelt environment variables.

use crate::config::Config;
use clap::CommandFactory as _;

/// A prefix that operators may expect our variables to have, because the variables of other
/// programs have one.
const PREFIX: &str = "HANDSUP_";
/// The shortest setting that is compared: a shorter one is similar to too many variables.
const MIN_LENGTH: usize = 7;
/// The length of a setting from which on two edits count as a misspelling, instead of one.
const MIN_LENGTH_FOR_TWO_EDITS: usize = 12;

/// A sentence for each unknown variable whose name is similar to a setting's, or begins with
/// [`PREFIX`].
pub(super) fn misspelt(variables: &[String]) -> Vec<String> {
    let command = Config::command();
    let settings: Vec<&str> = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str()).collect();
    variables.iter().filter(|name| !settings.contains(&name.as_str())).filter_map(|name| suggestion(name, &settings)).collect()
}

/// The sentence for an unknown variable; `None` if it seems to be another program's.
fn suggestion(name: &str, settings: &[&str]) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    let bare = upper.strip_prefix(PREFIX);
    let is_meant = |ours: &&&str| Some(**ours) == bare || is_close(&upper, ours) || bare.is_some_and(|bare| is_close(bare, ours));
    match (settings.iter().find(is_meant), bare) {
        (Some(meant), _) => Some(format!("{name} is set, and no setting has that name: did you mean {meant}?")),
        (None, Some(_)) => Some(format!("{name} is set, and no setting has that name: see --help")),
        (None, None) => None,
    }
}

fn is_close(name: &str, ours: &str) -> bool {
    let max_edits = if ours.len() >= MIN_LENGTH_FOR_TWO_EDITS { 2 } else { 1 };
    ours.len() >= MIN_LENGTH && strsim::damerau_levenshtein(name, ours) <= max_edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(name: &str) -> Vec<String> {
        misspelt(&[name.to_owned()])
    }

    #[test]
    fn a_misspelt_name_is_reported_with_the_intended_one() {
        for (name, meant) in [
            ("TRUSTED_PROXYS", "TRUSTED_PROXIES"),
            ("REDIS_URI", "REDIS_URL"),
            ("DATABSE_URL", "DATABASE_URL"),
            ("SECRETKEY", "SECRET_KEY"),
            ("PUBLIC_ULR", "PUBLIC_URL"),
            ("redis_url", "REDIS_URL"),
            ("HANDSUP_PORT", "PORT"),
            ("HANDSUP_REDIS_URI", "REDIS_URL"),
            ("HANDSUP_DATADIR", "HANDSUP_DATA_DIR"),
        ] {
            let sentences = suggested(name);
            assert!(sentences.len() == 1 && sentences[0].contains(&format!("did you mean {meant}?")), "{name}: {sentences:?}");
        }
        assert!(suggested("HANDSUP_COLOUR")[0].contains("see --help"));
    }

    #[test]
    fn variables_of_ours_and_of_other_programs_are_not_reported() {
        for name in [
            "REDIS_URL",
            "HANDSUP_ENV",
            "PORT",
            "PATH",
            "HOME",
            "LANG",
            "LOGS",
            "BIN",
            "PGPASSWORD",
            "NO_COLOR",
            "HOSTNAME",
            "XDG_SESSION_ID",
        ] {
            assert_eq!(suggested(name), [""; 0], "{name}");
        }
    }
}
