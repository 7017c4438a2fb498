//! How long a small durable write takes on this computer's disk.

use handsup_crowd::{Figures, Row};
use std::io::Write;
use std::time::Duration;
use tokio::time::Instant;

/// How many pages are written.
const WRITES: usize = 500;
/// The size of a page of PostgreSQL.
const PAGE: [u8; 8192] = [1; 8192];

/// Writes pages one after the other, each with `fdatasync`.
pub(super) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    let mut file = tempfile::tempfile()?;
    let mut times = Vec::<Duration>::new();
    for _ in 0..WRITES {
        let began = Instant::now();
        file.write_all(&PAGE)?;
        file.sync_data()?;
        times.push(began.elapsed());
    }
    figures.add(Row::new("baseline: 8 kB written and fdatasync").times(&mut times));
    Ok(())
}
