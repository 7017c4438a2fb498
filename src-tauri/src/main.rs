//! Handsup for the desktop: a window on the server it carries.
//!
//! The server does all the work; the window is a browser on it, and has no other way in (no command, no permission). Where
//! there is no display, the same server runs without the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod awake;
mod clipboard;
mod desktop;
mod display;
mod displays;
mod download;
mod headless;
mod keyring;
mod menu;
mod problem;
mod projector;
mod question;
mod quit;
mod rendering;
mod serving;
mod told_to_stop;
mod window;
mod wish;
mod words;

use handsup_server::{Config, log};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Needs no window, and no data of its own.
    if std::env::args().nth(1).is_some_and(|first| first == "rehearse") {
        return headless::rehearse();
    }
    let Some(dirs) = directories::BaseDirs::new() else {
        eprintln!("This user has no home directory, so there is nowhere to keep polls.");
        return ExitCode::FAILURE;
    };
    let config = Config::desktop(dirs.data_dir().join(desktop::IDENTIFIER));
    log::start(&config);
    rendering::choose();
    if display::exists() {
        desktop::run(config)
    } else {
        eprintln!("There is no display here, so Handsup runs without its window. Stop it with Ctrl-C.");
        headless::run(&config)
    }
}
