//! Sends events to the followers of a meeting.

use super::air::{Air, Cost};
use super::channels::{self, meeting_screens};
use super::host_feed::HOSTS;
use super::polls::frame_length;
use super::presence::Presence;
use super::sockets::Sockets;
use crate::domain::JoinCode;
use serde::Serialize;
use std::sync::Arc;
use tokio::time::Instant;

/// Sends events to the screens and phones that follow a meeting. Clones share the sockets.
#[derive(Clone)]
pub(super) struct MeetingFeed {
    sockets: Sockets,
    presence: Arc<Presence>,
    air: Air,
}

impl MeetingFeed {
    /// What phones are sent is recorded in `air`.
    pub(super) fn new(sockets: Sockets, presence: Arc<Presence>, air: Air) -> Self {
        Self { sockets, presence, air }
    }

    /// Sends consoles, projectors and the sockets in the room `also` an event at once, and phones within a moment.
    pub(super) async fn emit(&self, event: &'static str, code: &JoinCode, also: Option<String>, message: &(impl Serialize + Sync)) {
        self.emit_to_screens(event, code, also, message).await;
        let phones = self.presence.local.phones_at(code);
        for (n, slices) in channels::groups(phones).enumerate() {
            if n > 0 {
                tokio::time::sleep(channels::PAUSE).await;
            }
            self.sockets.emit(event, channels::meeting_phones_of(code, slices), message).await;
        }
        self.air.record_unpaced(Cost::of_frames(phones, frame_length(event, message)), Instant::now());
    }

    /// Sends consoles, projectors and the sockets in the room `also` an event at once.
    pub(super) async fn emit_to_screens(
        &self,
        event: &'static str,
        code: &JoinCode,
        also: Option<String>,
        message: &(impl Serialize + Sync),
    ) {
        let screens = [HOSTS.to_owned(), meeting_screens(code)].into_iter().chain(also);
        self.sockets.emit(event, screens.collect(), message).await;
    }
}
