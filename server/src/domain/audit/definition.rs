//! Compares the poll's texts, rules, times and seals with those in its log.

use super::history::History;
use super::{Audit, Finding, SealedRound};
use crate::domain::{Link, PollState};

impl Audit {
    /// Compares how the poll reads with the last definition in its log. A log that version 1 has begun may have none.
    pub(super) fn check_definition(&self, history: &History<'_>, findings: &mut Vec<Finding>) {
        let Some(logged) = &history.definition else { return };
        if logged.question != self.definition.question {
            findings.push(Finding::OtherQuestion { says: self.definition.question.clone(), logged: logged.question.clone() });
        }
        for option in &self.definition.options {
            match logged.options.iter().find(|known| known.id == option.id) {
                Some(known) if known == option => {}
                Some(known) => findings.push(Finding::OtherOption { says: option.text.clone(), logged: known.text.clone() }),
                None => findings.push(Finding::OtherOption { says: option.text.clone(), logged: String::new() }),
            }
        }
        let order = |definition: &crate::domain::Definition| definition.options.iter().map(|option| option.id).collect::<Vec<_>>();
        if logged.options.len() != self.definition.options.len() || order(logged) != order(&self.definition) {
            findings.push(Finding::OtherOptions);
        }
        if (logged.rules, &logged.prompt) != (self.definition.rules, &self.definition.prompt) {
            findings.push(Finding::OtherRules);
        }
    }

    /// Compares the earlier wordings with those in the log. An exported log holds none beside its events.
    pub(super) fn check_edits(&self, history: &History<'_>, findings: &mut Vec<Finding>) {
        let (Some(edits), Some(logged)) = (&self.edits, &history.edits) else { return };
        if edits != logged {
            findings.push(Finding::OtherEdits);
        }
    }

    /// Compares the times and the seals of rounds with the log, and the poll's round and state with those that it leads to.
    pub(super) fn check_rounds(&self, history: &History<'_>, findings: &mut Vec<Finding>) {
        for sealed in &self.rounds {
            let round = sealed.round;
            if history.times.get(&round).is_some_and(|times| *times != sealed.times) {
                findings.push(Finding::OtherTimes { round });
            }
            self.check_seal(sealed, history, findings);
        }
        let unrecorded = history.times.keys().filter(|round| self.rounds.iter().all(|sealed| sealed.round != **round));
        findings.extend(unrecorded.map(|round| Finding::OtherTimes { round: *round }));
        if history.state.is_some_and(|logged| !logged.fits(self.state)) {
            findings.push(Finding::OtherState);
        }
        if let Some(logged) = history.round.filter(|logged| *logged != self.round) {
            findings.push(Finding::OtherRound { says: self.round, logged });
        }
        let is_closed_without_seal = self.state == PollState::Closed && self.seal().is_none();
        if is_closed_without_seal && (history.state.is_some() || history.closes.contains_key(&self.round)) {
            findings.push(Finding::WrongSeal { round: self.round });
        }
    }

    /// A seal is the link of its round's last close, with a signature. That of a round which an earlier version has closed
    /// is the link of the last vote then, without one.
    fn check_seal(&self, sealed: &SealedRound, history: &History<'_>, findings: &mut Vec<Finding>) {
        let round = sealed.round;
        let closed: Option<Link> = history.closes.get(&round).copied();
        let Some(seal) = sealed.seal else {
            if closed.is_some() {
                findings.push(Finding::WrongSeal { round });
            }
            return;
        };
        if seal.link != closed.or(history.last_of_version_1).unwrap_or(self.log_head) {
            findings.push(Finding::WrongSeal { round });
        }
        let is_signed = seal.is_signed(&self.code);
        if is_signed == Some(false) || (is_signed.is_none() && closed.is_some()) {
            findings.push(Finding::WrongSignature { round });
        }
    }
}
