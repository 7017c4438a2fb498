//! Reads the votes of a poll's log a page at a time, so that the log of a large poll is never whole in memory.

use super::dialect::{Session, query_as};
use super::log::VoteRow;
use crate::domain::LoggedVote;

/// The most votes of a page.
const PAGE_SIZE: i64 = 4000;

/// The votes of a poll's log at positions greater than `after`, and the position of the last of them;
/// `None` at the end of the log.
pub(super) async fn page(connection: &mut Session, poll_id: i64, after: i64) -> Result<Option<(i64, Vec<LoggedVote>)>, sqlx::Error> {
    let page: Vec<VoteRow> = query_as(
        "select position, round, answer, nonce, commitment, class, replaces, counts, link from votes \
         where poll_id = $1 and position > $2 order by position limit $3",
    )
    .bind(poll_id)
    .bind(after)
    .bind(PAGE_SIZE)
    .fetch_all(connection)
    .await?;
    let Some(last) = page.last().map(|row| row.position) else { return Ok(None) };
    Ok(Some((last, page.into_iter().map(VoteRow::into_vote).collect::<Result<_, _>>()?)))
}
