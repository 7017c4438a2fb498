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

/// How many clients vote at the same time.
pub(super) const CLIENTS: usize = 12;
/// How long a client may be without an answer, or without its connection, after its instance was killed.
pub(super) const GOES_ON_WITHIN: Duration = Duration::from_secs(6);

/// An acknowledged vote.
#[derive(Debug)]
pub(super) struct AcknowledgedVote {
    receipt: String,
    /// How long the answer took, where the first instance gave none and another one was asked.
    moved: Option<Duration>,
}

/// Every vote that was acknowledged.
#[derive(Debug, Default)]
pub(super) struct AcknowledgedVotes(Vec<AcknowledgedVote>);

/// Clients that vote until they are stopped.
pub(super) struct Crowd {
    is_over: Arc<AtomicBool>,
    receiver: mpsc::UnboundedReceiver<AcknowledgedVote>,
    votes: AcknowledgedVotes,
}

impl Crowd {
    /// Starts [`CLIENTS`] clients, which begin at different instances.
    pub(super) fn start(instances: &[SocketAddr], poll: &Poll) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = mpsc::unbounded_channel();
        for client in 0..CLIENTS {
            let (mut instances, poll, is_over, sender) = (instances.to_vec(), poll.clone(), Arc::clone(&is_over), sender.clone());
            let offset = client % instances.len();
            instances.rotate_left(offset);
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    if sender.send(vote(&mut instances, &poll).await).is_err() {
                        return;
                    }
                }
            });
        }
        Self { is_over, receiver, votes: AcknowledgedVotes::default() }
    }

    /// Waits for so many further votes.
    pub(super) async fn until_votes(&mut self, further: usize) {
        for _ in 0..further {
            self.votes.0.push(in_time("a vote", self.receiver.recv()).await.expect("they vote on"));
        }
    }

    /// Waits until so many votes have moved to another instance.
    pub(super) async fn until_moved(&mut self, count: usize) {
        while self.votes.moved().len() < count {
            self.until_votes(1).await;
        }
    }

    /// Stops the clients after their current votes, and returns every acknowledged vote.
    pub(super) async fn stop(mut self) -> AcknowledgedVotes {
        self.is_over.store(true, Ordering::Relaxed);
        while let Some(vote) = in_time("the last votes", self.receiver.recv()).await {
            self.votes.0.push(vote);
        }
        self.votes
    }
}

impl AcknowledgedVotes {
    /// Adds votes of other clients, from their acknowledgements.
    pub(super) fn extend(&mut self, acknowledged: &[Value]) {
        let receipt = |answer: &Value| answer["receipt"].as_str().expect("a receipt").to_owned();
        self.0.extend(acknowledged.iter().map(|answer| AcknowledgedVote { receipt: receipt(answer), moved: None }));
    }

    /// How many votes were acknowledged.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How long each vote took that moved to another instance.
    pub(super) fn moved(&self) -> Vec<Duration> {
        self.0.iter().filter_map(|vote| vote.moved).collect()
    }

    /// Their receipts, each once.
    pub(super) fn receipts(&self) -> HashSet<&str> {
        let receipts: HashSet<&str> = self.0.iter().map(|vote| vote.receipt.as_str()).collect();
        assert_eq!(receipts.len(), self.0.len(), "a receipt for each vote");
        receipts
    }
}

/// Casts one vote. Without an answer the same ballot goes to the next instance, which is asked first from then on.
async fn vote(instances: &mut [SocketAddr], poll: &Poll) -> AcknowledgedVote {
    let ballot = poll.ballot("Tabs", Uuid::new_v4());
    let began = Instant::now();
    let mut moved = false;
    let answer = loop {
        if let Some(answer) = ask(instances[0], &ballot).await {
            break answer;
        }
        assert!(instances.len() > 1, "no answer, and no other instance to ask");
        assert!(began.elapsed() < PATIENCE, "no instance answers");
        instances.rotate_left(1);
        moved = true;
    };
    // A vote that was stored before its connection broke is refused by the next instance, with its receipt.
    let receipt =
        if moved { answer.is_counted_now_or_before() } else { answer.is_counted()["receipt"].as_str().expect("a receipt").to_owned() };
    AcknowledgedVote { receipt, moved: moved.then(|| began.elapsed()) }
}

async fn ask(instance: SocketAddr, ballot: &[u8]) -> Option<Response> {
    RawConnection::try_connect(instance, fresh_address()).await?.asks(ballot).await
}
