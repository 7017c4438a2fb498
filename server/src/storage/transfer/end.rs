//! Source or target of a transfer: reads and writes rows as JSON arrays, on either database.

use super::tables::{ColumnType, NOT_COPIED, TABLES, Table};
use crate::domain::Audit;
use crate::storage::{DatabaseUrl, postgres, sqlite};
use anyhow::{Context, ensure};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::collections::BTreeSet;

/// A connection to the source or the target.
pub(super) enum End {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}
use End::{Postgres, Sqlite};

impl End {
    /// Opens a source, which must exist.
    pub(super) async fn open_source(url: &DatabaseUrl) -> anyhow::Result<Self> {
        Ok(match url {
            DatabaseUrl::File(file) => Sqlite(sqlite::open_to_read(file).await.with_context(|| format!("could not read {url}"))?),
            DatabaseUrl::Postgres(hosts) => Postgres(postgres::connect(hosts).await?),
        })
    }

    /// Opens a target. A missing SQLite file or an empty PostgreSQL database gets its tables, and
    /// an older file is migrated.
    pub(super) async fn open_target(url: &DatabaseUrl) -> anyhow::Result<Self> {
        Ok(match url {
            DatabaseUrl::File(file) => Sqlite(sqlite::open_to_write(file).await?),
            DatabaseUrl::Postgres(hosts) => {
                postgres::migrate(hosts, false).await?;
                Postgres(postgres::connect(hosts).await?)
            }
        })
    }

    /// Begins the transaction: all of its reads see one snapshot.
    pub(super) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Sqlite(_) => self.run("begin").await,
            Postgres(_) => self.run("begin isolation level repeatable read").await,
        }
    }

    pub(super) async fn run(&mut self, statement: &str) -> Result<(), sqlx::Error> {
        match self {
            Sqlite(session) => sqlx::raw_sql(AssertSqlSafe(statement)).execute(session).await.map(|_| ()),
            Postgres(session) => sqlx::raw_sql(AssertSqlSafe(statement)).execute(session).await.map(|_| ()),
        }
    }

    async fn query_numbers(&mut self, query: &'static str) -> Result<Vec<i64>, sqlx::Error> {
        match self {
            Sqlite(session) => sqlx::query_scalar(query).fetch_all(session).await,
            Postgres(session) => sqlx::query_scalar(query).persistent(false).fetch_all(session).await,
        }
    }

    async fn query_texts(&mut self, query: String, bound: Value) -> Result<Vec<String>, sqlx::Error> {
        let bound = bound.to_string();
        match self {
            Sqlite(session) => sqlx::query_scalar(AssertSqlSafe(query)).bind(bound).fetch_all(session).await,
            Postgres(session) => sqlx::query_scalar(AssertSqlSafe(query)).persistent(false).bind(bound).fetch_all(session).await,
        }
    }

    /// How many instances use the database now. One that was killed counts until its row expires.
    pub(super) async fn instance_count(&mut self) -> Result<usize, sqlx::Error> {
        match self {
            // The data lock keeps other processes from a file.
            Sqlite(_) => Ok(0),
            Postgres(session) => postgres::instance_count(session).await,
        }
    }

    /// Whether there is no meeting, and so no poll.
    pub(super) async fn is_empty(&mut self) -> Result<bool, sqlx::Error> {
        Ok(self.query_numbers("select id from meetings limit 1").await?.is_empty())
    }

    /// How many polls are marked as deleted, alone or with their meeting.
    pub(super) async fn deleted_poll_count(&mut self) -> Result<usize, sqlx::Error> {
        let deleted =
            "select id from polls where deleted_at is not null or meeting_id in (select id from meetings where deleted_at is not null)";
        Ok(self.query_numbers(deleted).await?.len())
    }

    /// Deletes every row of the copied tables.
    pub(super) async fn delete_rows(&mut self) -> Result<(), sqlx::Error> {
        self.run("update meetings set staged_poll_id = null").await?;
        for table in TABLES.iter().rev() {
            self.run(&format!("delete from {}", table.name)).await?;
        }
        Ok(())
    }

    /// Checks that the database has exactly the tables and columns of [`TABLES`], apart from
    /// [`NOT_COPIED`], so that no column is forgotten.
    pub(super) async fn check_schema(&mut self) -> anyhow::Result<()> {
        // `$1` has no meaning in these queries: `query_texts` always binds a parameter.
        let query = match self {
            Sqlite(_) => {
                "select m.name || '.' || c.name from sqlite_schema as m, pragma_table_info(m.name) as c \
                 where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' and m.name <> '_sqlx_migrations' and $1 is not null \
                 union all select 'salts.' || name from pragma_table_info('salts')"
            }
            Postgres(_) => {
                "select table_name::text || '.' || column_name::text from information_schema.columns \
                 where table_schema = current_schema() and table_name <> '_sqlx_migrations' and $1 is not null"
            }
        };
        let is_copied = |column: &String| column.split_once('.').is_none_or(|(table, _)| !NOT_COPIED.contains(&table));
        let existing: BTreeSet<String> = self.query_texts(query.into(), Value::Null).await?.into_iter().filter(is_copied).collect();
        let expected = TABLES.iter().flat_map(|table| table.columns.iter().map(|(column, _)| format!("{}.{column}", table.name)));
        let expected: BTreeSet<String> = expected.collect();
        let differing: Vec<_> = existing.symmetric_difference(&expected).map(String::as_str).collect();
        ensure!(differing.is_empty(), "its tables are not those that this version knows: {}", differing.join(", "));
        Ok(())
    }

    /// At most `limit` rows to copy with keys greater than those of the row `after`, or from the first one, in the order of
    /// their keys.
    pub(super) async fn rows(&mut self, table: &Table, after: &Value, limit: i64) -> anyhow::Result<Vec<Value>> {
        let values = match self {
            Sqlite(_) => table.expressions(|_, name, column_type| match column_type {
                ColumnType::Number | ColumnType::Text | ColumnType::Truth => name.to_owned(),
                ColumnType::Bytes => format!("iif({name} is null, null, lower(hex({name})))"),
            }),
            Postgres(_) => table.expressions(|_, name, column_type| match column_type {
                ColumnType::Number | ColumnType::Text => name.to_owned(),
                ColumnType::Truth => format!("{name}::int"),
                ColumnType::Bytes => format!("encode({name}, 'hex')"),
            }),
        };
        let array = match self {
            Sqlite(_) => format!("json_array({values})"),
            Postgres(_) => format!("json_build_array({values})::text"),
        };
        let (name, condition) = (table.name, table.condition);
        // Texts are compared by their bytes, in the same order on both databases.
        let key = table.key_expressions(|_, column, column_type| match (&self, column_type) {
            (Postgres(_), ColumnType::Text) => format!("{column} collate \"C\""),
            (Sqlite(_) | Postgres(_), _) => column.to_owned(),
        });
        let last = table.key_expressions(|index, _, column_type| match (&self, column_type) {
            (Sqlite(_), ColumnType::Bytes) => format!("unhex($1 ->> {index})"),
            (Sqlite(_), _) => format!("$1 ->> {index}"),
            (Postgres(_), ColumnType::Number | ColumnType::Truth) => format!("($1::json ->> {index})::bigint"),
            (Postgres(_), ColumnType::Text) => format!("($1::json ->> {index}) collate \"C\""),
            (Postgres(_), ColumnType::Bytes) => format!("decode($1::json ->> {index}, 'hex')"),
        });
        let is_after = if after.is_null() { "$1 is not null".to_owned() } else { format!("({key}) > ({last})") };
        let query = format!("select {array} from {name} where {is_after} and {condition} order by {key} limit {limit}");
        let rows = self.query_texts(query, after.clone()).await.with_context(|| format!("could not read the {name}"))?;
        rows.iter().map(|row| serde_json::from_str(row).context("a row cannot be read")).collect()
    }

    /// Inserts rows in the format of [`rows`](Self::rows).
    pub(super) async fn insert(&mut self, table: &Table, rows: Vec<Value>) -> Result<(), sqlx::Error> {
        let (name, names) = (table.name, table.names());
        let insert = match self {
            Sqlite(_) => {
                let values = table.expressions(|index, _, column_type| match column_type {
                    ColumnType::Number | ColumnType::Text | ColumnType::Truth => format!("value ->> {index}"),
                    ColumnType::Bytes => format!("unhex(value ->> {index})"),
                });
                format!("insert into {name} ({names}) select {values} from json_each($1)")
            }
            Postgres(_) => {
                let values = table.expressions(|index, _, column_type| match column_type {
                    ColumnType::Number => format!("(value ->> {index})::bigint"),
                    ColumnType::Text => format!("value ->> {index}"),
                    ColumnType::Truth => format!("(value ->> {index})::int::boolean"),
                    ColumnType::Bytes => format!("decode(value ->> {index}, 'hex')"),
                });
                format!("insert into {name} ({names}) overriding system value select {values} from json_array_elements($1::json)")
            }
        };
        self.query_texts(format!("{insert} returning ''"), rows.into()).await.map(|_| ())
    }

    /// Sets `staged_poll_id` in meetings, from pairs of a meeting's key and a poll's.
    pub(super) async fn set_stages(&mut self, stages: Vec<Value>) -> Result<(), sqlx::Error> {
        let update = match self {
            Sqlite(_) => {
                "update meetings set staged_poll_id = stage.value ->> 1 from json_each($1) as stage where meetings.id = stage.value ->> 0 \
                 returning ''"
            }
            Postgres(_) => {
                "update meetings set staged_poll_id = (stage.value ->> 1)::bigint from json_array_elements($1::json) as stage \
                 where meetings.id = (stage.value ->> 0)::bigint returning ''"
            }
        };
        self.query_texts(update.into(), stages.into()).await.map(|_| ())
    }

    /// The greatest key that any option ever had, including deleted ones.
    pub(super) async fn newest_option_key(&mut self) -> Result<i64, sqlx::Error> {
        let query = match self {
            Sqlite(_) => "select seq from sqlite_sequence where name = 'options'",
            Postgres(_) => "select case when is_called then last_value else last_value - 1 end from options_id_seq",
        };
        Ok(self.query_numbers(query).await?.pop().unwrap_or(0))
    }

    /// Sets the sequences of keys, so that new rows get greater keys than the copied ones, and new
    /// options greater ones than any option that the source ever had. SQLite needs that for options
    /// only.
    pub(super) async fn set_sequences(&mut self, newest_option_key: i64) -> Result<(), sqlx::Error> {
        if matches!(self, Sqlite(_)) {
            let insert_if_missing = "insert into sqlite_sequence (name, seq) select 'options', 0 \
                 where not exists (select 1 from sqlite_sequence where name = 'options')";
            self.run(insert_if_missing).await?;
            return self.run(&format!("update sqlite_sequence set seq = max(seq, {newest_option_key}) where name = 'options'")).await;
        }
        for table in TABLES.iter().filter(|table| table.has_sequence()) {
            let name = table.name;
            let newest = if name == "options" { newest_option_key } else { 0 };
            let set_sequence = format!(
                "select setval(pg_get_serial_sequence('{name}', 'id'), greatest(coalesce(max(id), 0), {newest}) + 1, false) from {name}"
            );
            self.run(&set_sequence).await?;
        }
        Ok(())
    }

    /// The question and the audit of every poll that is not deleted.
    pub(super) async fn audits(&mut self) -> Result<Vec<(String, Audit)>, sqlx::Error> {
        match self {
            Sqlite(session) => sqlite::audits_of(session).await,
            Postgres(session) => postgres::audits_of(session).await,
        }
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Sqlite(session) => session.close().await,
            Postgres(session) => session.close().await,
        }
    }
}
