//! Charges the limits before a guest's use case, and refunds them according to its result. Hosts
//! are not limited.

use super::App;
use super::client::ClientIp;
use super::error::AppError;
use super::limit::{ChargedToken, CodeLookup};
use super::polls::PollError;
use crate::domain::{JoinCode, Refusal};

/// The visitor of a use case, which looks up a code, votes, redeems a ticket or creates a poll:
/// whom to limit, and whether at all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Requester {
    /// The visitor's address and address group.
    pub(crate) client: ClientIp,
    /// Whether the visitor has a host's authority, and so is not limited.
    pub(crate) is_host: bool,
}

impl App {
    /// Begins the lookup of a code; [`end_lookup`] ends it. `None` for a host, or when limits are
    /// off.
    pub(super) fn begin_lookup(&self, requester: Requester, code: &str) -> Result<Option<CodeLookup>, AppError> {
        if requester.is_host {
            Ok(None)
        } else {
            Ok(self.limits.begin_lookup(requester.client, code, |join_code| self.is_staged_by(join_code, code))?)
        }
    }

    /// Whether the poll with this code is on the stage of the meeting with this join code: the
    /// meeting's guests do not have to guess the poll's code.
    fn is_staged_by(&self, join_code: &str, code: &str) -> bool {
        let meeting = JoinCode::parse(join_code).and_then(|join_code| self.live.stages.meeting(&join_code));
        meeting.is_some_and(|meeting| meeting.stage.item.poll().is_some_and(|poll| poll.as_str() == code))
    }

    /// Charges one new poll to a guest's address group. `None` for a host.
    pub(crate) async fn charge_creation(&self, requester: Requester) -> Result<Option<ChargedToken>, AppError> {
        if requester.is_host { Ok(None) } else { Ok(Some(self.limits.charge_new_poll(requester.client).await?)) }
    }
}

/// Ends a lookup: a code that exists costs the visitor's group no attempt from then on, an unknown
/// one costs the attempt, and after a database error the attempt is given back.
pub(super) fn end_lookup<T>(lookup: Option<CodeLookup>, result: &Result<T, PollError>) {
    let Some(lookup) = lookup else { return };
    match result {
        Err(PollError::Refused(Refusal::NoSuchPoll | Refusal::NoSuchMeeting)) => {}
        Err(PollError::Storage(_)) => lookup.cancel(),
        Ok(_) | Err(PollError::Refused(_)) => lookup.found(),
    }
}

/// Puts the token back if the database failed, so that nothing was stored.
pub(super) async fn refund<T>(charged: Option<ChargedToken>, result: &Result<T, PollError>) {
    if let (Err(PollError::Storage(_)), Some(charged)) = (result, charged) {
        charged.give_back().await;
    }
}

/// As [`refund`], and returns the result.
pub(super) async fn settle<T>(charged: Option<ChargedToken>, result: Result<T, PollError>) -> Result<T, AppError> {
    refund(charged, &result).await;
    Ok(result?)
}
