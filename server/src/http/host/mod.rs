//! Routes of the host: entering, sessions, the console, polls and meetings, the desktop. Sessions are explained in
//! `app/hosts/mod.rs`.

pub(super) mod agent;
pub(crate) mod board;
pub(crate) mod create;
pub(crate) mod desktop;
pub(crate) mod diagnostics;
mod enter;
pub(crate) mod extra_votes;
pub(crate) mod imports;
pub(crate) mod look;
mod manage;
pub(crate) mod meetings;
pub(crate) mod moderation;
pub(crate) mod polls;
pub(crate) mod remotes;
pub(crate) mod steps;
pub(crate) mod terms;
pub(crate) mod wifi;
pub(crate) mod words;

pub(super) use enter::*;
pub(super) use manage::*;
