//! Stores what a device does on a board, within the rate limits.

use super::App;
use super::error::AppError;
use super::guest_limits::{Requester, refund};
use crate::domain::{BrowserToken, JoinCode, Mark};
use crate::storage::Marked;

impl App {
    /// Stores a mark; when this returns `Ok`, it is committed. A question, and a device's first vote, are charged to the limit on votes;
    /// `cookie` is the token of the device cookie.
    ///
    /// # Errors
    /// [`AppError::TooFast`], a refusal, or [`AppError::Storage`].
    pub(crate) async fn mark(
        &self,
        requester: Requester,
        cookie: Option<BrowserToken>,
        (meeting, browser): (&JoinCode, BrowserToken),
        mark: Mark,
    ) -> Result<Marked, AppError> {
        let charged = match mark {
            _ if requester.is_host => None,
            Mark::Ask(_) => Some(self.limits.charge_ballot(requester.client, cookie, browser).await?),
            Mark::Vote { .. } | Mark::Report { .. } => self.limits.charge_mark(requester.client, cookie, browser).await?,
        };
        let result = self.boards.mark(meeting, browser, mark).await;
        refund(charged, &result).await;
        Ok(result?)
    }
}
