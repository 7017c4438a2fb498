//! TLS to PostgreSQL and to Redis, and the check of PostgreSQL's certificate.

use support::{Certificate, Cluster, OPTIONS, Program, QUESTION, Redis, eventually, for_crowds, run};
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
    let poll = program.poll(QUESTION, &OPTIONS, for_crowds()).await;
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
    let strange = format!("{}?sslmode=verify-full&sslrootcert={}", cluster.url("postgres", "postgres"), another.file().display());
    let data = TempDir::new().expect("a directory");
    let data_dir = data.path().to_str().expect("a plain path");
    let secret = ["--secret-key", "0123456789abcdef0123456789abcdef"];
    let said = run(&["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data_dir, "--database-url", &strange, secret[0], secret[1]]).await;
    assert!(!said.status.success());
    let words = String::from_utf8_lossy(&said.stderr).to_lowercase();
    assert!(words.contains("certificate"), "{words}");
}

#[tokio::test]
async fn a_ca_file_for_redis_has_to_be_readable_and_requires_tls() {
    let (certificate, data) = (Certificate::of_this_computer(), TempDir::new().expect("a directory"));
    let data_dir = data.path().to_str().expect("a plain path");
    let authority = certificate.file().display().to_string();
    let database = ["--database-url", "postgres://nobody@127.0.0.1:1/nowhere", "--secret-key", "0123456789abcdef0123456789abcdef"];
    for (url, file, why) in [
        ("redis://127.0.0.1:1", authority.as_str(), "nothing would be encrypted"),
        ("rediss://127.0.0.1:1", "/nowhere/ca.pem", "could not read REDIS_CA_FILE"),
    ] {
        let redis = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data_dir, "--redis-url", url, "--redis-ca-file", file];
        let said = run(&[&redis[..], &database[..]].concat()).await;
        let words = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && words.contains(why), "{words}");
    }
}
