//! The app with its window: allows a single instance, starts server and window, and waits for the
//! server at shutdown.

use crate::projector::{self, Windows};
use crate::serving::Serving;
use crate::shutdown_signal::shutdown_signal;
use crate::{entry, menu, problem, quit, window};
use anyhow::Context;
use handsup_server::{Config, Server};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tauri::async_runtime::{block_on, spawn, spawn_blocking};
use tauri::{AppHandle, Manager, RunEvent};

/// Timeout for opening the database. A headless server waits without a limit; a desktop user gets
/// an error instead.
const START_TIMEOUT: Duration = Duration::from_secs(15);

/// Runs the app until the host quits it.
pub(crate) fn run(config: anyhow::Result<Config>) -> ExitCode {
    let built = tauri::Builder::default()
        // Registered first, so that a second instance touches neither port nor database.
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _directory| {
            window::focus(app);
            entry::enter_again(app);
        }))
        .plugin(window::saved_geometry(config.as_ref().ok()))
        .menu(menu::build)
        .on_menu_event(|app, event| menu::chosen(app, &event))
        .on_window_event(|window, event| {
            quit::before_closing(window, event);
            projector::track_place(window, event);
        })
        .setup(move |app| {
            open(app.handle().clone(), config);
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => u8::try_from(app.run_return(|app, event| handle_event(app, &event))).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            problem::print(&error.into());
            ExitCode::FAILURE
        }
    }
}

/// Starts the server and shows its page, or the error, on other threads: the main thread handles
/// events meanwhile.
fn open(app: AppHandle, config: anyhow::Result<Config>) {
    spawn(quit_on_signal(app.clone()));
    // On a blocking thread, because the future of `Server::bind` is not `Send`.
    spawn_blocking(move || {
        if let Err(error) = block_on(serve_and_show(&app, config)) {
            problem::show(&app, &error);
        }
    });
}

async fn serve_and_show(app: &AppHandle, config: anyhow::Result<Config>) -> anyhow::Result<()> {
    let config = config?;
    let bound = tokio::time::timeout(START_TIMEOUT, Server::bind(&config)).await;
    let server = bound.context("the database does not answer")??.with_desktop(Arc::new(Windows::new(app.clone())));
    let _unread = writeln!(std::io::stdout(), "{}", server.ready_lines());
    let page = server.host_link();
    app.manage(Serving::start(server, app.clone()));
    window::open(app, &page)
}

/// Quits on a stop signal, without a question: the sender may be a program. The exit code is 1 if
/// the server has not started yet.
async fn quit_on_signal(app: AppHandle) {
    shutdown_signal().await;
    let served = app.try_state::<Serving>().is_some();
    app.exit(i32::from(!served));
}

/// Ends the server when the app exits.
fn handle_event(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::Exit = event
        && let Some(serving) = app.try_state::<Serving>()
    {
        serving.end();
    }
}
