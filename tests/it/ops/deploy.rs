//! The files in `server/deploy`, checked by the programs that read them. `in_front.rs` runs the proxies among them.

use std::path::{Path, PathBuf};
use std::process::Output;
use support::{in_time, run};
use tempfile::TempDir;
use tokio::process::Command;

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/deploy")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The output of a program that checks one of our files.
async fn check_with(program: &str, arguments: &[&str]) -> Output {
    let checking = Command::new(program).args(arguments).kill_on_drop(true).output();
    in_time(program, checking).await.unwrap_or_else(|error| panic!("{program}: {error}. Run `make test-rust`, which installs it"))
}

/// Asserts success; returns everything that the program printed.
#[track_caller]
fn succeeds(output: &Output) -> String {
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{printed}");
    printed
}

#[tokio::test]
async fn promtool_accepts_the_settings_and_every_alert() {
    let folder = TempDir::new().expect("a directory");
    for file in ["prometheus.yml", "alerts.yml"] {
        std::fs::copy(deploy().join(file), folder.path().join(file)).expect("the file is there");
    }
    std::fs::write(folder.path().join("metrics-token"), "token").expect("a file");
    let config = folder.path().join("prometheus.yml");
    let printed = succeeds(&check_with("promtool", &["check", "config", config.to_str().expect("a plain path")]).await);
    assert!(printed.contains("rules found") && !printed.contains(": 0 rules found"), "{printed}");
}

#[tokio::test]
async fn systemd_accepts_the_unit_and_rates_its_exposure_below_20() {
    let folder = TempDir::new().expect("a directory");
    let unit = std::fs::read_to_string(deploy().join("handsup.service")).expect("the file is there");
    // The server is not installed on this computer: another program stands in for it.
    let unit_file = folder.path().join("handsup.service");
    std::fs::write(&unit_file, unit.replace("/usr/local/bin/handsup-server", "/bin/true")).expect("a file");
    let unit_file = unit_file.to_str().expect("a plain path");
    let printed = succeeds(&check_with("systemd-analyze", &["verify", unit_file]).await);
    assert_eq!(printed, "", "no warnings");
    // After a power cut the database may become ready later than the server: systemd starts the
    // server after the services that it needs, and restarts it without a limit.
    assert!(unit.contains("\nStartLimitIntervalSec=0\n") && unit.contains("\nRestart=always\n"));
    let order = unit.lines().find_map(|line| line.strip_prefix("After=")).expect("an order");
    assert!(
        ["network-online.target", "postgresql.service", "pgbouncer.service", "redis-server.service"]
            .iter()
            .all(|service| order.contains(service))
    );
    // An exposure of at most 20 of 100; a unit without any protection has 96.
    succeeds(&check_with("systemd-analyze", &["security", "--offline=yes", "--threshold=20", unit_file]).await);
}

#[tokio::test]
async fn the_dockerfile_copies_every_file_that_cargo_needs() {
    let recipe = std::fs::read_to_string(deploy().join("Dockerfile")).expect("the file is there");
    let folder = TempDir::new().expect("a directory");
    let copies = recipe.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--from"));
    for copy in copies {
        let mut words: Vec<&str> = copy.split_whitespace().collect();
        let to = folder.path().join(words.pop().expect("where to"));
        for from in words {
            let from = root().join(from);
            assert!(from.exists(), "{} is not there to be copied", from.display());
            copy_manifests(&from, &if from.is_dir() { to.clone() } else { to.join(from.file_name().expect("a name")) });
        }
    }
    let manifest = folder.path().join("Cargo.toml");
    let manifest = manifest.to_str().expect("a plain path");
    let package =
        succeeds(&check_with("cargo", &["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path", manifest]).await);
    assert!(package.contains("\"handsup-server\""));
    assert!(recipe.contains("--package handsup-server") && recipe.contains("USER 10001"));
}

/// Copies what `cargo metadata` reads: manifests, the lock file and sources, whose presence it checks.
fn copy_manifests(from: &Path, to: &Path) {
    if from.is_file() {
        let is_read = from.extension().is_some_and(|ending| ["toml", "lock", "rs"].iter().any(|copied| ending == *copied));
        if is_read {
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            std::fs::copy(from, to).expect("a copy");
        }
        return;
    }
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let name = entry.file_name();
        if !["node_modules", "dist", "target", "artefacts"].iter().any(|skipped| name == *skipped) {
            copy_manifests(&entry.path(), &to.join(name));
        }
    }
}

#[tokio::test]
async fn the_procfile_starts_the_server_with_valid_flags() {
    let procfile = std::fs::read_to_string(deploy().join("Procfile")).expect("the file is there");
    let line = procfile.lines().find_map(|line| line.strip_prefix("web: handsup-server ")).expect("a web process");
    let arguments: Vec<&str> = line.split_whitespace().chain(["--print-config"]).collect();
    succeeds(&run(&arguments).await);
}
