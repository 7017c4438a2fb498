//! The kinds of polls on one model: a [`Prompt`](super::Poll) asks, an [`Answer`] is what a voter said, and a [`Tally`]
//! is the sum of the answers.

mod answer;
mod tally;

pub use answer::{Answer, OptionId};
pub use tally::{Tally, TallyKey};
