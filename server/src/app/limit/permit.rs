//! What one request charges to the limits on votes.

use crate::app::limit::Group;
use crate::app::limit::people::Device;
use crate::domain::BrowserToken;

/// A bucket's owner: a group and one of its devices; without a device for new polls.
pub(super) type Owner = (Group, Option<BrowserToken>);

/// What a ballot, a ticket or a new poll charges to the limits on votes.
#[derive(Debug, Clone, Copy)]
pub(super) struct VotePermit {
    /// The owner of the bucket.
    pub(super) owner: Owner,
    /// The voter, who is either known or counted as new.
    pub(super) voter: Option<Device>,
}

impl VotePermit {
    /// A ballot's: the bucket is that of the cookie, which alone identifies the device; the voter is the one in the ballot.
    pub(super) fn ballot(group: Group, cookie: Option<BrowserToken>, voter: BrowserToken) -> Self {
        Self { owner: (group, Some(cookie.unwrap_or(voter))), voter: Some((group, voter)) }
    }

    /// A ticket's: it proves the device's identity, so the device is not new.
    pub(super) fn ticket(group: Group, device: BrowserToken) -> Self {
        Self { owner: (group, Some(device)), voter: None }
    }

    /// A new poll's.
    pub(super) fn new_poll(group: Group) -> Self {
        Self { owner: (group, None), voter: None }
    }

    /// The group that is charged.
    pub(super) fn group(&self) -> Group {
        self.owner.0
    }
}
