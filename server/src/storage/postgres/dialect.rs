//! What PostgreSQL says in its own way: everything else the two databases share is in `storage/sql`.
//!
//! No statement is kept prepared under a name, and no setting outlives its transaction: PgBouncer in transaction mode hands
//! the next transaction to whichever connection is free.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::{Query, QueryAs, QueryScalar};
use sqlx::{Connection, FromRow, Postgres};

pub(super) use sqlx::PgConnection as Session;

/// The limits of a transaction. The first two end a statement that waits or works too long, the last a transaction that
/// this program has forgotten, so that a frozen instance does not hold a poll for ever.
macro_rules! limits {
    () => {
        "set local lock_timeout = '3s'; set local statement_timeout = '5s'; set local idle_in_transaction_session_timeout = '10s'"
    };
}

/// The number of the lock on which changes take turns: "handsup" in ASCII.
macro_rules! turn {
    () => {
        "29380524337493360"
    };
}

/// How a host's change begins. Changes take turns, on all instances, as on SQLite; ballots do not wait for this lock.
pub(super) const BEGIN: &str =
    concat!("begin isolation level read committed; ", limits!(), "; select pg_advisory_xact_lock(", turn!(), ")");

/// How a group of ballots begins: it locks the polls it votes in, always in the same order.
pub(super) const BEGIN_GROUP: &str = concat!("begin isolation level read committed; ", limits!());

/// How something is removed for good: in its turn, as a host's change, but however long it takes.
pub(super) const BEGIN_REMOVING: &str =
    concat!("begin isolation level read committed; set local lock_timeout = '10s'; select pg_advisory_xact_lock(", turn!(), ")");

/// How a read begins: everything in it is as one moment saw it.
pub(super) const BEGIN_READ: &str = concat!("begin isolation level repeatable read read only; ", limits!());

/// How the schema is brought up to date: one instance after the other, however long it takes.
pub(super) const BEGIN_SCHEMA: &str = concat!("begin isolation level read committed; select pg_advisory_xact_lock(", turn!(), ")");

/// A condition: the column is one of those in a JSON array.
macro_rules! among {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value::bigint from json_array_elements_text(", $array, "::json))")
    };
}

/// A condition: the text is one of those in a JSON array.
macro_rules! among_words {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value from json_array_elements_text(", $array, "::json))")
    };
}

/// A condition: the text has the other in it. Not `like`: what a host types is text, not a pattern.
macro_rules! contains {
    ($text:literal, $part:literal) => {
        concat!("strpos(", $text, ", ", $part, ") > 0")
    };
}

/// The larger of two.
macro_rules! larger {
    ($one:literal, $other:literal) => {
        concat!("greatest(", $one, ", ", $other, ")")
    };
}

/// Keeps the rows that are read from changing until the transaction ends.
macro_rules! for_update {
    () => {
        " for update"
    };
}

/// A vote's options as a JSON array.
macro_rules! option_ids {
    () => {
        "array_to_json(option_ids)::text as option_ids"
    };
}

/// A row for each option of a vote, `chosen.value`.
macro_rules! each_option {
    () => {
        "unnest(option_ids) as chosen (value)"
    };
}

pub(super) use {among, among_words, contains, each_option, for_update, larger, option_ids};

/// A statement without a name.
pub(super) fn query<'q>(sql: &'static str) -> Query<'q, Postgres, PgArguments> {
    sqlx::query(sql).persistent(false)
}

/// A statement without a name, for rows.
pub(super) fn query_as<'q, O: for<'r> FromRow<'r, PgRow>>(sql: &'static str) -> QueryAs<'q, Postgres, O, PgArguments> {
    sqlx::query_as(sql).persistent(false)
}

/// A statement without a name, for single values.
pub(super) fn query_scalar<'q, O>(sql: &'static str) -> QueryScalar<'q, Postgres, O, PgArguments>
where
    (O,): for<'r> FromRow<'r, PgRow>,
{
    sqlx::query_scalar(sql).persistent(false)
}

/// Writes something, if only to take it back: a database that takes no writes, as one that only follows another, refuses it.
pub(super) async fn probe(connection: &mut Session) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_GROUP).await?;
    query("update polls set seq = seq where id = (select min(id) from polls)").execute(&mut *transaction).await?;
    transaction.rollback().await
}
