//! Clients that vote without end, each vote as a new browser, and turn to the next instance when one does not answer.

use serde_json::Value;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::{PATIENCE, Poll, RawConnection, Response, fresh_address, in_time};
use tokio::sync::mpsc;
use uuid::Uuid;

/// How many vote at a time.
pub(super) const CLIENTS: usize = 12;
/// How long a phone may be without an answer, or without its live connection, when its instance has gone.
pub(super) const GOES_ON_WITHIN: Duration = Duration::from_secs(6);

/// An acknowledged vote.
#[derive(Debug)]
pub(super) struct Cast {
    receipt: String,
    /// How long the answer took, where the first line broke and another instance had to be asked.
    moved: Option<Duration>,
}

/// Every vote that was acknowledged.
#[derive(Debug, Default)]
pub(super) struct Casts(Vec<Cast>);

/// Clients that vote until they are stopped.
pub(super) struct Crowd {
    enough: Arc<AtomicBool>,
    receiver: mpsc::UnboundedReceiver<Cast>,
    casts: Casts,
}

impl Crowd {
    /// Its members begin at different instances.
    pub(super) fn votes_at(instances: &[SocketAddr], poll: &Poll) -> Self {
        let enough = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = mpsc::unbounded_channel();
        for member in 0..CLIENTS {
            let (mut instances, poll, enough, sender) = (instances.to_vec(), poll.clone(), Arc::clone(&enough), sender.clone());
            let first = member % instances.len();
            instances.rotate_left(first);
            tokio::spawn(async move {
                while !enough.load(Ordering::Relaxed) {
                    if sender.send(cast(&mut instances, &poll).await).is_err() {
                        return;
                    }
                }
            });
        }
        Self { enough, receiver, casts: Casts::default() }
    }

    /// Waits for so many further votes.
    pub(super) async fn casts(&mut self, further: usize) {
        for _ in 0..further {
            self.casts.0.push(in_time("a vote", self.receiver.recv()).await.expect("they vote on"));
        }
    }

    /// Waits until so many had to go to another instance.
    pub(super) async fn moves(&mut self, so_many: usize) {
        while self.casts.moved().len() < so_many {
            self.casts(1).await;
        }
    }

    /// Lets them finish, and returns all that was acknowledged.
    pub(super) async fn ends(mut self) -> Casts {
        self.enough.store(true, Ordering::Relaxed);
        while let Some(cast) = in_time("the last votes", self.receiver.recv()).await {
            self.casts.0.push(cast);
        }
        self.casts
    }
}

impl Casts {
    /// Those that came by another way, as they were acknowledged.
    pub(super) fn extend(&mut self, acknowledged: &[Value]) {
        let receipt = |answer: &Value| answer["receipt"].as_str().expect("a receipt").to_owned();
        self.0.extend(acknowledged.iter().map(|answer| Cast { receipt: receipt(answer), moved: None }));
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How long each vote waited that had to go to another instance.
    pub(super) fn moved(&self) -> Vec<Duration> {
        self.0.iter().filter_map(|cast| cast.moved).collect()
    }

    /// Their receipts, each once.
    pub(super) fn receipts(&self) -> HashSet<&str> {
        let receipts: HashSet<&str> = self.0.iter().map(|cast| cast.receipt.as_str()).collect();
        assert_eq!(receipts.len(), self.0.len(), "a receipt for each vote");
        receipts
    }
}

/// One vote: where no answer comes, the same ballot goes to the next instance, which is asked first from then on.
async fn cast(instances: &mut [SocketAddr], poll: &Poll) -> Cast {
    let ballot = poll.ballot("Tabs", Uuid::new_v4());
    let began = Instant::now();
    let mut moved = false;
    let answer = loop {
        if let Some(answer) = asks(instances[0], &ballot).await {
            break answer;
        }
        assert!(instances.len() > 1, "no answer, and nobody else to ask");
        assert!(began.elapsed() < PATIENCE, "nobody answers");
        instances.rotate_left(1);
        moved = true;
    };
    // Where it had been stored before the line broke, the next instance knows it and says so.
    let receipt =
        if moved { answer.is_counted_now_or_before() } else { answer.is_counted()["receipt"].as_str().expect("a receipt").to_owned() };
    Cast { receipt, moved: moved.then(|| began.elapsed()) }
}

async fn asks(at: SocketAddr, ballot: &[u8]) -> Option<Response> {
    RawConnection::try_connect(at, fresh_address()).await?.asks(ballot).await
}
