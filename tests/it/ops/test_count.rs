//! The last line of `make test`: how many tests passed, failed and were skipped.

use std::io::Write;
use std::process::{Command, Stdio};
use support::skipped_line;

fn summary_of(log: &str) -> String {
    let count = concat!(env!("CARGO_MANIFEST_DIR"), "/setup/count.awk");
    let mut awk = Command::new("awk").args(["-f", count]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("awk is there");
    awk.stdin.take().expect("its input is piped").write_all(log.as_bytes()).expect("it reads");
    String::from_utf8(awk.wait_with_output().expect("it ends").stdout).expect("text")
}

#[test]
fn every_runner_is_counted() {
    let log = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n\
               \u{1b}[32m      Tests  1 failed | 20 passed | 2 skipped (23)\n\
               ℹ pass 4\nℹ fail 0\nℹ skipped 3\n\
               ==== 1 failed, 43 passed in 12.71s ====\n";
    assert_eq!(summary_of(log), "79 passed, 2 failed, 6 skipped\n");
}

#[test]
fn a_skipped_story_is_counted_as_skipped_and_not_as_passed() {
    let line = skipped_line("crashes::on_a_full_disk", "mount: must be\nsuperuser");
    assert_eq!(line, "story skipped: crashes::on_a_full_disk: mount: must be superuser", "one line, whatever a program says");
    for prefix in ["", "test crashes::on_a_full_disk ... "] {
        let log = format!("{prefix}{line}\ntest crashes::on_a_full_disk ... ok\ntest result: ok. 3 passed; 0 failed; 0 ignored\n");
        assert_eq!(summary_of(&log), "2 passed, 0 failed, 1 skipped\n");
    }
}
