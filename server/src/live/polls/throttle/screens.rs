//! Updates the consoles and projectors of a room.

use super::{next_count_due, rest, wait_for_change};
use crate::live::polls::room::Room;
use crate::live::polls::snapshots::Snapshots;
use crate::metrics;
use std::sync::Arc;
use tokio::time::Instant;

/// Updates the screens of a room until it is closed. How many phones there are makes no difference: a vote is on the wall within a
/// tenth of a second however full the room is.
pub(super) async fn update(snapshots: Snapshots, room: Arc<Room>) {
    let mut count_due = Instant::now();
    while wait_for_change(&room, &room.updates.for_screens, count_due).await.is_some() {
        let began = Instant::now();
        let since = room.updates.for_screens.take_urgent();
        let poll = room.newest();
        snapshots.update_screens(&poll, &room).await;
        count_due = next_count_due();
        // Only urgent changes are measured: a change of presence alone has waited on purpose.
        if let Some(since) = since {
            metrics::broadcast_lag(since.elapsed());
        }
        tokio::time::sleep(rest(began.elapsed(), snapshots.screens())).await;
    }
}
