//! `handsup-server verify PLACE`: verifies and recounts a database or an exported log. Needs read
//! access only, and writes nothing. `SECURITY.md` says what a result without findings proves, and
//! what it does not.

use crate::domain::Audit;
use crate::storage::{self, DatabaseUrl};
use crate::wire::PollLog;
use anyhow::Context;
use std::fmt;
use std::io::Read;
use std::path::Path;

/// The question and the audit of each poll in a database or an exported log. `Display` recounts the
/// polls and prints the findings.
#[derive(Debug)]
pub struct Verdict(Vec<(String, Audit)>);

/// Reads a file, or the PostgreSQL database whose URL is given instead of a path. The [`Verdict`] recounts what was read.
///
/// # Errors
/// When it cannot be read, or is neither a Handsup database nor a log exported from one.
pub async fn verify(source: &Path) -> anyhow::Result<Verdict> {
    let source = DatabaseUrl::parse_or_file(source)?;
    let DatabaseUrl::File(file) = &source else {
        return storage::audits(&source).await.map(Verdict).with_context(|| format!("could not read the votes in {source}"));
    };
    let shown = file.display();
    if is_database(file).with_context(|| format!("could not read {shown}"))? {
        return storage::audits(&source).await.map(Verdict).with_context(|| format!("could not read the votes in {shown}"));
    }
    let bytes = std::fs::read(file).with_context(|| format!("could not read {shown}"))?;
    let log: PollLog = serde_json::from_slice(&bytes)
        .with_context(|| format!("{shown} is neither a Handsup database nor a log exported from one (Console, Receipts, Log)"))?;
    let audit = log.audit().with_context(|| format!("{shown} has a code or a hash that is none: it was damaged on its way, or altered"))?;
    Ok(Verdict(vec![(log.question, audit)]))
}

impl From<Vec<(String, Audit)>> for Verdict {
    fn from(audits: Vec<(String, Audit)>) -> Self {
        Self(audits)
    }
}

/// Whether a file begins with the header of an SQLite database.
pub(crate) fn is_database(file: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    std::fs::File::open(file)?.take(storage::SQLITE_MAGIC.len() as u64).read_to_end(&mut head)?;
    Ok(head == storage::SQLITE_MAGIC)
}

impl Verdict {
    /// Whether no poll has findings.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.0.iter().all(|(_, audit)| audit.recount().findings.is_empty())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (question, audit) in &self.0 {
            let recount = audit.recount();
            let (code, seal) = (&audit.code, audit.log_head.seal());
            let result = if recount.findings.is_empty() { "adds up" } else { "DOES NOT ADD UP" };
            writeln!(f, "{code}  {result}  {question}")?;
            writeln!(
                f,
                "          {} votes name {} options; the options say {}; {} receipts fit; seal {seal}",
                recount.votes, recount.choices, recount.option_sum, recount.receipts
            )?;
            if recount.struck > 0 {
                writeln!(f, "          {} votes were struck by the host: the log says which, and they are not counted", recount.struck)?;
            }
            for finding in &recount.findings {
                writeln!(f, "          ! {finding}")?;
            }
        }
        match (self.0.len(), self.is_clean()) {
            (0, _) => f.write_str("There is no poll in this file."),
            (polls, true) => write!(f, "{polls} polls checked: every chain holds, every sum is right, every receipt fits."),
            (polls, false) => write!(f, "{polls} polls checked: something is wrong, see the lines that begin with “!”."),
        }
    }
}
