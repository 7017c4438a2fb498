//! The database as another program would see it.

use crate::House;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::Path;

impl House {
    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.number(&format!("select count(*) from {table}")).await
    }

    /// One number, from a query of a story's own.
    pub async fn number(&self, query: &str) -> i64 {
        let mut reader = self.connect(true).await;
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut reader).await.expect("the query is right")
    }

    /// One text, from a query of a story's own.
    pub async fn word(&self, query: &str) -> String {
        let mut reader = self.connect(true).await;
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut reader).await.expect("the query is right")
    }

    /// Rows of every table that a visitor can add to: what must not change when nothing may be stored.
    pub async fn rows(&self) -> i64 {
        self.number(
            "select (select count(*) from meetings) + (select count(*) from polls) + (select count(*) from options) \
             + (select count(*) from votes)",
        )
        .await
    }

    /// Does something to the database behind the server's back.
    pub async fn tampers(&self, statement: &str) {
        tamper(&self.database(), statement).await;
    }

    /// Another program takes the database for itself: nobody writes until the lock is released.
    pub async fn lock_database(&self) -> Lock {
        let mut writer = self.connect(false).await;
        sqlx::query("begin immediate").execute(&mut writer).await.expect("the lock is free");
        Lock(writer)
    }

    async fn connect(&self, read_only: bool) -> SqliteConnection {
        connect(&self.database(), read_only).await
    }
}

/// Does something to a database behind its server's back.
pub(crate) async fn tamper(file: &Path, statement: &str) {
    let mut writer = connect(file, false).await;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut writer).await.expect("the statement is right");
}

async fn connect(file: &Path, read_only: bool) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).read_only(read_only);
    SqliteConnection::connect_with(&options).await.expect("the database can be opened")
}

/// The lock of another program.
pub struct Lock(SqliteConnection);

impl Lock {
    /// Gives it back.
    pub async fn release(mut self) {
        sqlx::query("rollback").execute(&mut self.0).await.expect("the lock was held");
    }
}
