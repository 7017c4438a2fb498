//! What a request is charged to by the limits on votes: the bucket that pays, and the voter who may
//! count as a new device.

use crate::app::limit::Group;
use crate::app::limit::known_devices::Device;
use crate::domain::BrowserToken;

/// A bucket's owner: one device of a group; without a device, the whole group.
pub(super) type Owner = (Group, Option<BrowserToken>);

/// The charge of a ballot, a ticket or a new poll.
#[derive(Debug, Clone, Copy)]
pub(super) struct VoteCharge {
    /// The owner of the bucket.
    pub(super) owner: Owner,
    /// The voter of a ballot, which counts as a new device unless it has voted recently; `None` for tickets
    /// and new polls.
    pub(super) voter: Option<Device>,
}

impl VoteCharge {
    /// For a ballot. The device cookie's token owns the bucket; without a cookie, the token in the
    /// ballot does. The token in the ballot is always the voter.
    pub(super) fn ballot(group: Group, cookie: Option<BrowserToken>, voter: BrowserToken) -> Self {
        Self { owner: (group, Some(cookie.unwrap_or(voter))), voter: Some((group, voter)) }
    }

    /// For a resume ticket, which proves the device's identity: the device owns the bucket, and
    /// does not count as new.
    pub(super) fn ticket(group: Group, device: BrowserToken) -> Self {
        Self { owner: (group, Some(device)), voter: None }
    }

    /// For a new poll. The group owns the bucket, which all its devices share.
    pub(super) fn new_poll(group: Group) -> Self {
        Self { owner: (group, None), voter: None }
    }

    /// The group that is charged.
    pub(super) fn group(&self) -> Group {
        self.owner.0
    }
}
