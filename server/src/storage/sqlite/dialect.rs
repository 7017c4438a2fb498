//! What SQLite says in its own way: everything else the two databases share is in `storage/sql`.

pub(super) use sqlx::SqliteConnection as Session;
pub(super) use sqlx::{query, query_as, query_scalar};

/// How a host's change begins: with the file's one write lock, before it reads.
pub(super) const BEGIN: &str = "begin immediate";

/// How a group of ballots begins.
pub(super) const BEGIN_GROUP: &str = BEGIN;

/// A condition: the column is one of those in a JSON array.
macro_rules! among {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value from json_each(", $array, "))")
    };
}

/// A condition: the text is one of those in a JSON array.
macro_rules! among_words {
    ($column:literal, $array:literal) => {
        concat!($column, " in (select value from json_each(", $array, "))")
    };
}

/// A condition: the text has the other in it. Not `like`: what a host types is text, not a pattern.
macro_rules! contains {
    ($text:literal, $part:literal) => {
        concat!("instr(", $text, ", ", $part, ") > 0")
    };
}

/// The larger of two.
macro_rules! larger {
    ($one:literal, $other:literal) => {
        concat!("max(", $one, ", ", $other, ")")
    };
}

/// Keeps the rows that are read from changing; here the whole file is kept already.
macro_rules! for_update {
    () => {
        ""
    };
}

/// A vote's options as a JSON array.
macro_rules! option_ids {
    () => {
        "option_ids"
    };
}

/// A row for each option of a vote, `chosen.value`.
macro_rules! each_option {
    () => {
        "json_each(option_ids) as chosen"
    };
}

pub(super) use {among, among_words, contains, each_option, for_update, larger, option_ids};

/// Writes something: a page that really changes, or nothing would be written. The number is never read.
pub(super) async fn probe(connection: &mut Session) -> Result<(), sqlx::Error> {
    let version: i64 = query_scalar("pragma user_version").fetch_one(&mut *connection).await?;
    let next = if version == 1 { "pragma user_version = 2" } else { "pragma user_version = 1" };
    query(next).execute(connection).await.map(|_| ())
}
