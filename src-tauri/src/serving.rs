//! The server behind the window: started once, ended with the app.

use crate::problem;
use handsup_server::{Connected, HostLinks, Server};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tauri::AppHandle;
use tauri::async_runtime::{JoinHandle, block_on, spawn};
use tokio_util::sync::CancellationToken;

/// How long the server may take to say good-bye to phones and finish what it is writing.
const FAREWELL: Duration = Duration::from_secs(4);

/// A server that serves.
pub(crate) struct Serving {
    connected: Connected,
    links: HostLinks,
    stop: CancellationToken,
    end: Mutex<Option<JoinHandle<()>>>,
}

impl Serving {
    /// Serves from now on. Should the server end by itself, the host is told and the app ends too.
    pub(crate) fn start(server: Server, app: AppHandle) -> Self {
        let (connected, links) = (server.connected(), server.host_links());
        let stop = CancellationToken::new();
        let told = stop.clone();
        let end = spawn(async move {
            let outcome = server.serve(told.clone()).await;
            if let Err(error) = outcome {
                problem::tell(&app, &error);
            } else if !told.is_cancelled() {
                app.exit(1);
            }
        });
        Self { connected, links, stop, end: Mutex::new(Some(end)) }
    }

    /// Who would miss the server if it ended now.
    pub(crate) fn connected(&self) -> Connected {
        self.connected.clone()
    }

    /// A fresh link that makes the app's window the host's.
    pub(crate) fn host_link(&self) -> String {
        self.links.one_more()
    }

    /// Ends the server and waits for it, but not for ever. Must not be called within the async runtime.
    pub(crate) fn end(&self) {
        self.stop.cancel();
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(end) = end else { return };
        if block_on(async { tokio::time::timeout(FAREWELL, end).await }).is_err() {
            tracing::warn!("the server did not end in time");
        }
    }
}
