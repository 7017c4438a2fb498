//! The metrics, and the dashboard and alerts that use them.

use http::Method;
use std::collections::BTreeSet;
use std::path::PathBuf;
use support::{House, OPTIONS, Program, QUESTION};
use tempfile::TempDir;

fn deployed(file: &str) -> String {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../server/deploy")).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The value of a series; `series` is its name with labels, as it is written before the space.
fn value(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

/// The names of our metrics that occur in a text, with the suffixes of histograms.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("handsup_") || word.starts_with("process_")).map(str::to_owned).collect()
}

/// A server after some votes, refusals and a close: the program, its data, its metrics, and values that must not be in metrics.
async fn after_some_votes() -> (Program, TempDir, String, Vec<String>) {
    let data = TempDir::new().expect("a directory");
    let program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, serde_json::json!({})).await;
    let mut watcher = program.phone().joins(&poll).await;
    let phones: Vec<_> = (0..3).map(|_| program.phone()).collect();
    for phone in &phones {
        phone.votes_for(&poll, "Tabs").await.is_counted();
    }
    watcher.until("vote_update", |results| results["total_votes"] == 3).await;
    phones[0].votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
    phones[0].neighbour().votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_address");
    program.phone().get("/nowhere").await.is(404);
    program.host().closes(&poll).await;
    program.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
    let text = program.phone().get("/metrics").await.is(200).text().to_owned();
    let mut secrets: Vec<String> = phones.iter().flat_map(|phone| [phone.token().to_owned(), phone.address().to_string()]).collect();
    secrets.extend([poll.code.clone(), poll.meeting().to_owned()]);
    drop(watcher);
    (program, data, text, secrets)
}

#[tokio::test]
async fn metrics_count_votes_refusals_and_commits_and_identify_no_voter() {
    let (program, _data, text, secrets) = after_some_votes().await;
    for (series, expected) in [
        ("handsup_votes_total{outcome=\"counted\"}", 3.0),
        ("handsup_votes_total{outcome=\"already_voted_device\"}", 1.0),
        ("handsup_votes_total{outcome=\"already_voted_address\"}", 1.0),
        ("handsup_votes_total{outcome=\"poll_not_open\"}", 1.0),
        ("handsup_votes_total{outcome=\"not_stored\"}", 0.0),
        ("handsup_refusals_total{code=\"not_found\"}", 1.0),
        ("handsup_refusals_total{code=\"already_voted_device\"}", 1.0),
        ("handsup_requests_total{route=\"/poll/{code}/vote\",status=\"200\"}", 3.0),
        ("handsup_requests_total{route=\"none\",status=\"404\"}", 1.0),
        ("handsup_rooms", 1.0),
        ("handsup_phones", 1.0),
        ("handsup_sockets", 1.0),
        ("handsup_commits_failed_total", 0.0),
        ("handsup_storage_failing", 0.0),
        ("handsup_draining", 0.0),
    ] {
        assert_eq!(value(&text, series), Some(expected), "{series} in {text}");
    }
    // Every counted ballot is in a commit; one that is refused from memory may be in none.
    assert!(value(&text, "handsup_commit_ballots_sum") >= Some(3.0), "{text}");
    assert!(value(&text, "handsup_pulse_lag_seconds_count") >= Some(1.0), "{text}");
    let memory = value(&text, "process_resident_memory_bytes").expect("on Linux");
    assert!(memory > 1e6 && memory <= 4.0 * f64::from(u32::try_from(program.memory()).expect("less than 4 GiB")), "{memory}");
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret}");
    }
}

#[tokio::test]
async fn every_metric_that_the_dashboard_and_the_alerts_name_exists() {
    let (_program, _data, text, _) = after_some_votes().await;
    let series: BTreeSet<&str> =
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['{', ' ']).next()).collect();
    for file in ["grafana/handsup.json", "alerts.yml"] {
        let named = names(&deployed(file));
        assert!(named.len() > 5, "{file} names metrics");
        for name in named {
            assert!(series.contains(name.as_str()), "{file} names {name}, which is not among {series:?}");
        }
    }
    let shown = names(&deployed("grafana/handsup.json"));
    let bases: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    for base in bases.iter().filter(|base| **base != "process_max_fds") {
        assert!(shown.iter().any(|name| name.starts_with(base)), "nothing on the dashboard shows {base}");
    }
}

#[tokio::test]
async fn every_metric_has_a_description() {
    let (_program, _data, text, _) = after_some_votes().await;
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().expect("a name");
        assert!(text.contains(&format!("# HELP {name} ")), "{name}");
    }
}

#[tokio::test]
async fn metrics_are_served_to_this_computer_or_with_the_token() {
    let house = House::with(|config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
        config.metrics_token = Some("token-of-the-watcher".into());
    })
    .await;
    let get_metrics = |forwarded: Option<&'static str>, token: Option<&'static str>| {
        let phone = house.phone();
        let mut request = phone.request(Method::GET, "/metrics");
        if let Some(address) = forwarded {
            request = request.header("x-forwarded-for", address);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        async move { phone.send(request).await }
    };
    get_metrics(None, None).await.is(200);
    for from in ["203.0.113.7", "192.168.1.9", "127.0.0.1"] {
        get_metrics(Some(from), None).await.is_refused(401, "metrics_private");
        get_metrics(Some(from), Some("token-of-the-watcheR")).await.is_refused(403, "metrics_private");
        get_metrics(Some(from), Some("token-of-the-watcher")).await.is(200);
    }
    // A proxy on this computer that is not in TRUSTED_PROXIES gives no access either.
    let without_token = House::open().await;
    let phone = without_token.phone();
    phone.send(phone.request(Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.7")).await.is_refused(403, "metrics_private");
}
