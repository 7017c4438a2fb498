//! PostgreSQL's SQL where it differs from SQLite's, for the statements in `storage/sql`.
//!
//! Statements are prepared without a name, and settings last for one transaction, because PgBouncer
//! in transaction mode runs each transaction on any free connection.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::{Query, QueryAs, QueryScalar};
use sqlx::{Connection, FromRow, Postgres};

pub(super) use sqlx::PgConnection as Session;

/// The time-outs of a transaction. The first two end a statement that waits for a lock or runs too
/// long. The last ends an idle transaction, so that a frozen instance does not lock a poll for
/// ever.
macro_rules! time_outs {
    () => {
        "set local lock_timeout = '3s'; set local statement_timeout = '5s'; set local idle_in_transaction_session_timeout = '10s'"
    };
}

/// The key of the advisory lock that serialises the changes begun by `BEGIN`: "handsup" in ASCII.
macro_rules! change_lock {
    () => {
        "29380524337493360"
    };
}

/// Begins a change of meetings, polls or host sessions. An advisory lock serialises the changes of
/// all instances, as SQLite's write lock does; ballots do not wait for it.
pub(super) const BEGIN: &str =
    concat!("begin isolation level read committed; ", time_outs!(), "; select pg_advisory_xact_lock(", change_lock!(), ")");

/// Begins a batch of ballots, which then locks the polls it votes in, in the order of their keys;
/// also the redemption of a ticket, a change of the list of instances or of their key, and a trial
/// write.
pub(super) const BEGIN_BATCH: &str = concat!("begin isolation level read committed; ", time_outs!());

/// Begins a permanent deletion: under the lock of [`BEGIN`], for which it waits at most ten
/// seconds, and without a limit on its duration.
pub(super) const BEGIN_REMOVING: &str =
    concat!("begin isolation level read committed; set local lock_timeout = '10s'; select pg_advisory_xact_lock(", change_lock!(), ")");

/// Begins a read: all of its statements see one snapshot.
pub(super) const BEGIN_READ: &str = concat!("begin isolation level repeatable read read only; ", time_outs!());

/// Begins a migration: under the lock of [`BEGIN`], so one instance at a time, and without a
/// limit on its duration.
pub(super) const BEGIN_SCHEMA: &str = concat!("begin isolation level read committed; select pg_advisory_xact_lock(", change_lock!(), ")");

/// A condition: the number in the column is an element of a JSON array.
macro_rules! among {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value::bigint from json_array_elements_text(", $array, "::json))")
    };
}

/// A condition: the text in the column is an element of a JSON array.
macro_rules! among_words {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value from json_array_elements_text(", $array, "::json))")
    };
}

/// A condition: the text contains another. Not `like`, because a host's search has no wildcards.
macro_rules! contains {
    ($text:literal, $part:literal) => {
        concat!("strpos(", $text, ", ", $part, ") > 0")
    };
}

/// The larger of two expressions.
macro_rules! larger {
    ($one:literal, $other:literal) => {
        concat!("greatest(", $one, ", ", $other, ")")
    };
}

/// Locks the selected rows until the transaction ends.
macro_rules! for_update {
    () => {
        " for update"
    };
}

pub(super) use {among, among_words, contains, for_update, larger};

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

/// Tries an update and rolls it back; fails on a database that accepts no writes, such as a
/// standby.
pub(super) async fn probe(connection: &mut Session) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_BATCH).await?;
    query("update polls set seq = seq where id = (select min(id) from polls)").execute(&mut *transaction).await?;
    transaction.rollback().await
}
