//! Updates the consoles and projectors of a room, and publishes its changes to the other instances, whose screens wait for them.

use super::{next_count_due, rest, wait_for_change};
use crate::live::cluster_events::ClusterEvents;
use crate::live::rooms::room::Room;
use crate::live::rooms::snapshots::Snapshots;
use crate::metrics;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The longest rest: with it, a vote is on the wall within a tenth of a second however full the room is.
const LONGEST_REST: Duration = Duration::from_millis(50);

/// Updates the screens of a room until it is closed.
pub(super) async fn update(snapshots: Snapshots, events: ClusterEvents, room: Arc<Room>) {
    let mut count_due = Instant::now();
    while wait_for_change(&room, &room.for_screens, count_due).await.is_some() {
        let began = Instant::now();
        let since = room.for_screens.take_urgent();
        let poll = room.newest();
        if let Some(voted) = room.unsent.take_at(poll.seq) {
            events.poll(&poll, false, &voted);
        }
        snapshots.update_screens(&poll, &room).await;
        count_due = next_count_due();
        // Only urgent changes are measured: a change of presence alone has waited on purpose.
        if let Some(since) = since {
            metrics::broadcast_lag(since.elapsed());
        }
        // The number of phones counts although they are not updated here: each update is also an event for every other instance,
        // which reads the poll from the database.
        tokio::time::sleep(rest(began.elapsed(), snapshots.phones_in(&poll.code), LONGEST_REST)).await;
    }
}
