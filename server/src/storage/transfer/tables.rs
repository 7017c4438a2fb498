//! Every table and column that a transfer copies. A migration that adds one adds it to this file,
//! or transfers fail.

use serde_json::Value;

/// The type of a column. Rows are copied as JSON arrays, and bytes in them as hexadecimal digits.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ColumnType {
    Number,
    Text,
    /// 0 or 1.
    Truth,
    Bytes,
    /// An array of keys.
    Keys,
}
use ColumnType::{Bytes, Keys, Number, Text, Truth};

/// Conditions on the rows to copy. What is deleted is not copied, though it can still be restored
/// in the source.
const UNDELETED_MEETINGS: &str = "deleted_at is null";
const UNDELETED_POLLS: &str = "deleted_at is null and meeting_id in (select id from meetings where deleted_at is null)";
const OF_UNDELETED_POLLS: &str =
    "poll_id in (select id from polls where deleted_at is null and meeting_id in (select id from meetings where deleted_at is null))";

/// A table; its first column is its key.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The condition of the rows to copy.
    pub(super) condition: &'static str,
    pub(super) columns: &'static [(&'static str, ColumnType)],
}

/// Meetings. Polls refer to them and they to the poll on stage, so `staged_poll_id` is set once
/// both are copied.
pub(super) const MEETINGS: &Table = &Table {
    name: "meetings",
    condition: UNDELETED_MEETINGS,
    columns: &[
        ("id", Number),
        ("staged_poll_id", Number),
        ("join_code", Text),
        ("name", Text),
        ("created_at", Number),
        ("opened_at", Number),
        ("ended_at", Number),
        ("deleted_at", Number),
        ("view", Text),
        ("bars", Truth),
        ("qr", Text),
        ("seq", Number),
        ("by_guest", Truth),
        ("guest_group", Bytes),
    ],
};

/// Tables that are not copied: hosts' sessions belong to one server; the list of running instances
/// and the fingerprint of their `SECRET_KEY` belong to one database.
pub(super) const NOT_COPIED: [&str; 3] = ["host_sessions", "instances", "secret_key"];

/// The copied tables, each after those it refers to.
pub(super) const TABLES: &[&Table] = &[
    MEETINGS,
    &Table {
        name: "polls",
        condition: UNDELETED_POLLS,
        columns: &[
            ("id", Number),
            ("meeting_id", Number),
            ("position", Number),
            ("poll_code", Text),
            ("question", Text),
            ("note", Text),
            ("kind", Text),
            ("min_choices", Number),
            ("max_choices", Number),
            ("fairness", Text),
            ("results", Text),
            ("allow_change", Truth),
            ("auto_reveal", Truth),
            ("state", Text),
            ("revealed", Truth),
            ("answer_shown", Truth),
            ("closes_at", Number),
            ("round", Number),
            ("seq", Number),
            ("total_votes", Number),
            ("log_length", Number),
            ("log_head", Bytes),
            ("address_salt", Bytes),
            ("created_at", Number),
            ("deleted_at", Number),
        ],
    },
    &Table {
        name: "options",
        condition: OF_UNDELETED_POLLS,
        columns: &[
            ("id", Number),
            ("poll_id", Number),
            ("position", Number),
            ("option_text", Text),
            ("correct", Truth),
            ("vote_count", Number),
        ],
    },
    &Table {
        name: "votes",
        condition: OF_UNDELETED_POLLS,
        columns: &[
            ("id", Number),
            ("poll_id", Number),
            ("round", Number),
            ("position", Number),
            ("browser_token", Bytes),
            ("address_key", Bytes),
            ("card_key", Bytes),
            ("source_key", Bytes),
            ("option_ids", Keys),
            ("nonce", Bytes),
            ("receipt", Text),
            ("replaces", Number),
            ("changes", Number),
            ("counts", Truth),
            ("link", Bytes),
            ("created_at", Number),
        ],
    },
    &Table {
        name: "rounds",
        condition: OF_UNDELETED_POLLS,
        columns: &[("id", Number), ("poll_id", Number), ("round", Number), ("opened_at", Number), ("closed_at", Number)],
    },
    &Table {
        name: "edits",
        condition: OF_UNDELETED_POLLS,
        columns: &[("id", Number), ("poll_id", Number), ("option_id", Number), ("before", Text), ("after", Text), ("edited_at", Number)],
    },
    &Table {
        name: "tickets",
        condition: "true",
        columns: &[("id", Number), ("ticket", Bytes), ("browser_token", Bytes), ("ends_at", Number)],
    },
];

/// Removes `staged_poll_id` from a meeting's row; returns the meeting's key and the poll's, or
/// `None` where no poll is on stage.
pub(super) fn take_stage(row: &mut Value) -> Option<Value> {
    let poll = row[1].take();
    (!poll.is_null()).then(|| Value::Array(vec![row[0].clone(), poll]))
}

impl Table {
    /// The names of its columns, with commas between them.
    pub(super) fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// An expression for each column, with commas between them; `expression` gets the column's
    /// index, name and type.
    pub(super) fn expressions(&self, expression: impl Fn(usize, &str, ColumnType) -> String) -> String {
        self.columns
            .iter()
            .enumerate()
            .map(|(index, (name, column_type))| expression(index, name, *column_type))
            .collect::<Vec<_>>()
            .join(", ")
    }
}
