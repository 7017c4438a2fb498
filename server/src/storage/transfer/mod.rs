//! Copies a database into another, of either kind, without deleted data and host sessions. Keys stay
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
pub(crate) struct Transferred {
    /// The question and the audit of every poll in the target.
    pub(crate) audits: Vec<(String, Audit)>,
    /// How many rows of all tables were copied.
    pub(crate) rows: usize,
    /// How many polls were not copied, because they were deleted.
    pub(crate) deleted_polls: usize,
}

/// Copies a database without deleted data and host sessions. A target that is not empty is refused,
/// or with `replace` emptied first. `progress` is called with a table's name and the number of its rows copied so
/// far. After an error the target holds the same rows as before; its schema may have been created
/// or migrated.
pub(crate) async fn transfer(
    from: &DatabaseUrl,
    to: &DatabaseUrl,
    replace: bool,
    mut progress: impl FnMut(&str, usize),
) -> anyhow::Result<Transferred> {
    let mut source = End::open_source(from).await?;
    let mut target = End::open_target(to).await?;
    let result = copy(&mut source, &mut target, replace, &mut progress).await;
    let transferred = match result {
        Ok(transferred) => transferred,
        Err(error) => {
            // Where the rollback fails, closing the connection rolls back.
            let _close_rolls_back = target.run("rollback").await;
            return Err(error);
        }
    };
    target.run("commit").await.context("could not commit; the target is as before")?;
    target.close().await?;
    source.close().await?;
    Ok(transferred)
}

async fn copy(source: &mut End, target: &mut End, replace: bool, progress: &mut impl FnMut(&str, usize)) -> anyhow::Result<Transferred> {
    source.begin().await?;
    target.begin().await?;
    source.check_schema().await.context("the source is of another version: open it once with this one")?;
    target.check_schema().await.context("the target is of another version")?;
    for (end, name) in [(&mut *source, "source"), (&mut *target, "target")] {
        ensure!(
            end.instance_count().await.with_context(|| format!("the {name} is of another version"))? == 0,
            "a server uses the {name} now: end it first, or votes would be lost or come twice. One that was killed is forgotten after 15 seconds"
        );
    }
    if replace {
        target.delete_rows().await.context("could not empty the target")?;
    }
    ensure!(target.is_empty().await?, "the target has meetings already, and they were left alone. To lose them, say --replace");
    let mut rows = 0;
    let mut stages = Vec::new();
    for table in TABLES {
        let mut copied = 0;
        let mut last = Value::Null;
        loop {
            let mut chunk = source.rows(table, &last, CHUNK_ROWS).await?;
            let Some(row) = chunk.last() else { break };
            last = row.clone();
            if table.name == MEETINGS.name {
                stages.extend(chunk.iter_mut().filter_map(take_stage));
            }
            copied += chunk.len();
            target.insert(table, chunk).await.with_context(|| format!("could not write the {} into the target", table.name))?;
            progress(table.name, copied);
        }
        rows += copied;
    }
    target.set_stages(stages).await?;
    let newest_option_key = source.newest_option_key().await?;
    target.set_sequences(newest_option_key).await?;
    compare(source, target).await?;
    let audits = target.audits().await?;
    let mut source_audits = source.audits().await?;
    // The comparison of rows has already checked that no poll is missing.
    let copied: HashSet<_> = audits.iter().map(|(_, audit)| audit.code.clone()).collect();
    source_audits.retain(|(_, audit)| copied.contains(&audit.code));
    ensure!(format!("{source_audits:?}") == format!("{audits:?}"), "the votes in the target are others than those in the source");
    Ok(Transferred { audits, rows, deleted_polls: source.deleted_poll_count().await? })
}

/// Compares every row of both sides that is to be copied; an error names the first table that
/// differs.
async fn compare(source: &mut End, target: &mut End) -> anyhow::Result<()> {
    for table in TABLES {
        let mut last = Value::Null;
        loop {
            let expected: Vec<Value> = source.rows(table, &last, CHUNK_ROWS).await?;
            let found: Vec<Value> = target.rows(table, &last, CHUNK_ROWS).await?;
            ensure!(expected == found, "the {} in the target are others than those in the source", table.name);
            let Some(row) = expected.last() else { break };
            last = row.clone();
        }
    }
    Ok(())
}
