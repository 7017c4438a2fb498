//! Pins the server to one core and the crowd to another, so that neither takes time from the other.

use std::process::Command;

/// The server's core and the crowd's.
pub(crate) const SERVER: &str = "0";
const CROWD: &str = "1";

/// Keeps this process, and every thread it starts from now on, on the crowd's core. False where `taskset` or a second core
/// is missing: then both share what there is, and the figures are for comparison within a run only.
pub(crate) fn crowd() -> bool {
    let me = std::process::id().to_string();
    let pinned = Command::new("taskset").args(["-c", "-p", CROWD, &me]).stdout(std::process::Stdio::null()).status();
    pinned.is_ok_and(|status| status.success())
}

/// Every core of this computer, as `taskset` reads it; `None` where the system has no list of them.
pub(crate) fn everywhere() -> Option<String> {
    let cores = std::fs::read_to_string("/sys/devices/system/cpu/online").ok()?;
    Some(cores.trim().to_owned())
}
