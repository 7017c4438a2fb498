//! Rows of both databases, and their conversion into types of the domain.

use crate::domain::{
    Answer, BoardState, Class, Commitment, Fairness, JoinCode, Link, Moderation, Poll, PollCode, PollOption, PollRules, PollState, QrSize,
    QuestionState, Receipt, ResultsRule, Salt, Seal, SetBy, Signature, Tally, TallyKey, View, Vote,
};

/// A row of `polls`.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that a host sets")]
#[derive(sqlx::FromRow)]
pub(super) struct PollRow {
    id: i64,
    poll_code: String,
    question: String,
    prompt: String,
    fairness: String,
    results: String,
    allow_change: bool,
    moderation: String,
    show_after: Option<i64>,
    one_tap: bool,
    state: String,
    revealed: bool,
    round: i64,
    seq: i64,
    total_votes: i64,
    ballots: i64,
    erased_round: i64,
    log_length: i64,
    log_head: Option<Vec<u8>>,
    seal: Option<Vec<u8>>,
    signature: Option<Vec<u8>>,
    seal_key: Option<Vec<u8>>,
    salt: Option<Vec<u8>>,
    note: String,
    closes_at: Option<i64>,
    auto_reveal: bool,
    answer_shown: bool,
    join_code: String,
}

/// A row of `options`, with its position as the number; or one of `tallies`, which has no `id`, with its key and its count.
#[derive(sqlx::FromRow)]
pub(super) struct PartRow {
    pub(super) poll_id: i64,
    id: Option<i64>,
    text: String,
    correct: bool,
    number: i64,
}

/// What the database holds for one ballot of a batch: the counted vote of the ballot's device; or,
/// with a null `position`, only that a vote from the ballot's address counts.
#[derive(sqlx::FromRow)]
pub(super) struct EarlierRow {
    /// The index of the ballot in the batch.
    pub(super) ballot: i64,
    pub(super) position: Option<i64>,
    #[sqlx(flatten)]
    pub(super) answer: AnswerRow,
    pub(super) changes: i64,
    pub(super) address_key: Option<Vec<u8>>,
}

/// The columns of a vote that its voter may see.
#[derive(sqlx::FromRow)]
pub(super) struct AnswerRow {
    answer: Option<String>,
    nonce: Vec<u8>,
    commitment: Option<Vec<u8>>,
}

impl AnswerRow {
    /// Whether the host has redacted the answer.
    pub(super) fn is_redacted(&self) -> bool {
        self.answer.is_none()
    }

    /// The vote, of a round of this poll. One without a commitment was stored by an earlier version.
    pub(super) fn into_vote(self, poll: &PollCode, round: u32) -> Result<Vote, sqlx::Error> {
        let nonce = nonce(self.nonce)?;
        let answer = answer(self.answer)?.unwrap_or(Answer::Blank);
        Ok(match self.commitment.as_deref().map(commitment).transpose()? {
            Some(commitment) => Vote { answer, receipt: Receipt::of(&commitment), nonce: Some(nonce) },
            None => Vote { receipt: Receipt::of_version_1(poll, round, answer.option_ids(), &nonce), answer, nonce: None },
        })
    }
}

impl PollRow {
    /// The poll's key, which its options refer to.
    pub(super) fn id(&self) -> i64 {
        self.id
    }

    /// Builds the poll from its row, and its options and sums, the options in their order; a decoding error names the poll.
    pub(super) fn with_parts(self, parts: Vec<PartRow>) -> Result<Poll, sqlx::Error> {
        let code = self.poll_code.clone();
        self.read(parts).map_err(|error| match error {
            sqlx::Error::Decode(why) => sqlx::Error::Decode(format!("{why} (poll {code})").into()),
            other => other,
        })
    }

    fn read(self, parts: Vec<PartRow>) -> Result<Poll, sqlx::Error> {
        let code = PollCode::parse(&self.poll_code).ok_or_else(|| unreadable("poll_code"))?;
        let log_head = match self.log_head {
            None => Link::first(&code),
            Some(head) => link(&head)?,
        };
        let (mut options, mut tally) = (Vec::new(), Tally::default());
        for PartRow { id, text, correct, number, .. } in parts {
            match id {
                Some(id) => options.push(PollOption { id, text, correct }),
                None => tally.add(tally_key(&text)?, number),
            }
        }
        let state = enum_value(&self.state)?;
        let seal = seal(self.seal, self.signature, self.seal_key)?.filter(|_| state == PollState::Closed);
        Ok(Poll {
            id: self.id,
            code,
            meeting: JoinCode::parse(&self.join_code).ok_or_else(|| unreadable("join_code"))?,
            question: self.question,
            prompt: json(&self.prompt, "prompt")?,
            rules: PollRules {
                fairness: enum_value(&self.fairness)?,
                results: enum_value(&self.results)?,
                allow_change: self.allow_change,
                moderation: enum_value(&self.moderation)?,
                show_after: self.show_after.map(number).transpose()?,
                one_tap: self.one_tap,
            },
            state,
            revealed: self.revealed,
            answer_shown: self.answer_shown,
            closes_at: self.closes_at,
            auto_reveal: self.auto_reveal,
            note: self.note,
            round: number(self.round)?,
            seq: number(self.seq)?,
            total_votes: number(self.total_votes)?,
            ballots: number(self.ballots)?,
            erased_round: number(self.erased_round)?,
            log_length: number(self.log_length)?,
            log_head,
            seal,
            options,
            tally,
            salt: self.salt.map(salt).transpose()?,
        })
    }
}

/// A stored key of a sum.
pub(super) fn tally_key(key: &str) -> Result<TallyKey, sqlx::Error> {
    TallyKey::parse(key).ok_or_else(|| unreadable("the key of a tally"))
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

impl DbEnum for Fairness {
    const ALL: &'static [(Self, &'static str)] = &[(Self::DeviceAndAddress, "device_and_address"), (Self::Device, "device")];
}

impl DbEnum for ResultsRule {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Live, "live"), (Self::AfterVote, "after_vote"), (Self::OnReveal, "on_reveal")];
}

impl DbEnum for Moderation {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Off, "off"), (Self::After, "after"), (Self::Hold, "hold")];
}

impl DbEnum for PollState {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Draft, "draft"), (Self::Ready, "ready"), (Self::Open, "open"), (Self::Closed, "closed")];
}

impl DbEnum for View {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Lobby, "lobby"), (Self::Poll, "poll"), (Self::Board, "board"), (Self::Blank, "blank")];
}

impl DbEnum for BoardState {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Off, "off"), (Self::Open, "open"), (Self::Closed, "closed")];
}

impl DbEnum for QuestionState {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Held, "held"),
        (Self::Open, "open"),
        (Self::Pinned, "pinned"),
        (Self::Answered, "answered"),
        (Self::Declined, "declined"),
        (Self::Merged, "merged"),
    ];
}

impl DbEnum for SetBy {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Rule, "rule"), (Self::List, "list"), (Self::Host, "host")];
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

/// The nonce of a vote's commitment.
pub(super) fn nonce(stored: Vec<u8>) -> Result<[u8; 16], sqlx::Error> {
    stored.try_into().map_err(|_| unreadable("a nonce"))
}

/// The salt of a meeting.
pub(super) fn salt(stored: Vec<u8>) -> Result<Salt, sqlx::Error> {
    stored.try_into().map(Salt::from_bytes).map_err(|_| unreadable("a salt"))
}

/// How a voter was admitted.
pub(super) fn class(stored: &str) -> Result<Class, sqlx::Error> {
    serde_json::from_value(stored.into()).map_err(|_| unreadable("the class of a vote"))
}

/// The commitment to an answer.
pub(super) fn commitment(stored: &[u8]) -> Result<Commitment, sqlx::Error> {
    Commitment::stored(stored).ok_or_else(|| unreadable("a commitment"))
}

/// An answer; `None` for a redacted one.
pub(super) fn answer(stored: Option<String>) -> Result<Option<Answer>, sqlx::Error> {
    stored.map(|answer| json(&answer, "an answer")).transpose()
}

/// The seal of a close; `None` where none is stored.
pub(super) fn seal(link_bytes: Option<Vec<u8>>, signature: Option<Vec<u8>>, key: Option<Vec<u8>>) -> Result<Option<Seal>, sqlx::Error> {
    let Some(link_bytes) = link_bytes else { return Ok(None) };
    let signature = match (signature, key) {
        (Some(bytes), Some(key)) => Some(Signature {
            bytes: bytes.try_into().map_err(|_| unreadable("a signature"))?,
            key: key.try_into().map_err(|_| unreadable("a key"))?,
        }),
        _ => None,
    };
    Ok(Some(Seal { link: link(&link_bytes)?, signature }))
}

/// A value that is stored as JSON.
pub(super) fn json<T: serde::de::DeserializeOwned>(stored: &str, what: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(stored).map_err(|_| unreadable(what))
}

/// Converts a number; fails where it is out of the type's range.
pub(super) fn number<T: TryFrom<i64>>(stored: i64) -> Result<T, sqlx::Error> {
    T::try_from(stored).map_err(|_| unreadable("a number"))
}

/// Converts a number for storage.
pub(super) fn to_number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The error for a stored value that this version cannot read.
pub(super) fn unreadable(what: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("the database holds something this version cannot read: {what}").into())
}
