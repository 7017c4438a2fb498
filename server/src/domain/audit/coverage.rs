//! How much of a poll's log a seal covers. Every seal is a link of the log, and covers what is before it.

use super::history::{History, LoggedState};
use super::{Audit, LoggedVote};
use crate::domain::Link;

/// What a seal covers of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// The result as it is now: it is the seal of the current round's last close, or the link of the last entry while there
    /// is none.
    All,
    /// The result of this earlier round.
    EarlierRound(u32),
    /// The result of this round as it was, before voting was opened again.
    TakenBack(u32),
}

impl Audit {
    /// What the seal with this text covers; `None` where no close in the log has it.
    #[must_use]
    pub fn coverage(&self, is_seal: impl Fn(&str) -> bool) -> Option<Coverage> {
        let history = History::of(self, &mut Vec::new());
        let is_sealed = |link: &Link| is_seal(&link.seal());
        if history.newest_seal(self).is_some_and(|link| is_sealed(&link)) {
            return Some(Coverage::All);
        }
        let of_round = |round: u32| if round == self.round { Coverage::TakenBack(round) } else { Coverage::EarlierRound(round) };
        if let Some((round, _)) = history.closes.iter().find(|(_, link)| is_sealed(link)) {
            return Some(of_round(*round));
        }
        if let Some((round, _)) = history.taken_back.iter().find(|(_, link)| is_sealed(link)) {
            return Some(Coverage::TakenBack(*round));
        }
        // Version 1 has sealed a round with the link of its last vote then.
        let vote = self.votes.iter().find(|vote| vote.commitment.is_none() && is_sealed(&vote.link))?;
        Some(if self.is_last_of_its_round(vote) { of_round(vote.round) } else { Coverage::TakenBack(vote.round) })
    }

    fn is_last_of_its_round(&self, vote: &LoggedVote) -> bool {
        !self.votes.iter().any(|later| later.round == vote.round && later.position > vote.position)
    }
}

impl History<'_> {
    /// The link of the current round's last close. Where an earlier version has closed it, that of the last vote; while
    /// voting is open, the last link.
    fn newest_seal(&self, audit: &Audit) -> Option<Link> {
        match self.state {
            Some(LoggedState::Closed) => self.closes.get(&audit.round).copied(),
            Some(LoggedState::Open | LoggedState::BeforeVoting) => Some(audit.log_head),
            None => self.last_of_version_1.or(Some(audit.log_head)),
        }
    }
}
