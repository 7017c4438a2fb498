//! Several instances on one PostgreSQL and one Redis: shared votes, rooms and limits, and instances that fail.

mod failover;
mod shared_database;
mod shared_limits;
pub(crate) mod shared_rooms;
