//! A phone that follows this computer to another address, and stays the same voter there.

mod ticket;

use super::App;
use super::error::AppError;
use super::guest_limits::{Seeker, settle};
use crate::domain::BrowserToken;
use crate::wire::{Resume, Ticket};
use crate::{entropy, hex};

impl App {
    /// What a browser keeps for the moment when this address stops answering; `host` is the address where it is now
    /// (`192.168.1.20:4242`).
    pub(crate) fn resume(&self, browser: BrowserToken, host: &str) -> Resume {
        let ticket = ticket::issue(&self.keys, browser, host, self.clock.now_millis(), entropy::bytes());
        Resume { ticket, ways: self.reach.urls(), mark: self.server_mark() }
    }

    /// The path that only this server, and pages rendered by it, can know: where it answers, this server runs.
    pub(crate) fn server_mark(&self) -> String {
        hex::encode(&self.keys.seal(b"here", b"")[..16])
    }

    /// Redeems a ticket for the visitor whose device cookie, if any, is `device`; returns the browser that it becomes. A ticket is
    /// redeemed once, and only by a browser without a token of its own.
    ///
    /// # Errors
    /// [`AppError::InvalidTicket`], [`AppError::TooFast`], or the database's.
    pub(crate) async fn redeem(&self, seeker: Seeker, device: Option<BrowserToken>, handed: &Ticket) -> Result<BrowserToken, AppError> {
        let ticket = ticket::read(&self.keys, &handed.ticket, self.clock.now_millis()).ok_or(AppError::InvalidTicket)?;
        let browser = ticket.browser;
        // A browser that has become this one already lost the answer, and asks again.
        if device == Some(browser) {
            return Ok(browser);
        }
        let by = self.redeemer(device, handed.newcomer.as_deref()).ok_or(AppError::InvalidTicket)?;
        // Counted for the phone that the ticket names: it has proven to be that one, and brings no other cookie.
        let taken = if seeker.is_host { None } else { Some(self.limits.resume(seeker.client, browser).await?) };
        let redeemed = settle(taken, self.ballots.redeem(ticket.id, by, ticket.ends_at).await).await?;
        if redeemed { Ok(browser) } else { Err(AppError::InvalidTicket) }
    }

    /// The browser that redeems: one without a cookie, or one whose token was drawn for the page that it comes from.
    fn redeemer(&self, device: Option<BrowserToken>, newcomer: Option<&str>) -> Option<BrowserToken> {
        match device {
            None => Some(BrowserToken::from_entropy(entropy::bytes())),
            Some(own) => newcomer.is_some_and(|proof| self.keys.is_newcomer(own, proof)).then_some(own),
        }
    }
}
