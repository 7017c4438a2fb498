//! Which bucket and which voter a request charges to the limits on votes.

use crate::app::limit::Group;
use crate::app::limit::people::Device;
use crate::domain::BrowserToken;

/// A bucket's owner: one device of a group; without a device, the whole group.
pub(super) type Owner = (Group, Option<BrowserToken>);

/// The charge of a ballot, a ticket or a new poll.
#[derive(Debug, Clone, Copy)]
pub(super) struct VotePermit {
    /// The owner of the bucket.
    pub(super) owner: Owner,
    /// The voter of a ballot, which counts as a new device unless it is known; `None` for tickets
    /// and new polls.
    pub(super) voter: Option<Device>,
}

impl VotePermit {
    /// A ballot's: the bucket is the cookie's, or without a cookie the voter's; the voter is the
    /// one in the ballot.
    pub(super) fn ballot(group: Group, cookie: Option<BrowserToken>, voter: BrowserToken) -> Self {
        Self { owner: (group, Some(cookie.unwrap_or(voter))), voter: Some((group, voter)) }
    }

    /// A resume ticket's: it proves the device's identity, so the device does not count as new.
    pub(super) fn ticket(group: Group, device: BrowserToken) -> Self {
        Self { owner: (group, Some(device)), voter: None }
    }

    /// A new poll's: its group shares one bucket.
    pub(super) fn new_poll(group: Group) -> Self {
        Self { owner: (group, None), voter: None }
    }

    /// The group that is charged.
    pub(super) fn group(&self) -> Group {
        self.owner.0
    }
}
