//! The limits on votes: how fast one device, how many devices of a group for the first time, how many ballots at all.

use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use crate::app::limit::newcomers::Newcomers;
use crate::app::limit::people::{Device, People};
use crate::app::limit::shared::{Quotas, Shared, SharedVerdict};
use crate::domain::BrowserToken;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// What one group may do on top, so that a hall of 1,000 behind one router votes within ten seconds and a flood does not.
const FLOOD: Quota = Quota { burst: NonZeroU32::new(2_000).unwrap(), every: Duration::from_millis(10) };
/// So many devices of a group vote for the first time within a minute, as many times as one may vote in it, where no phone of
/// theirs is there: a class whose phones keep no connection.
const NEW_DEVICES: u32 = 3;

/// A bucket's owner: a group, and one device of it; no device where polls are made.
pub(super) type Owner = (Group, Option<BrowserToken>);

/// The limits on votes.
pub(super) struct Votes {
    device: KeyedLimiter<Owner>,
    flood: KeyedLimiter<Group>,
    newcomers: Newcomers,
    people: People,
}

/// What a ballot, a ticket or a new poll takes from the limits on votes.
#[derive(Debug, Clone, Copy)]
pub(super) struct VotePermit {
    /// Whose bucket it is in.
    pub(super) owner: Owner,
    /// Who has to be known, or is counted as new.
    pub(super) voter: Option<Device>,
}

impl VotePermit {
    /// A ballot's: the bucket is that of the cookie, which alone says which device this is; the voter is whoever the ballot
    /// names.
    pub(super) fn ballot(group: Group, cookie: Option<BrowserToken>, voter: BrowserToken) -> Self {
        Self { owner: (group, Some(cookie.unwrap_or(voter))), voter: Some((group, voter)) }
    }

    /// A ticket's: it proves which device comes, so the device is not new.
    pub(super) fn ticket(group: Group, device: BrowserToken) -> Self {
        Self { owner: (group, Some(device)), voter: None }
    }

    /// A new poll's.
    pub(super) fn new_poll(group: Group) -> Self {
        Self { owner: (group, None), voter: None }
    }

    /// The group that pays.
    pub(super) fn group(&self) -> Group {
        self.owner.0
    }
}

impl Votes {
    /// `per_minute` votes for a device; at most so many devices and groups are remembered.
    pub(super) fn new(per_minute: NonZeroU32, most: usize) -> Self {
        let every = Duration::from_mins(1) / per_minute.get();
        Self {
            device: KeyedLimiter::new(Quota { burst: per_minute, every }, most),
            flood: KeyedLimiter::new(FLOOD, most),
            newcomers: Newcomers::new(per_minute.get().saturating_mul(NEW_DEVICES), most),
            people: People::new(most),
        }
    }

    /// Who is there.
    pub(super) fn people(&self) -> &People {
        &self.people
    }

    /// What other instances have to count by.
    pub(super) fn paces(&self) -> Quotas {
        Quotas { device: self.device.pace(), flood: self.flood.pace(), newcomers: self.newcomers.base() }
    }

    /// Takes a place, here and at the others, or says how long to wait.
    ///
    /// A device that has a bucket answers for itself first: one that floods spends nothing of what its neighbours share. A new
    /// one is remembered only once its group has room for it, so that invented devices do not fill the memory.
    pub(super) async fn take(&self, place: VotePermit, everywhere: Option<&Shared>) -> Result<VotePermit, Duration> {
        let now = Instant::now();
        let known = place.voter.is_none_or(|voter| self.people.has_voted(voter, now));
        let first = known || self.device.knows(&place.owner);
        let place = if first { self.take_from_device(place)? } else { place };
        if let Err(wait) = self.take_from_group(&place, known, everywhere, now).await {
            if first {
                self.device.give_back(&place.owner);
            }
            return Err(wait);
        }
        let place = if first { place } else { self.take_from_device(place)? };
        if let Some(voter) = place.voter.filter(|_| !known) {
            self.people.votes(voter, now);
        }
        Ok(place)
    }

    /// From what the group shares: its ballots, and its new devices. What is refused takes nothing of either.
    async fn take_from_group(&self, place: &VotePermit, known: bool, everywhere: Option<&Shared>, now: Instant) -> Result<(), Duration> {
        self.flood.take(&place.group(), ONE)?;
        let fits = self.as_new(place, known, everywhere, now).await;
        if fits.is_err() {
            self.flood.give_back(&place.group());
        }
        fits
    }

    /// Whether a voter is new is for all instances to say, where they can be asked.
    async fn as_new(&self, place: &VotePermit, known: bool, everywhere: Option<&Shared>, now: Instant) -> Result<(), Duration> {
        let (group, here) = (place.group(), self.people.here(place.group()));
        if let Some(everywhere) = everywhere {
            match everywhere.take(place, known, here).await {
                SharedVerdict::Taken => return Ok(()),
                SharedVerdict::Wait(wait) => return Err(wait),
                SharedVerdict::Nobody => {}
            }
        }
        if known { Ok(()) } else { self.newcomers.take(group, here, now) }
    }

    /// From the device's bucket; where there is no room for one more, from the one that its group shares.
    fn take_from_device(&self, place: VotePermit) -> Result<VotePermit, Duration> {
        let own = self.device.knows(&place.owner) || self.device.has_room();
        let place = VotePermit { owner: (place.group(), place.owner.1.filter(|_| own)), ..place };
        self.device.take(&place.owner, ONE)?;
        Ok(place)
    }

    /// A place in the device's minute is free again.
    pub(super) fn give_back(&self, place: &VotePermit) {
        self.device.give_back(&place.owner);
    }

    /// How many devices are remembered.
    pub(super) fn devices(&self) -> usize {
        self.device.len()
    }

    /// How many groups have voted of late.
    pub(super) fn groups(&self) -> usize {
        self.flood.len()
    }

    /// How many groups have had new devices of late.
    pub(super) fn newcomers(&self) -> usize {
        self.newcomers.len()
    }

    /// Forgets everybody who could start afresh anyway.
    pub(super) fn forget_the_idle(&self, now: Instant) {
        self.device.forget_the_full();
        self.flood.forget_the_full();
        self.newcomers.forget_the_empty(now);
        self.people.forget_the_old(now);
    }
}
