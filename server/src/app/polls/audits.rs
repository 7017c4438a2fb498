//! Reads a poll's log and the receipts in it; a closed poll's log is read a page at a time.

use super::error::PollError;
use super::poll::Polls;
use crate::domain::{Answer, Audit, Event, LoggedEvent, LoggedVote, Poll, PollCode, PollState, Refusal, SealedRound};
use crate::storage::Storage;
use std::collections::HashSet;
use std::sync::Arc;

/// A vote in the list of receipts.
#[derive(Debug)]
pub(crate) struct ReceiptLine {
    /// The voter's receipt.
    pub(crate) receipt: Box<str>,
    said: Said,
}

/// What a vote says, in a compact form: 200,000 choices take some megabytes.
#[derive(Debug)]
enum Said {
    /// The chosen options, as a bit set of their positions in the poll: a poll has at most 20 options.
    Options(u32),
    /// An answer that is no choice.
    Other(Box<Answer>),
    /// Nothing any more: the host has redacted it.
    Redacted,
}

impl ReceiptLine {
    fn new(vote: &LoggedVote, poll: &Poll) -> Self {
        let position = |id: &i64| poll.options.iter().position(|option| option.id == *id);
        let said = match &vote.answer {
            Some(Answer::Options(ids)) => {
                Said::Options(ids.iter().filter_map(position).fold(0, |options, position| options | 1 << position))
            }
            Some(answer) => Said::Other(Box::new(answer.clone())),
            None => Said::Redacted,
        };
        Self { said, receipt: vote.receipt(&poll.code).as_str().into() }
    }

    /// What the vote says; `None` if that was redacted.
    pub(crate) fn answer(&self, poll: &Poll) -> Option<Answer> {
        match &self.said {
            Said::Options(options) => {
                let chosen = poll.options.iter().enumerate().filter(|(position, _)| options & (1 << position) != 0);
                Some(Answer::Options(chosen.map(|(_, option)| option.id).collect()))
            }
            Said::Other(answer) => Some((**answer).clone()),
            Said::Redacted => None,
        }
    }
}

/// The receipts of a round, sorted by receipt, so that the order does not reveal when each vote was
/// cast.
pub(crate) struct Receipts {
    /// Receipts of the votes that count.
    pub(crate) lines: Vec<ReceiptLine>,
    /// Receipts of the votes that the host has struck.
    pub(crate) struck: Vec<String>,
}

/// A reader of a poll's log, up to the length that the log had when the reader was made.
pub(crate) struct LogPages {
    storage: Arc<dyn Storage>,
    poll: Arc<Poll>,
    /// The position in the log up to which votes were read.
    read_to: i64,
}

impl LogPages {
    /// The next votes; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<LoggedVote>>, PollError> {
        let Some((last, mut page)) = self.storage.log_page(self.poll.id, self.read_to).await? else { return Ok(None) };
        self.read_to = last;
        // A poll that was opened again meanwhile may have more votes now.
        page.retain(|vote| vote.position <= self.poll.log_length);
        Ok(Some(page))
    }
}

/// Reads the logs of polls.
pub(crate) struct Audits {
    storage: Arc<dyn Storage>,
    polls: Polls,
}

impl Audits {
    pub(super) fn new(storage: Arc<dyn Storage>, polls: Polls) -> Self {
        Self { storage, polls }
    }

    /// A poll, and its log as the database has it.
    pub(crate) async fn audit(&self, code: &PollCode) -> Result<(Arc<Poll>, Audit), PollError> {
        let poll = self.polls.find(code).await?;
        let audit = self.storage.audit(poll.id).await?.ok_or(Refusal::NoSuchPoll)?;
        Ok((poll, audit))
    }

    /// A closed poll, and the receipts of its current round. An open poll is refused, because each
    /// new receipt in its list would belong to the device that has just voted.
    pub(crate) async fn receipts(&self, code: &PollCode) -> Result<(Arc<Poll>, Receipts), PollError> {
        let (poll, _, events, mut pages) = self.whole_log(code).await?;
        let (mut lines, mut replaced, mut struck) = (Vec::new(), HashSet::new(), HashSet::new());
        while let Some(page) = pages.next().await? {
            for vote in page.into_iter().filter(|vote| vote.round == poll.round) {
                replaced.extend(vote.replaces);
                if vote.strikes() {
                    struck.extend(vote.replaces);
                } else {
                    lines.push((vote.position, ReceiptLine::new(&vote, &poll)));
                }
            }
        }
        for event in &events {
            if let Some(Event::Struck { round, ballot }) = Event::parse(&event.text)
                && round == poll.round
            {
                replaced.insert(ballot);
                struck.insert(ballot);
            }
        }
        let struck_lines = lines.iter().filter(|(position, _)| struck.contains(position));
        let mut struck: Vec<String> = struck_lines.map(|(_, line)| line.receipt.to_string()).collect();
        struck.sort_unstable();
        lines.retain(|(position, _)| !replaced.contains(position));
        let mut lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
        lines.sort_unstable_by(|one, other| one.receipt.cmp(&other.receipt));
        Ok((poll, Receipts { lines, struck }))
    }

    /// A closed poll, its rounds with their seals, the events of its log, and a reader of its votes.
    pub(crate) async fn whole_log(&self, code: &PollCode) -> Result<(Arc<Poll>, Vec<SealedRound>, Vec<LoggedEvent>, LogPages), PollError> {
        let (poll, pages) = self.log(code).await?;
        let (rounds, mut events) = self.storage.log_events(poll.id).await?;
        events.retain(|event| event.position <= poll.log_length);
        Ok((poll, rounds, events, pages))
    }

    /// A closed poll, and a reader of its votes.
    pub(crate) async fn log(&self, code: &PollCode) -> Result<(Arc<Poll>, LogPages), PollError> {
        let poll = self.find_closed(code).await?;
        Ok((poll.clone(), LogPages { storage: self.storage.clone(), poll, read_to: 0 }))
    }

    async fn find_closed(&self, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.polls.find(code).await?;
        if poll.state == PollState::Closed { Ok(poll) } else { Err(Refusal::PollNotClosed.into()) }
    }
}
