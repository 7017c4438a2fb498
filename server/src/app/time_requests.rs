//! Voters who ask for more time where a timer runs, within the rate limits.

use super::App;
use super::error::AppError;
use super::guest_limits::Requester;
use crate::domain::{BrowserToken, Poll};
use std::sync::Arc;

impl App {
    /// Counts a device that asks for more time, for the poll's hosts: once in a round, and not without a timer. It is charged as a ballot;
    /// `cookie` is the token of the device cookie.
    ///
    /// # Errors
    /// [`AppError::TooFast`].
    pub(crate) async fn ask_for_time(
        &self,
        requester: Requester,
        cookie: Option<BrowserToken>,
        poll: &Arc<Poll>,
        browser: BrowserToken,
    ) -> Result<(), AppError> {
        if !requester.is_host {
            let _charged = self.limits.charge_ballot(requester.client, cookie, browser).await?;
        }
        self.live.polls.ask_for_time(poll, browser);
        Ok(())
    }
}
