//! The database as another program would see it.

use crate::House;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::path::Path;

impl House {
    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.number(&format!("select count(*) from {table}")).await
    }

    /// One number, from a query of a story's own.
    pub async fn number(&self, query: &str) -> i64 {
        match self.reader().await {
            // In PostgreSQL the sum of `bigint` is a `numeric`.
            DirectConnection::Postgres(mut reader) => {
                let query = format!("select cast(({query}) as bigint)");
                sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut reader).await.expect("the query is right")
            }
            DirectConnection::Sqlite(mut reader) => {
                sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut reader).await.expect("the query is right")
            }
        }
    }

    /// One text, from a query of a story's own.
    pub async fn text(&self, query: &str) -> String {
        match self.reader().await {
            DirectConnection::Postgres(mut reader) => sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut reader).await,
            DirectConnection::Sqlite(mut reader) => sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut reader).await,
        }
        .expect("the query is right")
    }

    /// A binary column of the only vote, in lower-case hexadecimal digits.
    pub async fn hex_of_the_vote(&self, column: &str) -> String {
        match self.postgres() {
            Some(_) => self.text(&format!("select encode({column}, 'hex') from votes")).await,
            None => self.text(&format!("select lower(hex({column})) from votes")).await,
        }
    }

    /// A binary column of the only row of the roll, in lower-case hexadecimal digits.
    pub async fn hex_in_the_roll(&self, column: &str) -> String {
        match self.postgres() {
            Some(_) => self.text(&format!("select encode({column}, 'hex') from roll")).await,
            None => self.text(&format!("select lower(hex({column})) from roll")).await,
        }
    }

    /// How many rows there are in the tables that a visitor can add to, for stories of requests that must store nothing.
    pub async fn row_count(&self) -> i64 {
        self.number(
            "select (select count(*) from meetings) + (select count(*) from polls) + (select count(*) from options) \
             + (select count(*) from votes) + (select count(*) from roll)",
        )
        .await
    }

    /// Changes the database without the server, as another program could.
    pub async fn tampers(&self, statement: &str) {
        match self.writer().await {
            DirectConnection::Postgres(mut writer) => sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut writer).await.map(|_| ()),
            DirectConnection::Sqlite(mut writer) => sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut writer).await.map(|_| ()),
        }
        .expect("the statement is right");
    }

    /// Locks the database as another program: no writes until the lock is released.
    pub async fn lock_database(&self) -> Lock {
        let mut connection = self.writer().await;
        match &mut connection {
            DirectConnection::Postgres(writer) => {
                sqlx::raw_sql("begin; lock table polls in exclusive mode").execute(writer).await.expect("the lock is free");
            }
            DirectConnection::Sqlite(writer) => {
                sqlx::query("begin immediate").execute(writer).await.expect("the lock is free");
            }
        }
        Lock(connection)
    }

    /// A connection that a SQLite database accepts only reads from.
    async fn reader(&self) -> DirectConnection {
        self.connect(true).await
    }

    async fn writer(&self) -> DirectConnection {
        self.connect(false).await
    }

    async fn connect(&self, read_only: bool) -> DirectConnection {
        if let Some(database) = self.postgres() {
            return DirectConnection::Postgres(database.connect().await);
        }
        let options = SqliteConnectOptions::new().filename(self.database()).read_only(read_only);
        DirectConnection::Sqlite(SqliteConnection::connect_with(&options).await.expect("the database can be opened"))
    }
}

/// Changes a database file without its server.
pub(crate) async fn tamper(file: &Path, statement: &str) {
    let options = SqliteConnectOptions::new().filename(file);
    let mut writer = SqliteConnection::connect_with(&options).await.expect("the database can be opened");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut writer).await.expect("the statement is right");
}

/// A connection of the story itself, beside the server's.
enum DirectConnection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// A lock that a story holds as another program; see [`House::lock_database`].
pub struct Lock(DirectConnection);

impl Lock {
    /// Releases it.
    pub async fn release(self) {
        match self.0 {
            DirectConnection::Postgres(mut writer) => sqlx::query("rollback").execute(&mut writer).await.map(|_| ()),
            DirectConnection::Sqlite(mut writer) => sqlx::query("rollback").execute(&mut writer).await.map(|_| ()),
        }
        .expect("the lock was held");
    }
}
