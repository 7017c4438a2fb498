//! Wire types: the shapes of requests, responses and events, and their conversions from domain
//! types.
//!
//! `make types` generates `ui/src/lib/wire.gen.ts` from them with `ts-rs`; a test fails when that
//! file is out of date.

mod audit;
mod board;
mod count;
mod doctor;
mod figures;
mod host;
mod hosting;
mod log;
mod look;
mod meetings;
mod moderation;
mod network;
mod problem;
mod questions;
mod recap;
mod remotes;
mod report;
mod results;
mod resume;
mod screens;
mod settings;
mod sockets;
mod steps;
mod terms;
mod voting;
mod wifi;

pub use audit::{Proof, ReceiptList, ReceiptRow, Reconciled};
pub use board::{BoardFrame, BoardPage, BoardPatch, BoardShown, HostQuestion, QuestionBody, QuestionPatch, ShownQuestion};
pub use count::Count;
pub use doctor::{Arrival, Diagnosis, Latency, Light, Reason, Sending};
pub use figures::ShownFigures;
pub use host::{Entered, Entering, HostSessionShown, HostSessions, NewKeyRequest, OneTimeLink, TicketRequest, WithTicket};
pub use hosting::{Console, CreateBody, Created, ExtraVotes, HostPoll, OptionRequest, PollPatch, PollSummary};
pub use log::{LogEvent, LogFormat, LogLine, LogOption, LogRound, PollLog};
pub use look::{ColourShown, LogoShown, LookBody, LookNow, LookShown};
pub use meetings::{Current, MeetingBody, MeetingPatch, MeetingPolls, MeetingSummary, OrderRequest, RoundResult, StageNow, StageRequest};
pub use moderation::{ModeratedPoll, ModerationShown, ModeratorLink, ModeratorLinkBody, TextsChanged};
pub use network::{AddressChoice, Network, NetworkCandidate, OtherHost};
pub use problem::Problem;
pub use questions::{ImportRow, Imported, Questions};
pub use recap::{ClearResult, Recap};
pub use remotes::{PairBody, Paired, RemoteLink, RemoteList, RemoteNow, RemotePatch, RemoteShown, digits};
pub use report::{
    Report, ReportBoard, ReportEdit, ReportKept, ReportMeeting, ReportOption, ReportPoll, ReportQuestion, ReportText, ReportTexts,
};
pub use results::{OptionResult, Presence, Refused, Results, Snapshot};
pub use resume::{Moved, Resume, Resumed, Ticket, Ways};
pub use screens::{
    ClipboardRequest, Invitation, Projector, ProjectorNow, ProjectorPlace, ProjectorRequest, QrPicture, SystemKey, SystemKeys,
    SystemKeysBody,
};
pub use settings::ShownSettings;
pub use sockets::{HostClosed, JoinAck, JoinBody, StorageState, VoteAck};
pub use steps::{StepAhead, StepBody, StepDone, StepPoll, StepsNow};
pub use terms::{
    DecisionBody, DecisionsBody, MergedTerm, ModeratedTerm, RedactionBody, TermList, TermStatus, TextsPage, UndoBody, VerdictWord, WordList,
};
pub use voting::{Counted, VoteBody, YourVote};
pub use wifi::{WifiBody, WifiNow, WifiShown};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain;
    use ts_rs::TS;

    /// The generated TypeScript file.
    const GENERATED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/lib/wire.gen.ts");

    #[expect(clippy::too_many_lines, reason = "one list: every type of the file")]
    fn declarations() -> String {
        let config = ts_rs::Config::default();
        let mut text = String::from("// Written from server/src/wire by `make types`. Do not edit: `make test` fails if they differ.\n");
        macro_rules! declare {
            ($($type:ty),* $(,)?) => { $( text += &format!("\nexport {}\n", <$type>::decl(&config)); )* };
        }
        declare!(
            domain::Kind,
            domain::Fairness,
            domain::ResultsRule,
            domain::PollState,
            domain::View,
            domain::QrSize,
            domain::Tone,
            domain::Scheme,
            LogoShown,
            LookNow,
            ColourShown,
            LookShown,
            LookBody,
            StageNow,
            Recap,
            ClearResult,
            MeetingBody,
            MeetingPatch,
            MeetingPolls,
            Current,
            MeetingSummary,
            StageRequest,
            domain::steps::Step,
            domain::steps::Action,
            domain::steps::Confirmation,
            StepBody,
            StepsNow,
            StepPoll,
            StepAhead,
            StepDone,
            RemoteLink,
            RemoteList,
            RemoteShown,
            RemotePatch,
            PairBody,
            Paired,
            RemoteNow,
            OrderRequest,
            RoundResult,
            OptionRequest,
            Results,
            OptionResult,
            Count,
            Refused,
            Snapshot,
            YourVote,
            Counted,
            VoteBody,
            domain::AnswerShape,
            domain::Preset,
            domain::PromptSettings,
            domain::StatementFigures,
            domain::RankedOption,
            domain::OptionPoints,
            domain::NumberResult,
            domain::Bin,
            domain::WordCount,
            domain::ShownText,
            domain::Moderation,
            TextsPage,
            TermList,
            ModeratedTerm,
            MergedTerm,
            TermStatus,
            DecisionsBody,
            DecisionBody,
            VerdictWord,
            WordList,
            RedactionBody,
            UndoBody,
            domain::BoardState,
            domain::QuestionState,
            domain::Account,
            BoardPage,
            ShownQuestion,
            HostQuestion,
            BoardShown,
            BoardFrame,
            QuestionBody,
            QuestionPatch,
            BoardPatch,
            ModerationShown,
            ModeratedPoll,
            TextsChanged,
            ModeratorLinkBody,
            ModeratorLink,
            domain::RightNumber,
            ShownFigures,
            ShownSettings,
            CreateBody,
            Created,
            PollPatch,
            HostPoll,
            ExtraVotes,
            PollSummary,
            Console,
            Network,
            NetworkCandidate,
            OtherHost,
            AddressChoice,
            Proof,
            Reconciled,
            domain::Finding,
            ReceiptList,
            ReceiptRow,
            Problem,
            ImportRow,
            Imported,
            JoinBody,
            JoinAck,
            VoteAck,
            HostClosed,
            StorageState,
            Resume,
            Ticket,
            Resumed,
            Ways,
            Moved,
            Invitation,
            QrPicture,
            ProjectorPlace,
            ProjectorNow,
            ProjectorRequest,
            SystemKey,
            SystemKeys,
            SystemKeysBody,
            Projector,
            Diagnosis,
            Light,
            Reason,
            Arrival,
            Latency,
            Sending,
            WifiBody,
            WifiNow,
            WifiShown,
            Entering,
            Entered,
            HostSessions,
            HostSessionShown,
            OneTimeLink,
            TicketRequest,
            WithTicket,
            NewKeyRequest,
        );
        text
    }

    #[test]
    fn the_generated_typescript_is_up_to_date() {
        let text = declarations();
        #[expect(clippy::disallowed_methods, reason = "a developer's switch, not the program's configuration")]
        if std::env::var_os("WRITE_WIRE_TYPES").is_some() {
            std::fs::write(GENERATED, &text).unwrap();
        }
        let committed = std::fs::read_to_string(GENERATED).unwrap_or_default();
        assert!(committed == text, "ui/src/lib/wire.gen.ts is out of date: run `make types` and commit it");
    }
}
