//! The commands of the command line, with their options; `crate::command` runs them.

use crate::domain::JoinCode;
use clap::{Args, Subcommand, ValueEnum};
use handsup_crowd::Kind;
use std::path::PathBuf;

/// A command; without one, the program serves.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Check a database or an exported log: every link of its chain, every sum, every receipt. Exit code 0: all is well;
    /// 1: something is wrong, and it says what and where; 2: the file cannot be read.
    Verify {
        /// The database (`handsup.db`, or one of its backups, or `postgres://…`), or a log exported as JSON.
        #[arg(value_name = "PLACE")]
        source: PathBuf,
        /// What was written down at the close, or read from the projector.
        #[command(flatten)]
        anchors: Anchors,
    },
    /// Create the tables in the database that `DATABASE_URL` names, or bring them up to date, and end. For PostgreSQL where the
    /// tables belong to another role than the server's: a server that finds them up to date changes none. An SQLite file is
    /// copied first; for PostgreSQL, confirm with `--i-have-a-backup`.
    Migrate(Migrate),
    /// Say everything that is wrong with a set-up, without starting a server: settings that undo each other, misspelt variables, a
    /// database or a Redis that cannot be used, instances on one database that were set up differently. Exit code 0: nothing;
    /// 1: warnings; 2: a server would not start, or not do what it is there for.
    Check(Check),
    /// Move everything from one database into another: from a desktop's file into PostgreSQL, or back. In one transaction, with
    /// the same codes, receipts and seals; every row is compared and every vote counted again before it is committed. End
    /// the servers on both first. Exit code 0: all of it is there; 1: the votes do not add up where they are, and nothing was
    /// moved; 2: it could not be done, and nothing was moved.
    Import(Import),
    /// Delete for good: polls and meetings that were deleted and could still be restored, and meetings unused for longer than a
    /// limit. Then rewrite the database file and its backups. A server deletes the former by itself: a poll when its meeting ends
    /// or after a week, a meeting after a day. Refused while a server uses the database. Exit code 0: no file of this program
    /// contains the data any more; 2: it failed, or not everything could be removed, and the message says what is left.
    Purge(PurgeNow),
    /// Rehearse an evening: so many phones come, vote, and vote once more all at once. Prints how long everything took, and
    /// whether each vote was counted exactly once. Exit code 0: it was, and nothing failed; 1: something went wrong.
    Rehearse(Rehearse),
    /// Print a link that makes one browser the host of the server with these settings, once and within an hour.
    HostLink,
    /// Draw a new host key for the server with this data directory; a running server takes it within a second. The old key is
    /// no longer valid, and every session ends. Prints a host link for this computer.
    NewHostKey,
    /// A step of a meeting.
    #[command(flatten)]
    Step(StepCommand),
}

/// The steps of the meeting that the console shows, on the server that runs on this computer with this data directory. For shortcuts
/// and control panels: no console has to be open. Exit code 0: taken, or so already; 1: refused, and it says what to do instead;
/// 2: no server was reached, or it could not take the step now, and it says why.
#[derive(Debug, Clone, Subcommand)]
pub enum StepCommand {
    /// Take the next step of the meeting, as the space bar in the console does. Exit code 0: taken, or nothing follows; 1: refused,
    /// and it says what to do instead; 2: no server was reached, or it could not take it. `back`, `open`, `close` … have the same.
    Next(StepOptions),
    /// Take one step back. Refused where counted votes would be lost.
    Back(StepOptions),
    /// Open the voting.
    Open(StepOptions),
    /// Close the voting.
    Close(StepOptions),
    /// Reveal the results.
    Reveal(StepOptions),
    /// Show the right answer.
    Answer(StepOptions),
    /// End the voting in 30 seconds.
    Timer(StepOptions),
    /// Add 15 seconds to a timer that runs.
    MoreTime(StepOptions),
    /// Blank the screen; once more shows again what it hid.
    Blank(StepOptions),
    /// Show the lobby; once more shows the poll again.
    Lobby(StepOptions),
}

/// Options of a step.
#[derive(Debug, Clone, Args)]
pub struct StepOptions {
    /// Another meeting than the one that the console shows.
    #[arg(long, value_name = "JOIN_CODE", value_parser = join_code)]
    pub(crate) meeting: Option<JoinCode>,
    /// Carry out a step that was refused: close other open polls first, leave them open, or reopen a closed poll with votes.
    #[arg(long, value_enum)]
    pub(crate) confirm: Option<Confirm>,
    /// Print the answer of the server as JSON, also a refusal.
    #[arg(long)]
    pub(crate) json: bool,
}

fn join_code(text: &str) -> Result<JoinCode, String> {
    JoinCode::parse(text).ok_or_else(|| "a join code has six letters and digits, as the console and the projector show it".to_owned())
}

/// What a step's refusal asks to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Confirm {
    /// Close other open polls first.
    Close,
    /// Leave other open polls open.
    Leave,
    /// Reopen a closed poll with votes, and leave other open polls open.
    Reopen,
}

/// Options of the check.
#[derive(Debug, Clone, Args)]
pub struct Check {
    /// Take this `SECRET_KEY` for the database's from now on, where it was used with another before. An address that has voted
    /// can then vote once more in polls that are still open, and every host has to come in again. End every instance first.
    #[arg(long)]
    pub(crate) adopt_secret_key: bool,
}

/// Source and target.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// Where it is: a file (`handsup.db`, or one of its backups), or `postgres://…`.
    pub(crate) from: PathBuf,
    /// Where it goes: a file that is not there yet, or an empty `postgres://…` database.
    pub(crate) to: PathBuf,
    /// Remove every meeting and vote that the target has, for good, before anything is moved.
    #[arg(long)]
    pub(crate) replace: bool,
}

/// Options of the migration.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Migrate {
    /// There is a backup of the PostgreSQL database: its tables may be changed. A file of SQLite is copied by itself.
    #[arg(long)]
    pub(crate) i_have_a_backup: bool,
}

/// Options of the purge.
#[derive(Debug, Clone, Args)]
pub struct PurgeNow {
    /// Also delete meetings that have not been used for so many days. A meeting with an open poll and the meeting that the
    /// console shows count as used. Without it, `RETENTION_DAYS`; without both, no meeting is deleted for its age.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(crate) older_than: Option<u32>,
}

/// The size of the rehearsal, and the server to use.
#[derive(Debug, Clone, Args)]
pub struct Rehearse {
    /// How many phones come.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub(crate) phones: u32,

    /// What they answer: a choice, a rating, a grid, a ranking, points or a number.
    #[arg(long, default_value = "choice")]
    pub(crate) kind: Kind,

    /// The seconds within which they come.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) seconds: u64,

    /// A running server, as `http://127.0.0.1:4242`. Two polls are added to it and closed again.
    /// Without it, a server with empty data is started on this computer alone, and ended afterwards.
    #[arg(long, value_name = "URL")]
    pub(crate) against: Option<String>,

    /// The running server's host key. `HOST_KEY` and `HOST_KEY_FILE` say it without showing it to other users.
    #[arg(long, value_name = "HOST_KEY")]
    pub(crate) key: Option<String>,

    /// Where to write the outcome as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Internal: serve as the rehearsal's own server, with this data directory, until standard input ends.
    #[arg(long = "stage", hide = true, value_name = "FOLDER")]
    pub(crate) child_data_dir: Option<PathBuf>,
}

/// What `verify` compares logs with. A log that agrees with itself may still have been replaced whole; one that fits a seal
/// or a key that was noted elsewhere has not.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Anchors {
    /// A seal that was written down when the voting was closed; may be repeated.
    #[arg(long = "seal", value_name = "XXXX-XXXX-XXXX-XXXX")]
    pub seals: Vec<String>,
    /// The fingerprint of the server's key, as console, projector and exports show it; may be repeated. A closed poll that no
    /// given key has signed is then reported, unless its seal is given too: earlier versions signed none.
    #[arg(long = "key", value_name = "XXXX-XXXX-XXXX-XXXX")]
    pub keys: Vec<String>,
}
