//! SQLite without the server: inserts rows into a table with two unique indexes, as on votes, with
//! one statement a commit.

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// A separate database.
pub(crate) struct Rows(SqliteConnection);

impl Rows {
    /// Creates the database in this folder, with the durability of the server's.
    pub(crate) async fn open(folder: &Path) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("baseline.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::query("create table votes (id integer primary key, poll integer, token blob, address blob)").execute(&mut connection).await?;
        sqlx::query("create unique index by_token on votes (poll, token)").execute(&mut connection).await?;
        sqlx::query("create unique index by_address on votes (poll, address)").execute(&mut connection).await?;
        Ok(Self(connection))
    }

    /// Inserts this number of rows in one statement, which is one transaction.
    pub(crate) async fn commit(&mut self, rows: usize) -> anyhow::Result<()> {
        let values: Vec<String> = (1..=rows).map(|n| format!("(1, ${n}, ${n})")).collect();
        let statement = format!("insert into votes (poll, token, address) values {}", values.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(statement));
        for _ in 0..rows {
            query = query.bind(uuid::Uuid::new_v4().as_bytes().to_vec());
        }
        query.execute(&mut self.0).await?;
        Ok(())
    }
}

/// Inserts rows one by one, and prints how many a second.
pub(crate) async fn one_by_one(folder: &Path, seconds: u64) -> anyhow::Result<()> {
    let mut rows = Rows::open(folder).await?;
    let (began, mut stored) = (Instant::now(), 0.0);
    while began.elapsed() < Duration::from_secs(seconds) {
        rows.commit(1).await?;
        stored += 1.0;
    }
    println!("{}", stored / began.elapsed().as_secs_f64());
    Ok(())
}
