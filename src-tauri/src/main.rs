//! Handsup for the desktop: a window on an embedded server.
//!
//! The window is a browser on the server's pages, which can call no Tauri command and have no
//! permission. Without a display, the server runs without the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod awake;
mod bar;
mod clipboard;
mod desktop;
mod dialog;
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
mod quit;
mod rendering;
mod serving;
mod shutdown_signal;
mod system_keys;
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

/// The settings: those of the headless server, with the app's own data directory as the default.
fn config() -> anyhow::Result<Config> {
    let mut config = match Config::read(std::env::args_os().filter(|argument| !is_from_finder(argument))) {
        Ok(config) => config,
        // Started on a command line, so help, version and errors are printed there.
        Err(error) if std::env::args_os().len() > 1 => error.exit(),
        Err(error) => return Err(error.into()),
    };
    let default_folder = directories::BaseDirs::new().map(|dirs| dirs.data_dir().join(names::IDENTIFIER));
    // `for_desktop` uses this folder only if the settings name none.
    match default_folder.or_else(|| config.data_dir.clone()) {
        Some(folder) => config = config.for_desktop(folder),
        None => ensure!(config.command.is_some(), "this user has no home directory, so there is nowhere to keep polls"),
    }
    Ok(config)
}

/// Whether the argument is the process number that macOS adds for a program
/// that was double-clicked.
fn is_from_finder(argument: &OsStr) -> bool {
    argument.to_string_lossy().starts_with("-psn_")
}

/// Opens the window, or serves without one if there is no display. Invalid settings are shown in a
/// dialog, or printed.
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
