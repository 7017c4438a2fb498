//! Bare websockets as a baseline: each message is a vote, and all clients get the total in a frame as long as the
//! server's. What the machine can do before Socket.IO, HTTP and a database.

use futures::{SinkExt, StreamExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

/// How long a snapshot of ours is, in bytes.
const FRAME: usize = 412;

/// Sent by voters, which do not read: the server sends them nothing from then on.
pub(crate) const QUIET: &str = "quiet";

/// The room: its total, and the newest frame.
#[derive(Clone)]
struct Room {
    total: Arc<AtomicU64>,
    newest: watch::Sender<Message>,
    tick: Duration,
}

/// Listens on a free port, prints it, and serves until it is killed. Without a tick each vote is broadcast at once.
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

    async fn follow(self, stream: TcpStream) -> anyhow::Result<()> {
        let mut socket = accept_async(stream).await?;
        let (mut news, mut listens) = (self.newest.subscribe(), true);
        loop {
            tokio::select! {
                said = socket.next() => match said {
                    Some(Ok(Message::Text(word))) if word == QUIET => listens = false,
                    Some(Ok(Message::Text(_))) => self.count(),
                    Some(Ok(_)) => {}
                    _ => return Ok(()),
                },
                _ = news.changed(), if listens => {
                    let newest = news.borrow_and_update().clone();
                    socket.send(newest).await?;
                }
            }
        }
    }

    fn count(&self) {
        let total = self.total.fetch_add(1, Ordering::Relaxed) + 1;
        if self.tick.is_zero() {
            self.newest.send_replace(frame(total));
        }
    }
}

fn frame(total: u64) -> Message {
    Message::text(format!("{:<FRAME$}", format!("42[\"vote_update\",{{\"total_votes\":{total},\"pad\":")))
}
