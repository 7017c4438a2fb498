//! The last lines of `make test`: which tests failed and why, and how many passed, failed and were skipped.

use std::io::Write;
use std::process::{Command, Stdio};
use support::skipped_line;

fn summary_of(log: &str) -> String {
    output_of(concat!(env!("CARGO_MANIFEST_DIR"), "/setup/count.awk"), log)
}

fn failures_of(log: &str) -> String {
    output_of(concat!(env!("CARGO_MANIFEST_DIR"), "/setup/failures.awk"), log)
}

fn output_of(script: &str, log: &str) -> String {
    let mut awk = Command::new("awk").args(["-f", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("awk is there");
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

#[test]
fn every_runner_tells_which_tests_failed_and_why() {
    let rust = "test voting::counts ... ok\n\
                test host::leaves ... FAILED\n\
                \n---- host::leaves stdout ----\n\
                \nthread 'host::leaves' (12) panicked at tests/it/host/leaves.rs:7:5:\n\
                the console is there\nnote: run with `RUST_BACKTRACE=1`\n";
    assert_eq!(failures_of(rust), "  host::leaves\n    the console is there\n");

    let vitest = "\u{1b}[31m FAIL \u{1b}[39m src/count.test.ts > counts > a vote\nAssertionError: expected 1 to be 2\n";
    assert_eq!(failures_of(vitest), "  src/count.test.ts > counts > a vote\n    AssertionError: expected 1 to be 2\n");

    let node = "  ✖ the bar moves (12.3ms)\n    AssertionError: it did not\n✖ failing tests:\n\n\
                test at room.test.mjs:4:1\n✖ the bar moves (12.3ms)\n  AssertionError: it did not\n";
    assert_eq!(failures_of(node), "  room.test.mjs:4:1: the bar moves\n    AssertionError: it did not\n");

    let node = "✖ failing tests:\n\ntest at quit.test.mjs:4:1\n✖ it ends (12.3ms)\n  AssertionError: Expected values to be equal:\n  \n  null !== 1\n  \n      \
                at file:///quit.test.mjs:5:1\n\ntest at room.test.mjs:4:1\n✖ the bar moves (1ms)\n  Error: late\n";
    let told = "  quit.test.mjs:4:1: it ends\n    AssertionError: Expected values to be equal: null !== 1\n  room.test.mjs:4:1: the bar moves\n    Error: late\n";
    assert_eq!(failures_of(node), told);

    let rust = "test host::leaves ... FAILED\nthread 'host::leaves' (1) panicked at a.rs:7:5:\n\
                assertion `left == right` failed: at the end\n  left: 1\n right: 2\nnote: run\n";
    assert_eq!(failures_of(rust), "  host::leaves\n    assertion `left == right` failed: at the end left: 1 right: 2\n");

    let pytest = "FAILED test_polls.py::test_vote - AssertionError: 500\n1 failed, 43 passed in 12.71s\n";
    assert_eq!(failures_of(pytest), "  test_polls.py::test_vote\n    AssertionError: 500\n");
}
