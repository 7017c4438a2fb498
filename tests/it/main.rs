//! Stories told from outside, one behaviour each: what a visitor, a host or a hostile neighbour does, and what they see.
//! One binary, because linking is what makes Rust tests slow.

mod bad_ballots;
mod bad_bodies;
mod bad_polls;
mod changing_a_vote;
mod cheaters;
mod choices;
mod clock;
mod codes;
mod concurrency;
mod connections;
mod crashes;
mod damaged_files;
mod desktop_shell;
mod edge_cases;
mod exhaustion;
mod fairness;
mod forgeries;
mod headers;
mod hidden_results;
mod host_routes;
mod limits;
mod live;
mod live_votes;
mod migrating;
mod official_client;
mod pages;
mod privacy;
mod problems;
mod receipts;
mod restart;
mod routes;
mod states;
mod storage_trouble;
mod text_is_text;
mod write_ahead_log;
