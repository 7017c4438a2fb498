//! Stories told from outside, one behaviour each: what a visitor, a host or a hostile neighbour does, and what they see.
//! One binary, because linking is what makes Rust tests slow; a folder for each part of the server that they look at.

mod api;
mod cluster;
mod exports;
mod host;
mod live;
mod ops;
mod security;
mod storage;
mod voting;
