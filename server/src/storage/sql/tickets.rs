//! Redeemed resume tickets: each is valid for one browser, across all instances.

use super::dialect::{BEGIN_BATCH, Session, query, query_scalar};
use crate::domain::BrowserToken;
use sqlx::Connection;

/// Records that a browser has redeemed a ticket; false where another browser has redeemed it before. Deletes expired tickets.
pub(super) async fn redeem(
    connection: &mut Session,
    ticket: [u8; 16],
    by: BrowserToken,
    ends_at: i64,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_BATCH).await?;
    query("delete from tickets where ends_at <= $1").bind(now).execute(&mut *transaction).await?;
    query("insert into tickets (ticket, browser_token, ends_at) values ($1, $2, $3) on conflict (ticket) do nothing")
        .bind(&ticket[..])
        .bind(by.as_bytes())
        .bind(ends_at)
        .execute(&mut *transaction)
        .await?;
    let redeemed_by: Vec<u8> =
        query_scalar("select browser_token from tickets where ticket = $1").bind(&ticket[..]).fetch_one(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(redeemed_by == by.as_bytes())
}
