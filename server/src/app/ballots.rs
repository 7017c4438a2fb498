//! Counts ballots within the rate limits. Every vote goes through this, whether it was sent as
//! JSON, by form or by socket.

use super::App;
use super::error::AppError;
use super::guest_limits::{Requester, end_lookup, refund};
use super::polls::{Ballots, Cast, PollError, SentAnswer};
use crate::domain::{BrowserToken, Poll, PollCode, Refusal, Vote};
use crate::storage::Recorded;
use crate::wire::Snapshot;

/// A ballot as it was sent: parsed, but not yet checked against its poll.
#[derive(Debug, Clone)]
pub(crate) struct SentBallot {
    /// The poll's code.
    pub(crate) code: PollCode,
    /// What it says.
    pub(crate) answer: SentAnswer,
    /// The voter's identity.
    pub(crate) browser: BrowserToken,
    /// The round in which it was answered; `None` where the voter did not say.
    pub(crate) round: Option<u32>,
}

impl App {
    /// Counts a ballot; when this returns `Ok`, it is committed. `cookie` is the token of the
    /// device cookie, whose bucket the limits charge; `page` is the path in the URL of
    /// [`AppError::Ipv4Needed`].
    ///
    /// # Errors
    /// [`AppError::TooFast`], a refusal, [`AppError::Ipv4Needed`], or [`AppError::Storage`].
    pub(crate) async fn cast(
        &self,
        requester: Requester,
        cookie: Option<BrowserToken>,
        ballot: SentBallot,
        page: &str,
    ) -> Result<Recorded, AppError> {
        let lookup = self.begin_lookup(requester, ballot.code.as_str())?;
        let charged = if requester.is_host {
            None
        } else {
            match self.limits.charge_ballot(requester.client, cookie, ballot.browser).await {
                Ok(charged) => Some(charged),
                Err(too_fast) => {
                    if let Some(lookup) = lookup {
                        lookup.cancel();
                    }
                    self.ballots.refused_too_fast(&ballot.code);
                    return Err(too_fast.into());
                }
            }
        };
        let SentBallot { code, answer, browser, round } = ballot;
        let cast = Cast { code, answer, browser, round, address: requester.client.voter(), from: requester.client.address };
        let result = self.ballots.cast(cast).await;
        end_lookup(lookup, &result);
        refund(charged, &result).await;
        result.map_err(|error| self.with_ipv4_url(error, page))
    }

    /// Adds the URL of the same page over IPv4 to a refusal that a request over IPv4 would avoid.
    fn with_ipv4_url(&self, error: PollError, page: &str) -> AppError {
        match error {
            PollError::Refused(Refusal::Ipv4Needed) => {
                AppError::Ipv4Needed { url: self.advertised.ipv4_url().map(|url| format!("{url}{page}")) }
            }
            error => error.into(),
        }
    }

    /// A poll as a device with this vote, or without one, may see it.
    pub(crate) fn snapshot(&self, poll: &Poll, vote: Option<Vote>) -> Snapshot {
        let results = self.live.polls.results(poll, Ballots::audience(vote.as_ref()));
        Snapshot { results, your_vote: vote.map(|vote| vote.shown(&poll.prompt).into()) }
    }
}
