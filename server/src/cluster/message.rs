//! Messages between instances, as JSON.

use crate::live::ClusterEvent;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A message as it is received.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    /// The id of the sender.
    pub(super) from: String,
    /// The sender's number for this message; `None` from an earlier version.
    #[serde(default)]
    pub(super) number: Option<u64>,
    /// The number of the last message that the sender has received from each other instance.
    #[serde(default)]
    pub(super) heard: HashMap<String, u64>,
    /// The events.
    pub(super) items: Vec<ClusterEvent>,
}

/// A message as it is published; the fields are those of [`Message`].
#[derive(Debug, Serialize)]
pub(super) struct OutgoingMessage<'a> {
    pub(super) from: &'a str,
    pub(super) number: u64,
    pub(super) heard: HashMap<&'a str, u64>,
    pub(super) items: &'a [ClusterEvent],
}
