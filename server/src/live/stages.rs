//! What each meeting's stage shows, broadcast to the phones and projectors that follow the meeting and to every host.

use super::{HOSTS, Live};
use crate::domain::{JoinCode, Meeting};
use crate::wire::{Invitation, StageNow};
use std::sync::Arc;

impl Live {
    /// The newest meeting of this code that this server has seen.
    #[must_use]
    pub(crate) fn meeting(&self, code: &JoinCode) -> Option<Arc<Meeting>> {
        self.stages.get(code).map(|meeting| meeting.clone())
    }

    /// Keeps a meeting, unless a newer one is known; the newest one comes back.
    pub(crate) fn remember_meeting(&self, meeting: Arc<Meeting>) -> Arc<Meeting> {
        let mut known = self.stages.entry(meeting.code.clone()).or_insert_with(|| meeting.clone());
        if meeting.stage.seq > known.stage.seq {
            *known = meeting;
        }
        known.clone()
    }

    /// Forgets a meeting that was deleted.
    pub(crate) fn forget_meeting(&self, code: &JoinCode) {
        self.stages.remove(code);
    }

    /// What a meeting's stage shows, and how many phones are there.
    #[must_use]
    pub(crate) fn stage(&self, meeting: &Meeting) -> StageNow {
        StageNow::of(meeting, self.watching.phones_at(&meeting.code) + self.elsewhere.phones_at(&meeting.code))
    }

    /// Broadcasts what the stage shows to the meeting's followers, if it has changed; never dropped.
    pub(crate) fn announce_stage(&self, meeting: Arc<Meeting>) {
        let (code, seq) = (meeting.code.clone(), meeting.stage.seq);
        if self.show_stage(meeting) {
            self.news.stage(&code, seq);
        }
    }

    /// The same for this instance alone. Returns whether it has changed.
    pub(super) fn show_stage(&self, meeting: Arc<Meeting>) -> bool {
        if self.meeting(&meeting.code).is_some_and(|known| known.stage.seq >= meeting.stage.seq) {
            return false;
        }
        let meeting = self.remember_meeting(meeting);
        let live = self.clone();
        tokio::spawn(async move { live.tell_stage(&meeting).await });
        true
    }

    /// The number of those who follow the meeting has changed: hosts and projectors receive it, once for all who arrive together.
    pub(super) fn touch_meeting(&self, code: &JoinCode) {
        if self.meeting(code).is_none() || !self.arriving.insert(code.clone()) {
            return;
        }
        let (live, code) = (self.clone(), code.clone());
        tokio::spawn(async move {
            tokio::time::sleep(super::COUNT_AGAIN).await;
            live.arriving.remove(&code);
            if let Some(meeting) = live.meeting(&code) {
                live.broadcast("stage", vec![HOSTS.to_owned(), screens(&code)], &live.stage(&meeting)).await;
            }
        });
    }

    /// The way to this computer has changed: projectors show people the new one, those near it with what is for the room.
    pub(crate) async fn invite(&self, invitation: impl Fn(&JoinCode, bool) -> Invitation) {
        let meetings: Vec<_> = self.stages.iter().map(|known| known.key().clone()).collect();
        for code in meetings {
            for near in [true, false] {
                self.broadcast("invitation", vec![invited(&code, near)], &invitation(&code, near)).await;
            }
        }
    }

    async fn tell_stage(&self, meeting: &Meeting) {
        self.broadcast("stage", vec![HOSTS.to_owned(), screens(&meeting.code), door(&meeting.code)], &self.stage(meeting)).await;
    }
}

/// Where the phones of a meeting listen.
pub(super) fn door(code: &JoinCode) -> String {
    format!("m/{code}")
}

/// The channel of its projectors, which also receive the number of followers.
pub(super) fn screens(code: &JoinCode) -> String {
    format!("m/{code}/screens")
}

/// The channels of those that may receive the room's Wi-Fi, and of the others.
pub(super) fn invited(code: &JoinCode, near: bool) -> String {
    format!("m/{code}/{}", if near { "near" } else { "afar" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::{QrSize, Stage, View};
    use socketioxide::SocketIo;

    #[tokio::test]
    async fn news_that_come_after_the_sockets_are_closed_harm_nobody() {
        let (_layer, io) = SocketIo::new_layer();
        io.ns("/", async || {});
        let live = Live::new(io.clone(), Clock::system(), b"secret");
        let code = JoinCode::parse("K7Q2M9").unwrap();
        let stage = Stage { view: View::Lobby, poll: None, bars: true, qr: QrSize::Corner, seq: 1 };
        let meeting = Meeting { id: 1, code, name: String::new(), created_at: 0, ended_at: None, stage };
        io.close().await;
        io.delete_ns("/");
        live.tell_stage(&meeting).await;
        live.broadcast_goodbye("quit").await;
    }
}
