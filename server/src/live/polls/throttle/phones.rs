//! Updates the phones of a room, within the budget that all phones share.

use super::{next_count_due, rest, wait_for_change};
use crate::live::air::Air;
use crate::live::polls::room::Room;
use crate::live::polls::snapshots::Snapshots;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Updates the phones of a room until it is closed.
pub(super) async fn update(snapshots: Snapshots, air: Air, room: Arc<Room>) {
    let mut count_due = Instant::now();
    while wait_for_change(&room, &room.updates.for_phones, count_due).await.is_some() {
        if room.until_closed(wait_for_air(&snapshots, &air, &room)).await.is_none() {
            return;
        }
        let began = Instant::now();
        room.updates.for_phones.take_urgent();
        let code = room.newest().code.clone();
        let cost = snapshots.update_phones(&room).await;
        air.record(&code, cost, began);
        count_due = next_count_due();
        tokio::time::sleep(rest(Duration::ZERO, snapshots.phones_in(&code))).await;
    }
}

/// Waits until the room's next update is due. Asks again at that time, because a change of state, which does not wait, or updates
/// of other rooms may have postponed it.
async fn wait_for_air(snapshots: &Snapshots, air: &Air, room: &Room) {
    let code = room.newest().code.clone();
    loop {
        let now = Instant::now();
        let due = air.due(&code, snapshots.phones_in(&code), now);
        if due <= now {
            return;
        }
        sleep_until(due).await;
    }
}
