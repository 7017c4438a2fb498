//! Publishes the changes of a room to the other instances. Each of them reads the poll from the database for it, so this is done
//! less often in a full room than screens are updated.

use super::rest;
use crate::live::cluster_events::ClusterEvents;
use crate::live::polls::room::Room;
use crate::live::polls::snapshots::Snapshots;
use std::sync::Arc;
use std::time::Duration;

/// Publishes the changes of a room until it is closed.
pub(super) async fn publish(snapshots: Snapshots, events: ClusterEvents, room: Arc<Room>) {
    while room.until_closed(room.updates.for_instances.wait_for_urgent()).await.is_some() {
        room.updates.for_instances.take_urgent();
        let poll = room.newest();
        if let Some(voters) = room.updates.unsent.take_at(poll.seq) {
            events.poll(&poll, false, &voters);
        }
        tokio::time::sleep(rest(Duration::ZERO, snapshots.phones_in(&poll.code))).await;
    }
}
