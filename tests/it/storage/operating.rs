//! An operator's commands on a database, `migrate`, `import` and `purge`, and when they are
//! refused; and a database URL with several hosts.

use handsup_server::{Config, Migrate, Server};
use serde_json::json;
use sqlx::Connection;
use sqlx::migrate::Migrator;
use std::path::Path;
use support::{Cluster, House, OPTIONS, Program, QUESTION, eventually, on_postgres, one_vote_per_device, run, run_under};
use tempfile::TempDir;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn printed(output: &std::process::Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn config(data: &Path, url: &str) -> Config {
    Config { database_url: Some(url.to_owned()), ..Config::scratch(data.to_owned()) }
}

#[tokio::test]
async fn migrate_reports_what_it_did_and_demands_a_backup_of_older_tables() {
    let (database, data) = (Cluster::shared().empty_database().await, TempDir::new().expect("a directory"));
    let migrations = Migrator::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres"))).await.expect("migrations");
    migrations.run_to(3, &mut database.connect().await).await.expect("an earlier version");
    let url = database.url();
    let refused = format!("{:#}", Migrate::default().migrate(&config(data.path(), &url)).await.expect_err("there is no backup"));
    assert!(refused.contains("schema 3") && refused.contains("--i-have-a-backup") && refused.contains("pg_dump"), "{refused}");
    let migrates =
        async |arguments: &[&str]| run_under(&["env", &format!("DATABASE_URL={url}")], &[&["migrate"], arguments].concat()).await;
    let refused = migrates(&[]).await;
    assert!(!refused.status.success() && printed(&refused).contains("--i-have-a-backup"), "{}", printed(&refused));
    let first = migrates(&["--i-have-a-backup"]).await;
    assert!(first.status.success() && printed(&first).contains("from schema 3 to schema "), "{}", printed(&first));
    let second = migrates(&[]).await;
    assert!(second.status.success() && printed(&second).contains("is up to date (schema "), "{}", printed(&second));
}

#[tokio::test]
async fn migrate_creates_a_file_and_backs_up_an_older_one_before_it_changes_it() {
    let data = TempDir::new().expect("a directory");
    let data_dir = data.path().to_str().expect("a plain path");
    let created = run(&["--data-dir", data_dir, "migrate"]).await;
    assert!(created.status.success() && printed(&created).starts_with("Made the tables of "), "{}", printed(&created));
    std::fs::remove_file(data.path().join("handsup.db")).expect("it is there");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(data.path().join("handsup.db")).create_if_missing(true);
    let mut earlier = sqlx::SqliteConnection::connect_with(&options).await.expect("a file");
    let migrations = Migrator::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/sqlite"))).await.expect("migrations");
    migrations.run_to(2, &mut earlier).await.expect("an earlier version");
    earlier.close().await.expect("it closes");
    let migrated = run(&["--data-dir", data_dir, "migrate"]).await;
    let output = printed(&migrated);
    assert!(
        migrated.status.success() && output.contains("from schema 2 to schema ") && output.contains("backups/handsup-0001.db"),
        "{output}"
    );
    assert!(data.path().join("backups/handsup-0001.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn import_is_refused_while_a_server_uses_either_side() {
    let used = Cluster::shared().empty_database().await;
    let (url, secret) = (format!("DATABASE_URL={}", used.url()), format!("SECRET_KEY={SECRET}"));
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start_under(data.path(), &["env", &url, &secret]).await;
    program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let instances = async || {
        let mut reader = used.connect().await;
        sqlx::query_scalar::<_, i64>("select count(*) from instances").fetch_one(&mut reader).await.expect("a number")
    };
    eventually("the instance to register", async || instances().await != 0).await;
    let file = data.path().join("new.db");
    let (used_url, file) = (used.url(), file.to_str().expect("text").to_owned());
    let exported = run(&["import", &used_url, &file]).await;
    assert!(exported.status.code() == Some(2) && printed(&exported).contains("a server uses the source now"), "{}", printed(&exported));
    let house = {
        let mut house = House::open().await;
        house.poll(QUESTION, &OPTIONS).await;
        house.stop().await;
        house
    };
    let imported = run(&["import", house.database().to_str().expect("text"), &used_url, "--replace"]).await;
    assert!(imported.status.code() == Some(2) && printed(&imported).contains("a server uses the target now"), "{}", printed(&imported));
    program.signal("TERM").await;
    assert!(program.ends().await);
    let exported = run(&["import", &used_url, &file]).await;
    assert!(exported.status.success(), "{}", printed(&exported));
}

#[tokio::test(flavor = "multi_thread")]
async fn import_and_purge_are_refused_for_a_file_that_a_server_has_open() {
    let (data, other) = (TempDir::new().expect("a directory"), TempDir::new().expect("a directory"));
    let program = Program::start(data.path()).await;
    program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let (used, new) = (program.database(), other.path().join("new.db"));
    let (used, new) = (used.to_str().expect("text"), new.to_str().expect("text"));
    let mut house = House::open().await;
    house.poll(QUESTION, &OPTIONS).await;
    house.stop().await;
    let unused = house.database();
    for arguments in [["import", used, new].as_slice(), &["import", unused.to_str().expect("text"), used, "--replace"]] {
        let refused = run(arguments).await;
        let output = printed(&refused);
        assert!(
            refused.status.code() == Some(2) && output.contains("a server uses") && output.contains("already runs on this data"),
            "{output}"
        );
    }
    let refused = run(&["--data-dir", data.path().to_str().expect("text"), "purge"]).await;
    assert!(refused.status.code() == Some(2) && printed(&refused).contains("already runs on this data"), "{}", printed(&refused));
    program.phone().get("/readyz").await.is(200);
}

#[tokio::test]
async fn a_server_does_not_migrate_earlier_tables_before_a_backup_is_confirmed() {
    let (database, data) = (Cluster::shared().empty_database().await, TempDir::new().expect("a directory"));
    let migrations = Migrator::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres"))).await.expect("migrations");
    migrations.run_to(3, &mut database.connect().await).await.expect("an earlier version");
    let url = database.url();
    let config = Config { secret_key: Some(SECRET.to_owned()), ..config(data.path(), &url) };
    let refused = format!("{:#}", Server::bind(&config).await.err().expect("there is no backup"));
    assert!(refused.contains("schema 3") && refused.contains("handsup-server migrate --i-have-a-backup"), "{refused}");
    let newest: i64 =
        sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(&mut database.connect().await).await.expect("a number");
    assert_eq!(newest, 3, "nothing was changed");
    let (url, secret) = (format!("DATABASE_URL={url}"), format!("SECRET_KEY={SECRET}"));
    let data_dir = data.path().to_str().expect("a plain path");
    let checked = run_under(&["env", &url, &secret], &["--data-dir", data_dir, "check"]).await;
    assert!(checked.status.code() == Some(2) && printed(&checked).contains("--i-have-a-backup"), "{}", printed(&checked));
    // `purge`, which writes to the database, demands the same.
    let purged = run_under(&["env", &url], &["--data-dir", data_dir, "purge"]).await;
    assert!(purged.status.code() == Some(2) && printed(&purged).contains("--i-have-a-backup"), "{}", printed(&purged));
    let migrated = run_under(&["env", &url], &["--data-dir", data_dir, "migrate", "--i-have-a-backup"]).await;
    assert!(migrated.status.success(), "{}", printed(&migrated));
    Server::bind(&config).await.expect("it opens");
}

#[tokio::test(flavor = "multi_thread")]
async fn purge_is_refused_while_a_server_uses_the_database() {
    let used = Cluster::shared().empty_database().await;
    let (url, secret) = (format!("DATABASE_URL={}", used.url()), format!("SECRET_KEY={SECRET}"));
    let data = TempDir::new().expect("a directory");
    let data_dir = data.path().to_str().expect("a plain path");
    let mut program = Program::start_under(data.path(), &["env", &url, &secret]).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    program.host().sends(http::Method::DELETE, &format!("/api/polls/{}", poll.code), &json!({})).await.is(204);
    let count =
        async |query: &'static str| sqlx::query_scalar::<_, i64>(query).fetch_one(&mut used.connect().await).await.expect("a number");
    eventually("the instance to register", async || count("select count(*) from instances").await != 0).await;
    let refused = run_under(&["env", &url], &["--data-dir", data_dir, "purge"]).await;
    assert!(refused.status.code() == Some(2) && printed(&refused).contains("a server uses this database now"), "{}", printed(&refused));
    assert_eq!(count("select count(*) from polls").await, 1, "its deletion can still be undone");
    program.signal("TERM").await;
    assert!(program.ends().await);
    let purged = run_under(&["env", &url], &["--data-dir", data_dir, "purge"]).await;
    assert!(purged.status.success() && printed(&purged).contains("1 polls"), "{}", printed(&purged));
    assert_eq!(count("select count(*) from polls").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_first_database_host_stops_the_next_one_is_used() {
    let (mut first, second) = (Cluster::start(), Cluster::start());
    let (one, two) = (first.port(), second.port());
    let url = format!("DATABASE_URL=postgres://postgres@127.0.0.1:{one},127.0.0.1:{two}/postgres?target_session_attrs=read-write");
    let data = TempDir::new().expect("a directory");
    let program = Program::start_under(data.path(), &["env", &url, &format!("SECRET_KEY={SECRET}")]).await;
    program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    // The second takes over. The two do not replicate, so it needs tables of its own.
    let prepared = config(data.path(), &second.url("postgres", "postgres"));
    Migrate::default().migrate(&prepared).await.expect("tables");
    first = tokio::task::spawn_blocking(move || {
        first.stop();
        first
    })
    .await
    .expect("it stops");
    // Readers switch to it, even without a write before.
    eventually("readers to follow", async || program.phone().get("/readyz").await.status == 200).await;
    eventually("the other host", async || {
        program.host().creates(&json!({ "question": "At the other?", "options": OPTIONS })).await.status == 201
    })
    .await;
    assert_eq!(second.numbers("select count(*) from polls").await, [1]);
    drop(first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_host_is_skipped() {
    let (standby, primary) = (Cluster::start(), Cluster::start());
    standby.does("postgres", "alter database postgres set default_transaction_read_only = on").await;
    let url = format!("postgres://postgres@127.0.0.1:{},127.0.0.1:{}/postgres", standby.port(), primary.port());
    on_postgres(async {
        let house = House::with(|config| config.database_url = Some(url)).await;
        let poll = house.poll(QUESTION, &OPTIONS).await;
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
        assert_eq!(house.phone().results(&poll).await["total_votes"], 1);
    })
    .await;
    assert_eq!(primary.numbers("select count(*) from votes").await, [1]);
}
