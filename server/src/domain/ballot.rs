//! A ballot, and the vote that it becomes.

use super::{Answer, Class, Commitment, Event, Poll, Receipt, Refusal, Salt, Voter};

/// The options of a ballot: sorted, distinct, all of one poll, and as many as it permits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices(Vec<i64>);

/// A ballot that is valid for its poll.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// The poll's primary key in the database.
    pub poll_id: i64,
    /// The round it was cast in.
    pub round: u32,
    /// When it was cast, in milliseconds since 1970. Compared with the poll's deadline, and not stored.
    pub now: i64,
    /// What it says.
    pub answer: Answer,
    /// The voter.
    pub voter: Voter,
    /// The salt under which the voter was hashed.
    pub salt: Salt,
    /// Random, stored with the vote; an input of the commitment.
    pub nonce: [u8; 16],
    /// The commitment to the answer.
    pub commitment: Commitment,
}

/// A counted vote, as its own voter may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// What it says.
    pub answer: Answer,
    /// The voter's receipt.
    pub receipt: Receipt,
    /// The nonce of its commitment, with which the voter can verify the receipt; `None` for a vote without a commitment,
    /// from an earlier version.
    pub nonce: Option<[u8; 16]>,
}

impl Ballot {
    /// The vote that the ballot becomes.
    #[must_use]
    pub fn vote(&self) -> Vote {
        Vote { answer: self.answer.clone(), receipt: Receipt::of(&self.commitment), nonce: Some(self.nonce) }
    }

    /// The event of the log when it counts, and replaces the vote at this position.
    #[must_use]
    pub fn event(&self, replaces: Option<u64>) -> Event {
        Event::ballot(self.round, Class::Device, &self.commitment, replaces)
    }
}

impl Choices {
    /// Checks choices against the poll they are for.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoice`] for too few, too many, repeated or foreign options.
    pub fn parse(raw: &[i64], poll: &Poll) -> Result<Self, Refusal> {
        let mut ids = raw.to_vec();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != raw.len() {
            return Err(Refusal::InvalidChoice("The same option is named twice.".into()));
        }
        let choices = Self(ids);
        choices.fit(poll)?;
        Ok(choices)
    }

    /// Checks the choices against the poll's current options, which a host may have replaced since
    /// the ballot was parsed.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoice`] for too few, too many or foreign options.
    pub fn fit(&self, poll: &Poll) -> Result<(), Refusal> {
        let ids = &self.0;
        let (min, max) = (usize::from(poll.min_choices), usize::from(poll.max_choices));
        if !(min..=max).contains(&ids.len()) {
            return Err(Refusal::InvalidChoice(match (min, max) {
                (1, 1) => "Please choose exactly one option.".into(),
                (min, max) if min == max => format!("Please choose exactly {min} options."),
                (1, max) => format!("Please choose at least one and at most {max} options."),
                (min, max) => format!("Please choose between {min} and {max} options."),
            }));
        }
        if !ids.iter().all(|id| poll.has_option(*id)) {
            return Err(Refusal::InvalidChoice("That option is not part of this poll. Reload the page and choose again.".into()));
        }
        Ok(())
    }

    /// Checks an answer against the poll's current options, as [`fit`](Self::fit) does.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoice`] for too few, too many or foreign options, and for a blank answer.
    pub fn fit_answer(answer: &Answer, poll: &Poll) -> Result<(), Refusal> {
        Self(answer.option_ids().to_vec()).fit(poll)
    }

    /// The answer with these options.
    #[must_use]
    pub fn into_answer(self) -> Answer {
        Answer::Options(self.0)
    }
}
