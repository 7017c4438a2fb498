//! One end of a transfer: reads and writes rows as JSON arrays, on either database.

use super::tables::{Kind, LEFT_BEHIND, TABLES, Table};
use crate::domain::Audit;
use crate::storage::{DatabaseUrl, postgres, sqlite};
use anyhow::{Context, ensure};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::collections::BTreeSet;

/// A database at one end.
pub(super) enum End {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}
use End::{Postgres, Sqlite};

impl End {
    /// Opens the source, which must exist.
    pub(super) async fn to_read(place: &DatabaseUrl) -> anyhow::Result<Self> {
        Ok(match place {
            DatabaseUrl::File(file) => Sqlite(
                SqliteConnection::connect_with(&sqlite::only_reading(file)).await.with_context(|| format!("could not read {place}"))?,
            ),
            DatabaseUrl::Postgres(options) => Postgres(postgres::connect(options).await?),
        })
    }

    /// Opens the target; creates or migrates it where needed.
    pub(super) async fn to_write(place: &DatabaseUrl) -> anyhow::Result<Self> {
        Ok(match place {
            DatabaseUrl::File(file) => Sqlite(sqlite::open_to_write(file).await?),
            DatabaseUrl::Postgres(options) => {
                postgres::migrate(options, false).await?;
                Postgres(postgres::connect(options).await?)
            }
        })
    }

    /// Begins the transaction: reads see one snapshot, and no other process migrates meanwhile.
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

    async fn numbers(&mut self, query: &'static str) -> Result<Vec<i64>, sqlx::Error> {
        match self {
            Sqlite(session) => sqlx::query_scalar(query).fetch_all(session).await,
            Postgres(session) => sqlx::query_scalar(query).persistent(false).fetch_all(session).await,
        }
    }

    async fn words(&mut self, query: String, bound: Value) -> Result<Vec<String>, sqlx::Error> {
        let bound = bound.to_string();
        match self {
            Sqlite(session) => sqlx::query_scalar(AssertSqlSafe(query)).bind(bound).fetch_all(session).await,
            Postgres(session) => sqlx::query_scalar(AssertSqlSafe(query)).persistent(false).bind(bound).fetch_all(session).await,
        }
    }

    /// How many instances use the database now. One that was killed counts until its row expires.
    pub(super) async fn users(&mut self) -> Result<usize, sqlx::Error> {
        match self {
            // For a file the data lock answers that.
            Sqlite(_) => Ok(0),
            Postgres(session) => postgres::users(session).await,
        }
    }

    /// Whether there is no meeting, and so no poll.
    pub(super) async fn is_empty(&mut self) -> Result<bool, sqlx::Error> {
        Ok(self.numbers("select id from meetings limit 1").await?.is_empty())
    }

    /// How many polls are marked as deleted, alone or with their meeting.
    pub(super) async fn deleted_polls(&mut self) -> Result<usize, sqlx::Error> {
        let deleted =
            "select id from polls where deleted_at is not null or meeting_id in (select id from meetings where deleted_at is not null)";
        Ok(self.numbers(deleted).await?.len())
    }

    /// Deletes every row.
    pub(super) async fn empty(&mut self) -> Result<(), sqlx::Error> {
        self.run("update meetings set staged_poll_id = null").await?;
        for table in TABLES.iter().rev() {
            self.run(&format!("delete from {}", table.name)).await?;
        }
        Ok(())
    }

    /// Checks that the database has exactly the tables and columns of [`TABLES`], so that no data is left behind.
    pub(super) async fn has_these_tables(&mut self) -> anyhow::Result<()> {
        let query = match self {
            Sqlite(_) => {
                "select m.name || '.' || c.name from sqlite_schema as m, pragma_table_info(m.name) as c \
                 where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' and m.name <> '_sqlx_migrations' and $1 is not null"
            }
            Postgres(_) => {
                "select table_name::text || '.' || column_name::text from information_schema.columns \
                 where table_schema = current_schema() and table_name <> '_sqlx_migrations' and $1 is not null"
            }
        };
        let moves = |column: &String| column.split_once('.').is_none_or(|(table, _)| !LEFT_BEHIND.contains(&table));
        let found: BTreeSet<String> = self.words(query.into(), Value::Null).await?.into_iter().filter(moves).collect();
        let known = TABLES.iter().flat_map(|table| table.columns.iter().map(|(column, _)| format!("{}.{column}", table.name)));
        let known: BTreeSet<String> = known.collect();
        let others: Vec<_> = found.symmetric_difference(&known).map(String::as_str).collect();
        ensure!(others.is_empty(), "its tables are not those that this version knows: {}", others.join(", "));
        Ok(())
    }

    /// The next rows after a key, in the order of their keys.
    pub(super) async fn rows(&mut self, table: &Table, after: i64, limit: i64) -> anyhow::Result<Vec<Value>> {
        let row = match self {
            Sqlite(_) => table.each(|_, name, kind| match kind {
                Kind::Number | Kind::Text | Kind::Truth => name.to_owned(),
                Kind::Bytes => format!("iif({name} is null, null, lower(hex({name})))"),
                Kind::Keys => format!("json({name})"),
            }),
            Postgres(_) => table.each(|_, name, kind| match kind {
                Kind::Number | Kind::Text => name.to_owned(),
                Kind::Truth => format!("{name}::int"),
                Kind::Bytes => format!("encode({name}, 'hex')"),
                Kind::Keys => format!("array_to_json({name})"),
            }),
        };
        let array = match self {
            Sqlite(_) => format!("json_array({row})"),
            Postgres(_) => format!("json_build_array({row})::text"),
        };
        let name = table.name;
        let kept = table.kept;
        let query = format!("select {array} from {name} where id > cast($1 as bigint) and {kept} order by id limit {limit}");
        let rows = self.words(query, after.into()).await.with_context(|| format!("could not read the {name}"))?;
        rows.iter().map(|row| serde_json::from_str(row).context("a row cannot be read")).collect()
    }

    /// Writes rows as [`rows`](Self::rows) reads them.
    pub(super) async fn put(&mut self, table: &Table, rows: Vec<Value>) -> Result<(), sqlx::Error> {
        let (name, names) = (table.name, table.names());
        let insert = match self {
            Sqlite(_) => {
                let values = table.each(|at, _, kind| match kind {
                    Kind::Number | Kind::Text | Kind::Truth => format!("value ->> {at}"),
                    Kind::Bytes => format!("unhex(value ->> {at})"),
                    Kind::Keys => format!("value -> {at}"),
                });
                format!("insert into {name} ({names}) select {values} from json_each($1)")
            }
            Postgres(_) => {
                let values = table.each(|at, _, kind| match kind {
                    Kind::Number => format!("(value ->> {at})::bigint"),
                    Kind::Text => format!("value ->> {at}"),
                    Kind::Truth => format!("(value ->> {at})::int::boolean"),
                    Kind::Bytes => format!("decode(value ->> {at}, 'hex')"),
                    Kind::Keys => format!("array(select json_array_elements_text(value -> {at})::bigint)"),
                });
                format!("insert into {name} ({names}) overriding system value select {values} from json_array_elements($1::json)")
            }
        };
        self.words(format!("{insert} returning ''"), rows.into()).await.map(|_| ())
    }

    /// Puts polls on their meetings' stages.
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
        self.words(update.into(), stages.into()).await.map(|_| ())
    }

    /// The highest key that any option ever had, including deleted ones.
    pub(super) async fn newest_option(&mut self) -> Result<i64, sqlx::Error> {
        let query = match self {
            Sqlite(_) => "select seq from sqlite_sequence where name = 'options'",
            Postgres(_) => "select case when is_called then last_value else last_value - 1 end from options_id_seq",
        };
        Ok(self.numbers(query).await?.pop().unwrap_or(0))
    }

    /// Sets the sequences, so that new rows get keys after the copied ones, and new options after every option that the source
    /// ever had. SQLite continues by itself, except after deleted options.
    pub(super) async fn count_on(&mut self, newest_option: i64) -> Result<(), sqlx::Error> {
        if matches!(self, Sqlite(_)) {
            let counts = "insert into sqlite_sequence (name, seq) select 'options', 0 \
                 where not exists (select 1 from sqlite_sequence where name = 'options')";
            self.run(counts).await?;
            return self.run(&format!("update sqlite_sequence set seq = max(seq, {newest_option}) where name = 'options'")).await;
        }
        for table in TABLES {
            let name = table.name;
            let newest = if name == "options" { newest_option } else { 0 };
            let count = format!(
                "select setval(pg_get_serial_sequence('{name}', 'id'), greatest(coalesce(max(id), 0), {newest}) + 1, false) from {name}"
            );
            self.run(&count).await?;
        }
        Ok(())
    }

    /// Every poll with its question and log, for the recount.
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
