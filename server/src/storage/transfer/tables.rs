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
}
use ColumnType::{Bytes, Number, Text, Truth};

/// Conditions on the rows to copy. What is deleted is not copied, though it can still be restored
/// in the source.
const UNDELETED_MEETINGS: &str = "deleted_at is null";
const UNDELETED_POLLS: &str = "deleted_at is null and meeting_id in (select id from meetings where deleted_at is null)";
const OF_UNDELETED_POLLS: &str =
    "poll_id in (select id from polls where deleted_at is null and meeting_id in (select id from meetings where deleted_at is null))";

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The condition of the rows to copy.
    pub(super) condition: &'static str,
    /// How many of its first columns are its key.
    pub(super) key: usize,
    pub(super) columns: &'static [(&'static str, ColumnType)],
}

/// Meetings. Polls refer to them and they to the poll on stage, so `staged_poll_id` is set once
/// both are copied.
pub(super) const MEETINGS: &Table = &Table {
    name: "meetings",
    condition: UNDELETED_MEETINGS,
    key: 1,
    columns: &[
        ("id", Number),
        ("staged_poll_id", Number),
        ("join_code", Text),
        ("name", Text),
        ("created_at", Number),
        ("opened_at", Number),
        ("ended_at", Number),
        ("deleted_at", Number),
        ("starts_at", Number),
        ("view", Text),
        ("beneath", Text),
        ("bars", Truth),
        ("qr", Text),
        ("seq", Number),
        ("by_guest", Truth),
        ("guest_group", Bytes),
        ("board", Text),
        ("board_moderation", Text),
        ("board_names", Truth),
        ("board_show_after", Number),
        ("board_on_stage", Truth),
        ("board_seq", Number),
        ("moderator_nonce", Bytes),
        ("own_words", Text),
        ("look", Text),
    ],
};

/// Tables that are not copied: hosts' sessions and remotes belong to one server; the list of running instances
/// and the fingerprint of their `SECRET_KEY` belong to one database; the roll of an earlier version is hashed, and empty.
pub(super) const NOT_COPIED: [&str; 5] = ["host_sessions", "remotes", "instances", "secret_key", "unhashed_roll"];

/// The copied tables, each after those it refers to.
pub(super) const TABLES: &[&Table] = &[
    MEETINGS,
    &Table {
        name: "logos",
        condition: "meeting_id in (select id from meetings where deleted_at is null)",
        key: 1,
        columns: &[("meeting_id", Number), ("picture", Bytes)],
    },
    &Table {
        name: "polls",
        condition: UNDELETED_POLLS,
        key: 1,
        columns: &[
            ("id", Number),
            ("meeting_id", Number),
            ("position", Number),
            ("poll_code", Text),
            ("question", Text),
            ("note", Text),
            ("prompt", Text),
            ("fairness", Text),
            ("results", Text),
            ("allow_change", Truth),
            ("moderation", Text),
            ("show_after", Number),
            ("one_tap", Truth),
            ("auto_reveal", Truth),
            ("state", Text),
            ("revealed", Truth),
            ("answer_shown", Truth),
            ("closes_at", Number),
            ("round", Number),
            ("seq", Number),
            ("total_votes", Number),
            ("ballots", Number),
            ("erased_round", Number),
            ("log_length", Number),
            ("log_head", Bytes),
            ("created_at", Number),
            ("deleted_at", Number),
        ],
    },
    &Table {
        name: "options",
        condition: OF_UNDELETED_POLLS,
        key: 1,
        columns: &[("id", Number), ("poll_id", Number), ("position", Number), ("option_text", Text), ("correct", Truth)],
    },
    &Table {
        name: "votes",
        condition: OF_UNDELETED_POLLS,
        key: 2,
        columns: &[
            ("poll_id", Number),
            ("position", Number),
            ("round", Number),
            ("answer", Text),
            ("nonce", Bytes),
            ("commitment", Bytes),
            ("class", Text),
            ("replaces", Number),
            ("counts", Truth),
            ("link", Bytes),
            ("redacted_terms", Text),
        ],
    },
    &Table {
        name: "events",
        condition: OF_UNDELETED_POLLS,
        key: 2,
        columns: &[("poll_id", Number), ("position", Number), ("event", Text), ("link", Bytes)],
    },
    &Table {
        name: "roll",
        condition: OF_UNDELETED_POLLS,
        key: 3,
        columns: &[
            ("poll_id", Number),
            ("round", Number),
            ("device_key", Bytes),
            ("address_key", Bytes),
            ("card_key", Bytes),
            ("source_key", Bytes),
            ("changes", Number),
            ("answer", Number),
        ],
    },
    &Table {
        name: "tallies",
        condition: OF_UNDELETED_POLLS,
        key: 3,
        columns: &[("poll_id", Number), ("round", Number), ("key", Text), ("count", Number)],
    },
    &Table {
        name: "spellings",
        condition: OF_UNDELETED_POLLS,
        key: 4,
        columns: &[
            ("poll_id", Number),
            ("round", Number),
            ("term", Text),
            ("text", Text),
            ("count", Number),
            ("position", Number),
            ("listed", Truth),
        ],
    },
    &Table {
        name: "standings",
        condition: OF_UNDELETED_POLLS,
        key: 2,
        columns: &[("poll_id", Number), ("term", Text), ("standing", Text), ("root", Text)],
    },
    &Table {
        name: "term_groups",
        condition: OF_UNDELETED_POLLS,
        key: 3,
        columns: &[("poll_id", Number), ("round", Number), ("term", Text), ("voters", Number)],
    },
    &Table {
        name: "moderation_acts",
        condition: OF_UNDELETED_POLLS,
        key: 1,
        columns: &[("id", Number), ("poll_id", Number), ("at", Number), ("changes", Text), ("undone", Truth)],
    },
    &Table {
        name: "questions",
        condition: "meeting_id in (select id from meetings where deleted_at is null)",
        key: 1,
        columns: &[
            ("id", Number),
            ("meeting_id", Number),
            ("term", Text),
            ("text", Text),
            ("name", Text),
            ("state", Text),
            ("merged_into", Number),
            ("answer", Text),
            ("votes", Number),
            ("reports", Number),
            ("marks_erased", Truth),
            ("asked_at", Number),
            ("name_off", Truth),
            ("name_doubtful", Truth),
            ("set_by", Text),
            ("version", Number),
        ],
    },
    &Table {
        name: "question_marks",
        condition: "question_id in (select id from questions where meeting_id in (select id from meetings where deleted_at is null))",
        key: 2,
        columns: &[
            ("question_id", Number),
            ("device_key", Bytes),
            ("asked", Truth),
            ("voted", Truth),
            ("reported", Truth),
            ("asked_same", Truth),
        ],
    },
    &Table {
        name: "salts",
        condition: "join_code in (select join_code from meetings where deleted_at is null)",
        key: 1,
        columns: &[("join_code", Text), ("opened_at", Number), ("salt", Bytes)],
    },
    &Table {
        name: "rounds",
        condition: OF_UNDELETED_POLLS,
        key: 1,
        columns: &[
            ("id", Number),
            ("poll_id", Number),
            ("round", Number),
            ("opened_at", Number),
            ("closed_at", Number),
            ("seal", Bytes),
            ("signature", Bytes),
            ("key", Bytes),
        ],
    },
    &Table {
        name: "edits",
        condition: OF_UNDELETED_POLLS,
        key: 1,
        columns: &[("id", Number), ("poll_id", Number), ("option_id", Number), ("before", Text), ("after", Text), ("edited_at", Number)],
    },
    &Table {
        name: "tickets",
        condition: "true",
        key: 1,
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
    /// Whether its key is a number from a sequence.
    pub(super) fn has_sequence(&self) -> bool {
        self.columns.first().is_some_and(|(name, _)| *name == "id")
    }

    /// As [`expressions`](Self::expressions), for the columns of the key.
    pub(super) fn key_expressions(&self, expression: impl Fn(usize, &str, ColumnType) -> String) -> String {
        let key = self.columns.iter().enumerate().take(self.key);
        key.map(|(index, (name, column_type))| expression(index, name, *column_type)).collect::<Vec<_>>().join(", ")
    }

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
