//! The words and rules of a vote: no HTTP, no SQL, no async.
//!
//! Every type here is valid by construction: text from outside is parsed once, at the door, and nothing further in checks it
//! again. What cannot be parsed becomes a [`Refusal`], the visitor's "no".

mod audit;
mod ballot;
mod code;
mod log;
mod poll;
mod receipt;
mod refusal;
mod tally;
mod text;

pub use audit::{Audit, Finding, LoggedVote, Recount};
pub use ballot::{AddressKey, Ballot, BrowserToken, Choices, Vote, Voter};
pub use code::{Code, JoinCode, PollCode};
pub use log::{Entry, Link};
pub use poll::{Fairness, Kind, NewPoll, Poll, PollChange, PollOption, PollState, ResultsRule};
pub use receipt::Receipt;
pub use refusal::{Mark, Refusal};
pub use tally::{Audience, percentage};
pub use text::{OptionText, Question};
