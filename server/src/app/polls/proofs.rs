//! Proofs that a vote is in a result: the path from its commitment to the root that the last close has sealed.

use super::error::PollError;
use crate::domain::{Audience, Close, Commitment, Link, Poll, PollCode, PollState, Proof, Refusal, merkle};
use crate::storage::Storage;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// How many closes are kept in memory: those that phones have asked about last.
const MAX_CLOSES: usize = 16;

/// A close with the tree of its votes.
struct SealedTree {
    poll: PollCode,
    link: Link,
    event: String,
    previous: Link,
    tree: merkle::Tree,
    places: HashMap<Commitment, usize>,
}

impl SealedTree {
    fn new(poll: &Poll, close: Close) -> Self {
        Self {
            poll: poll.code.clone(),
            link: close.link,
            event: close.event,
            previous: close.previous,
            tree: merkle::Tree::new(&close.commitments),
            places: close.commitments.iter().enumerate().map(|(index, commitment)| (*commitment, index)).collect(),
        }
    }
}

/// Proves that votes are in results.
pub(crate) struct Proofs {
    storage: Arc<dyn Storage>,
    closes: Mutex<VecDeque<Arc<SealedTree>>>,
}

impl Proofs {
    pub(super) fn new(storage: Arc<dyn Storage>) -> Self {
        Self { storage, closes: Mutex::default() }
    }

    /// The proof that the vote with this commitment is in the result of a closed poll, for an audience that may see the
    /// result and the right answer, where there is one: the event of the close states both.
    pub(crate) async fn proof(&self, poll: &Poll, commitment: &Commitment, audience: Audience) -> Result<Proof, PollError> {
        let shows_answers = !poll.has_right_answer() || poll.shows_answers_to(audience);
        let is_published = poll.state == PollState::Closed && poll.shows_results_to(audience) && shows_answers;
        let seal = poll.seal.filter(|_| is_published).ok_or(Refusal::NotPublished)?;
        let sealed = self.sealed(poll, seal.link).await?;
        let index = *sealed.places.get(commitment).ok_or(Refusal::NotInResult)?;
        let path = sealed.tree.path(index).ok_or(Refusal::NotInResult)?;
        Ok(Proof { seal, event: sealed.event.clone(), previous: sealed.previous, index, size: sealed.tree.size(), path })
    }

    /// A poll's last close, from memory or from the database.
    async fn sealed(&self, poll: &Poll, link: Link) -> Result<Arc<SealedTree>, PollError> {
        let cached = self.closes.lock().iter().find(|sealed| sealed.poll == poll.code && sealed.link == link).cloned();
        if let Some(cached) = cached {
            return Ok(cached);
        }
        let close = self.storage.last_close(poll).await?.filter(|close| close.link == link).ok_or(Refusal::NotPublished)?;
        let sealed = Arc::new(SealedTree::new(poll, close));
        let mut closes = self.closes.lock();
        closes.retain(|other| other.poll != poll.code);
        closes.push_back(sealed.clone());
        if closes.len() > MAX_CLOSES {
            closes.pop_front();
        }
        Ok(sealed)
    }
}
