//! What the server does by itself while it serves: it keeps the host's windows up to date, and its own memory small.

use crate::http::{App, Limits};
use crate::lan::Announced;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often the interfaces are looked at again.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often the limits forget whom they may.
const FORGET_EVERY: Duration = Duration::from_mins(1);

/// Keeps the address and the name up to date, here and in the host's windows.
pub(crate) async fn follow_network(
    app: App,
    names: Option<watch::Receiver<Announced>>,
    local_name: watch::Sender<Option<String>>,
    stop: CancellationToken,
) {
    let hosts = app.clone();
    let mut changes = app.reach.watch();
    let telling = async move {
        hosts.live.found_at(hosts.reach.ways()).await;
        while changes.changed().await.is_ok() {
            hosts.live.tell_hosts_network(&hosts.reach.network()).await;
            hosts.live.found_at(hosts.reach.ways()).await;
            hosts.live.invite(|code| hosts.invitation(code)).await;
        }
    };
    let looking = async {
        let mut names = names;
        loop {
            if let Some(names) = &mut names {
                let announced = names.borrow_and_update().clone();
                local_name.send_replace(Some(announced.host.to_ascii_lowercase()));
                app.reach.named(&announced.host, announced.renamed);
            }
            let renamed = async {
                let Some(names) = &mut names else {
                    return std::future::pending().await;
                };
                if names.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            let _either = tokio::time::timeout(LOOK_EVERY, renamed).await;
            let reach = app.reach.clone();
            // Asking the system for its interfaces blocks for some milliseconds.
            let _looked = tokio::task::spawn_blocking(move || reach.look()).await;
        }
    };
    stop.run_until_cancelled(async { tokio::join!(telling, looking) }).await;
}

/// Keeps the host's windows up to date about whether votes can be stored.
pub(crate) async fn follow_storage(app: App, stop: CancellationToken) {
    let mut failing = app.polls.storage_failing();
    while let Some(Ok(())) = stop.run_until_cancelled(failing.changed()).await {
        let now = *failing.borrow_and_update();
        app.live.tell_hosts_storage(now).await;
    }
}

/// Keeps the memory of the limits small.
pub(crate) async fn forget_the_idle(limits: Limits, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(FORGET_EVERY)).await.is_some() {
        limits.forget_the_idle();
    }
}
