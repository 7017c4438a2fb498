//! The events that a poll's followers receive.

use crate::live::sockets::Sockets;
use serde::Serialize;

/// An event of a poll.
#[derive(Clone, Copy)]
pub(super) struct Event {
    name: &'static str,
    /// Whether a newer one replaces it until the connection is ready.
    is_volatile: bool,
}

impl Event {
    /// Other counts.
    pub(super) const UPDATE: Self = Self { name: "vote_update", is_volatile: true };
    /// Another state.
    pub(super) const STATE: Self = Self { name: "poll_state", is_volatile: false };
    /// Other texts or rules, before the count that names them.
    pub(super) const PAPER: Self = Self { name: "paper", is_volatile: false };

    /// Sends a message to these Socket.IO rooms; returns the length of a frame in bytes.
    pub(super) async fn emit(self, sockets: &Sockets, rooms: Vec<String>, message: &(impl Serialize + Sync)) -> usize {
        if self.is_volatile {
            sockets.emit_volatile(self.name, rooms, message).await;
        } else {
            sockets.emit(self.name, rooms, message).await;
        }
        frame_length(self.name, message)
    }
}

/// The length of an event's frame in bytes: `42["event",message]`.
pub(in crate::live) fn frame_length(event: &str, message: &impl Serialize) -> usize {
    let mut written = Written(0);
    // Fails only for what cannot be sent either.
    let _counted = serde_json::to_writer(&mut written, message);
    r#"42["",]"#.len() + event.len() + written.0
}

/// Counts bytes, and discards them.
struct Written(usize);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
