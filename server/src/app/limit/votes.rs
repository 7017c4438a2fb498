//! The limits on votes: the rate of one device, new devices of a group, and ballots of a group.

use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use crate::app::limit::newcomers::Newcomers;
use crate::app::limit::people::People;
use crate::app::limit::permit::{Owner, VotePermit};
use crate::app::limit::shared::{Quotas, Shared, SharedVerdict};
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// Ballots of a group: lets a hall of 1,000 behind one router vote within ten seconds, and stops a flood.
const FLOOD: Quota = Quota { burst: NonZeroU32::new(2_000).unwrap(), every: Duration::from_millis(10) };
/// New devices per minute of a group without phones, as a multiple of the votes per minute of one device: enough for a class
/// whose phones keep no connection.
const NEW_DEVICES: u32 = 3;

/// The limits on votes.
pub(super) struct Votes {
    device: KeyedLimiter<Owner>,
    flood: KeyedLimiter<Group>,
    newcomers: Newcomers,
    people: People,
}

impl Votes {
    /// Limits for `per_minute` votes of a device; stores at most so many devices and groups.
    pub(super) fn new(per_minute: NonZeroU32, most: usize) -> Self {
        let every = Duration::from_mins(1) / per_minute.get();
        Self {
            device: KeyedLimiter::new(Quota { burst: per_minute, every }, most),
            flood: KeyedLimiter::new(FLOOD, most),
            newcomers: Newcomers::new(per_minute.get().saturating_mul(NEW_DEVICES), most),
            people: People::new(most),
        }
    }

    /// The register of present devices.
    pub(super) fn people(&self) -> &People {
        &self.people
    }

    /// The quotas, for the counters of the shared limits.
    pub(super) fn quotas(&self) -> Quotas {
        Quotas { device: self.device.quota(), flood: self.flood.quota(), newcomers: self.newcomers.base() }
    }

    /// Charges the limits, here and at the other instances; the error is the time to wait.
    ///
    /// A device with a bucket is charged first, so that a flood from it does not use up what its neighbours share. A new
    /// device gets a bucket only once its group has room for it, so that invented devices do not fill the memory.
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

    /// Charges the group: its ballots and its new devices. A refusal charges neither.
    async fn take_from_group(&self, place: &VotePermit, known: bool, everywhere: Option<&Shared>, now: Instant) -> Result<(), Duration> {
        self.flood.take(&place.group(), ONE)?;
        let fits = self.as_new(place, known, everywhere, now).await;
        if fits.is_err() {
            self.flood.give_back(&place.group());
        }
        fits
    }

    /// Asks all instances whether a voter is new, where they can be asked.
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

    /// Charges the device's bucket; without room for another bucket, the one that its group shares.
    fn take_from_device(&self, place: VotePermit) -> Result<VotePermit, Duration> {
        let own = self.device.knows(&place.owner) || self.device.has_room();
        let place = VotePermit { owner: (place.group(), place.owner.1.filter(|_| own)), ..place };
        self.device.take(&place.owner, ONE)?;
        Ok(place)
    }

    /// Gives back a token of the device.
    pub(super) fn give_back(&self, place: &VotePermit) {
        self.device.give_back(&place.owner);
    }

    /// The number of devices with a bucket.
    pub(super) fn devices(&self) -> usize {
        self.device.len()
    }

    /// The number of groups that have recently voted.
    pub(super) fn groups(&self) -> usize {
        self.flood.len()
    }

    /// The number of groups with new devices.
    pub(super) fn newcomers(&self) -> usize {
        self.newcomers.len()
    }

    /// Drops entries that equal new ones.
    pub(super) fn evict_idle(&self, now: Instant) {
        self.device.evict_full();
        self.flood.evict_full();
        self.newcomers.forget_the_empty(now);
        self.people.evict_old(now);
    }
}
