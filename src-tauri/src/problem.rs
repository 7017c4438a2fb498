//! What the host reads when Handsup cannot start: what happened, and what to do next.

use crate::words::t;
use handsup_server::AlreadyRuns;
use rfd::{AsyncMessageDialog, MessageButtons, MessageLevel};
use std::io::ErrorKind;
use tauri::AppHandle;
use tauri::async_runtime::spawn;

/// Shows the problem in a dialog, prints it too, and ends the app with exit code 1 when it has been read.
pub(crate) fn tell(app: &AppHandle, error: &anyhow::Error) {
    print(error);
    let text = text(error);
    let handle = app.clone();
    let shown = app.run_on_main_thread(move || {
        let read = AsyncMessageDialog::new()
            .set_level(MessageLevel::Error)
            .set_title(t("desktop_cannot_run"))
            .set_description(text)
            .set_buttons(MessageButtons::OkCustom(t("desktop_close").into()))
            .show();
        spawn(async move {
            read.await;
            handle.exit(1);
        });
    });
    if shown.is_err() {
        app.exit(1);
    }
}

/// Prints the problem.
pub(crate) fn print(error: &anyhow::Error) {
    eprintln!("{}: {}", t("desktop_cannot_run"), text(error));
}

fn text(error: &anyhow::Error) -> String {
    format!("{error:#}.\n\n{}", next_step(error))
}

/// What helps, as far as the causes tell.
fn next_step(error: &anyhow::Error) -> &'static str {
    if error.is::<AlreadyRuns>() {
        return t("desktop_next_already_runs");
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

    fn told(kind: ErrorKind) -> String {
        let error = Err::<(), _>(std::io::Error::from(kind)).context("could not start").expect_err("an error");
        text(&error)
    }

    #[test]
    fn every_problem_comes_with_its_cause_and_a_next_step() {
        assert!(told(ErrorKind::AddrInUse).contains("BIND=0.0.0.0:4300"));
        let runs = text(&AlreadyRuns { address: "http://127.0.0.1:4242".into() }.into());
        assert!(runs.contains("at http://127.0.0.1:4242.") && runs.contains(t("desktop_next_already_runs")), "{runs}");
        assert!(told(ErrorKind::PermissionDenied).contains("HANDSUP_DATA_DIR"));
        assert!(told(ErrorKind::StorageFull).starts_with("could not start: "));
        assert!(told(ErrorKind::Other).ends_with(t("desktop_next_other")));
    }
}
