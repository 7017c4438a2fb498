//! The use cases of polls and meetings, one type for each subject. Each change is stored first,
//! then broadcast.
//!
//! The first read of a poll is from storage; afterwards its room caches its newest snapshot, so
//! pages and phones are answered from memory and agree with what is broadcast. [`UseCases::new`]
//! shows which type depends on which.

mod audits;
mod ballots;
mod boards;
mod core;
mod database;
mod error;
mod guests;
mod list_announcements;
mod meetings;
mod moderation;
mod poll;
mod proofs;
mod records;
mod recount;
mod refresh;
mod retention;
mod steps;
mod timers;

pub(crate) use audits::{Audits, LogPages, ReceiptLine, Receipts};
pub(crate) use ballots::{Ballots, Cast, SentAnswer};
pub(crate) use boards::Boards;
pub(crate) use database::Database;
pub(crate) use error::PollError;
pub(crate) use guests::Guests;
pub(crate) use list_announcements::ListAnnouncements;
pub(crate) use meetings::Meetings;
pub(crate) use poll::Polls;
pub(crate) use proofs::Proofs;
pub(crate) use records::{Pages, Records};
pub(crate) use retention::Retention;
pub(crate) use timers::Timers;

use self::core::Core;
use crate::clock::Clock;
use crate::live::Live;
use crate::storage::Storage;
use std::sync::Arc;

/// The objects with use cases of polls and meetings.
pub(crate) struct UseCases {
    /// The health of the database.
    pub(crate) database: Database,
    /// Announces changed lists of polls.
    pub(crate) lists: ListAnnouncements,
    /// Deletes polls and meetings permanently.
    pub(crate) retention: Retention,
    /// Polls.
    pub(crate) polls: Polls,
    /// Meetings.
    pub(crate) meetings: Meetings,
    /// Ballots and votes.
    pub(crate) ballots: Ballots,
    /// Questions from the audience.
    pub(crate) boards: Boards,
    /// Guests that create polls.
    pub(crate) guests: Guests,
    /// The records of polls.
    pub(crate) records: Records,
    /// The logs of polls.
    pub(crate) audits: Audits,
    /// Proofs that votes are in results.
    pub(crate) proofs: Proofs,
    /// Closes polls at their deadline.
    pub(crate) timers: Timers,
}

impl UseCases {
    /// Use cases on `storage` that broadcast through `live`. `secret` keys the hashes of addresses.
    #[must_use]
    pub(crate) fn new(storage: &Arc<dyn Storage>, live: &Arc<Live>, clock: Clock, secret: &[u8]) -> Self {
        let secret: Arc<[u8]> = secret.into();
        let lists = ListAnnouncements::new(storage.clone(), live.clone());
        let (core, deadlines) = Core::new(storage.clone(), live.clone(), clock, lists.clone());
        let retention = Retention::new(core.clone());
        let polls = Polls::new(core.clone());
        let meetings = Meetings::new(core.clone(), polls.clone(), retention.clone());
        Self {
            database: Database::new(storage.clone()),
            lists,
            ballots: Ballots::new(core.clone(), polls.clone(), secret.clone()),
            boards: Boards::new(core.clone()),
            guests: Guests::new(core.clone(), polls.clone(), meetings.clone(), retention.clone(), secret),
            records: Records::new(storage.clone(), polls.clone()),
            audits: Audits::new(storage.clone(), polls.clone()),
            proofs: Proofs::new(storage.clone()),
            timers: Timers::new(core, polls.clone(), deadlines),
            retention,
            polls,
            meetings,
        }
    }
}
