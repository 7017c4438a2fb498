//! Handsup without a window: bind, print the links, serve until a stop signal.

use handsup_server::{Config, Server, command, log};
use std::io::Write;
use std::process::ExitCode;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let config = Config::from_environment();
    match command::run(&config).await {
        Some(code) => Ok(code),
        None => serve(config).await.map(|()| ExitCode::SUCCESS),
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    log::start(&config);
    // Before the start, which may wait for its database, and before the line that says where it serves, because a supervisor may
    // send a signal as soon as it has read that.
    let shutdown = shutdown_signal();
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        shutdown.await;
        stopping.cancel();
    });
    let Some(server) = stop.run_until_cancelled(Server::bind(&config)).await else { return Ok(()) };
    let server = server?;
    // The parent process may have closed our output; that is no reason to end.
    let _unread = writeln!(std::io::stdout(), "{}", server.ready_lines());
    server.serve(stop).await
}

/// Ctrl-C, or what an init system sends: from this call on it ends the program no more by itself.
fn shutdown_signal() -> impl Future<Output = ()> + Send {
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async move {
        #[cfg(unix)]
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
        let _told = tokio::signal::ctrl_c().await;
    }
}
