//! The recount of a closed poll: its votes are counted again from its log, and compared with its
//! totals.

use crate::domain::Poll;
use crate::storage::Storage;
use std::sync::Arc;

/// Counts a closed poll again, and logs each difference. Skipped without a log entry if the
/// database fails.
pub(super) async fn run(storage: Arc<dyn Storage>, poll: Arc<Poll>) {
    let Ok(Some(audit)) = storage.audit(poll.id).await else { return };
    let (code, recount) = (&poll.code, audit.recount());
    match &recount.findings[..] {
        [] => tracing::info!(%code, votes = recount.votes, "recount: poll closed, votes add up"),
        findings => findings.iter().for_each(|finding| tracing::error!(%code, %finding, "recount: poll closed, votes do not add up")),
    }
}
