//! Memory and processor time of a process, from `/proc` (Linux).

use std::fs::read_to_string;
use std::time::Duration;

/// Memory and processor time of a process at one time.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Resident memory, in kB.
    pub memory: u64,
    /// Processor time so far, in hundredths of a second.
    pub processor: u64,
}

impl Usage {
    /// Usage of the process with this id; `None` where the system has no `/proc`.
    #[must_use]
    pub fn of(process: u32) -> Option<Self> {
        let status = read_to_string(format!("/proc/{process}/status")).ok()?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok())?;
        let stat = read_to_string(format!("/proc/{process}/stat")).ok()?;
        // `utime` and `stime`, fields 14 and 15; the first one behind the name is field 3.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<u64>().ok();
        Some(Self { memory, processor: ticks()? + ticks()? })
    }

    /// The processor time since an earlier sample, in per cent of one core's `time` between the two.
    #[must_use]
    pub fn share_since(&self, earlier: &Self, time: Duration) -> f64 {
        Duration::from_millis(10 * (self.processor - earlier.processor)).as_secs_f64() * 100.0 / time.as_secs_f64().max(0.01)
    }
}
