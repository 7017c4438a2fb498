//! `handsup-server next` and the other steps: they find the server of the same user on this computer, and say why where they do not.

use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;
use support::{Caller, House, OPTIONS, Program, run, story};
use tempfile::TempDir;

async fn command(step: &str, data: &Path, options: &[&str]) -> Output {
    run(&[&[step, "--data-dir", data.to_str().expect("text")], options].concat()).await
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs a step that fails with this exit code, and returns what it prints.
async fn fails(step: &str, data: &Path, code: i32) -> String {
    let output = command(step, data, &[]).await;
    assert_eq!(output.status.code(), Some(code), "{}", printed(&output));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn control(data: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(data.join("handsup.control")).expect("the control file")).expect("JSON")
}

fn bearer(house: &House) -> Caller {
    house.phone().bearing(control(house.data())["key"].as_str().expect("a key"))
}

#[story]
async fn a_meeting_is_led_from_the_command_line() {
    let house = House::open().await;
    house.poll_with("The first one?", &OPTIONS, json!({ "state": "draft" })).await;
    for (step, says) in [
        ("next", "On stage. The room sees “The first one?”, not open yet. Next: open the voting."),
        ("open", "Voting is open. The room sees “The first one?”, open, 0 votes. Next: close the voting."),
        ("open", "Nothing to do."),
        ("more-time", "Nothing to do."),
        ("blank", "The screen is blank. The room sees a blank screen. Next: show “The first one?”."),
        ("blank", "Shown again."),
        ("close", "Voting is closed. The room sees “The first one?”, closed, 0 votes. This was the last question."),
        ("back", "Voting is open."),
    ] {
        let output = command(step, house.data(), &[]).await;
        assert_eq!(output.status.code(), Some(0), "{step}: {}", printed(&output));
        assert!(printed(&output).starts_with(says), "{step}: {}", printed(&output));
    }
    let output = command("close", house.data(), &["--json"]).await;
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["did"], "close");
}

#[story]
async fn what_a_rule_forbids_is_said_with_what_to_send_instead() {
    let house = House::open().await;
    let poll = house.poll("Tabs or spaces?", &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let says = fails("back", house.data(), 1).await;
    assert!(says.contains("Close the voting instead"), "{says}");
    command("close", house.data(), &[]).await;
    let says = fails("back", house.data(), 1).await;
    assert!(says.contains("`reopen`"), "{says}");
    let output = command("back", house.data(), &["--confirm", "reopen"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let output = command("next", house.data(), &["--meeting", "ZZZZZZ"]).await;
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
}

#[story]
async fn the_key_of_the_control_file_takes_steps_and_nothing_else() {
    let house = House::open().await;
    let poll = house.poll("Tabs or spaces?", &OPTIONS).await;
    let command = bearer(&house);
    command.get("/api/meetings/current/step").await.is(200);
    let document = house.phone().get("/openapi.json").await.is(200).json();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        if !path.starts_with("/api/") || path.ends_with("/step") {
            continue;
        }
        let meeting = path.starts_with("/api/meetings/");
        let path = path.replace("{code}", if meeting { poll.meeting() } else { &poll.code }).replace("{id}", "1");
        for method in methods.as_object().expect("methods").keys() {
            let method = http::Method::from_bytes(method.to_ascii_uppercase().as_bytes()).expect("a method");
            let answer = command.sends(method.clone(), &path, &json!({})).await;
            assert_eq!(answer.status_and_code(), (403, "host_only".into()), "{method} {path}");
        }
    }
    // The host is not delayed by what the key was tried on.
    house.host().get("/api/console").await.is(200);
}

#[story]
async fn the_control_file_is_its_owners_and_its_key_ends_with_the_server() {
    let mut house = House::open().await;
    let file = house.data().join("handsup.control");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let old = bearer(&house);
    house.stop().await;
    assert!(!file.exists());
    let says = fails("next", house.data(), 2).await;
    assert!(says.contains("no Handsup runs on the data in") && says.contains("--data-dir"), "{says}");
    house.reopen().await;
    old.get("/api/meetings/current/step").await.is_refused(403, "host_only");
}

#[tokio::test]
async fn a_command_finds_no_server_that_was_killed() {
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start(data.path()).await;
    program.is_killed().await;
    assert!(data.path().join("handsup.control").exists(), "it could not remove its file");
    let says = fails("next", data.path(), 2).await;
    assert!(says.contains("nobody answers at") && says.contains("Start it again"), "{says}");
    let program = program.starts_again().await;
    program.host().starts_meeting("Again").await;
    let output = command("next", data.path(), &[]).await;
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
}

#[tokio::test]
async fn a_command_does_not_take_another_server_for_its_own() {
    let (house, data) = (House::open().await, TempDir::new().expect("a directory"));
    let file = data.path().join("handsup.control");
    let stale = json!({ "url": format!("http://{}", house.addr()), "key": "0".repeat(64) });
    std::fs::write(&file, stale.to_string()).expect("a file");
    restrict(&file, 0o600);
    let says = fails("next", data.path(), 2).await;
    assert!(says.contains("is not the one that was started on this data"), "{says}");
    // A program that is no Handsup has the port.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let stale = json!({ "url": format!("http://{}", listener.local_addr().expect("an address")), "key": "0".repeat(64) });
    std::fs::write(&file, stale.to_string()).expect("a file");
    let hangs_up = async { drop(listener.accept().await.expect("a connection")) };
    let (says, ()) = tokio::join!(fails("next", data.path(), 2), hangs_up);
    assert!(says.contains("is no Handsup"), "{says}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_control_file_that_others_can_read_or_have_written_is_not_used() {
    let house = House::open().await;
    let file = house.data().join("handsup.control");
    for mode in [0o604, 0o640, 0o622] {
        restrict(&file, mode);
        let says = fails("next", house.data(), 2).await;
        assert!(says.contains("other users of this computer can read") && says.contains("Restart Handsup"), "{says}");
    }
    restrict(&file, 0o600);
    // Only root can give files away.
    if std::os::unix::fs::chown(&file, Some(12345), None).is_ok() {
        let says = fails("next", house.data(), 2).await;
        assert!(says.contains("is another user's. Run the command as the user"), "{says}");
    }
}

#[cfg(unix)]
fn restrict(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).expect("our file");
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) {}
