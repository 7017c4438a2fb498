//! Processor time and memory of each program of the installation (Linux).

use super::installation::Installation;
use handsup_crowd::{Figures, Row, Usage, count};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

/// The sum over all processes of one name.
#[derive(Clone, Copy, Default)]
struct Used {
    /// Processor time, in hundredths of a second.
    hundredths: u64,
    /// Resident memory.
    kilobytes: u64,
}

/// A sample of all programs.
pub(super) struct Processes {
    /// Usage by the program's name; the crowd, this program, has the empty name.
    used: BTreeMap<String, Used>,
    sampled_at: Instant,
}

/// The programs' names, and what they are called in the table.
const NAMES: [(&str, &str); 5] = [
    ("handsup-server", "both instances"),
    ("nginx", "nginx"),
    ("postgres", "PostgreSQL"),
    ("redis-server", "Redis"),
    ("", "the crowd, which has one core"),
];

impl Processes {
    /// Takes a sample; it is empty on systems without `/proc`.
    pub(super) fn of(installation: &Installation) -> Self {
        let mut used = installation.process().map(descendants).unwrap_or_default();
        if let Some(crowd) = Usage::of(std::process::id()) {
            used.insert(String::new(), Used { hundredths: crowd.processor, kilobytes: crowd.memory });
        }
        Self { used, sampled_at: Instant::now() }
    }

    /// Adds a row for each program: its share of one core between this sample and a later one.
    pub(super) fn add_shares(&self, after: &Self, what: &str, figures: &mut Figures) {
        let took = after.sampled_at - self.sampled_at;
        for (program, name) in NAMES {
            if let (Some(before), Some(after)) = (self.used.get(program), after.used.get(program)) {
                let busy = Duration::from_millis(10 * after.hundredths.saturating_sub(before.hundredths));
                let share = busy.as_secs_f64() * 100.0 / took.as_secs_f64();
                figures.add(Row::new(format!("{what}: {name}")).value(share, "% of a core"));
            }
        }
    }

    /// The mean resident memory of the two instances, in kB.
    pub(super) fn memory_of_an_instance(&self) -> Option<f64> {
        let both = self.used.get("handsup-server")?;
        Some(count(usize::try_from(both.kilobytes).ok()?) / 2.0)
    }
}

/// The usage of all descendants of a process, by program. The times of ended children are included
/// in their parents'.
fn descendants(process: u32) -> BTreeMap<String, Used> {
    let all: Vec<Process> = std::fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| Process::read(&entry)).collect();
    let (mut family, mut used) = (BTreeSet::from([process]), BTreeMap::<String, Used>::new());
    // Adds children until there are no further ones.
    let mut size = 0;
    while size < family.len() {
        size = family.len();
        family.extend(all.iter().filter(|process| family.contains(&process.parent)).map(|process| process.id).collect::<Vec<_>>());
    }
    for one in all.into_iter().filter(|one| one.id != process && family.contains(&one.id)) {
        let sum = used.entry(one.name).or_default();
        sum.hundredths += one.hundredths;
        sum.kilobytes += one.kilobytes;
    }
    used
}

/// One process, as `/proc` describes it.
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
        // `utime` and `stime` of the process, `cutime` and `cstime` of its ended children.
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
