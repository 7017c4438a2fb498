//! Skips stories that need rights this computer does not give. Rust's tests either pass or fail; a skipped story
//! prints a line past the capture of output, and `tests/setup/count.awk` counts it among the skipped, not the passed.

use std::io::Write;

/// Prints that the story on this thread is skipped, and why.
pub fn skipped(why: &str) {
    let thread = std::thread::current();
    let line = skipped_line(thread.name().unwrap_or("a story"), why);
    // The output of `print!` is captured and dropped, since the test passes.
    let _unread = writeln!(std::io::stdout(), "{line}");
}

/// The line that `count.awk` counts.
#[must_use]
pub fn skipped_line(story: &str, why: &str) -> String {
    format!("story skipped: {story}: {}", why.split_whitespace().collect::<Vec<_>>().join(" "))
}
