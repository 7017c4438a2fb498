//! The disk that the database is on: how long a small durable write takes.

use handsup_crowd::{Figures, Row};
use std::io::Write;
use std::time::Duration;
use tokio::time::Instant;

/// So many writes of a database's page.
const WRITES: usize = 500;
const PAGE: [u8; 8192] = [1; 8192];

/// One write after the other.
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
