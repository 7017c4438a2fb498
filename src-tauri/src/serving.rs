//! The embedded server, which is started once and ended with the app.

use crate::problem;
use handsup_server::{Connected, HostLinks, Server};
use parking_lot::Mutex;
use std::time::Duration;
use tauri::AppHandle;
use tauri::async_runtime::{JoinHandle, block_on, spawn};
use tokio_util::sync::CancellationToken;

/// Timeout for the server to send its goodbye to phones and finish its writes.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(4);

/// A running server.
pub(crate) struct Serving {
    connected: Connected,
    links: HostLinks,
    stop: CancellationToken,
    /// Runs [`Server::serve`]; `None` once [`Serving::end`] waits for it.
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Serving {
    /// Runs the server. If it ends by itself, ends the app with exit code 1, after showing the
    /// error if there is one.
    pub(crate) fn start(server: Server, app: AppHandle) -> Self {
        let (connected, links) = (server.connected(), server.host_links());
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        let task = spawn(async move {
            let outcome = server.serve(stopping.clone()).await;
            if let Err(error) = outcome {
                problem::show(&app, &error);
            } else if !stopping.is_cancelled() {
                app.exit(1);
            }
        });
        Self { connected, links, stop, task: Mutex::new(Some(task)) }
    }

    /// The handle that counts connected phones and open polls.
    pub(crate) fn connected(&self) -> Connected {
        self.connected.clone()
    }

    /// A fresh one-time link that makes the app's window the host.
    pub(crate) fn host_link(&self) -> String {
        self.links.new_link()
    }

    /// Ends the server and waits for it, with a timeout. Must not be called within the async
    /// runtime, because it blocks.
    pub(crate) fn end(&self) {
        self.stop.cancel();
        let task = self.task.lock().take();
        let Some(task) = task else { return };
        if block_on(async { tokio::time::timeout(SHUTDOWN_TIMEOUT, task).await }).is_err() {
            tracing::warn!("shutdown: the server did not end in time");
        }
    }
}
