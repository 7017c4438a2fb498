//! The errors of use cases. `http/problem` maps each to a status and a code.

use super::limit::TooFast;
use super::polls::PollError;
use crate::domain::Refusal;
use crate::storage::StorageError;

/// A use case's failure.
#[derive(Debug)]
pub(crate) enum AppError {
    /// A rule of the domain refuses the request.
    Refused(Refusal),
    /// The database failed; a retry may succeed.
    Storage(StorageError),
    /// Only a host may do this, and the visitor has not proved to be one.
    HostOnly,
    /// A one-time code that was used before, or has expired.
    CodeUsed,
    /// A pairing code that is wrong, was used, or has expired.
    NotPaired,
    /// The host key comes from the settings, so the server cannot replace it.
    KeyIsASetting,
    /// A rate limit refuses the request.
    TooFast(TooFast),
    /// The poll's rule compares addresses, and the ballot's IPv6 address does not identify a
    /// device; an IPv4 address would.
    Ipv4Needed {
        /// The URL of the same page over IPv4; `None` if this computer has no IPv4 address.
        url: Option<String>,
    },
    /// This computer has no address that phones could reach.
    NoAddress,
    /// The address is not among those that this computer can advertise.
    InvalidAddress,
    /// A resume ticket that was used, has expired, was changed, is another server's, or is sent by
    /// a browser that already had another token.
    InvalidTicket,
    /// The poll has no round with this number.
    NoSuchRound,
    /// A picture with text cannot be drawn, because this computer has no fonts.
    NoFonts,
    /// The server runs without a desktop.
    NoDesktop {
        /// The URL of the page that does the same in a browser.
        url: String,
    },
    /// An internal error, which the log explains.
    Internal,
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<TooFast> for AppError {
    fn from(error: TooFast) -> Self {
        Self::TooFast(error)
    }
}

impl From<PollError> for AppError {
    fn from(error: PollError) -> Self {
        match error {
            PollError::Refused(refusal) => Self::Refused(refusal),
            PollError::Storage(error) => Self::Storage(error),
        }
    }
}
