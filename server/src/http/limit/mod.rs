//! Rate limits: how fast one device may vote, and what one address may do at all.
//!
//! Two doors share them, POST and the socket's `vote`, so they are asked and not layered. Ten at
//! once and then one every six seconds is our reading of "ten a minute". Instances that share a Redis share the limits on
//! votes.

mod buckets;
mod memory;
mod shared;

pub(crate) use memory::Limits;
