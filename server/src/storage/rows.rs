//! Rows of both databases, and their conversion into types of the domain.

use crate::domain::{Fairness, JoinCode, Kind, Link, Poll, PollCode, PollOption, PollRules, PollState, QrSize, ResultsRule, View};

/// A row of `polls`.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that a host sets")]
#[derive(sqlx::FromRow)]
pub(super) struct PollRow {
    id: i64,
    poll_code: String,
    question: String,
    kind: String,
    min_choices: i64,
    max_choices: i64,
    fairness: String,
    results: String,
    allow_change: bool,
    state: String,
    revealed: bool,
    round: i64,
    seq: i64,
    total_votes: i64,
    log_length: i64,
    log_head: Option<Vec<u8>>,
    address_salt: Option<Vec<u8>>,
    note: String,
    closes_at: Option<i64>,
    auto_reveal: bool,
    answer_shown: bool,
    join_code: String,
}

/// A row of `options`.
#[derive(sqlx::FromRow)]
pub(super) struct OptionRow {
    pub(super) poll_id: i64,
    id: i64,
    option_text: String,
    vote_count: i64,
    correct: bool,
}

/// What the database holds for one ballot of a batch: the counted vote of the ballot's device; or,
/// with a null `id`, only that a vote from the ballot's address counts.
#[derive(sqlx::FromRow)]
pub(super) struct EarlierRow {
    /// The index of the ballot in the batch.
    pub(super) ballot: i64,
    pub(super) id: Option<i64>,
    pub(super) position: i64,
    pub(super) option_ids: String,
    pub(super) receipt: String,
    pub(super) changes: i64,
    pub(super) address_key: Option<Vec<u8>>,
}

impl PollRow {
    /// The poll's key, which its options refer to.
    pub(super) fn id(&self) -> i64 {
        self.id
    }

    /// Builds the poll from its row and its options; a decoding error names the poll.
    pub(super) fn with_options(self, options: Vec<OptionRow>) -> Result<Poll, sqlx::Error> {
        let code = self.poll_code.clone();
        self.read(options).map_err(|error| match error {
            sqlx::Error::Decode(why) => sqlx::Error::Decode(format!("{why} (poll {code})").into()),
            other => other,
        })
    }

    fn read(self, options: Vec<OptionRow>) -> Result<Poll, sqlx::Error> {
        let code = PollCode::parse(&self.poll_code).ok_or_else(|| unreadable("poll_code"))?;
        let log_head = match self.log_head {
            None => Link::first(&code),
            Some(head) => link(&head)?,
        };
        Ok(Poll {
            id: self.id,
            code,
            meeting: JoinCode::parse(&self.join_code).ok_or_else(|| unreadable("join_code"))?,
            question: self.question,
            kind: enum_value(&self.kind)?,
            min_choices: number(self.min_choices)?,
            max_choices: number(self.max_choices)?,
            rules: PollRules {
                fairness: enum_value(&self.fairness)?,
                results: enum_value(&self.results)?,
                allow_change: self.allow_change,
            },
            state: enum_value(&self.state)?,
            revealed: self.revealed,
            answer_shown: self.answer_shown,
            closes_at: self.closes_at,
            auto_reveal: self.auto_reveal,
            note: self.note,
            round: number(self.round)?,
            seq: number(self.seq)?,
            total_votes: number(self.total_votes)?,
            log_length: number(self.log_length)?,
            log_head,
            options: options.into_iter().map(OptionRow::into_option).collect::<Result<_, _>>()?,
            address_salt: self.address_salt.map(|salt| salt.try_into().map_err(|_| unreadable("address_salt"))).transpose()?,
        })
    }
}

impl OptionRow {
    fn into_option(self) -> Result<PollOption, sqlx::Error> {
        Ok(PollOption { id: self.id, text: self.option_text, vote_count: number(self.vote_count)?, correct: self.correct })
    }
}

/// An enum whose values are stored as texts, the same as in JSON.
pub(super) trait DbEnum: Sized + Copy + 'static {
    /// Every value and its text.
    const ALL: &'static [(Self, &'static str)];

    /// The text of this value.
    fn as_str(self) -> &'static str
    where
        Self: PartialEq,
    {
        Self::ALL.iter().find(|(value, _)| *value == self).map_or("", |(_, text)| text)
    }
}

impl DbEnum for Kind {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Single, "single"), (Self::Multiple, "multiple"), (Self::Rating, "rating")];
}

impl DbEnum for Fairness {
    const ALL: &'static [(Self, &'static str)] = &[(Self::DeviceAndAddress, "device_and_address"), (Self::Device, "device")];
}

impl DbEnum for ResultsRule {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Live, "live"), (Self::AfterVote, "after_vote"), (Self::OnReveal, "on_reveal")];
}

impl DbEnum for PollState {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Draft, "draft"), (Self::Ready, "ready"), (Self::Open, "open"), (Self::Closed, "closed")];
}

impl DbEnum for View {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Lobby, "lobby"), (Self::Poll, "poll"), (Self::Blank, "blank")];
}

impl DbEnum for QrSize {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Corner, "corner"), (Self::Full, "full"), (Self::Off, "off")];
}

/// The value of an enum that has this text.
pub(super) fn enum_value<T: DbEnum>(stored: &str) -> Result<T, sqlx::Error> {
    T::ALL.iter().find(|(_, text)| *text == stored).map(|(value, _)| *value).ok_or_else(|| unreadable(stored))
}

/// A link of a log's hash chain.
pub(super) fn link(stored: &[u8]) -> Result<Link, sqlx::Error> {
    Link::stored(stored).ok_or_else(|| unreadable("a link"))
}

/// The nonce that a vote's receipt was made from.
pub(super) fn nonce(stored: Vec<u8>) -> Result<[u8; 16], sqlx::Error> {
    stored.try_into().map_err(|_| unreadable("a nonce"))
}

/// The keys of the options that a vote names, from a JSON array.
pub(super) fn option_ids(stored: &str) -> Result<Vec<i64>, sqlx::Error> {
    serde_json::from_str(stored).map_err(|_| unreadable("option_ids"))
}

/// Converts a number; fails where it is out of the type's range.
pub(super) fn number<T: TryFrom<i64>>(stored: i64) -> Result<T, sqlx::Error> {
    T::try_from(stored).map_err(|_| unreadable("a number"))
}

/// The error for a stored value that this version cannot read.
pub(super) fn unreadable(what: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("the database holds something this version cannot read: {what}").into())
}
