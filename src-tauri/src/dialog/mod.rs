//! Native dialogs: a message, a question with two answers, the place to save a file. All are opened
//! on the main thread, above the host's window where it is open.
//!
//! On Linux they are GTK's own. rfd would process GTK's events on a second thread, which is still
//! inside GTK when the program ends.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod others;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
use others as system;

use std::path::{Path, PathBuf};
use tauri::AppHandle;

/// The texts of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'a> {
    /// The heading.
    pub(crate) title: &'a str,
    /// The text below it.
    pub(crate) text: &'a str,
    /// The button.
    pub(crate) close: &'static str,
}

/// The texts of a question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// The heading.
    pub(crate) title: &'a str,
    /// The text below it.
    pub(crate) text: &'a str,
    /// The answer that changes nothing.
    pub(crate) stay: &'static str,
    /// The answer that proceeds.
    pub(crate) go: &'static str,
}

/// What the dialog for saving a file shows first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination<'a> {
    /// The heading.
    pub(crate) title: &'a str,
    /// The folder; the system's choice if `None`.
    pub(crate) folder: Option<&'a Path>,
    /// The file's name.
    pub(crate) name: &'a str,
}

/// Shows an error; `closed` is called when the dialog is closed.
pub(crate) fn message(app: &AppHandle, message: Message<'_>, closed: impl FnOnce() + Send + 'static) {
    system::message(app, message, closed);
}

/// Asks; `answered` is called with whether to proceed. Enter, Escape and the dialog's close button
/// give the answer that changes nothing.
pub(crate) fn ask(app: &AppHandle, question: Question<'_>, answered: impl FnOnce(bool) + Send + 'static) {
    system::ask(app, question, answered);
}

/// Asks where to save a file; `chosen` is called with the path, or with `None` if the host cancels.
/// An existing file is replaced only after a question.
pub(crate) fn save(app: &AppHandle, first: Destination<'_>, chosen: impl FnOnce(Option<PathBuf>) + Send + 'static) {
    system::save(app, first, chosen);
}
