//! Routes and pages of voters and of the projector.

pub(crate) mod answers;
pub(crate) mod form_answer;
pub(crate) mod home;
pub(crate) mod kinds;
pub(crate) mod look;
pub(crate) mod meeting;
pub(crate) mod moderate;
pub(crate) mod more_time;
pub(crate) mod notice;
pub(crate) mod pages;
pub(crate) mod proof;
pub(crate) mod qr;
pub(crate) mod questions;
pub(crate) mod recap;
pub(crate) mod remote;
pub(crate) mod results;
pub(crate) mod resume;
pub(crate) mod screen;
pub(crate) mod share;
pub(crate) mod vote;
pub(crate) mod vote_page;
