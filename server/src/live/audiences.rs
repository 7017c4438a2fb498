//! Which audience of a poll each phone is in: the guests, or those who have voted in the current round.
//!
//! Phones that have not voted, phones that have, and hosts may see different results, so each poll has Socket.IO rooms for each.

use super::channels::{self, Frames, Slice};
use super::presence::Presence;
use super::sockets::Sockets;
use super::voter_hash::{VoterHash, VoterHashes};
use crate::domain::{Audience, BrowserToken, Poll, PollCode};
use socketioxide::socket::Sid;
use std::sync::Arc;

/// Moves phones between the audiences of their polls. Clones share the sockets.
#[derive(Clone)]
pub(super) struct Audiences {
    sockets: Sockets,
    presence: Arc<Presence>,
    voters: VoterHashes,
}

impl Audiences {
    /// `secret` keys the hashes that identify voters.
    pub(super) fn new(sockets: Sockets, presence: Arc<Presence>, secret: &[u8]) -> Self {
        Self { sockets, presence, voters: VoterHashes::new(secret) }
    }

    /// The hash of a browser in one poll.
    pub(super) fn voter(&self, code: &PollCode, browser: BrowserToken) -> VoterHash {
        self.voters.hash(code, browser)
    }

    /// Starts the poll's round if it is new, and moves a browser's phones to the voters' audience; returns whether there were any.
    pub(super) fn promote(&self, poll: &Poll, voter: VoterHash) -> bool {
        self.start_round(poll);
        let phones = self.presence.local.record_vote(&poll.code, poll.round, voter);
        let has_phones = !phones.is_empty();
        self.change_rooms(poll, phones, Audience::Guest, Audience::Voted);
        has_phones
    }

    /// Moves phones that had voted in an earlier round back to the guests' audience.
    pub(super) fn start_round(&self, poll: &Poll) {
        let phones = self.presence.local.start_round(&poll.code, poll.round);
        self.change_rooms(poll, phones, Audience::Voted, Audience::Guest);
    }

    fn change_rooms(&self, poll: &Poll, phones: Vec<(Sid, Frames)>, from: Audience, to: Audience) {
        for (socket, frames) in phones.into_iter().filter_map(|(sid, frames)| Some((self.sockets.get(sid)?, frames))) {
            let slice = Slice::of(socket.id);
            socket.leave(channels::phones(&poll.code, from, frames, slice));
            socket.join(channels::phones(&poll.code, to, frames, slice));
        }
    }
}
