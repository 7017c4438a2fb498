//! Lets a phone that reconnects at another address of this server stay the same voter there.

mod ticket;

use super::App;
use super::error::AppError;
use super::guest_limits::{Requester, settle};
use crate::domain::BrowserToken;
use crate::wire::{Resume, Ticket};
use crate::{entropy, hex};

impl App {
    /// A ticket and the URLs of this server, which a browser stores in case the address that it is
    /// connected to stops answering; `host` is that address (`192.168.1.20:4242`).
    pub(crate) fn resume(&self, browser: BrowserToken, host: &str) -> Resume {
        let ticket = ticket::issue(&self.keys, browser, host, self.clock.now_millis(), entropy::bytes());
        Resume { ticket, ways: self.advertised.urls(), mark: self.server_proof() }
    }

    /// The secret path segment under `/here/`. An address that serves this path is an address of
    /// this server.
    pub(crate) fn server_proof(&self) -> String {
        hex::encode(&self.keys.mac(b"here", b"")[..16])
    }

    /// Redeems a ticket for the visitor whose device cookie, if any, holds `device`; returns the
    /// identity that the visitor takes over. A ticket is redeemed once, and only by a browser that
    /// opened the page without a token. If it got a token with the page, `request.newcomer` proves
    /// that.
    ///
    /// # Errors
    /// [`AppError::InvalidTicket`], [`AppError::TooFast`], or [`AppError::Storage`].
    pub(crate) async fn redeem(
        &self,
        requester: Requester,
        device: Option<BrowserToken>,
        request: &Ticket,
    ) -> Result<BrowserToken, AppError> {
        let ticket = ticket::read(&self.keys, &request.ticket, self.clock.now_millis()).ok_or(AppError::InvalidTicket)?;
        let browser = ticket.browser;
        // The browser has this identity already, as when the first response was lost.
        if device == Some(browser) {
            return Ok(browser);
        }
        let by = self.redeemer(device, request.newcomer.as_deref()).ok_or(AppError::InvalidTicket)?;
        // Charged to the device that the ticket names, whose identity the ticket proves.
        let charged = if requester.is_host { None } else { Some(self.limits.charge_ticket(requester.client, browser).await?) };
        let redeemed = settle(charged, self.ballots.redeem(ticket.id, by, ticket.ends_at).await).await?;
        if redeemed { Ok(browser) } else { Err(AppError::InvalidTicket) }
    }

    /// The token to record as the redeemer: a fresh one without a cookie, or the cookie's if
    /// `newcomer` proves that the browser got it with a page that it opened without a token. `None`
    /// for a browser that had a token before, which may not change its identity.
    fn redeemer(&self, device: Option<BrowserToken>, newcomer: Option<&str>) -> Option<BrowserToken> {
        match device {
            None => Some(BrowserToken::from_entropy(entropy::bytes())),
            Some(own) => newcomer.is_some_and(|proof| self.keys.is_newcomer(own, proof)).then_some(own),
        }
    }
}
