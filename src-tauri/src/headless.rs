//! Runs the server without a window, on a computer without a display.

use crate::{problem, shutdown_signal::shutdown_signal};
use handsup_server::{Config, Server};
use std::io::Write;
use std::process::ExitCode;
use tauri::async_runtime::{block_on, spawn};
use tokio_util::sync::CancellationToken;

/// Prints the links and serves until a stop signal.
pub(crate) fn run(config: &Config) -> ExitCode {
    block_on(async {
        match serve(config).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                problem::print(&error);
                ExitCode::FAILURE
            }
        }
    })
}

async fn serve(config: &Config) -> anyhow::Result<()> {
    let server = Server::bind(config).await?;
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    spawn(async move {
        shutdown_signal().await;
        stopping.cancel();
    });
    let _unread = writeln!(std::io::stdout(), "{}", server.ready_lines());
    server.serve(stop).await
}
