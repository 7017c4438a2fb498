//! Bare websockets as a baseline: each message is a vote, and all clients receive the
//! total in a frame as long as the server's. Shows what the machine can do without
//! Socket.IO, HTTP and a database.

use futures::{SinkExt, StreamExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

/// The length of the server's update of a poll, in bytes.
const FRAME: usize = 412;

/// The message of a voter that does not read: from then on the server sends it nothing.
pub(crate) const QUIET: &str = "quiet";

/// The room: the number of votes, and the latest frame.
#[derive(Clone)]
struct Room {
    total: Arc<AtomicU64>,
    newest: watch::Sender<Message>,
    tick: Duration,
}

/// Listens on a free port, prints its URL, and serves until it is killed. If `tick` is zero, each
/// vote is broadcast at once.
pub(crate) async fn serve(tick: Duration) -> anyhow::Result<()> {
    let room = Room { total: Arc::default(), newest: watch::Sender::new(frame(0)), tick };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    if !tick.is_zero() {
        tokio::spawn(room.clone().tick());
    }
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(room.clone().follow(stream));
    }
}

impl Room {
    /// Broadcasts the total at every tick, if it has changed.
    async fn tick(self) {
        let (mut clock, mut sent) = (tokio::time::interval(self.tick), 0);
        loop {
            clock.tick().await;
            let total = self.total.load(Ordering::Relaxed);
            if total != sent {
                self.newest.send_replace(frame(total));
                sent = total;
            }
        }
    }

    /// Serves one client: counts its votes, and sends it new frames until it sends [`QUIET`].
    async fn follow(self, stream: TcpStream) -> anyhow::Result<()> {
        let mut socket = accept_async(stream).await?;
        let (mut frames, mut reads) = (self.newest.subscribe(), true);
        loop {
            tokio::select! {
                received = socket.next() => match received {
                    Some(Ok(Message::Text(text))) if text == QUIET => reads = false,
                    Some(Ok(Message::Text(_))) => self.count(),
                    Some(Ok(_)) => {}
                    _ => return Ok(()),
                },
                _ = frames.changed(), if reads => {
                    let newest = frames.borrow_and_update().clone();
                    socket.send(newest).await?;
                }
            }
        }
    }

    /// Counts a vote, and broadcasts the total at once if there is no tick.
    fn count(&self) {
        let total = self.total.fetch_add(1, Ordering::Relaxed) + 1;
        if self.tick.is_zero() {
            self.newest.send_replace(frame(total));
        }
    }
}

/// An update with this total, padded to [`FRAME`] bytes.
fn frame(total: u64) -> Message {
    Message::text(format!("{:<FRAME$}", format!("42[\"vote_update\",{{\"total_votes\":{total},\"pad\":")))
}
