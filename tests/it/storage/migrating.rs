//! A database of an earlier version is migrated with all its votes.

use handsup_server::{Config, Server, verify};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

/// Two polls and three votes, as the first schema stored them.
const EARLIER: &str = "
insert into meetings (id, join_code, created_at) values (1, 'AB3DE9', 1);
insert into polls (id, meeting_id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, total_votes, created_at)
values (1, 1, 'AB3DE9ZX', 'Tabs?', 'single', 1, 1, 'device', 'live', 0, 'open', 2, 1),
       (2, 1, 'AB3DE9ZY', 'Which?', 'multiple', 1, 2, 'device', 'live', 0, 'open', 1, 1);
insert into options (id, poll_id, position, option_text, vote_count) values (1, 1, 0, 'Yes', 2), (2, 1, 1, 'No', 0), (3, 2, 0, 'A', 1), (4, 2, 1, 'B', 1);
insert into votes (id, poll_id, round, browser_token, nonce, receipt, created_at)
values (1, 1, 1, randomblob(16), zeroblob(16), 'RECEIPT1', 1), (2, 2, 1, randomblob(16), randomblob(16), 'RECEIPT2', 1), (3, 1, 1, randomblob(16), randomblob(16), 'RECEIPT3', 1);
insert into vote_options values (1, 1), (2, 3), (2, 4), (3, 1);";

#[tokio::test]
async fn votes_of_the_first_schema_are_migrated_and_chained() {
    let data = tempfile::TempDir::new().expect("a directory");
    let file = data.path().join("handsup.db");
    let mut earlier =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&file).create_if_missing(true)).await.expect("a file");
    let migrations = Migrator::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/sqlite"))).await.expect("migrations");
    migrations.run_to(1, &mut earlier).await.expect("the first version");
    sqlx::raw_sql(EARLIER).execute(&mut earlier).await.expect("votes");
    earlier.close().await.expect("it closes");

    Server::bind(&Config::scratch(data.path().to_owned())).await.expect("it opens");
    let verdict = verify(&file).await.expect("it can be read").to_string();
    assert!(!verdict.contains('!'), "{verdict}");
    assert!(verdict.contains("2 votes name 2 options; the options say 2"), "{verdict}");
    assert!(verdict.contains("1 votes name 2 options; the options say 2"), "{verdict}");
}

/// A poll with edits of an option and of its question, as the fourth schema stored them.
const EDITED: &str = "
insert into meetings (id, join_code, created_at) values (1, 'AB3DE9', 1);
insert into polls (id, meeting_id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, created_at)
values (1, 1, 'AB3DE9ZX', 'Tabs?', 'single', 1, 1, 'device', 'live', 0, 'open', 1);
insert into options (id, poll_id, position, option_text, vote_count, correct) values (7, 1, 0, 'Yes', 0, 1), (8, 1, 1, 'No', 0, 0);
insert into edits (id, poll_id, option_id, before, after, edited_at) values (3, 1, 8, 'Nö', 'No', 5), (4, 1, null, 'Tab?', 'Tabs?', 6);";

#[tokio::test]
async fn options_and_their_edits_survive_a_migration_and_ids_are_not_reused_after_it() {
    let data = tempfile::TempDir::new().expect("a directory");
    let file = data.path().join("handsup.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut earlier = SqliteConnection::connect_with(&options).await.expect("a file");
    let migrations = Migrator::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/sqlite"))).await.expect("migrations");
    migrations.run_to(4, &mut earlier).await.expect("the fourth version");
    sqlx::raw_sql(EDITED).execute(&mut earlier).await.expect("options");
    earlier.close().await.expect("it closes");

    Server::bind(&Config::scratch(data.path().to_owned())).await.expect("it opens");
    let mut migrated = SqliteConnection::connect_with(&options).await.expect("the file");
    let query = "select group_concat(row, '; ') from (select id || ' ' || option_text || ' ' || correct as row from options \
         union all select id || ' ' || coalesce(option_id, 'question') || ' ' || before || ' → ' || after from edits)";
    let rows: String = sqlx::query_scalar(query).fetch_one(&mut migrated).await.expect("rows");
    assert_eq!(rows, "7 Yes 1; 8 No 0; 3 8 Nö → No; 4 question Tab? → Tabs?");
    sqlx::raw_sql("delete from options where id = 8; insert into options (poll_id, position, option_text) values (1, 1, 'Nope')")
        .execute(&mut migrated)
        .await
        .expect("another option");
    let id: i64 = sqlx::query_scalar("select id from options where option_text = 'Nope'").fetch_one(&mut migrated).await.expect("a row");
    assert_eq!(id, 9);
    let edits: i64 = sqlx::query_scalar("select count(*) from edits").fetch_one(&mut migrated).await.expect("a number");
    assert_eq!(edits, 1, "the edit of a deleted option is deleted with it");
}
