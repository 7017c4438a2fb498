//! Stories: tests of one behaviour each, from outside. A visitor, a host or an attacker does something, and sees the result.
//! All are one binary, because linking is what makes Rust tests slow; each folder is about one part of the server.

mod api;
mod cluster;
mod exports;
mod host;
mod live;
mod ops;
mod security;
mod storage;
mod voting;
