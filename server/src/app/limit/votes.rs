//! The limits on votes: the rate of one device, new devices of a group, and ballots of a group.

use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use crate::app::limit::known_devices::KnownDevices;
use crate::app::limit::newcomers::Newcomers;
use crate::app::limit::shared::{Quotas, Shared, SharedVerdict};
use crate::app::limit::vote_charge::{Owner, VoteCharge};
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// Ballots of a group: lets 1,000 phones behind one router vote within ten seconds, and stops a
/// flood.
const GROUP_BALLOTS: Quota = Quota { burst: NonZeroU32::new(2_000).unwrap(), every: Duration::from_millis(10) };
/// How many new devices a group without connected phones may have per minute, as a multiple of the
/// votes per minute of one device: enough for a class whose phones open no sockets.
const NEW_DEVICES_FACTOR: u32 = 3;

/// The limits on votes.
pub(super) struct Votes {
    /// Votes, resume tickets and new polls, by the owner of the bucket.
    device: KeyedLimiter<Owner>,
    /// Ballots, resume tickets and new polls, by group.
    group: KeyedLimiter<Group>,
    newcomers: Newcomers,
    known_devices: KnownDevices,
}

impl Votes {
    /// Limits for `per_minute` votes of a device; each limit stores at most `max_entries` devices
    /// or groups.
    pub(super) fn new(per_minute: NonZeroU32, max_entries: usize) -> Self {
        let every = Duration::from_mins(1) / per_minute.get();
        Self {
            device: KeyedLimiter::new(Quota { burst: per_minute, every }, max_entries),
            group: KeyedLimiter::new(GROUP_BALLOTS, max_entries),
            newcomers: Newcomers::new(per_minute.get().saturating_mul(NEW_DEVICES_FACTOR), max_entries),
            known_devices: KnownDevices::new(max_entries),
        }
    }

    /// The register of known devices.
    pub(super) fn known_devices(&self) -> &KnownDevices {
        &self.known_devices
    }

    /// The quotas, for the limits that instances share.
    pub(super) fn quotas(&self) -> Quotas {
        Quotas { device: self.device.quota(), group: self.group.quota(), newcomers: self.newcomers.base() }
    }

    /// Charges the limits of this instance, and those in Redis if there is one. Returns the charge,
    /// with the bucket that has paid; the error is the time to wait.
    ///
    /// Only the voter of a ballot can be a new device: one that is not known to have voted, whether
    /// or not it has a socket. A device that is not new, or has a bucket, is charged before its
    /// group, so that its flood does not use up what the group shares. A new device gets a bucket
    /// only after its group was charged, so that invented devices do not fill the memory.
    pub(super) async fn take(&self, charge: VoteCharge, shared: Option<&Shared>) -> Result<VoteCharge, Duration> {
        let now = Instant::now();
        let is_new = charge.voter.is_some_and(|voter| !self.known_devices.has_voted(voter, now));
        let device_first = !is_new || self.device.has_bucket(&charge.owner);
        let charge = if device_first { self.take_from_device(charge)? } else { charge };
        if let Err(wait) = self.take_from_group(&charge, is_new, shared, now).await {
            if device_first {
                self.device.give_back(&charge.owner);
            }
            return Err(wait);
        }
        let charge = if device_first { charge } else { self.take_from_device(charge)? };
        if let Some(voter) = charge.voter.filter(|_| is_new) {
            self.known_devices.record_vote(voter, now);
        }
        Ok(charge)
    }

    /// Charges the group: its ballots and its new devices. A refusal charges neither.
    async fn take_from_group(&self, charge: &VoteCharge, is_new: bool, shared: Option<&Shared>, now: Instant) -> Result<(), Duration> {
        self.group.take(&charge.group(), ONE)?;
        let charged = self.take_shared_or_newcomer(charge, is_new, shared, now).await;
        if charged.is_err() {
            self.group.give_back(&charge.group());
        }
        charged
    }

    /// Charges the limits in Redis, which count new devices of all instances; without Redis,
    /// charges a new device to this instance's limit on new devices.
    async fn take_shared_or_newcomer(
        &self,
        charge: &VoteCharge,
        is_new: bool,
        shared: Option<&Shared>,
        now: Instant,
    ) -> Result<(), Duration> {
        let (group, phones) = (charge.group(), self.known_devices.connected(charge.group()));
        if let Some(shared) = shared {
            match shared.take(charge, !is_new, phones).await {
                SharedVerdict::Charged => return Ok(()),
                SharedVerdict::Wait(wait) => return Err(wait),
                SharedVerdict::Unavailable => {}
            }
        }
        if is_new { self.newcomers.take(group, phones, now) } else { Ok(()) }
    }

    /// Charges the device's bucket or, without room for another bucket, the one that the group
    /// shares. Returns the charge with that bucket's owner.
    fn take_from_device(&self, charge: VoteCharge) -> Result<VoteCharge, Duration> {
        let has_own_bucket = self.device.has_bucket(&charge.owner) || self.device.has_room();
        let charge = VoteCharge { owner: (charge.group(), charge.owner.1.filter(|_| has_own_bucket)), ..charge };
        self.device.take(&charge.owner, ONE)?;
        Ok(charge)
    }

    /// Puts one token back into the bucket that has paid this charge.
    pub(super) fn give_back(&self, charge: &VoteCharge) {
        self.device.give_back(&charge.owner);
    }

    /// The number of buckets: one for each device, and one for each group that has created polls or
    /// has devices without a bucket of their own.
    pub(super) fn device_bucket_count(&self) -> usize {
        self.device.len()
    }

    /// The number of groups with a bucket for ballots.
    pub(super) fn group_bucket_count(&self) -> usize {
        self.group.len()
    }

    /// The number of groups with a level of new devices.
    pub(super) fn newcomer_level_count(&self) -> usize {
        self.newcomers.len()
    }

    /// Drops entries that say no more than new ones: full buckets, drained levels, and devices not seen for hours.
    pub(super) fn evict_idle(&self, now: Instant) {
        self.device.evict_full();
        self.group.evict_full();
        self.newcomers.evict_drained(now);
        self.known_devices.evict_old(now);
    }
}
