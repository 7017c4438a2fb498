//! Memory, files and processor time of this process, under the names that all Prometheus clients
//! use. Read from `/proc` (`proc(5)`) on Linux; other systems do not have these metrics.

use ::metrics::{Unit, describe_gauge, gauge};
use std::fs;

const MEMORY: &str = "process_resident_memory_bytes";
const THREADS: &str = "process_threads";
const OPEN_FILES: &str = "process_open_fds";
const MAX_FILES: &str = "process_max_fds";
const CPU: &str = "process_cpu_seconds_total";
const STARTED: &str = "process_start_time_seconds";

/// The unit of processor times in `/proc`, `sysconf(_SC_CLK_TCK)`: 100 on every Linux we build for.
const TICKS_A_SECOND: f64 = 100.0;

/// Registers the descriptions.
pub(super) fn describe() {
    describe_gauge!(MEMORY, Unit::Bytes, "Memory that it holds");
    describe_gauge!(THREADS, "Threads");
    describe_gauge!(OPEN_FILES, "Open files and connections");
    describe_gauge!(MAX_FILES, "Files and connections that it may have open");
    describe_gauge!(CPU, Unit::Seconds, "Time that its threads have run");
    describe_gauge!(STARTED, Unit::Seconds, "When it started, in seconds since 1970");
}

/// Updates the gauges; one whose value cannot be read is left unchanged.
pub(super) fn measure() {
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        set(MEMORY, field(&status, "VmRSS:").map(|kibibytes| kibibytes * 1024.0));
        set(THREADS, field(&status, "Threads:"));
    }
    set(OPEN_FILES, fs::read_dir("/proc/self/fd").ok().and_then(|files| u32::try_from(files.count()).ok()).map(f64::from));
    set(MAX_FILES, fs::read_to_string("/proc/self/limits").ok().and_then(|limits| field(&limits, "Max open files")));
    if let Some((cpu, started)) = fs::read_to_string("/proc/self/stat").ok().and_then(|stat| times(&stat)) {
        set(CPU, Some(cpu));
        let booted = fs::read_to_string("/proc/stat").ok().and_then(|stat| field(&stat, "btime"));
        set(STARTED, booted.map(|booted| booted + started));
    }
}

fn set(name: &'static str, value: Option<f64>) {
    if let Some(value) = value {
        gauge!(name).set(value);
    }
}

/// The number after a name at the start of a line.
fn field(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
}

/// Seconds of processor time, and seconds from the computer's start to the process's, from
/// `/proc/self/stat`. The program's name in its brackets may contain blanks and brackets.
fn times(stat: &str) -> Option<(f64, f64)> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    // Counted from 1, `utime` is field 14, `stime` 15, `starttime` 22. `fields` begins with the third.
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some(((ticks(14)? + ticks(15)?) / TICKS_A_SECOND, ticks(22)? / TICKS_A_SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_and_brackets_does_not_shift_the_fields() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 0 0 0 0 0 150 50 0 0 20 0 5 0 12300 0 0";
        assert_eq!(times(stat), Some((2.0, 123.0)));
        assert_eq!(field("VmRSS:\t  2048 kB\nThreads:\t5\n", "Threads:"), Some(5.0));
    }
}
