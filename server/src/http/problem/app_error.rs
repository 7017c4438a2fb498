//! Converts a use case's failure into the problem that is answered.

use crate::app::error::AppError;
use crate::app::limit::TooFast;
use crate::app::polls::PollError;
use crate::domain::Refusal;
use crate::http::problem::Problem;
use crate::storage::StorageError;

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(refusal) => refusal.into(),
            AppError::Storage(error) => error.into(),
            AppError::HostOnly => Self::host_only(),
            AppError::CodeUsed => Self::code_used(),
            AppError::NotPaired => Self::not_paired(),
            AppError::KeyIsASetting => Self::key_is_a_setting(),
            AppError::TooFast(error) => error.into(),
            AppError::Ipv4Needed { url } => {
                let mut problem = Self::from(Refusal::Ipv4Needed);
                problem.0.link = url;
                problem
            }
            AppError::NoAddress => Self::no_address(),
            AppError::InvalidAddress => Self::invalid_address(),
            AppError::InvalidTicket => Self::invalid_ticket(),
            AppError::NoSuchRound => Self::no_such_round(),
            AppError::NoFonts => Self::no_fonts(),
            AppError::NoDesktop { url } => Self::no_desktop(&url),
            AppError::Internal => Self::internal(),
        }
    }
}

impl From<PollError> for Problem {
    fn from(error: PollError) -> Self {
        AppError::from(error).into()
    }
}

impl From<TooFast> for Problem {
    fn from(error: TooFast) -> Self {
        Self::too_many_requests(error.wait)
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        if matches!(error, StorageError::Overloaded) {
            return Self::overloaded();
        }
        // `storage` logs the outage once; this line belongs to the single request.
        tracing::debug!(error = &error as &dyn std::error::Error, "storage: request failed");
        Self::storage_unavailable()
    }
}
