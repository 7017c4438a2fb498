//! The steps of a meeting: what a press of a key, a shortcut or a remote does, and what comes next.
//!
//! draft → on stage → open → close → reveal (where results are hidden until then) → right answer (where there is one) → next poll.
//! The console has the same rule in `ui/src/host/state/steps.ts`, for its labels; `steps.json` beside it tests both.

mod agenda;
mod plan;
mod room;
mod sequence;
#[cfg(test)]
mod tests;

pub use agenda::Agenda;
pub use plan::Plan;
pub use room::Room;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The length of a timer when it is started, in seconds.
pub const TIMER_SECONDS: u64 = 30;

/// How much is added to a timer at a time, in seconds.
pub const MORE_TIME_SECONDS: u64 = 15;

/// What a host asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The next step, whatever it is.
    Next,
    /// One step back.
    Back,
    /// Opens voting, and shows the poll.
    Open,
    /// Closes voting.
    Close,
    /// Reveals the results.
    Reveal,
    /// Shows the right answer.
    Answer,
    /// Ends voting in 30 seconds.
    Timer,
    /// Adds 15 seconds to the timer.
    MoreTime,
    /// Blanks the screen, or shows again what it hid.
    Blank,
    /// Shows the lobby, or again the poll.
    Lobby,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StepAction)]
#[ts(rename = "StepAction")]
pub enum Action {
    /// Puts the poll on stage.
    Stage,
    /// Opens voting.
    Open,
    /// Closes voting.
    Close,
    /// Reveals the results.
    Reveal,
    /// Shows the right answer.
    Answer,
    /// Puts the next poll on stage.
    Next,
    /// Shows again the poll that the lobby, the board or a blank screen hides, or the board that a blank screen hides.
    Return,
    /// Nothing: there is no further poll, so the next step is a new question.
    New,
    /// Hides the results.
    Hide,
    /// Hides the right answer.
    HideAnswer,
    /// Opens voting again.
    Reopen,
    /// Takes the opening back, before the first vote.
    Unopen,
    /// Puts the previous poll on stage.
    Previous,
    /// Starts the timer.
    Timer,
    /// Adds time to the timer.
    MoreTime,
    /// Blanks the screen.
    Blank,
    /// Shows the lobby.
    Lobby,
}

/// What a host confirms, where a step would otherwise be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StepConfirmation)]
#[ts(rename = "StepConfirmation")]
pub enum Confirmation {
    /// Every other open poll is closed first.
    Close,
    /// Other open polls stay open, although the room does not see them.
    Leave,
    /// A closed poll with votes is opened again; other open polls stay open.
    Reopen,
}

/// A step as a host sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// What is asked for.
    pub step: Step,
    /// What is confirmed.
    pub confirm: Option<Confirmation>,
    /// The state that the host saw, as [`Agenda::position`] names it; in another state the step is refused. `None` for any state.
    pub from: Option<String>,
}
