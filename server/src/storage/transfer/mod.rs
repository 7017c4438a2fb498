//! Copies everything but what is deleted from one database into another, of either kind. Keys stay
//! the same, since a vote's link in the hash chain covers the keys of the options it names.
//!
//! Before the commit, every copied row is read again and compared, and so are the audits of both
//! sides.

mod end;
mod tables;

use super::DatabaseUrl;
use crate::domain::Audit;
use anyhow::{Context, ensure};
use end::End;
use serde_json::Value;
use std::collections::HashSet;
use tables::{MEETINGS, TABLES, take_stage};

/// How many rows are copied at a time.
const CHUNK_ROWS: i64 = 1000;

/// The result of a transfer.
pub(crate) struct Moved {
    /// The question and the audit of every poll in the target.
    pub(crate) audits: Vec<(String, Audit)>,
    /// How many rows of all tables were copied.
    pub(crate) rows: usize,
    /// How many polls were not copied, because they were deleted.
    pub(crate) left_behind: usize,
}

/// Copies everything but what is deleted. A target that is not empty is refused, or with `replace`
/// emptied first. `progress` is called with a table's name and the number of its rows copied so
/// far. After an error the target holds the same rows as before; its schema may have been created
/// or migrated.
pub(crate) async fn transfer(
    from: &DatabaseUrl,
    to: &DatabaseUrl,
    replace: bool,
    mut progress: impl FnMut(&str, usize),
) -> anyhow::Result<Moved> {
    let mut source = End::to_read(from).await?;
    let mut target = End::to_write(to).await?;
    let result = copy(&mut source, &mut target, replace, &mut progress).await;
    let moved = match result {
        Ok(moved) => moved,
        Err(error) => {
            // Where the rollback fails, closing the connection rolls back.
            let _close_rolls_back = target.run("rollback").await;
            return Err(error);
        }
    };
    target.run("commit").await.context("could not commit; the target is as before")?;
    target.close().await?;
    source.close().await?;
    Ok(moved)
}

async fn copy(source: &mut End, target: &mut End, replace: bool, progress: &mut impl FnMut(&str, usize)) -> anyhow::Result<Moved> {
    source.begin().await?;
    target.begin().await?;
    source.check_schema().await.context("the source is of another version: open it once with this one")?;
    target.check_schema().await.context("the target is of another version")?;
    for (end, name) in [(&mut *source, "source"), (&mut *target, "target")] {
        ensure!(
            end.users().await.with_context(|| format!("the {name} is of another version"))? == 0,
            "a server uses the {name} now: end it first, or votes would be lost or come twice. One that was killed is forgotten after 15 seconds"
        );
    }
    if replace {
        target.empty().await.context("could not empty the target")?;
    }
    ensure!(target.is_empty().await?, "the target has meetings already, and they were left alone. To lose them, say --replace");
    let mut rows = 0;
    let mut stages = Vec::new();
    for table in TABLES {
        let mut copied = 0;
        let mut last = 0;
        loop {
            let mut chunk = source.rows(table, last, CHUNK_ROWS).await?;
            let Some(newest) = chunk.last().and_then(|row| row[0].as_i64()) else { break };
            last = newest;
            if table.name == MEETINGS.name {
                stages.extend(chunk.iter_mut().filter_map(take_stage));
            }
            copied += chunk.len();
            target.put(table, chunk).await.with_context(|| format!("could not write the {} into the target", table.name))?;
            progress(table.name, copied);
        }
        rows += copied;
    }
    target.set_stages(stages).await?;
    let newest_option = source.newest_option().await?;
    target.set_sequences(newest_option).await?;
    compare(source, target).await?;
    let audits = target.audits().await?;
    let mut before = source.audits().await?;
    // The comparison of rows has already checked that no poll is missing.
    let copied: HashSet<_> = audits.iter().map(|(_, audit)| audit.code.clone()).collect();
    before.retain(|(_, audit)| copied.contains(&audit.code));
    ensure!(format!("{before:?}") == format!("{audits:?}"), "the votes in the target are others than those in the source");
    Ok(Moved { audits, rows, left_behind: source.deleted_polls().await? })
}

/// Compares every row of both sides that is to be copied; an error names the first table that
/// differs.
async fn compare(source: &mut End, target: &mut End) -> anyhow::Result<()> {
    for table in TABLES {
        let mut last = 0;
        loop {
            let expected: Vec<Value> = source.rows(table, last, CHUNK_ROWS).await?;
            let found: Vec<Value> = target.rows(table, last, CHUNK_ROWS).await?;
            ensure!(expected == found, "the {} in the target are others than those in the source", table.name);
            let Some(newest) = expected.last().and_then(|row| row[0].as_i64()) else { break };
            last = newest;
        }
    }
    Ok(())
}
