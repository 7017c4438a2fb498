//! What cannot be told on every computer. Rust's tests either pass or fail; a story that this computer does not allow to be told
//! says so in a line past the capture of output, and `tests/setup/count.awk` counts it among the skipped, not the passed.

use std::io::Write;

/// Says that the story on this thread is not told here, and why.
pub fn skipped(why: &str) {
    let thread = std::thread::current();
    let line = skipped_line(thread.name().unwrap_or("a story"), why);
    // `print!` would be kept from whoever reads the log, since the test passes.
    let _unread = writeln!(std::io::stdout(), "{line}");
}

/// The line that is counted.
#[must_use]
pub fn skipped_line(story: &str, why: &str) -> String {
    format!("story skipped: {story}: {}", why.split_whitespace().collect::<Vec<_>>().join(" "))
}
