//! TLS to PostgreSQL and to Redis, the check of PostgreSQL's certificate, and login with a client certificate.

use sqlx::{Connection, PgConnection};
use support::{Certificate, Cluster, House, OPTIONS, Program, QUESTION, Redis, eventually, on_postgres, one_vote_per_device, run};
use tempfile::TempDir;

#[tokio::test(flavor = "multi_thread")]
async fn votes_go_to_postgresql_and_messages_to_redis_over_tls() {
    let (certificate, data) = (Certificate::of_this_computer(), TempDir::new().expect("a directory"));
    let (cluster, redis) = (Cluster::start_encrypted(&certificate), Redis::start_encrypted(&certificate));
    let authority = certificate.file().display().to_string();
    let verified = format!("{}?sslmode=verify-full&sslrootcert={authority}", cluster.url("postgres", "postgres"));
    let settings = [
        format!("DATABASE_URL={verified}"),
        format!("REDIS_URL={}", redis.url()),
        "SECRET_KEY=0123456789abcdef0123456789abcdef".to_owned(),
        format!("REDIS_CA_FILE={authority}"),
    ];
    let wrapper: Vec<&str> = std::iter::once("env").chain(settings.iter().map(String::as_str)).collect();
    let program = Program::start_under(data.path(), &wrapper).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    program.phone().votes_for(&poll, "Tabs").await.is_counted();
    eventually("Redis", async || program.phone().get("/readyz").await.status == 200).await;
    let connections = cluster.numbers("select count(*) filter (where ssl), count(*) from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'handsup'").await;
    let [encrypted, all] = connections[..] else { panic!("two numbers: {connections:?}") };
    assert!(encrypted > 0 && encrypted == all, "{encrypted} of {all} connections are encrypted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_an_untrusted_certificate_is_not_used() {
    let (certificate, another) = (Certificate::of_this_computer(), Certificate::of_this_computer());
    let cluster = Cluster::start_encrypted(&certificate);
    let url = format!("{}?sslmode=verify-full&sslrootcert={}", cluster.url("postgres", "postgres"), another.file().display());
    let data = TempDir::new().expect("a directory");
    let data_dir = data.path().to_str().expect("a plain path");
    let secret = ["--secret-key", "0123456789abcdef0123456789abcdef"];
    let output = run(&["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data_dir, "--database-url", &url, secret[0], secret[1]]).await;
    assert!(!output.status.success());
    let stderr = String::from_utf8_lossy(&output.stderr).to_lowercase();
    assert!(stderr.contains("certificate"), "{stderr}");
}

#[tokio::test]
async fn a_ca_file_for_redis_has_to_be_readable_and_requires_tls() {
    let (certificate, data) = (Certificate::of_this_computer(), TempDir::new().expect("a directory"));
    let data_dir = data.path().to_str().expect("a plain path");
    let authority = certificate.file().display().to_string();
    let database = ["--database-url", "postgres://nobody@127.0.0.1:1/nowhere", "--secret-key", "0123456789abcdef0123456789abcdef"];
    for (url, file, message) in [
        ("redis://127.0.0.1:1", authority.as_str(), "nothing would be encrypted"),
        ("rediss://127.0.0.1:1", "/nowhere/ca.pem", "could not read REDIS_CA_FILE"),
    ] {
        let redis = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data_dir, "--redis-url", url, "--redis-ca-file", file];
        let output = run(&[&redis[..], &database[..]].concat()).await;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && stderr.contains(message), "{stderr}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_a_certificate_role_sets_is_not_accepted() {
    // Certificate login requires a role with the name in the certificate.
    const ROLE: &str = "127.0.0.1";
    let certificate = Certificate::of_this_computer();
    let cluster = Cluster::start_encrypted(&certificate);
    let mut superuser = PgConnection::connect(&cluster.url("postgres", "postgres")).await.expect("it answers");
    let authority: String = sqlx::query_scalar("show ssl_cert_file").fetch_one(&mut superuser).await.expect("a file");
    let rules = "values ('hostssl all \"127.0.0.1\" all cert'), ('host all postgres all trust')";
    for statement in [
        format!("create role \"{ROLE}\" login"),
        format!("grant create on schema public to \"{ROLE}\""),
        format!("alter system set ssl_ca_file = '{authority}'"),
        format!("do $$ begin execute format('copy ({}) to %L', current_setting('hba_file')); end $$", rules.replace('\'', "''")),
        "select pg_reload_conf()".to_owned(),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut superuser).await.expect("a superuser may");
    }
    let plain = cluster.url(ROLE, "postgres");
    let (file, key) = (certificate.file(), certificate.key());
    let by_certificate = format!("{plain}?sslmode=verify-full&sslrootcert={0}&sslcert={0}&sslkey={1}", file.display(), key.display());
    eventually("the new rules", async || PgConnection::connect(&plain).await.is_err()).await;
    on_postgres(async {
        let house = House::with(|config| config.database_url = Some(by_certificate.clone())).await;
        let poll = house.poll(QUESTION, &OPTIONS).await;
        let mut role = PgConnection::connect(&by_certificate).await.expect("the certificate is accepted");
        sqlx::raw_sql("alter role current_user password 'mine'").execute(&mut role).await.expect("PostgreSQL lets it");
        let with_password = plain.replace("@127.0.0.1:", ":mine@127.0.0.1:");
        for mode in ["?sslmode=disable", "?sslmode=require"] {
            assert!(PgConnection::connect(&format!("{with_password}{mode}")).await.is_err(), "a password opens nothing: {mode}");
        }
        PgConnection::connect(&by_certificate).await.expect("the certificate still does");
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
    })
    .await;
}
