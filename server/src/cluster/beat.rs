//! The heartbeat of an instance: writes an entry into the database every few seconds, and reads those of the other instances.

use crate::storage::{Instance, Storage};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The time between two heartbeats. An instance's entry expires after three of them.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(5);

/// Sends heartbeats until `stop` is cancelled, then removes the entry. Logs the other instances when they change, and how their
/// configuration differs from this one's.
pub(crate) async fn send_heartbeats(storage: Arc<dyn Storage>, me: Instance, stop: CancellationToken) {
    let mut logged = Vec::new();
    loop {
        // A failure was logged by `storage`, and the next heartbeat follows in seconds.
        if let Ok(others) = storage.beat(me.clone()).await
            && others != logged
        {
            log_instances(&me, &others);
            logged = others;
        }
        if stop.run_until_cancelled(tokio::time::sleep(HEARTBEAT_INTERVAL)).await.is_none() {
            break;
        }
    }
    if let Err(error) = storage.leave(&me.id).await {
        tracing::debug!(%error, "instances: could not deregister, the entry expires by itself");
    }
}

fn log_instances(me: &Instance, others: &[Instance]) {
    tracing::info!(others = others.len(), "instances: other instances on this database");
    for problem in configuration_problems(me, others) {
        tracing::warn!("instances: {problem}");
    }
}

/// The differences between instances that share a database, as sentences for the operator.
pub(crate) fn configuration_problems(me: &Instance, others: &[Instance]) -> Vec<String> {
    let without_redis = others.iter().chain([me]).filter(|instance| !instance.uses_redis).count();
    let redis = (!others.is_empty() && without_redis > 0).then(|| {
        format!(
            "{without_redis} of {} on this database were started without REDIS_URL: each sees what the others do up to a second late, \
             counts only its own phones, and applies its limits alone. Give all of them the same REDIS_URL",
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

    fn instance(version: &str, uses_redis: bool) -> Instance {
        Instance { id: "a".into(), version: version.into(), uses_redis }
    }

    #[test]
    fn instances_without_redis_or_of_another_version_are_reported() {
        let (without_redis, with_redis, old) = (instance("2", false), instance("2", true), instance("1", true));
        assert!(configuration_problems(&without_redis, &[]).is_empty());
        assert!(configuration_problems(&with_redis, std::slice::from_ref(&with_redis)).is_empty());
        assert!(configuration_problems(&without_redis, std::slice::from_ref(&without_redis))[0].starts_with("2 of 2"));
        assert!(
            configuration_problems(&with_redis, &[with_redis.clone(), without_redis])[0].starts_with("1 of 3"),
            "one without Redis is enough"
        );
        assert_eq!(configuration_problems(&with_redis, &[old]), ["another one on this database is version 1, this one 2"]);
    }
}
