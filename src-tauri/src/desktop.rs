//! The app with its window: one instance, bind, show, serve, and an end that waits for the server.

use crate::projector::{self, Windows};
use crate::serving::Serving;
use crate::told_to_stop::told_to_stop;
use crate::{menu, problem, quit, window};
use handsup_server::{Config, Server};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tauri::async_runtime::{block_on, spawn};
use tauri::{App, AppHandle, Manager, RunEvent};

/// The app's name among apps; also the name of its data directory. As in `tauri.conf.json`.
pub(crate) const IDENTIFIER: &str = "org.handsup.desktop";

/// Runs the app until the host quits it.
pub(crate) fn run(config: anyhow::Result<Config>) -> ExitCode {
    let built = tauri::Builder::default()
        // First, so that a second start touches nothing: not the port, not the database.
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _directory| window::focus(app)))
        .plugin(window::remembered(config.as_ref().ok()))
        .menu(menu::build)
        .on_menu_event(|app, event| menu::chosen(app, &event))
        .on_window_event(|window, event| {
            quit::before_closing(window, event);
            projector::note_place(window, event);
        })
        .setup(move |app| {
            open(app, &config);
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => u8::try_from(app.run_return(|app, event| follow(app, &event))).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            problem::print(&error.into());
            ExitCode::FAILURE
        }
    }
}

/// Starts the server and shows its page, or says why not. An error does not leave here: tauri would make a panic of it.
fn open(app: &mut App, config: &anyhow::Result<Config>) {
    spawn(stop_when_told(app.handle().clone()));
    let handle = app.handle().clone();
    match config.as_ref().map(|config| serve_and_show(app, config)) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => problem::tell(&handle, &error),
        Err(error) => problem::tell(&handle, error),
    }
}

fn serve_and_show(app: &mut App, config: &Config) -> anyhow::Result<()> {
    let server = block_on(Server::bind(config))?.on(Arc::new(Windows::new(app.handle().clone())));
    let _unread = writeln!(std::io::stdout(), "{}", server.ready_lines());
    let page = server.host_link();
    app.manage(Serving::start(server, app.handle().clone()));
    window::open(app.handle(), &page)?;
    Ok(())
}

/// Whoever sends a signal is not there to answer a question, or to read about a problem.
async fn stop_when_told(app: AppHandle) {
    told_to_stop().await;
    let served = app.try_state::<Serving>().is_some();
    app.exit(i32::from(!served));
}

fn follow(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::Exit = event
        && let Some(serving) = app.try_state::<Serving>()
    {
        serving.end();
    }
}
