//! Settings: what the program refuses to start with, how it prints them, and what they do.

use std::path::Path;
use support::{House, Program, run};
use tempfile::TempDir;

/// Starts the program on a free port with these arguments, which it must refuse; returns what it printed to standard error.
async fn refuses(arguments: &[&str]) -> String {
    let data = TempDir::new().expect("a directory");
    let defaults = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data.path().to_str().expect("a plain path")];
    let output = run(&[&defaults, arguments].concat()).await;
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn in_production_in_a_cluster_or_with_a_public_url_a_secret_key_is_required() {
    for (arguments, why) in [
        (["--environment", "production"], "HANDSUP_ENV"),
        (["--public-url", "https://vote.example.org"], "PUBLIC_URL"),
        (["--redis-url", "redis://cache"], "REDIS_URL"),
        (["--socketio-message-queue", "redis://cache"], "REDIS_URL"),
        (["--database-url", "postgres://db/handsup"], "PostgreSQL"),
    ] {
        let printed = refuses(&arguments).await;
        assert!(printed.contains(why) && printed.contains("SECRET_KEY") && printed.contains("openssl rand -hex 32"), "{printed}");
    }
    let printed = refuses(&["--environment", "production", "--secret-key", "guess me"]).await;
    assert!(printed.contains("shorter than 32"), "{printed}");
}

#[tokio::test]
async fn an_empty_variable_counts_as_unset() {
    let data = TempDir::new().expect("a directory");
    let empty = ["env", "HOST_KEY=", "SECRET_KEY=", "METRICS_TOKEN=", "REDIS_URL=", "DATABASE_URL="];
    let program = Program::start_under(data.path(), &empty).await;
    let guest = program.phone();
    for sent in ["Bearer ", "Bearer"] {
        let request = guest.request(http::Method::GET, "/api/console").header("authorization", sent);
        guest.send(request).await.is_refused(403, "host_only");
    }
}

/// Starts the program on a free port with these environment variables; returns whether it serves requests.
async fn starts_with(environment: &[&str]) -> bool {
    let data = TempDir::new().expect("a directory");
    let wrapper = [&["env"][..], environment].concat();
    let program = Program::start_under(data.path(), &wrapper).await;
    program.phone().get("/healthz").await.status == 200
}

/// Every variable that help names.
async fn variables() -> Vec<String> {
    let help = String::from_utf8(run(&["--help"]).await.stdout).expect("text");
    help.split("[env: ").skip(1).filter_map(|rest| rest.split(['=', ']']).next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_blank_variable_counts_as_unset() {
    let variables = variables().await;
    assert!(variables.len() > 25, "{variables:?}");
    for blank in ["", " "] {
        let all: Vec<String> = variables.iter().map(|name| format!("{name}={blank}")).collect();
        assert!(starts_with(&all.iter().map(String::as_str).collect::<Vec<_>>()).await);
    }
}

#[tokio::test]
async fn a_switch_accepts_the_usual_words_for_true_and_false() {
    let shown = async |name: &str, word: &str| {
        let output = support::run_under(&["env", &format!("{name}={word}")], &["--print-config"]).await;
        let printed = String::from_utf8(output.stdout).expect("text");
        printed.lines().find_map(|line| line.strip_prefix(name).map(|value| value.trim().to_owned()))
    };
    for (word, value) in
        [("1", "true"), ("yes", "true"), ("ON", "true"), ("True", "true"), ("0", "false"), ("No", "false"), ("off", "false"), ("", "false")]
    {
        for name in ["NO_MDNS", "PRINT_HOST_LINK"] {
            assert_eq!(shown(name, word).await.as_deref(), Some(value), "{name}={word}");
        }
    }
    assert_eq!(shown("NO_MDNS", "perhaps").await, None);
    assert_eq!(shown("HANDSUP_ENV", "Production").await.as_deref(), Some("production"));
    assert_eq!(shown("LOG_FORMAT", "JSON").await.as_deref(), Some("json"));
    assert_eq!(shown("TRUSTED_PROXIES", "10.0.0.0/8, 192.168.0.1/32").await.as_deref(), Some("10.0.0.0/8,192.168.0.1/32"));
}

#[tokio::test]
async fn a_variable_that_cannot_be_read_is_named() {
    for (name, word) in [("PORT", "often"), ("NO_MDNS", "perhaps"), ("TRUSTED_PROXIES", "everybody")] {
        let output = support::run_under(&["env", &format!("{name}={word}")], &["--print-config"]).await;
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && printed.contains(&format!("variable {name}")), "{printed}");
    }
}

#[tokio::test]
async fn an_unknown_command_is_answered_with_the_list_of_commands() {
    for word in ["verfy", "serve", "help-me"] {
        let output = run(&[word]).await;
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{printed}");
        for name in [word, "verify", "migrate", "import", "rehearse", "host-link", "new-host-key"] {
            assert!(printed.contains(name), "{name} in {printed}");
        }
    }
}

#[tokio::test]
async fn secrets_can_be_read_from_mounted_files() {
    let data = TempDir::new().expect("a directory");
    let file = |name: &str, text: &str| {
        let path = data.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    let key = "0123456789abcdef0123456789abcdef";
    let (host, secret) = (file("host", &format!("{key}\n")), file("secret", "another 0123456789abcdef0123456789abcdef\r\n"));
    let database = file("database", &format!("sqlite://{}\n", data.path().join("elsewhere.db").display()));
    let wrapper =
        ["env".to_owned(), format!("HOST_KEY_FILE={host}"), format!("SECRET_KEY_FILE={secret}"), format!("DATABASE_URL_FILE={database}")];
    let program = Program::start_under(data.path(), &wrapper.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let phone = program.phone();
    phone.send(phone.request(http::Method::GET, "/api/console").bearer_auth(key)).await.is(200);
    assert!(data.path().join("elsewhere.db").exists());
    for (arguments, word) in [
        (vec!["--host-key-file", "/nowhere/key"], "/nowhere/key"),
        (vec!["--host-key-file", &file("empty", "\n")], "there is nothing in"),
        (vec!["--host-key-file", &host, "--host-key", key], "--host-key"),
    ] {
        let printed = refuses(&arguments).await;
        assert!(printed.contains(word), "{printed}");
    }
}

#[tokio::test]
async fn in_production_in_a_cluster_or_with_a_public_url_keys_need_128_bits() {
    let deployments = [
        ["--environment", "production"],
        ["--public-url", "https://vote.example.org"],
        ["--redis-url", "redis://cache"],
        ["--database-url", "postgres://nobody@127.0.0.1:1/nowhere"],
    ];
    for deployment in deployments {
        for weak in [["--host-key", "1"], ["--host-key", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], ["--host-keys", "anna=0123456789abcdef"]]
        {
            let printed = refuses(&[&deployment[..], &weak[..], &["--secret-key", "0123456789abcdef0123456789abcdef"]].concat()).await;
            assert!(printed.contains("128 bits") && printed.contains("openssl rand -hex 32"), "{printed}");
        }
        let printed = refuses(&[&deployment[..], &["--secret-key", "11111111111111111111111111111111"]].concat()).await;
        assert!(printed.contains("SECRET_KEY has fewer than 128 bits"), "{printed}");
    }
    assert!(starts_with(&["HOST_KEY=open-sesame"]).await, "a server of this computer alone may have a weak key");
}

/// What `check` prints about these settings.
async fn checked(arguments: &[&str]) -> String {
    let output = run(&[&["check"], arguments].concat()).await;
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn check_warns_of_a_guessable_host_key_unless_the_server_is_loopback_only() {
    let data = TempDir::new().expect("a directory");
    let folder = data.path().to_str().expect("a plain path");
    for reachable in [["--bind", "0.0.0.0:0"], ["--bind", "[::]:0"], ["--bind", "192.168.1.7:4242"], ["--port", "4242"]] {
        let printed = checked(&[&reachable[..], &["--host-key", "1", "--data-dir", folder]].concat()).await;
        assert!(printed.contains("warning: ") && printed.contains("HOST_KEY has fewer than 128 bits"), "{printed}");
    }
    let printed = checked(&["--bind", "127.0.0.1:0", "--host-key", "1", "--data-dir", folder]).await;
    assert!(!printed.contains("HOST_KEY"), "{printed}");
}

#[tokio::test]
async fn a_secret_on_the_command_line_is_logged_as_a_warning() {
    let data = TempDir::new().expect("a directory");
    let exposing = ["--host-key", "0123456789abcdef0123456789abcdef", "--database-url", "postgres://me:hunter2@127.0.0.1:1/nowhere"];
    let defaults = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data.path().to_str().expect("a plain path")];
    // The missing CA file ends the program, which would otherwise wait for PostgreSQL.
    let wrong = ["--redis-url", "rediss://:hunter2@cache", "--redis-ca-file", "/nowhere/ca.pem"];
    let output = run(&[&defaults[..], &exposing, &wrong, &["--secret-key", "0123456789abcdef0123456789abcdef"]].concat()).await;
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    for flag in ["--host-key", "--database-url", "--secret-key", "--redis-url"] {
        assert!(printed.lines().any(|line| line.contains("WARN") && line.contains(flag)), "{flag} in {printed}");
    }
    assert!(!printed.contains("hunter2") && !printed.contains("0123456789abcdef"), "{printed}");
}

#[tokio::test]
async fn a_redis_that_would_not_be_used_is_refused_and_not_ignored() {
    let secret = ["--secret-key", "0123456789abcdef0123456789abcdef", "--redis-url", "redis://:hunter2@cache"];
    let printed = refuses(&secret).await;
    assert!(printed.contains("REDIS_URL") && printed.contains("DATABASE_URL") && !printed.contains("hunter2"), "{printed}");
    let postgres = ["--database-url", "postgres://nobody@127.0.0.1:1/nowhere"];
    let wrong = ["--secret-key", "0123456789abcdef0123456789abcdef", "--redis-url", "cache:hunter2"];
    let printed = refuses(&[&wrong[..], &postgres[..]].concat()).await;
    assert!(printed.contains("redis://host:6379") && !printed.contains("hunter2"), "{printed}");
}

#[tokio::test]
async fn invalid_settings_are_named() {
    for (arguments, word) in [
        (["--public-url", "vote.example.org"], "https://vote.example.org"),
        (["--public-url", "https://vote.example.org/here"], "without a path"),
        (["--assets-url", "https://cdn.example.org/;script-src"], "--assets-url"),
        (["--host-keys", "anna=short"], "at least 16"),
        (["--trusted-proxies", "everybody"], "--trusted-proxies"),
    ] {
        let printed = refuses(&arguments).await;
        assert!(printed.contains(word), "{printed}");
    }
}

#[tokio::test]
async fn every_setting_is_printed_and_no_secret_is() {
    let (secret, token, host) = ("0123456789abcdef0123456789abcdef", "token-of-the-watcher", "key-of-anna-0123456789");
    let settings = [
        "--print-config",
        "--secret-key",
        secret,
        "--metrics-token",
        token,
        "--host-keys",
        &format!("anna={host}"),
        "--database-url",
        "postgres://me:hunter2@db/handsup?password=hunter2",
        "--redis-url",
        "redis://:hunter2@cache:6379",
        "--public-url",
        "https://Vote.example.org/",
        "--trusted-proxies",
        "10.0.0.0/8,192.168.0.0/16",
    ];
    let output = run(&settings).await;
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).expect("text");
    for hidden in [secret, token, host, "hunter2"] {
        assert!(!printed.contains(hidden), "{hidden} in {printed}");
    }
    let lines: Vec<Vec<&str>> = printed.lines().map(|line| line.split_whitespace().collect()).collect();
    for (name, value) in [
        ("DATABASE_URL", "postgres://me:(hidden)@db/handsup?(hidden)"),
        ("REDIS_URL", "redis://:(hidden)@cache:6379"),
        ("PUBLIC_URL", "https://vote.example.org"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,192.168.0.0/16"),
        ("HOST_KEYS", "anna=(hidden)"),
        ("SECRET_KEY", "(hidden)"),
        ("DRAIN_SECONDS", "5"),
    ] {
        assert!(lines.contains(&vec![name, value]), "{name} {value} in {printed}");
    }
}

#[tokio::test]
async fn every_variable_that_help_names_is_in_the_printed_settings() {
    let help = String::from_utf8(run(&["--help"]).await.stdout).expect("text");
    let printed = String::from_utf8(run(&["--print-config"]).await.stdout).expect("text");
    let variables: Vec<&str> = help.split("[env: ").skip(1).filter_map(|rest| rest.split(['=', ']']).next()).collect();
    assert!(variables.len() > 20, "{help}");
    for variable in variables.iter().filter(|variable| **variable != "SOCKETIO_MESSAGE_QUEUE") {
        assert!(printed.lines().any(|line| line.split([' ', ',']).any(|word| word == *variable)), "{variable} in {printed}");
    }
}

#[tokio::test]
async fn with_a_port_alone_the_server_listens_at_every_address() {
    let data = TempDir::new().expect("a directory");
    let port = std::net::TcpListener::bind("0.0.0.0:0").expect("a free port").local_addr().expect("an address").port();
    let mut config = handsup_server::Config::scratch(data.path().to_owned());
    (config.bind, config.port) = (None, Some(port));
    let server = handsup_server::Server::bind(&config).await.expect("it opens");
    assert!(server.addr().ip().is_unspecified());
    assert_eq!(server.addr().port(), port);
    // The start has stored the secrets, in a file that a later start can write again.
    assert!(!Path::new(&data.path().join("handsup.json")).metadata().expect("the secrets are stored").permissions().readonly());
}

#[tokio::test]
async fn a_key_and_a_link_of_one_instance_are_valid_at_every_other_with_the_same_secret() {
    let secret = "an organisation's own secret, chosen once";
    let open = |config: &mut handsup_server::Config| {
        config.secret_key = Some(secret.into());
        config.create_access = handsup_server::config::CreateAccess::Open;
    };
    let (one, two) = (House::with(open).await, House::with(open).await);
    let stranger = House::open().await;
    assert_eq!(one.host_key(), two.host_key(), "derived from the secret");

    let browser = one.phone();
    // No session of `one` is tried at `two`: sessions are stored in the database, and each of these
    // houses has its own. A link is derived from the secret alone.
    browser.becomes_host(one.host_key()).await.is(200);
    two.phone().follows_host_link(one.host_link()).await.is(200);
    stranger.phone().follows_host_link(one.host_link()).await.is_refused(403, "host_only");

    // A poll's token is valid at every instance: the other instance misses the poll in its database, and does not refuse the token.
    let body = serde_json::json!({ "question": "Where?", "options": ["Here", "There"] });
    let created = one.phone().sends(http::Method::POST, "/create", &body).await.is(201).json();
    let path = format!("/api/polls/{}", created["poll_code"].as_str().expect("a code"));
    for (house, status, code) in [(&two, 404, "no_such_poll"), (&stranger, 403, "host_only")] {
        let maker = house.phone();
        let request = maker.request(http::Method::GET, &path).bearer_auth(created["host_token"].as_str().expect("a token"));
        maker.send(request).await.is_refused(status, code);
    }
}

#[tokio::test]
async fn each_host_may_have_a_key_and_loses_access_when_it_leaves_the_list() {
    let secret = "an organisation's own secret, chosen once";
    let with_keys = |keys: &'static [&'static str]| {
        House::with(move |config| {
            config.secret_key = Some(secret.into());
            config.host_keys = keys.iter().map(|key| key.parse().expect("a key")).collect();
        })
    };
    let both = with_keys(&["anna=0123456789abcdef-anna", "ben=0123456789abcdef-ben"]).await;
    let without_ben = with_keys(&["anna=0123456789abcdef-anna"]).await;
    for (key, stays) in [("0123456789abcdef-anna", true), ("0123456789abcdef-ben", false)] {
        let browser = both.phone();
        browser.becomes_host(key).await.is(200);
        browser.get("/api/console").await.is(200);
        let later = without_ben.phone();
        let by_key = later.send(later.request(http::Method::GET, "/api/console").bearer_auth(key)).await;
        assert_eq!(by_key.status, if stays { 200 } else { 403 }, "{key}");
    }
    let derived = House::with(|config| config.secret_key = Some(secret.into())).await;
    let phone = both.phone();
    let by_derived = phone.send(phone.request(http::Method::GET, "/api/console").bearer_auth(derived.host_key())).await;
    by_derived.is_refused(403, "host_only");
}

#[tokio::test]
async fn with_an_https_public_url_cookies_are_secure() {
    let house = House::with(|config| {
        config.public_url = Some("https://vote.example.org".into());
        config.secret_key = Some("0123456789abcdef0123456789abcdef".into());
    })
    .await;
    let entering = house.phone().becomes_host(house.host_key()).await;
    assert!(entering.header("set-cookie").contains("; Secure"));
    let plain = House::open().await;
    let entering = plain.phone().becomes_host(plain.host_key()).await;
    assert!(!entering.header("set-cookie").contains("; Secure"));
}
