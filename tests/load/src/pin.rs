//! Pins the server to one core and the crowd to another, so that they do not
//! compete for processor time.

use std::process::Command;

/// The server's core and the crowd's.
pub(crate) const SERVER: &str = "0";
const CROWD: &str = "1";

/// Pins this process, and every thread it starts from now on, to the crowd's core. False if
/// `taskset` or a second core is missing: then server and crowd share all cores, and only
/// measurements of the same run can be compared.
pub(crate) fn crowd() -> bool {
    let me = std::process::id().to_string();
    let pinned = Command::new("taskset").args(["-c", "-p", CROWD, &me]).stdout(std::process::Stdio::null()).status();
    pinned.is_ok_and(|status| status.success())
}

/// The list of all cores in the format of `taskset`; `None` if the system has no such list.
pub(crate) fn everywhere() -> Option<String> {
    let cores = std::fs::read_to_string("/sys/devices/system/cpu/online").ok()?;
    Some(cores.trim().to_owned())
}
