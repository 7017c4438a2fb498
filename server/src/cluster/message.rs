//! Messages between instances, as JSON.

use crate::live::ClusterEvent;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A message as it is received.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    /// Which instance.
    pub(super) from: String,
    /// The number of this message among its; `None` from an earlier version.
    #[serde(default)]
    pub(super) number: Option<u64>,
    /// The last number that it has heard, by instance.
    #[serde(default)]
    pub(super) heard: HashMap<String, u64>,
    /// What it tells.
    pub(super) items: Vec<ClusterEvent>,
}

/// A message as it is published.
#[derive(Debug, Serialize)]
pub(super) struct OutgoingMessage<'a> {
    pub(super) from: &'a str,
    pub(super) number: u64,
    pub(super) heard: HashMap<&'a str, u64>,
    pub(super) items: &'a [ClusterEvent],
}
