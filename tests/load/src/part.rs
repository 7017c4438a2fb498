//! The parts of a run.

use clap::ValueEnum;

/// What can be measured, and what the program is as a child of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Everything below but `fleet`.
    All,
    /// The machine alone: a request that does nothing, a database without us; then as many votes as 64 phones that never
    /// rest can cast.
    Votes,
    /// As many votes for a question of each kind as 64 phones that never rest can cast.
    Kinds,
    /// 2,000 phones write three words each within five seconds, and a projector shows the cloud.
    Words,
    /// 2,000 phones follow a board of 200 questions with 100 up-votes a second.
    Board,
    /// The recount of 2,000 rankings of twelve options, beside that of 2,000 choices.
    Recount,
    /// 500 votes a second, whatever the answers do.
    Paced,
    /// 1,000 and then 3,000 phones come in within ten seconds, and vote.
    Arrival,
    /// From a vote to the last of 100, 1,000 and 5,000 subscribers; beside it, bare websockets with and without a tick.
    Fanout,
    /// What the server needs while it idles, and for each of 5,000 connections.
    Memory,
    /// 1,000 subscribers lose their server; when is everybody back?
    Reconnect,
    /// Votes while the server is killed again and again: what is lost, what is doubled, how long it is away.
    Crash,
    /// Votes on a disk that takes 5 ms longer for every fsync.
    SlowFsync,
    /// Two instances with PostgreSQL and Redis behind nginx, as `server/deploy/two-instances.sh` starts them: votes beside a
    /// transaction for each on the same PostgreSQL, and from a vote at one instance to the last subscriber of the other. Not
    /// in `all`, which is about one server on a core of its own.
    Fleet,
    /// Be the server that does nothing.
    #[value(hide = true)]
    Noop,
    /// Be the bare websockets.
    #[value(hide = true)]
    Raw,
    /// Be the program that stores each vote in a transaction of its own.
    #[value(hide = true)]
    Rows,
}

impl Part {
    /// In the order they are measured.
    pub(crate) const MEASURED: [Self; 13] = [
        Self::Memory,
        Self::Votes,
        Self::Kinds,
        Self::Words,
        Self::Board,
        Self::Recount,
        Self::SlowFsync,
        Self::Paced,
        Self::Arrival,
        Self::Fanout,
        Self::Reconnect,
        Self::Crash,
        Self::Fleet,
    ];

    /// Whether a run of this part measures `part`.
    pub(crate) fn covers(self, part: Self) -> bool {
        self == part || (self == Self::All && part != Self::Fleet)
    }

    /// Whether it is run by this program as a child of itself, and not by users.
    pub(crate) fn is_a_child(self) -> bool {
        matches!(self, Self::Noop | Self::Raw | Self::Rows)
    }
}
