//! The states of a poll, draft → ready → open → closed, and which steps between them are permitted.
//!
//! Voting can be opened from every state, and closed only after it was opened; a poll goes back to
//! draft or ready only while its round has no votes. Another round starts without votes; the log
//! contains those of earlier rounds.

use crate::domain::{Poll, PollState, Refusal};

impl PollState {
    /// Whether guests may know that a poll in this state exists: not that of a draft.
    #[must_use]
    pub const fn is_visible_to_guests(self) -> bool {
        match self {
            Self::Draft => false,
            Self::Ready | Self::Open | Self::Closed => true,
        }
    }

    /// Whether voting in this round has yet to be opened.
    #[must_use]
    pub const fn is_before_voting(self) -> bool {
        match self {
            Self::Draft | Self::Ready => true,
            Self::Open | Self::Closed => false,
        }
    }

    /// Whether a request for this state needs the right to change the meeting's stage: every one but
    /// the close, which leaves the stage as it is. See [`Poll::comes_on_stage`].
    #[must_use]
    pub const fn may_stage(self) -> bool {
        match self {
            Self::Draft | Self::Ready | Self::Open => true,
            Self::Closed => false,
        }
    }
}

impl Poll {
    /// Whether votes count at `now`, in milliseconds since 1970: an expired timer ends voting even
    /// before the poll is closed in the database.
    #[must_use]
    pub fn takes_votes_at(&self, now: i64) -> bool {
        self.state == PollState::Open && self.closes_at.is_none_or(|end| now < end) && !self.is_roll_erased()
    }

    /// Whether the roll of this round was deleted: with the end of the meeting, or because its salt is lost.
    #[must_use]
    pub fn is_roll_erased(&self) -> bool {
        self.erased_round >= self.round
    }

    /// Whether the change from `previous` to this poll puts it on its meeting's stage: it was
    /// opened, or is a draft no longer.
    #[must_use]
    pub fn comes_on_stage(&self, previous: &Self) -> bool {
        self.state != previous.state && (self.state == PollState::Open || previous.state == PollState::Draft)
    }

    /// The poll once the stage shows it: a draft becomes ready. `None` where nothing changes.
    #[must_use]
    pub fn staged(mut self) -> Option<Self> {
        (self.state == PollState::Draft).then(|| {
            self.state = PollState::Ready;
            self
        })
    }

    /// The poll as followers see it after its deletion: not open, without a timer, with a higher
    /// `seq`.
    #[must_use]
    pub fn after_deletion(mut self) -> Self {
        if self.state == PollState::Open {
            self.state = PollState::Closed;
        }
        self.closes_at = None;
        self.seq += 1;
        self
    }

    /// Starts the next round.
    pub(super) fn run_again(&mut self) -> Result<(), Refusal> {
        if self.total_votes == 0 {
            return Err(Refusal::WrongState("Nobody has voted in this round yet, so there is nothing to run again.".into()));
        }
        self.round += 1;
        self.total_votes = 0;
        self.tally = self.tally.of_next_round();
        (self.state, self.revealed, self.answer_shown, self.closes_at) = (PollState::Ready, false, false, None);
        Ok(())
    }

    /// Moves to another state. Only an open poll that stays open keeps its timer; opening hides the
    /// right answers.
    pub(super) fn step_to(&mut self, next: PollState) -> Result<(), Refusal> {
        use PollState::{Closed, Draft, Open, Ready};
        match (self.state, next) {
            (Ready | Open | Closed, Draft) | (Draft | Open | Closed, Ready) if self.total_votes > 0 => {
                return Err(Refusal::WrongState("Votes are counted already: close the voting, or start another round.".into()));
            }
            (Draft | Ready, Closed) => {
                return Err(Refusal::WrongState("Voting has not been opened yet, so it cannot be closed.".into()));
            }
            (Draft | Ready, Draft | Ready | Open) | (Open | Closed, Draft | Ready | Open | Closed) => {}
        }
        if next == Open && self.is_roll_erased() {
            return Err(Refusal::RollErased);
        }
        if (self.state, next) != (Open, Open) {
            self.closes_at = None;
        }
        if next == Open {
            self.answer_shown = false;
        }
        self.state = next;
        Ok(())
    }
}
