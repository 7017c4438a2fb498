//! Socket.IO: what phones and screens receive without asking, votes over the socket, and connections that break.

mod air;
mod connections;
mod flaky_link;
mod goodbye;
mod heartbeat;
mod in_order;
pub(crate) mod official_client;
mod paper;
mod socket_votes;
mod updates;
