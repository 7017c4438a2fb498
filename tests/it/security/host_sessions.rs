//! A host's session: its cookie and its page's secret, how long it lasts, and how it ends.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, PAGE_HEADER, Phone, Program, QUESTION, Socket, on_postgres, run, run_under, story};
use tempfile::TempDir;

/// Host routes of several kinds: the console, sessions, files, pages, pictures, settings.
const HOST_ROUTES: [&str; 6] = [
    "/api/console",
    "/api/host/sessions",
    "/api/meetings/{m}/export?format=csv",
    "/api/meetings/{m}/report",
    "/api/polls/{p}/chart.svg",
    "/api/wifi",
];

async fn a_host(house: &House) -> Phone {
    let browser = house.phone();
    browser.becomes_host(house.host_key()).await.is(200);
    browser
}

/// Requests a path from another address with these headers, as a program that was given a browser's cookie.
async fn asks(house: &House, path: &str, headers: &[(&str, &str)]) -> support::Response {
    let program = house.phone();
    let request = headers.iter().fold(program.request(Method::GET, path), |request, (name, value)| request.header(*name, *value));
    program.send(request).await
}

/// Browsers send a cookie to every port of an address, so other programs on the host's computer may see it.
#[story]
async fn the_host_cookie_without_its_pages_secret_opens_nothing() {
    let house = House::open().await;
    let poll = house.poll_with("Whose secret?", &OPTIONS, json!({ "results": "on_reveal" })).await;
    let draft = house.poll_with("A draft?", &OPTIONS, json!({ "state": "draft" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let host = a_host(&house).await;
    let (cookie, page) = (host.cookies(), host.page_secret().expect("a host's page"));
    let other = a_host(&house).await.page_secret().expect("another's");
    for path in HOST_ROUTES {
        let path = path.replace("{m}", poll.meeting()).replace("{p}", &poll.code);
        for headers in
            [vec![("cookie", cookie.as_str())], vec![(PAGE_HEADER, page.as_str())], vec![("cookie", &cookie), (PAGE_HEADER, &other)]]
        {
            asks(&house, &path, &headers).await.is_refused(403, "host_only");
        }
        let both = [("cookie", cookie.as_str()), (PAGE_HEADER, page.as_str())];
        assert_ne!(asks(&house, &path, &both).await.status, 403, "{path}");
    }
    let cookie_alone = [("cookie", cookie.as_str())];
    let results = asks(&house, &poll.path("/results"), &cookie_alone).await.is(200).json();
    assert_eq!(results["results_visible"], false);
    asks(&house, &draft.path(""), &cookie_alone).await.is_refused(404, "no_such_poll");
    let console = asks(&house, "/", &[("cookie", &cookie), ("accept", "text/html")]).await;
    assert_eq!(console.boot(), Value::Null, "the console without its data");
    assert!(!console.text().contains("Whose secret?") && !console.text().contains(&poll.code));
}

#[story]
async fn a_socket_with_the_cookie_or_the_secret_alone_is_a_guests() {
    let house = House::open().await;
    let draft = house.poll_with("A draft?", &OPTIONS, json!({ "state": "draft" })).await;
    let host = a_host(&house).await;
    Socket::connect(&host).await.joins(json!({ "poll_code": draft.code })).await;
    for headers in [vec![("cookie", host.cookies())], vec![(PAGE_HEADER, host.page_secret().expect("a secret"))]] {
        let guest = house.phone();
        let mut socket = Socket::connect_with(&guest, &headers).await;
        assert_eq!(socket.calls("join", json!({ "poll_code": draft.code })).await["problem"]["code"], "no_such_poll");
    }
}

#[story]
async fn a_link_makes_one_browser_the_host() {
    let house = House::open().await;
    let browser = house.phone();
    browser.follows_host_link(house.host_link()).await.is(200);
    browser.get("/api/console").await.is(200);
    house.phone().follows_host_link(house.host_link()).await.is_refused(403, "code_used");
    let created = browser.sends(Method::POST, "/api/host/links", &Value::Null).await.is(201).json();
    let link = created["path"].as_str().expect("a path").to_owned();
    house.phone().follows_host_link(&link).await.is(200);
    house.phone().follows_host_link(&link).await.is_refused(403, "code_used");
}

#[story]
async fn sessions_have_names_and_each_can_be_ended() {
    let house = House::open().await;
    let host = a_host(&house).await;
    let other_browser = house.phone();
    let entering = other_browser.request(Method::POST, "/host/enter").json(&json!({ "key": house.host_key() }));
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let secret =
        other_browser.send(entering.header("user-agent", agent)).await.is(200).json()["secret"].as_str().expect("a secret").to_owned();
    let both = [("cookie", other_browser.cookies()), (PAGE_HEADER, secret)];
    let headers: Vec<(&str, &str)> = both.iter().map(|(name, value)| (*name, value.as_str())).collect();
    asks(&house, "/api/console", &headers).await.is(200);
    let mut socket = Socket::connect_with(&other_browser, &both).await;

    let list = host.get("/api/host/sessions").await.is(200).json();
    let sessions = list["sessions"].as_array().expect("a list");
    let session = sessions.iter().find(|session| session["name"] == "Firefox · Linux").expect("the other browser's");
    assert_eq!((sessions.len(), &session["current"], &session["host"]), (2, &json!(false), &json!("host")));
    assert_eq!(
        session["until"].as_i64().zip(session["created_at"].as_i64()).map(|(until, since)| until - since),
        Some(30 * 24 * 60 * 60 * 1000)
    );

    host.sends(Method::DELETE, &format!("/api/host/sessions/{}", session["id"]), &Value::Null).await.is(204);
    socket.is_closed().await;
    asks(&house, "/api/console", &headers).await.is_refused(403, "host_only");
    host.get("/api/console").await.is(200);
    host.sends(Method::DELETE, &format!("/api/host/sessions/{}", session["id"]), &Value::Null).await.is_refused(404, "not_found");
}

#[story]
async fn a_host_ends_all_other_sessions_at_once_and_its_own_by_leaving() {
    let house = House::open().await;
    let (host, one, two) = (a_host(&house).await, a_host(&house).await, a_host(&house).await);
    host.sends(Method::DELETE, "/api/host/sessions", &Value::Null).await.is(204);
    for other in [one, two] {
        other.get("/api/console").await.is_refused(403, "host_only");
    }
    host.get("/api/console").await.is(200);
    host.sends(Method::POST, "/host/leave", &Value::Null).await.is(204);
    host.get("/api/console").await.is_refused(403, "host_only");
    assert!(!host.cookies().contains("handsup_host"));
}

#[story]
async fn the_cookie_alone_ends_no_session() {
    let house = House::open().await;
    let (host, other) = (a_host(&house).await, a_host(&house).await);
    let mut console = Socket::connect(&host).await;
    let (cookie, wrong) = (host.cookies(), other.page_secret().expect("another's"));
    for headers in [vec![("cookie", cookie.as_str())], vec![("cookie", &cookie), (PAGE_HEADER, &wrong)]] {
        let thief = house.phone();
        let leaving =
            headers.iter().fold(thief.request(Method::POST, "/host/leave"), |request, (name, value)| request.header(*name, *value));
        thief.send(leaving).await.is(204);
        host.get("/api/console").await.is(200);
    }
    console.calls("alive", json!({})).await;
    host.sends(Method::POST, "/host/leave", &Value::Null).await.is(204);
    console.is_closed().await;
}

#[story]
async fn a_browser_that_enters_again_has_one_session() {
    let house = House::open().await;
    let host = a_host(&house).await;
    for _ in 0..3 {
        host.becomes_host(house.host_key()).await.is(200);
    }
    let list = host.get("/api/host/sessions").await.is(200).json();
    assert_eq!(list["sessions"].as_array().map(Vec::len), Some(1));
}

#[story]
async fn a_session_is_over_after_thirty_days() {
    let mut house = House::open().await;
    let host = a_host(&house).await;
    let age = |days: i64| format!("update host_sessions set created_at = created_at - {}", days * 24 * 60 * 60 * 1000);
    house.tampers(&age(29)).await;
    house.restart().await;
    host.get("/api/console").await.is(200);
    house.tampers(&age(1)).await;
    house.restart().await;
    host.get("/api/console").await.is_refused(403, "host_only");
}

#[story]
async fn a_ticket_opens_one_url_once_for_the_browser_that_requested_it() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let (host, other) = (a_host(&house).await, a_host(&house).await);
    let path = format!("/api/meetings/{}/questions?format=csv", poll.meeting());
    let ticket = async |path: &str| {
        let created = host.sends(Method::POST, "/api/host/tickets", &json!({ "path": path })).await.is(201).json();
        created["path"].as_str().expect("a path").to_owned()
    };
    let ticketed = ticket(&path).await;
    let cookie = host.cookies();
    asks(&house, &ticketed, &[]).await.is_refused(401, "host_only");
    asks(&house, &ticketed, &[("cookie", &other.cookies())]).await.is_refused(403, "host_only");
    asks(&house, &ticketed.replace("csv", "json"), &[("cookie", &cookie)]).await.is_refused(403, "host_only");
    assert!(asks(&house, &ticketed, &[("cookie", &cookie)]).await.is(200).text().contains(QUESTION));
    asks(&house, &ticketed, &[("cookie", &cookie)]).await.is_refused(403, "host_only");
    // A ticket allows reading only.
    let deleting = ticket(&format!("/api/polls/{}", poll.code)).await;
    let phone = house.phone();
    let request = phone.request(Method::DELETE, &deleting).header("cookie", &cookie);
    phone.send(request).await.is_refused(403, "host_only");
    for path in ["", "http://evil.example/", "api/console", "/api/console#x"] {
        host.sends(Method::POST, "/api/host/tickets", &json!({ "path": path })).await.is_refused(400, "bad_request");
    }
}

#[tokio::test]
async fn a_new_key_ends_every_session_and_lets_this_browser_in_again() {
    let mut house = House::open().await;
    let (host, other) = (a_host(&house).await, a_host(&house).await);
    let old = house.host_key().to_owned();
    host.sends(Method::POST, "/api/host/key", &json!({ "replace": false })).await.is_refused(400, "bad_request");
    let link = host.sends(Method::POST, "/api/host/key", &json!({ "replace": true })).await.is(201).json();
    for browser in [&host, &other] {
        browser.get("/api/console").await.is_refused(403, "host_only");
    }
    house.phone().becomes_host(&old).await.is_refused(403, "host_only");
    house.phone().follows_host_link(house.host_link()).await.is_refused(403, "host_only");
    host.follows_host_link(link["path"].as_str().expect("a path")).await.is(200);
    house.restart().await;
    assert_ne!(house.host_key(), old);
    host.get("/api/console").await.is(200);
}

#[tokio::test]
async fn a_host_key_from_the_settings_is_not_replaced() {
    let house = House::with(|config| config.host_key = Some("open-sesame".into())).await;
    let host = a_host(&house).await;
    assert_eq!(host.get("/api/host/sessions").await.is(200).json()["key_is_a_setting"], true);
    host.sends(Method::POST, "/api/host/key", &json!({ "replace": true })).await.is_refused(409, "key_is_a_setting");
    let output = run(&["new-host-key", "--host-key", "open-sesame"]).await;
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("HOST_KEY="), "{output:?}");
}

#[tokio::test]
async fn host_link_and_new_host_key_work_while_the_program_runs() {
    let data = TempDir::new().expect("a directory");
    let folder = data.path().to_str().expect("a plain path").to_owned();
    let nothing_yet = run(&["host-link", "--data-dir", &folder]).await;
    assert!(!nothing_yet.status.success() && String::from_utf8_lossy(&nothing_yet.stderr).contains(&folder), "{nothing_yet:?}");

    let program = Program::start(data.path()).await;
    assert!(
        program.printed().contains("Host link: ") && !program.printed().contains("code="),
        "a pipe is no terminal: {}",
        program.printed()
    );
    let link = String::from_utf8(run(&["host-link", "--data-dir", &folder]).await.stdout).expect("text");
    assert!(link.starts_with(&format!("http://{}/host/enter#code=", program.addr())), "{link}");
    let host = program.phone();
    host.follows_host_link(link.trim()).await.is(200);
    let mut sockets = [Socket::connect(&host).await, Socket::connect(&program.host()).await];

    let output = run(&["new-host-key", "--data-dir", &folder]).await;
    let printed = String::from_utf8(output.stdout).expect("text");
    for socket in &mut sockets {
        socket.is_closed().await;
    }
    host.get("/api/console").await.is_refused(403, "host_only");
    program.host().get("/api/console").await.is_refused(403, "host_only");
    host.follows_host_link(printed.trim().lines().last().expect("a line")).await.is(200);
}

#[tokio::test]
async fn host_commands_without_the_servers_key_settings_change_nothing() {
    let (host, secret) = ("HOST_KEY=a-host-key-that-is-long-enough", "SECRET_KEY=a-secret-key-that-is-long-enough-to-be-one");
    for (server_settings, command_settings) in
        [(vec!["env", host], vec![]), (vec!["env", secret, host], vec![]), (vec!["env", secret, host], vec!["env", host])]
    {
        let data = TempDir::new().expect("a directory");
        let folder = data.path().to_str().expect("a plain path").to_owned();
        let program = Program::start_under(data.path(), &server_settings).await;
        let secrets = std::fs::read(data.path().join("handsup.json")).expect("the file of secrets");
        for command in ["host-link", "new-host-key"] {
            let refused = run_under(&command_settings, &[command, "--data-dir", &folder]).await;
            let stderr = String::from_utf8_lossy(&refused.stderr);
            assert!(!refused.status.success() && refused.stdout.is_empty(), "{command}: {refused:?}");
            assert!(stderr.contains("HOST_KEY"), "{command}: {stderr}");
            assert!(
                stderr.contains("with the settings of the service") || !command_settings.is_empty() && command == "new-host-key",
                "{stderr}"
            );
        }
        assert_eq!(std::fs::read(data.path().join("handsup.json")).expect("the file of secrets"), secrets);
        let link = run_under(&server_settings, &["host-link", "--data-dir", &folder]).await;
        program.phone().follows_host_link(String::from_utf8_lossy(&link.stdout).trim()).await.is(200);
    }
}

#[tokio::test]
async fn a_server_without_key_settings_uses_the_keys_of_its_file() {
    let data = TempDir::new().expect("a directory");
    let folder = data.path().to_str().expect("a plain path").to_owned();
    let mut earlier = Program::start_under(data.path(), &["env", "HOST_KEY=a-host-key-that-is-long-enough"]).await;
    earlier.is_killed().await;
    let program = Program::start(data.path()).await;
    let link = run(&["host-link", "--data-dir", &folder]).await;
    program.phone().follows_host_link(String::from_utf8_lossy(&link.stdout).trim()).await.is(200);
}

#[tokio::test]
async fn a_session_is_valid_at_every_instance_and_ends_at_all_of_them() {
    on_postgres(async {
        let house = House::open().await;
        let twin = house.twin().await;
        let host = a_host(&house).await;
        let both = [("cookie", host.cookies()), (PAGE_HEADER, host.page_secret().expect("a secret"))];
        let phone = twin.phone();
        let request = phone.request(Method::GET, "/api/console").header("cookie", &both[0].1).header(PAGE_HEADER, &both[1].1);
        phone.send(request).await.is(200);
        twin.phone().follows_host_link(house.host_link()).await.is(200);
        house.phone().follows_host_link(house.host_link()).await.is_refused(403, "code_used");
        let mut socket = Socket::connect_with(&twin.phone(), &both).await;
        host.sends(Method::POST, "/host/leave", &Value::Null).await.is(204);
        socket.is_closed().await;
    })
    .await;
}
