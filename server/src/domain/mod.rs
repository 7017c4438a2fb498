//! The domain: types and rules of a vote, without HTTP, SQL or async.
//!
//! Types that are made from input (`Question`, `Choices`, `PollCode` …) are valid by construction:
//! their constructors check it. A [`Refusal`] says why a visitor's request is not carried out.

mod address_group;
mod audit;
mod ballot;
mod board;
mod change;
mod code;
mod colour;
mod extra_votes;
mod host_session;
mod identity;
mod kinds;
mod log;
mod look;
mod meeting;
mod new_poll;
mod palette;
mod poll;
mod recap;
mod receipt;
mod record;
mod refusal;
mod remote;
mod rules;
mod start;
pub mod steps;
mod tally;
mod terms;
mod text;
mod wifi;

pub use address_group::AddressGroup;
pub use audit::{Audit, Close, Coverage, Finding, LoggedEvent, LoggedVote, Proof, Recount, SealedRound};
pub use ballot::{Ballot, OwnVote, Vote};
pub use board::{
    Account, AskedBefore, Board, BoardChange, BoardQuestion, BoardRules, BoardState, LONGEST_QUESTION, MOST_QUESTIONS, Mark, NewQuestion,
    OwnMarks, QuestionState, SetBy, Sort, by_votes, imitates, parse_reply, sorted,
};
pub use change::{PollChange, Timer};
pub use code::{Code, JoinCode, PollCode};
pub use colour::Colour;
pub use extra_votes::ExtraVotes;
pub use host_session::{HostSession, NewHostSession};
pub use identity::{AddressKey, BrowserToken, CardKeys, DeviceKey, Salt, Voter};
pub(crate) use kinds::shown_as;
pub use kinds::{
    Answer, AnswerBody, AnswerFault, AnswerShape, Ask, Bin, Cell, Choice, ChoiceFigures, Column, Figures, Grid, GridFigures, Kind,
    LONGEST_TEXT, LONGEST_WORD, Number, NumberFigures, NumberInput, NumberResult, Open, OpenFigures, OptionCount, OptionId, OptionPoints,
    Points, PointsFigures, Preset, Prompt, PromptSettings, RankedOption, Ranking, RankingFigures, Rating, RatingFigures, RightNumber,
    Scale, SettingType, ShownText, StatementFigures, Summary, Table, Tally, TallyKey, WordCount, Words, WordsFigures,
};
pub use log::{Class, DefinedOption, Definition, EntryOfVersion1, Event, Link, Seal, Signature, Signer, hash_of, merkle};
pub use look::{Logo, LogoMark, Look, LookChange, Scheme, Tone, TypeSize};
pub use meeting::{
    Item, Meeting, MeetingChange, MeetingOverview, ModeratorChange, ModeratorNonce, OwnWordsChange, QrSize, RoundTally, RoundTimes, Stage,
    StageChange, View,
};
pub use new_poll::{NewOption, NewPoll};
pub use palette::{Light, Palette};
pub use poll::{Poll, PollOption, PollState};
pub use recap::{ClearResult, Recap};
pub use receipt::{Commitment, Receipt};
pub use record::{Edit, Record};
pub use refusal::{MatchedBy, Refusal};
pub(crate) use remote::number_beside;
pub use remote::{MOST_REMOTES, NewRemote, REMOTE_LEADS, REMOTE_WAITS, Remote};
pub use rules::{Fairness, Moderation, PollRules, ResultsRule, RulesChange};
pub use start::StartChange;
pub use tally::{Audience, all_whole, percentage};
pub use terms::{Decision, OwnWords, Spelling, Standing, Status, Suggestion, TermChange, TermKey, Terms, Verdict, is_listed, suggestions};
pub(crate) use text::is_noncharacter;
pub use text::{Name, Note, OptionText, Question};
pub use wifi::Wifi;
