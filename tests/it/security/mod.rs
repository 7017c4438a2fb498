//! Attacks and their limits: forged requests, stolen sessions, guessed codes, floods, and what an answer gives away.

mod cheaters;
mod encrypted;
mod exhaustion;
mod expensive_requests;
mod forgeries;
mod guessing;
mod headers;
mod host_routes;
mod host_sessions;
mod limits;
mod privacy;
