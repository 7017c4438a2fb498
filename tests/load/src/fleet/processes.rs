//! Processor and memory use of each program of the installation (Linux).

use super::installation::Installation;
use handsup_crowd::{Figures, Row, Usage, count};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

/// What processes of one name have used together.
#[derive(Clone, Copy, Default)]
struct Used {
    hundredths: u64,
    kilobytes: u64,
}

/// One moment: every program by name, and our own crowd.
pub(super) struct Processes {
    used: BTreeMap<String, Used>,
    looked: Instant,
}

/// What the programs are called in the table.
const NAMES: [(&str, &str); 5] = [
    ("handsup-server", "both instances"),
    ("nginx", "nginx"),
    ("postgres", "PostgreSQL"),
    ("redis-server", "Redis"),
    ("", "the crowd, which has one core"),
];

impl Processes {
    /// As they are now; empty where the system has no `/proc`.
    pub(super) fn of(installation: &Installation) -> Self {
        let mut used = installation.process().map(below).unwrap_or_default();
        if let Some(crowd) = Usage::of(std::process::id()) {
            used.insert(String::new(), Used { hundredths: crowd.processor, kilobytes: crowd.memory });
        }
        Self { used, looked: Instant::now() }
    }

    /// A row for each program: its share of one core between two moments.
    pub(super) fn tell_shares(&self, after: &Self, what: &str, figures: &mut Figures) {
        let took = after.looked - self.looked;
        for (program, name) in NAMES {
            if let (Some(before), Some(after)) = (self.used.get(program), after.used.get(program)) {
                let busy = Duration::from_millis(10 * after.hundredths.saturating_sub(before.hundredths));
                let share = busy.as_secs_f64() * 100.0 / took.as_secs_f64();
                figures.add(Row::new(format!("{what}: {name}")).value(share, "% of a core"));
            }
        }
    }

    /// Resident memory of one instance, in kB.
    pub(super) fn an_instance(&self) -> Option<f64> {
        let both = self.used.get("handsup-server")?;
        Some(count(usize::try_from(both.kilobytes).ok()?) / 2.0)
    }
}

/// Everything that this process has started, and what those have; children that have ended are in their parents' times.
fn below(process: u32) -> BTreeMap<String, Used> {
    let all: Vec<Process> = std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| Process::read(&entry)).collect();
    let (mut family, mut used) = (BTreeSet::from([process]), BTreeMap::<String, Used>::new());
    let mut known = 0;
    while known < family.len() {
        known = family.len();
        family.extend(all.iter().filter(|one| family.contains(&one.parent)).map(|one| one.id).collect::<Vec<_>>());
    }
    for one in all.into_iter().filter(|one| one.id != process && family.contains(&one.id)) {
        let together = used.entry(one.name).or_default();
        together.hundredths += one.hundredths;
        together.kilobytes += one.kilobytes;
    }
    used
}

struct Process {
    id: u32,
    parent: u32,
    name: String,
    hundredths: u64,
    kilobytes: u64,
}

impl Process {
    fn read(entry: &std::fs::DirEntry) -> Option<Self> {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let (before, after) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = after.split_whitespace().collect();
        // Its own time in programs and in the system, and that of its children that have ended.
        let times = fields.get(11..15)?.iter().filter_map(|time| time.parse::<u64>().ok());
        Some(Self {
            id,
            parent: fields.get(1)?.parse().ok()?,
            name: before.split_once('(')?.1.to_owned(),
            hundredths: times.sum(),
            kilobytes: Usage::of(id).map_or(0, |usage| usage.memory),
        })
    }
}
