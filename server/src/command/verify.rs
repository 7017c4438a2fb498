//! `handsup-server verify PLACE`: verifies and recounts a database or an exported log. Needs read
//! access only, and writes nothing. `SECURITY.md` says what a result without findings proves, and
//! what it does not.

use crate::config::command::Anchors;
use crate::domain::{Audit, Code, Coverage, PollState, Seal};
use crate::storage::{self, DatabaseUrl};
use crate::wire::PollLog;
use anyhow::Context;
use std::fmt;
use std::io::Read;
use std::path::Path;

/// The question and the audit of each poll in a database or an exported log, and what they are compared with. `Display`
/// recounts the polls and prints the findings.
#[derive(Debug)]
pub struct Verdict {
    polls: Vec<(String, Audit)>,
    seals: Vec<SealCode>,
    keys: Vec<SealCode>,
}

/// The 16 characters of a seal, or of a key's fingerprint.
type SealCode = Code<16>;

/// Reads a file, or the PostgreSQL database whose URL is given instead of a path. The [`Verdict`] recounts what was read.
///
/// # Errors
/// When it cannot be read, or is neither a Handsup database nor a log exported from one.
pub async fn verify(source: &Path) -> anyhow::Result<Verdict> {
    let source = DatabaseUrl::parse_or_file(source)?;
    let DatabaseUrl::File(file) = &source else {
        return storage::audits(&source).await.map(Verdict::from).with_context(|| format!("could not read the votes in {source}"));
    };
    let shown = file.display();
    if is_database(file).with_context(|| format!("could not read {shown}"))? {
        return storage::audits(&source).await.map(Verdict::from).with_context(|| format!("could not read the votes in {shown}"));
    }
    let bytes = std::fs::read(file).with_context(|| format!("could not read {shown}"))?;
    let log: PollLog = serde_json::from_slice(&bytes)
        .with_context(|| format!("{shown} is neither a Handsup database nor a log exported from one (Console, Receipts, Log)"))?;
    let audit = log.audit().with_context(|| {
        format!("{shown} has a code or a hash that is none: or says one thing in two ways: it was damaged on its way, or altered")
    })?;
    Ok(vec![(log.question, audit)].into())
}

impl From<Vec<(String, Audit)>> for Verdict {
    fn from(polls: Vec<(String, Audit)>) -> Self {
        Self { polls, seals: Vec::new(), keys: Vec::new() }
    }
}

/// Whether a file begins with the header of an SQLite database.
pub(crate) fn is_database(file: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    std::fs::File::open(file)?.take(storage::SQLITE_MAGIC.len() as u64).read_to_end(&mut head)?;
    Ok(head == storage::SQLITE_MAGIC)
}

/// What ties a poll's log to something that was noted elsewhere.
enum Anchor {
    /// A seal that was given.
    Seal,
    /// The signature of a key whose fingerprint was given.
    Key,
    /// Nothing: the log agrees with itself, and may have been replaced whole.
    None,
    /// A seal that was given is that of this earlier round. The rounds after it may have been replaced.
    EarlierRound(u32),
    /// A seal that was given is that of a close after which voting in this round was opened again.
    TakenBack(u32),
    /// Another key than those given has signed the seal.
    OtherKey(String),
    /// Keys were given, and the poll is closed without a signature.
    Unsigned,
}

impl Anchor {
    /// The anchor of seals that do not cover the current result.
    fn of_earlier(covered: &[Coverage]) -> Self {
        covered.iter().fold(Self::None, |anchor, coverage| match coverage {
            Coverage::EarlierRound(round) => Self::EarlierRound(*round),
            Coverage::TakenBack(round) => Self::TakenBack(*round),
            Coverage::All => anchor,
        })
    }

    /// What contradicts the seals and keys that were given; `None` where nothing does.
    fn contradiction(&self) -> Option<String> {
        match self {
            Self::Seal | Self::Key | Self::None | Self::EarlierRound(_) => None,
            Self::TakenBack(round) => Some(format!(
                "the seal that you gave is that of an earlier close of round {round}: voting was opened again after it, so it does not cover the result"
            )),
            Self::OtherKey(key) => Some(format!("another key has signed the seal: {key}")),
            Self::Unsigned => Some("no key has signed the seal: an earlier version has closed the poll, or its log was replaced".into()),
        }
    }
}

impl Verdict {
    /// The same, compared with seals and keys that were noted elsewhere.
    ///
    /// # Errors
    /// When one is not written as a seal is.
    pub fn anchored_by(self, anchors: &Anchors) -> anyhow::Result<Self> {
        let parse = |typed: &String| {
            SealCode::parse(typed).with_context(|| format!("{typed} is no seal and no key: they are 16 letters and digits"))
        };
        Ok(Self {
            seals: anchors.seals.iter().map(parse).collect::<anyhow::Result<_>>()?,
            keys: anchors.keys.iter().map(parse).collect::<anyhow::Result<_>>()?,
            ..self
        })
    }

    /// Whether no poll has findings, every given seal is one of theirs, and no other key than those given has signed one.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let agrees = |audit: &Audit| audit.recount().findings.is_empty() && self.anchor(audit).contradiction().is_none();
        self.polls.iter().all(|(_, audit)| agrees(audit)) && self.missing_seals().is_empty()
    }

    fn anchor(&self, audit: &Audit) -> Anchor {
        let covered: Vec<Coverage> = self.seals.iter().filter_map(|seal| coverage(audit, seal)).collect();
        if covered.contains(&Coverage::All) {
            return Anchor::Seal;
        }
        let is_sealed = |seal: &Seal| audit.coverage(|text| text == seal.link.seal()) == Some(Coverage::All);
        let sealed = audit.seal().filter(|seal| is_sealed(seal) && seal.is_signed(&audit.code) == Some(true));
        let signature = sealed.and_then(|seal| seal.signature);
        match signature.map(|signature| signature.key_fingerprint()) {
            Some(key) if self.keys.iter().any(|given| SealCode::parse(&key).as_ref() == Some(given)) => Anchor::Key,
            Some(key) if !self.keys.is_empty() => Anchor::OtherKey(key),
            None if !self.keys.is_empty() && audit.state == PollState::Closed && audit.log_length > 0 => Anchor::Unsigned,
            Some(_) | None => Anchor::of_earlier(&covered),
        }
    }

    /// The given seals that no poll has.
    fn missing_seals(&self) -> Vec<&SealCode> {
        self.seals.iter().filter(|seal| !self.polls.iter().any(|(_, audit)| coverage(audit, seal).is_some())).collect()
    }

    fn fmt_poll(&self, question: &str, audit: &Audit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let recount = audit.recount();
        let (code, seal) = (&audit.code, audit.seal_text());
        let anchor = self.anchor(audit);
        let contradiction = anchor.contradiction();
        let agrees = recount.findings.is_empty() && contradiction.is_none();
        writeln!(f, "{code}  {}  {question}", if agrees { "adds up" } else { "DOES NOT ADD UP" })?;
        let sums = if audit.definition.prompt.kind().answers_are_options() {
            format!("{} votes name {} options; the options say {}", recount.votes, recount.choices, recount.option_sum)
        } else {
            format!("{} votes are counted", recount.votes)
        };
        writeln!(
            f,
            "          {sums}; {} receipts fit; seal {seal}, {}",
            recount.receipts,
            match anchor {
                Anchor::Seal => "anchored: it is the seal that you gave".into(),
                Anchor::Key => "anchored: the key that you gave has signed it".into(),
                Anchor::EarlierRound(round) => format!("not anchored: the seal that you gave is that of round {round}"),
                Anchor::None | Anchor::TakenBack(_) | Anchor::OtherKey(_) | Anchor::Unsigned => "not anchored".to_owned(),
            }
        )?;
        if recount.struck > 0 {
            writeln!(f, "          {} votes were struck by the host: the log says which, and they are not counted", recount.struck)?;
        }
        if recount.redacted > 0 {
            writeln!(f, "          {} answers were redacted by the host: they count, and their receipts stay", recount.redacted)?;
        }
        if let Some(contradiction) = contradiction {
            writeln!(f, "          ! {contradiction}")?;
        }
        recount.findings.iter().try_for_each(|finding| writeln!(f, "          ! {finding}"))
    }
}

/// What a seal covers of a poll's log; `None` where it is none of its closes.
fn coverage(audit: &Audit, seal: &SealCode) -> Option<Coverage> {
    audit.coverage(|text| SealCode::parse(text).as_ref() == Some(seal))
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.polls.iter().try_for_each(|(question, audit)| self.fmt_poll(question, audit, f))?;
        for seal in self.missing_seals() {
            writeln!(f, "! no poll here has the seal {seal}: it was deleted, or its log was replaced")?;
        }
        let unanchored =
            self.polls.iter().filter(|(_, audit)| matches!(self.anchor(audit), Anchor::None | Anchor::EarlierRound(_))).count();
        match (self.polls.len(), self.is_clean()) {
            (0, true) => return f.write_str("There is no poll in this file."),
            (polls, true) => write!(f, "{polls} polls checked: every chain holds, every sum is right, every receipt fits.")?,
            (polls, false) => write!(f, "{polls} polls checked: something is wrong, see the lines that begin with “!”.")?,
        }
        if unanchored > 0 {
            write!(
                f,
                "\n{unanchored} of them are not anchored: their logs agree with themselves, which a log that was replaced whole does too. \
                 To find that, give a seal from that day (--seal) or the server's key (--key)."
            )?;
        }
        Ok(())
    }
}
