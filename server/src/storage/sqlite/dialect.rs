//! SQLite's SQL where it differs from PostgreSQL's, for the statements in `storage/sql`.

pub(super) use sqlx::SqliteConnection as Session;
pub(super) use sqlx::{query, query_as, query_scalar};

/// Begins a change of meetings, polls or host sessions, and takes the file's write lock before the
/// first read.
pub(super) const BEGIN: &str = "begin immediate";

/// Begins a batch of ballots or the redemption of a ticket, in the same way.
pub(super) const BEGIN_BATCH: &str = BEGIN;

/// A condition: the number in the column is an element of a JSON array.
macro_rules! among {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value from json_each(", $array, "))")
    };
}

/// A condition: the text in the column is an element of a JSON array.
macro_rules! among_words {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value from json_each(", $array, "))")
    };
}

/// A condition: the text contains another. Not `like`, because a host's search has no wildcards.
macro_rules! contains {
    ($text:literal, $part:literal) => {
        concat!("instr(", $text, ", ", $part, ") > 0")
    };
}

/// The larger of two expressions.
macro_rules! larger {
    ($one:literal, $other:literal) => {
        concat!("max(", $one, ", ", $other, ")")
    };
}

/// Would lock the selected rows; empty, since a writing transaction on SQLite has locked the whole
/// file.
macro_rules! for_update {
    () => {
        ""
    };
}

pub(super) use {among, among_words, contains, for_update, larger};

/// Writes into `user_version`, which nothing else uses: 2 where it holds 1, else 1, so that each
/// probe changes the file.
pub(super) async fn probe(connection: &mut Session) -> Result<(), sqlx::Error> {
    let version: i64 = query_scalar("pragma user_version").fetch_one(&mut *connection).await?;
    let next = if version == 1 { "pragma user_version = 2" } else { "pragma user_version = 1" };
    query(next).execute(connection).await.map(|_| ())
}
