//! The headless server: binds, prints the links, serves until a stop signal.

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
    // Before `Server::bind`, which may wait for the database, and before the ready lines are
    // printed: a supervisor may send a signal once it has read them.
    let shutdown = shutdown_signal();
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        shutdown.await;
        stopping.cancel();
    });
    let Some(server) = stop.run_until_cancelled(Server::bind(&config)).await else { return Ok(()) };
    let server = server?;
    // Fails if the parent process has closed our output, which does not matter.
    let _unread = writeln!(std::io::stdout(), "{}", server.ready_lines());
    server.serve(stop).await
}

/// Completes at Ctrl-C or SIGTERM. SIGTERM no longer kills the process from this call on, Ctrl-C
/// from the first poll on.
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
        let _received = tokio::signal::ctrl_c().await;
    }
}
