//! Why a use case fails, by kind. Only `http/problem` knows which status and which code each becomes.

use super::limit::TooFast;
use super::polls::PollError;
use crate::domain::Refusal;
use crate::storage::StorageError;

/// A use case's failure.
#[derive(Debug)]
pub(crate) enum AppError {
    /// The rules of the domain refuse it to the visitor.
    Refused(Refusal),
    /// The database failed; trying again later helps.
    Storage(StorageError),
    /// Only a host may do this, and the visitor has not proven to be one.
    HostOnly,
    /// A one-time code that was exchanged before, or has expired.
    CodeUsed,
    /// The host key is a setting, and a server does not change its settings.
    KeyIsASetting,
    /// A limit; `wait` is in whole seconds.
    TooFast(TooFast),
    /// The ballot's address marks no voter under the poll's rule; the same page over IPv4 leads on, where there is one.
    Ipv4Needed {
        /// With the scheme and this computer's IPv4 address.
        link: Option<String>,
    },
    /// This computer has no address that phones could reach.
    NoAddress,
    /// Not one of this computer's addresses.
    InvalidAddress,
    /// A resume ticket that is used, stale, changed, another server's, or of no use to this browser.
    InvalidTicket,
    /// A chart of a round that the poll has not had.
    NoSuchRound,
    /// A picture with text, on a computer without fonts.
    NoFonts,
    /// The server runs without a desktop; `url` is the page that does the same in a browser.
    NoDesktop {
        /// With the scheme and the advertised address.
        url: String,
    },
    /// A mistake of this program or its computer, which the log has.
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
