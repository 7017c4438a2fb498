//! Reads the command line and the environment into a [`Config`], for the headless server and the
//! desktop app.
//!
//! A variable that is present but blank is unset: an empty key would admit everybody, and `PORT=` in a template means that no
//! port was chosen.

use super::Config;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory, Error, FromArgMatches};
use std::ffi::OsString;
use std::path::Path;

/// Settings that are secrets or can contain one, by argument id and flag. On the command line,
/// every user of the computer can read them.
const SECRETS: [(&str, &str); 7] = [
    ("host_key", "--host-key"),
    ("host_keys", "--host-keys"),
    ("secret_key", "--secret-key"),
    ("metrics_token", "--metrics-token"),
    ("database_url", "--database-url"),
    ("redis_url", "--redis-url"),
    ("socketio_message_queue", "--socketio-message-queue"),
];

impl Config {
    /// Reads the command line and the environment; ends the program on an error, or after printing help.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::read(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    /// Parses these arguments (the program's name first) and the environment.
    ///
    /// # Errors
    /// When a setting cannot be parsed or its file cannot be read; also when help is requested.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let mut command = without_blanks(Self::command());
        let matches = command.try_get_matches_from_mut(arguments).map_err(|error| explain(error, &command))?;
        let mut config = Self::from_arg_matches(&matches)?;
        config.exposed = SECRETS.into_iter().filter(|(id, _)| is_exposed(&matches, id)).map(|(_, flag)| flag).collect();
        config.variables = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
        config.with_files().map_err(|message| command.error(ErrorKind::Io, message))
    }

    /// Reads the database URL and the secrets from the files that settings name.
    fn with_files(mut self) -> Result<Self, String> {
        for (value, file) in [
            (&mut self.database_url, &self.database_url_file),
            (&mut self.host_key, &self.host_key_file),
            (&mut self.secret_key, &self.secret_key_file),
        ] {
            if let Some(file) = file {
                *value = Some(secret_in(file)?);
            }
        }
        Ok(self)
    }
}

/// A file's content without the line break that editors and `echo` append.
fn secret_in(file: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("could not read {}: {error}", file.display()))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.trim().is_empty() { Err(format!("there is nothing in {}", file.display())) } else { Ok(secret.to_owned()) }
}

/// Whether a secret is on the command line; a URL counts only with a password or a query in it.
fn is_exposed(matches: &ArgMatches, id: &str) -> bool {
    let has_password = |url: &String| super::shown::without_password(url) != *url;
    matches.value_source(id) == Some(ValueSource::CommandLine)
        && matches.try_get_one::<String>(id).ok().flatten().is_none_or(|value| !value.contains("://") || has_password(value))
}

/// The command and its subcommands, with arguments detached from variables that are blank.
fn without_blanks(command: Command) -> Command {
    command.mut_args(|arg| if arg.get_env().is_some_and(is_blank) { arg.env(None::<&str>) } else { arg }).mut_subcommands(without_blanks)
}

fn is_blank(variable: &std::ffi::OsStr) -> bool {
    #[expect(clippy::disallowed_methods, reason = "this folder is the one reader of the environment")]
    let value = std::env::var_os(variable);
    value.is_some_and(|value| value.to_string_lossy().trim().is_empty())
}

/// Adds to an error the list of commands, or the variable whose value cannot be parsed.
fn explain(mut error: Error, command: &Command) -> Error {
    if matches!(error.kind(), ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument)
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand).or_else(|| error.get(ContextKind::InvalidArg))
        && !word.starts_with('-')
    {
        let names: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
        return command
            .clone()
            .error(ErrorKind::InvalidSubcommand, format!("there is no command `{word}`: there are {}", names.join(", ")));
    }
    if let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg)
        && let Some(variable) = variable_of(command, argument)
    {
        let advice = format!("The variable {variable} says so: correct it, or take it out.");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![advice.into()]));
    }
    error
}

/// The variable that an argument's value came from, if one did.
fn variable_of(command: &Command, argument_shown: &str) -> Option<String> {
    let name = argument_shown.split([' ', '=']).next()?.strip_prefix("--")?;
    let on_command_line = std::env::args().any(|word| word.strip_prefix("--").is_some_and(|word| word.split('=').next() == Some(name)));
    let argument = command.get_arguments().find(|argument| argument.get_long() == Some(name))?;
    let variable = argument.get_env()?;
    #[expect(clippy::disallowed_methods, reason = "this folder is the one reader of the environment")]
    let is_set = std::env::var_os(variable).is_some();
    (is_set && !on_command_line).then(|| variable.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_line_break_is_no_part_of_a_secret_in_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        for (text, secret) in [("abc", Some("abc")), ("abc\n", Some("abc")), ("a b \r\n", Some("a b ")), ("\n", None), ("", None)] {
            std::fs::write(&file, text).expect("a file");
            assert_eq!(secret_in(&file).ok().as_deref(), secret, "{text:?}");
        }
    }

    #[test]
    fn secrets_on_the_command_line_are_reported_as_exposed() {
        let read = |arguments: &[&str]| Config::read(std::iter::once("handsup").chain(arguments.iter().copied()).map(OsString::from));
        let exposed = |arguments: &[&str]| read(arguments).expect("settings").exposed;
        assert_eq!(exposed(&["--host-key", "abc", "--bind", "127.0.0.1:0"]), ["--host-key"]);
        assert_eq!(exposed(&["--database-url=postgres://me:secret@db/x"]), ["--database-url"]);
        assert_eq!(exposed(&["--database-url=postgres://me@db/x", "--redis-url", "redis://cache"]), [""; 0]);
        assert_eq!(exposed(&["--no-mdns"]), [""; 0]);
    }
}
