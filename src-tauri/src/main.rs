//! Handsup for the desktop: a window on an embedded server.
//!
//! The server does all the work; the window is a browser on it, and has no other access (no command, no permission). Without
//! a display, the same server runs without the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod awake;
mod clipboard;
mod desktop;
mod display;
mod displays;
mod download;
mod entry;
mod headless;
mod keyring;
mod menu;
mod names;
mod problem;
mod projector;
mod projector_request;
mod question;
mod quit;
mod rendering;
mod serving;
mod shutdown_signal;
mod window;
mod words;

use anyhow::ensure;
use handsup_server::{Config, command, log};
use std::ffi::OsStr;
use std::process::ExitCode;
use tauri::async_runtime::block_on;

fn main() -> ExitCode {
    match config() {
        Ok(config) => {
            // Commands need no window.
            if let Some(code) = block_on(command::run(&config)) {
                return code;
            }
            log::start(&config);
            start(Ok(config))
        }
        Err(error) => start(Err(error)),
    }
}

/// The settings: those of the headless program, with the app's own data directory.
fn config() -> anyhow::Result<Config> {
    let mut config = match Config::read(std::env::args_os().filter(|word| !is_from_finder(word))) {
        Ok(config) => config,
        // Typed on a command line, which is where the answer belongs: help, a version, an unknown command.
        Err(error) if std::env::args_os().len() > 1 => error.exit(),
        Err(error) => return Err(error.into()),
    };
    let folder = directories::BaseDirs::new().map(|dirs| dirs.data_dir().join(names::IDENTIFIER));
    match folder.or_else(|| config.data_dir.clone()) {
        Some(folder) => config = config.for_desktop(folder),
        None => ensure!(config.command.is_some(), "this user has no home directory, so there is nowhere to keep polls"),
    }
    Ok(config)
}

/// macOS adds a process number to the command line of a program that was double-clicked.
fn is_from_finder(word: &OsStr) -> bool {
    word.to_string_lossy().starts_with("-psn_")
}

/// Opens the window, or serves without one where there is no display. Invalid settings are reported there.
fn start(config: anyhow::Result<Config>) -> ExitCode {
    rendering::choose();
    match config {
        config if display::exists() => desktop::run(config),
        Ok(config) => {
            eprintln!("There is no display here, so Handsup runs without its window. Stop it with Ctrl-C.");
            headless::run(&config)
        }
        Err(error) => {
            problem::print(&error);
            ExitCode::FAILURE
        }
    }
}
