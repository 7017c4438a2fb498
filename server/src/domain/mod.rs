//! The domain: types and rules of a vote, without HTTP, SQL or async.
//!
//! Types that are made from input (`Question`, `Choices`, `PollCode` …) are valid by construction:
//! their constructors check it. A [`Refusal`] says why a visitor's request is not carried out.

mod address_group;
mod audit;
mod ballot;
mod change;
mod code;
mod extra_votes;
mod host_session;
mod identity;
mod kinds;
mod log;
mod meeting;
mod new_poll;
mod poll;
mod receipt;
mod record;
mod refusal;
mod rules;
mod tally;
mod text;
mod wifi;

pub use address_group::AddressGroup;
pub use audit::{Audit, Close, Coverage, Finding, LoggedEvent, LoggedVote, Proof, Recount, SealedRound};
pub use ballot::{Ballot, OwnVote, Vote};
pub use change::{PollChange, Timer};
pub use code::{Code, JoinCode, PollCode};
pub use extra_votes::ExtraVotes;
pub use host_session::{HostSession, NewHostSession};
pub use identity::{AddressKey, BrowserToken, CardKeys, DeviceKey, Salt, Voter};
pub use kinds::{
    Answer, AnswerBody, AnswerFault, AnswerShape, Ask, Bin, Cell, Choice, ChoiceFigures, Column, Figures, Grid, GridFigures, Kind, Number,
    NumberFigures, NumberInput, NumberResult, OptionCount, OptionId, OptionPoints, Points, PointsFigures, Preset, Prompt, PromptSettings,
    RankedOption, Ranking, RankingFigures, Rating, RatingFigures, RightNumber, Scale, SettingType, StatementFigures, Summary, Table, Tally,
    TallyKey,
};
pub use log::{Class, DefinedOption, Definition, EntryOfVersion1, Event, Link, Seal, Signature, Signer, merkle};
pub use meeting::{Meeting, MeetingChange, MeetingOverview, QrSize, RoundTally, RoundTimes, Stage, StageChange, View};
pub use new_poll::{NewOption, NewPoll};
pub use poll::{Poll, PollOption, PollState};
pub use receipt::{Commitment, Receipt};
pub use record::{Edit, Record};
pub use refusal::{MatchedBy, Refusal};
pub use rules::{Fairness, PollRules, ResultsRule, RulesChange};
pub use tally::{Audience, all_whole, percentage};
pub(crate) use text::is_noncharacter;
pub use text::{Name, Note, OptionText, Question};
pub use wifi::Wifi;
