//! Handsup without a window: bind, print the links, serve until told to stop.

use handsup_server::{Config, Server, log};
use std::io::Write;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config = Config::from_environment();
    log::start(&config);
    let server = Server::bind(&config).await?;
    // Whoever started us may have closed our output; that is no reason to end.
    let _unread = writeln!(std::io::stdout(), "{}", server.ready_lines());
    let stop = CancellationToken::new();
    tokio::spawn(cancel_when_told(stop.clone()));
    server.serve(stop).await
}

/// Ctrl-C, or what an init system sends.
async fn cancel_when_told(stop: CancellationToken) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return stop.cancel();
        }
    }
    let _told = tokio::signal::ctrl_c().await;
    stop.cancel();
}
