//! The boards of meetings: what has changed on them is broadcast to their followers at most once a second.

use super::air::{Air, Cost};
use super::channels::{self, meeting_screens, moderators};
use super::cluster_events::ClusterEvents;
use super::host_feed::HOSTS;
use super::presence::Presence;
use super::rooms::frame_length;
use super::sockets::Sockets;
use crate::domain::{Board, JoinCode};
use crate::wire::BoardFrame;
use dashmap::DashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The shortest pause between two frames of a board, and the longest time for which a cached board answers.
const FRAME_INTERVAL: Duration = Duration::from_secs(1);

/// The boards of this instance, by meeting.
pub(crate) struct Boards {
    rooms: DashMap<JoinCode, Room>,
    sockets: Sockets,
    presence: Arc<Presence>,
    events: ClusterEvents,
    air: Air,
}

/// The board of one meeting.
#[derive(Default)]
struct Room {
    /// As it was read last, and when the read began.
    newest: Option<(Arc<Board>, Instant)>,
    /// As followers have been told.
    sent: Option<Arc<Board>>,
    /// When its last frame was begun.
    sent_at: Option<Instant>,
    /// Whether it is about to be read again for a frame.
    is_due: bool,
}

impl Boards {
    pub(super) fn new(sockets: Sockets, presence: Arc<Presence>, events: ClusterEvents, air: Air) -> Self {
        Self { rooms: DashMap::default(), sockets, presence, events, air }
    }

    /// The board, if it was read in the last second.
    #[must_use]
    pub(crate) fn cached(&self, code: &JoinCode) -> Option<Arc<Board>> {
        let room = self.rooms.get(code)?;
        room.newest.as_ref().filter(|(_, at)| at.elapsed() < FRAME_INTERVAL).map(|(board, _)| board.clone())
    }

    /// Caches a board whose read began at `at`, unless a newer one is cached. Returns the newest, and whether it differs from what
    /// followers were told last, as after a lost event of another instance.
    pub(crate) fn cache(&self, code: &JoinCode, board: Board, at: Instant) -> (Arc<Board>, bool) {
        let mut room = self.rooms.entry(code.clone()).or_default();
        let newest = match room.newest.take() {
            Some((cached, _)) if cached.seq > board.seq => cached,
            _ => Arc::new(board),
        };
        room.newest = Some((newest.clone(), at));
        let is_news = room.sent.as_ref().is_some_and(|sent| sent.seq < newest.seq);
        (newest, is_news)
    }

    /// The meetings whose followers have been told of a board.
    pub(crate) fn followed(&self) -> Vec<JoinCode> {
        self.rooms.iter().filter(|room| room.sent.is_some()).map(|room| room.key().clone()).collect()
    }

    /// Removes the board of a deleted meeting.
    pub(crate) fn forget(&self, code: &JoinCode) {
        self.rooms.remove(code);
    }

    /// When the caller has to read the board again for the next frame: at once, or a second after the last one. `None` where
    /// somebody is about to.
    pub(crate) fn reserve_frame(&self, code: &JoinCode) -> Option<Instant> {
        let mut room = self.rooms.entry(code.clone()).or_default();
        let now = Instant::now();
        (!std::mem::replace(&mut room.is_due, true)).then(|| room.sent_at.map_or(now, |at| now.max(at + FRAME_INTERVAL)))
    }

    /// Begins a frame: changes from now on need another one.
    pub(crate) fn begin_frame(&self, code: &JoinCode) {
        let mut room = self.rooms.entry(code.clone()).or_default();
        room.is_due = false;
        room.sent_at = Some(Instant::now());
    }

    /// Publishes to the other instances that a board has changed.
    pub(crate) fn publish(&self, code: &JoinCode) {
        self.events.board(code);
    }

    /// Broadcasts what has changed since the last frame: to consoles, moderators and projectors at once, to phones within a moment.
    pub(crate) async fn broadcast(&self, code: &JoinCode, board: Arc<Board>) {
        let Some(frame) = self.frame(code, board) else { return };
        self.sockets.emit("questions", vec![HOSTS.to_owned(), meeting_screens(code), moderators(code)], &frame).await;
        let phones = self.presence.local.phones_at(code);
        for (n, slices) in channels::groups(phones).enumerate() {
            if n > 0 {
                tokio::time::sleep(channels::PAUSE).await;
            }
            self.sockets.emit("questions", channels::meeting_phones_of(code, slices), &frame).await;
        }
        self.air.record_unpaced(Cost::of_frames(phones, frame_length("questions", &frame)), Instant::now());
    }

    /// The frame that leads from what followers were told last to this board; `None` where they know it.
    fn frame(&self, code: &JoinCode, board: Arc<Board>) -> Option<BoardFrame> {
        let mut room = self.rooms.entry(code.clone()).or_default();
        let before = room.sent.take();
        let frame =
            before.as_ref().is_none_or(|before| before.seq < board.seq).then(|| BoardFrame::between(code, before.as_deref(), &board));
        room.sent = if frame.is_some() { Some(board) } else { before };
        frame
    }
}
