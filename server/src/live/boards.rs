//! The boards of meetings: what has changed on them is broadcast to their followers at most once a second.

use super::channels::moderators;
use super::cluster_events::ClusterEvents;
use super::meeting_feed::MeetingFeed;
use super::room::{Rooms, Topic};
use crate::domain::{Board, JoinCode};
use crate::wire::BoardFrame;
use dashmap::DashMap;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The shortest pause between two frames of a board, and the longest time for which a cached board answers.
const FRAME_INTERVAL: Duration = Duration::from_secs(1);

/// The boards that this instance has cached.
pub(crate) struct Boards {
    rooms: Rooms<Board>,
    frames: DashMap<JoinCode, Frames>,
    events: ClusterEvents,
    feed: MeetingFeed,
}

/// The frames of one board.
#[derive(Default)]
struct Frames {
    /// When the last one was begun.
    sent_at: Option<Instant>,
    /// Whether the board is about to be read again for the next one.
    is_due: bool,
}

/// How new a cached board is, and which one its followers know.
#[derive(Default)]
pub(super) struct BoardUpdates {
    /// When the latest read began.
    read_at: Mutex<Option<Instant>>,
    /// The board as followers have been told.
    sent: Mutex<Option<Arc<Board>>>,
}

impl Topic for Board {
    type Code = JoinCode;
    type Updates = BoardUpdates;

    fn seq(&self) -> u64 {
        self.seq
    }
}

impl Boards {
    /// Starts without boards; their changes are published through `events` and broadcast through `feed`.
    pub(super) fn new(events: ClusterEvents, feed: MeetingFeed) -> Self {
        Self { rooms: Rooms::default(), frames: DashMap::default(), events, feed }
    }

    /// The board, if it was read in the last second.
    #[must_use]
    pub(crate) fn cached(&self, code: &JoinCode) -> Option<Arc<Board>> {
        let room = self.rooms.get(code)?;
        let is_fresh = room.updates.read_at.lock().is_some_and(|at| at.elapsed() < FRAME_INTERVAL);
        is_fresh.then(|| room.newest())
    }

    /// Caches a board whose read began at `at`, unless a newer one is cached. Returns the newest, and whether it differs from what
    /// followers were told last, as after a lost event of another instance.
    pub(crate) fn cache(&self, code: &JoinCode, board: Board, at: Instant) -> (Arc<Board>, bool) {
        let (room, _) = self.rooms.store(code, Arc::new(board));
        let newest = room.newest();
        let mut read_at = room.updates.read_at.lock();
        *read_at = (*read_at).max(Some(at));
        let is_news = room.updates.sent.lock().as_ref().is_some_and(|sent| sent.seq < newest.seq);
        (newest, is_news)
    }

    /// The latest `seq` of a cached board; 0, which is that of a board on which nothing has happened, where none is cached.
    #[must_use]
    pub(crate) fn seq(&self, code: &JoinCode) -> u64 {
        self.rooms.newest(code).map_or(0, |board| board.seq)
    }

    /// Every cached board, with its latest `seq`.
    #[must_use]
    pub(crate) fn seqs(&self) -> Vec<(JoinCode, u64)> {
        self.rooms.seqs()
    }

    /// Removes the board of a deleted meeting.
    pub(crate) fn forget(&self, code: &JoinCode) {
        self.rooms.remove(code);
        self.frames.remove(code);
    }

    /// When the caller has to read the board again for the next frame: at once, or a second after the last one. `None` where
    /// somebody is about to.
    pub(crate) fn reserve_frame(&self, code: &JoinCode) -> Option<Instant> {
        let mut frames = self.frames.entry(code.clone()).or_default();
        let now = Instant::now();
        (!std::mem::replace(&mut frames.is_due, true)).then(|| frames.sent_at.map_or(now, |at| now.max(at + FRAME_INTERVAL)))
    }

    /// Begins a frame: changes from now on need another one.
    pub(crate) fn begin_frame(&self, code: &JoinCode) {
        self.frames.insert(code.clone(), Frames { sent_at: Some(Instant::now()), is_due: false });
    }

    /// Publishes to the other instances that a board has changed.
    pub(crate) fn publish(&self, code: &JoinCode) {
        self.events.board(code);
    }

    /// Broadcasts what has changed since the last frame: to consoles, moderators and projectors at once, to phones within a moment.
    pub(crate) async fn broadcast(&self, code: &JoinCode, board: Arc<Board>) {
        if let Some(frame) = self.frame(code, board) {
            self.feed.emit("questions", code, Some(moderators(code)), &frame).await;
        }
    }

    /// The frame that leads from what followers were told last to this board; `None` where they know it.
    fn frame(&self, code: &JoinCode, board: Arc<Board>) -> Option<BoardFrame> {
        let (room, _) = self.rooms.store(code, board.clone());
        let mut sent = room.updates.sent.lock();
        if sent.as_ref().is_some_and(|sent| sent.seq >= board.seq) {
            return None;
        }
        let frame = BoardFrame::between(code, sent.as_deref(), &board);
        *sent = Some(board);
        Some(frame)
    }
}
