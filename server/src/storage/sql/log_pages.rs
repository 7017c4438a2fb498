//! Reads a poll's log a page at a time, so that the log of a large poll is never whole in memory.
//!
//! Keys grow with positions, so a page begins after the last key of the one before. The unary plus
//! in the query keeps both databases from using the index on `poll_id`: they would have to sort the
//! whole log for each page.

use super::dialect::{Session, option_ids, query_as};
use super::log::LogRow;
use crate::domain::LoggedVote;

/// The most votes of a page.
const PAGE_SIZE: i64 = 4000;

/// The votes of a poll's log with keys greater than `after`, and the key of the last of them;
/// `None` at the end of the log.
pub(super) async fn page(connection: &mut Session, poll_id: i64, after: i64) -> Result<Option<(i64, Vec<LoggedVote>)>, sqlx::Error> {
    let page: Vec<LogRow> = query_as(concat!(
        "select id, position, round, ",
        option_ids!(),
        ", nonce, receipt, replaces, link from votes where +poll_id = $1 and id > $2 order by id limit $3"
    ))
    .bind(poll_id)
    .bind(after)
    .bind(PAGE_SIZE)
    .fetch_all(connection)
    .await?;
    let Some(last) = page.last().map(|row| row.id) else { return Ok(None) };
    Ok(Some((last, page.into_iter().map(LogRow::into_vote).collect::<Result<_, _>>()?)))
}
