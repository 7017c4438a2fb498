//! The HTTP interface field by field: what each route accepts and answers, and the code of every refusal.

mod bad_ballots;
mod bad_bodies;
mod bad_polls;
mod problems;
mod request_ids;
mod routes;
