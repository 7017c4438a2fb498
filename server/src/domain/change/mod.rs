//! A host's changes of a poll, and when each is permitted; the order of states is in [`states`].
//!
//! After the first counted vote, options keep their number and order: only their texts may be reworded, and each rewording
//! is recorded.

mod states;

use super::{NewOption, Note, Poll, PollOption, PollState, Question, Refusal, RulesChange};

/// The longest timer: a day.
const MAX_TIMER_SECONDS: u64 = 86_400;

/// A change of a poll; `None` leaves a field unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PollChange {
    /// The new state.
    pub state: Option<PollState>,
    /// The changes of its rules.
    pub rules: RulesChange,
    /// Reveal the results, or hide them again.
    pub revealed: Option<bool>,
    /// Show the right answers, or hide them again.
    pub answer_shown: Option<bool>,
    /// The new timer, or its removal.
    pub timer: Option<Timer>,
    /// Whether results are revealed when the timer ends voting.
    pub auto_reveal: Option<bool>,
    /// The new wording of the question.
    pub question: Option<Question>,
    /// The new options; after the first vote, the same ones reworded.
    pub options: Option<Vec<NewOption>>,
    /// The host's private note.
    pub note: Option<Note>,
    /// Start the next round.
    pub run_again: bool,
    /// Apply the change only if the timer has expired: a host may have moved the deadline
    /// meanwhile.
    pub if_due: bool,
}

/// A change of an open poll's timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    /// No timer: voting goes on until the host ends it.
    Off,
    /// Voting ends this many seconds from now.
    In(u64),
    /// This many seconds are added to the time left of a running timer.
    More(u64),
}

impl Poll {
    /// The poll after a change, with the old `seq`: the storage raises it. `now` is in milliseconds
    /// since 1970.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] for what the poll's state or its timer does not permit, [`Refusal::InvalidTimer`]
    /// for a timer of zero or of more than a day, [`Refusal::OptionsLocked`] for another number of
    /// options once there are votes, [`Refusal::InvalidOptions`] for rewording the marks of a
    /// rating, and [`Refusal::InvalidChoices`] for fewer options than a ballot may name.
    pub fn changed(mut self, change: &PollChange, now: i64) -> Result<Self, Refusal> {
        if change.if_due && self.closes_at.is_none_or(|end| now < end) {
            return Err(Refusal::WrongState("The end was moved meanwhile.".into()));
        }
        if change.run_again {
            self.run_again()?;
        }
        if let Some(state) = change.state {
            self.step_to(state)?;
        }
        self.rules = self.rules.changed(change.rules);
        self.tally.terms_mut().set_rule(self.rules);
        self.auto_reveal = change.auto_reveal.unwrap_or(self.auto_reveal);
        self.show(change)?;
        if let Some(timer) = change.timer {
            self.set_timer(timer, now)?;
        }
        if let Some(question) = &change.question {
            question.as_str().clone_into(&mut self.question);
        }
        if let Some(note) = &change.note {
            note.as_str().clone_into(&mut self.note);
        }
        if let Some(options) = &change.options {
            self.reword(options)?;
        }
        Ok(self)
    }

    /// Whether votes of any round exist, so that options can only be reworded.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.ballots > 0
    }

    /// Whether one of its options has this id. The id of a removed option is never assigned again.
    #[must_use]
    pub fn has_option(&self, id: i64) -> bool {
        self.options.iter().any(|option| option.id == id)
    }

    /// Sets the visibility of results and right answers. Results can be revealed once voting was
    /// opened, right answers shown once it is closed.
    fn show(&mut self, change: &PollChange) -> Result<(), Refusal> {
        if change.revealed == Some(true) && self.state.is_before_voting() {
            return Err(Refusal::WrongState("Voting has not been opened yet, so there are no results to reveal.".into()));
        }
        self.revealed = change.revealed.unwrap_or(self.revealed);
        if change.answer_shown == Some(true) {
            if self.state != PollState::Closed {
                return Err(Refusal::WrongState("Close the voting first: the right answer would give it away.".into()));
            }
            if !self.has_right_answer() {
                return Err(Refusal::WrongState("No option of this poll is marked as right.".into()));
            }
        }
        self.answer_shown = change.answer_shown.unwrap_or(self.answer_shown);
        Ok(())
    }

    fn set_timer(&mut self, timer: Timer, now: i64) -> Result<(), Refusal> {
        // Until the poll is closed in the database, a change of the timer would take votes again.
        if self.closes_at.is_some_and(|end| end <= now) {
            return Err(Refusal::WrongState("The timer has ended the voting.".into()));
        }
        let (from, seconds) = match timer {
            Timer::Off => {
                self.closes_at = None;
                return Ok(());
            }
            Timer::In(seconds) => (now, seconds),
            Timer::More(seconds) => (self.closes_at.ok_or_else(no_timer)?, seconds),
        };
        if self.state != PollState::Open {
            return Err(Refusal::WrongState("Open the voting first, then start the timer.".into()));
        }
        let end = from.saturating_add_unsigned(seconds.saturating_mul(1000));
        if seconds == 0 || end.saturating_sub(now) > i64::try_from(MAX_TIMER_SECONDS * 1000).unwrap_or(i64::MAX) {
            return Err(Refusal::InvalidTimer);
        }
        self.closes_at = Some(end);
        Ok(())
    }

    /// Replaces the options, or rewords them once there are votes. New options have the id 0 until the
    /// storage assigns one.
    fn reword(&mut self, options: &[NewOption]) -> Result<(), Refusal> {
        if self.prompt.generated_options().is_some() {
            return Err(Refusal::InvalidOptions("The marks of a rating cannot be reworded.".into()));
        }
        let prompt = self.prompt.limited_to(options.len());
        prompt.check_options(options.len())?;
        if self.is_locked() && options.len() != self.options.len() {
            return Err(Refusal::OptionsLocked);
        }
        self.prompt = prompt;
        let ids: Vec<i64> = if self.is_locked() { self.options.iter().map(|option| option.id).collect() } else { vec![0; options.len()] };
        self.options = options
            .iter()
            .enumerate()
            .map(|(at, option)| PollOption { id: ids[at], text: option.text.as_str().to_owned(), correct: option.correct })
            .collect();
        Ok(())
    }
}

/// The refusal of more time where none runs out: it would begin a timer, and end the voting.
fn no_timer() -> Refusal {
    Refusal::WrongState("No timer is running, so there is nothing to add time to.".into())
}

#[cfg(test)]
mod tests;
