//! Start-up errors for the host: what happened, and what to do next.

use crate::dialog::{self, Message};
use crate::words::t;
use handsup_server::AlreadyRuns;
use handsup_server::config::WrongSetting;
use std::io::ErrorKind;
use tauri::AppHandle;

/// Prints the error and shows it in a dialog; ends the app with exit code 1
/// when the dialog is closed.
pub(crate) fn show(app: &AppHandle, error: &anyhow::Error) {
    print(error);
    let text = text(error);
    let handle = app.clone();
    let shown = app.run_on_main_thread(move || {
        let message = Message { title: t("desktop_cannot_run"), text: &text, close: t("desktop_close") };
        let exit = handle.clone();
        dialog::message(&handle, message, move || exit.exit(1));
    });
    if shown.is_err() {
        app.exit(1);
    }
}

/// Prints the error to standard error.
pub(crate) fn print(error: &anyhow::Error) {
    eprintln!("{}: {}", t("desktop_cannot_run"), text(error));
}

fn text(error: &anyhow::Error) -> String {
    match error.downcast_ref::<clap::Error>() {
        Some(error) => format!("{}\n\n{}", setting_error(error), t("desktop_next_setting")),
        None => format!("{}.\n\n{}", what_happened(error), next_step(error)),
    }
}

/// What happened; translated for the expected errors.
fn what_happened(error: &anyhow::Error) -> String {
    match error.downcast_ref::<AlreadyRuns>().map(|other| &*other.address) {
        Some("") => t("desktop_already_works").to_owned(),
        Some(address) => t("desktop_already_runs").replace("{address}", address),
        None => format!("{error:#}"),
    }
}

/// A setting's error without the hints that apply to a command line only.
fn setting_error(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let shown = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("Usage:") && !line.starts_with("For more"));
    shown.map(|line| line.trim_start_matches("error: ").trim_start_matches("tip: ")).collect::<Vec<_>>().join("\n")
}

/// What to do about an error, chosen by its type or by the I/O error among its causes.
fn next_step(error: &anyhow::Error) -> &'static str {
    if error.is::<AlreadyRuns>() {
        return t("desktop_next_already_runs");
    }
    if error.is::<WrongSetting>() {
        return t("desktop_next_setting");
    }
    t(match error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>()).map(std::io::Error::kind) {
        Some(ErrorKind::AddrInUse) => "desktop_next_in_use",
        Some(ErrorKind::AddrNotAvailable) => "desktop_next_no_address",
        Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotADirectory) => "desktop_next_no_access",
        Some(ErrorKind::StorageFull) => "desktop_next_full",
        _ => "desktop_next_other",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;
    use handsup_server::Config;
    use handsup_server::config::Environment;

    fn describe(kind: ErrorKind) -> String {
        let error = Err::<(), _>(std::io::Error::from(kind)).context("could not start").expect_err("an error");
        text(&error)
    }

    #[test]
    fn every_error_is_shown_with_its_cause_and_a_next_step() {
        assert!(describe(ErrorKind::AddrInUse).contains("PORT=4300"));
        let runs = text(&AlreadyRuns { address: "http://127.0.0.1:4242".into() }.into());
        assert!(
            runs.starts_with("Handsup already runs on this data, at http://127.0.0.1:4242.")
                && runs.contains(t("desktop_next_already_runs")),
            "{runs}"
        );
        let weak = Config { host_key: Some("1".into()), environment: Environment::Production, ..Config::scratch("data".into()) };
        assert!(text(&weak.check().expect_err("a weak key").into()).ends_with(t("desktop_next_setting")));
        assert!(describe(ErrorKind::PermissionDenied).contains("HANDSUP_DATA_DIR"));
        assert!(describe(ErrorKind::StorageFull).starts_with("could not start: "));
        assert!(describe(ErrorKind::Other).ends_with(t("desktop_next_other")));
    }

    #[test]
    fn a_setting_that_cannot_be_parsed_is_shown_without_hints_for_a_command_line() {
        let error = handsup_server::Config::read(["handsup".into(), "--port=often".into()]).expect_err("no port");
        let shown = text(&error.into());
        assert!(shown.contains("often") && shown.contains("--port") && shown.ends_with(t("desktop_next_setting")), "{shown}");
        assert!(!shown.contains("error:") && !shown.contains("--help") && !shown.contains("Usage"), "{shown}");
    }
}
