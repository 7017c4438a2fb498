//! Attacks and their limits: forged requests, stolen sessions, guessed codes, floods, and what an answer gives away.

mod cheaters;
mod encrypted;
mod ended_meeting;
mod exhaustion;
mod expensive_requests;
mod forged_logs;
pub(crate) mod forger;
mod forgeries;
mod guessing;
mod headers;
mod host_routes;
mod host_sessions;
mod limits;
mod privacy;
pub(crate) mod version_1;
