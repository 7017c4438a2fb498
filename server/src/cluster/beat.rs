//! The heartbeat of an instance: writes an entry into the database every few seconds, and reads those of the other instances.

use crate::storage::{Instance, Storage};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The time between two heartbeats. An instance's entry expires after three of them.
const EVERY: Duration = Duration::from_secs(5);

/// Sends heartbeats until `stop`, then removes the entry. Logs where instances are configured differently.
pub(crate) async fn keep_beating(storage: Arc<dyn Storage>, me: Instance, stop: CancellationToken) {
    let mut known = Vec::new();
    loop {
        // A failure was logged by `storage`, and the next heartbeat follows in seconds.
        if let Ok(others) = storage.beat(me.clone()).await
            && others != known
        {
            log_instances(&me, &others);
            known = others;
        }
        if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
            break;
        }
    }
    if let Err(error) = storage.leave(&me.id).await {
        tracing::debug!(%error, "instances: could not deregister, the entry expires by itself");
    }
}

fn log_instances(me: &Instance, others: &[Instance]) {
    tracing::info!(others = others.len(), "instances: others use this database");
    for trouble in troubles(me, others) {
        tracing::warn!("instances: {trouble}");
    }
}

/// The differences between instances that share a database, as sentences for the operator.
pub(crate) fn troubles(me: &Instance, others: &[Instance]) -> Vec<String> {
    let alone = others.iter().chain([me]).filter(|instance| !instance.shares).count();
    let redis = (!others.is_empty() && alone > 0).then(|| {
        format!(
            "{alone} of {} on this database were started without REDIS_URL: each sees what the others do up to a second late, counts \
             the phones of its own alone, and limits hold at each for itself. Give all of them the same REDIS_URL",
            others.len() + 1
        )
    });
    let other = others.iter().find(|other| other.version != me.version);
    let version = other.map(|other| format!("another one on this database is version {}, this one {}", other.version, me.version));
    redis.into_iter().chain(version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(version: &str, shares: bool) -> Instance {
        Instance { id: "a".into(), version: version.into(), shares }
    }

    #[test]
    fn instances_without_redis_or_of_another_version_are_reported() {
        let (alone, shared, old) = (instance("2", false), instance("2", true), instance("1", true));
        assert!(troubles(&alone, &[]).is_empty() && troubles(&shared, std::slice::from_ref(&shared)).is_empty());
        assert!(troubles(&alone, std::slice::from_ref(&alone))[0].starts_with("2 of 2"));
        assert!(troubles(&shared, &[shared.clone(), alone])[0].starts_with("1 of 3"), "one that does not share is enough");
        assert_eq!(troubles(&shared, &[old]), ["another one on this database is version 1, this one 2"]);
    }
}
