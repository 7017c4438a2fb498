//! What voters have written: for readers of a result, and for the host who moderates it.

use crate::domain::{Decision, Moderation, OwnWords, Poll, ShownText, Status, Suggestion, TallyKey, TermKey, Verdict, suggestions};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;
use utoipa::ToSchema;

/// The most terms of a [`TermList`].
const MOST_TERMS: usize = 500;

/// A page of the texts of open answers that are shown, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TextsPage {
    /// At most 50.
    pub texts: Vec<ShownText>,
    /// The value of `before` for the next page; null on the last one.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub next: Option<u64>,
    /// Answers that are not blank.
    #[ts(type = "number")]
    pub answers: u64,
    /// Texts of these that are not shown.
    #[ts(type = "number")]
    pub hidden: u64,
}

/// What a host moderates in a poll.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TermList {
    /// 8 characters.
    pub poll_code: String,
    /// The `seq` of the poll that this was read from.
    #[ts(type = "number")]
    pub seq: u64,
    /// Which texts wait for the host.
    pub moderation: Moderation,
    /// How many voters must have written a text that waits, so that it is shown by itself; 0 for never.
    pub show_after: u16,
    /// Terms that wait for the host.
    #[ts(type = "number")]
    pub held: u64,
    /// At most 500: first those that wait, then those that are shown, then those that are taken off; each by number of voters.
    pub terms: Vec<ModeratedTerm>,
    /// The act that this list answers, by which it can be taken back; null for others.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub act: Option<i64>,
}

/// Request for taking decisions back.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoBody {
    /// The act; without it the last one.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub act: Option<i64>,
}

/// What one or several voters have written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ModeratedTerm {
    /// 32 hexadecimal digits.
    pub term: String,
    /// The most frequent spelling; empty once redacted.
    pub text: String,
    /// The voters who have written it, or what is merged into it.
    #[ts(type = "number")]
    pub voters: u64,
    /// Whether it is shown.
    pub status: TermStatus,
    /// Whether that is the host's decision, and not the rule's.
    pub decided: bool,
    /// Whether a word list holds it.
    pub listed: bool,
    /// What is merged into it.
    pub merged: Vec<MergedTerm>,
    /// A more frequent term that may say the same; null without one.
    #[schema(required)]
    pub like: Option<String>,
}

/// A term that counts as another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MergedTerm {
    /// 32 hexadecimal digits.
    pub term: String,
    /// Its most frequent spelling; empty once redacted.
    pub text: String,
}

/// Whether a term is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TermStatus {
    /// It waits for the host.
    Held,
    /// Everybody who may see results sees it.
    Shown,
    /// The host has taken it off.
    Banned,
}

/// The host's decisions, which are carried out together and can be taken back together.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionsBody {
    /// 1 to 500.
    pub decisions: Vec<DecisionBody>,
}

/// A decision about a term.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// 32 hexadecimal digits.
    pub term: String,
    /// What becomes of it.
    pub verdict: VerdictWord,
    /// For `merge`: the term as which it counts from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub into: Option<String>,
}

/// The answers to redact.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactionBody {
    /// Those with a text of this term: 32 hexadecimal digits.
    pub term: String,
}

/// The words that a host adds to the word lists in a meeting: a text that is one of them, or has it as whole words, waits as one on the
/// lists for English and German does.
#[skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// At most 500, each of at most 50 characters: a word, or several that follow each other. Empty ones, and those that say the same as
    /// an earlier one, are left out.
    pub words: Vec<String>,
    /// A hash of the words. A list that is sent with the version that it was read with replaces that one alone.
    #[serde(default)]
    #[ts(optional)]
    pub version: Option<String>,
}

/// What becomes of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictWord {
    /// It is shown.
    Show,
    /// It is never shown.
    Ban,
    /// It waits.
    Hold,
    /// It counts as `into`.
    Merge,
    /// It counts as itself again.
    Split,
}

impl DecisionBody {
    /// The decision; `None` for a malformed term, and for an `into` that is missing or has no meaning.
    #[must_use]
    pub fn read(&self) -> Option<Decision> {
        let into = self.into.as_deref().map(TermKey::parse);
        let verdict = match (self.verdict, into) {
            (VerdictWord::Merge, Some(Some(into))) => Verdict::Merge(into),
            (VerdictWord::Show, None) => Verdict::Show,
            (VerdictWord::Ban, None) => Verdict::Ban,
            (VerdictWord::Hold, None) => Verdict::Hold,
            (VerdictWord::Split, None) => Verdict::Split,
            _ => return None,
        };
        Some(Decision { term: TermKey::parse(&self.term)?, verdict })
    }
}

impl WordList {
    /// The words of a host.
    #[must_use]
    pub fn of(own: &OwnWords) -> Self {
        Self { words: own.words().to_vec(), version: Some(own.version()) }
    }
}

impl TermList {
    /// How many terms of a poll wait.
    #[must_use]
    pub fn held_in(poll: &Poll) -> u64 {
        let (tally, terms) = (&poll.tally, poll.tally.terms());
        let roots: BTreeSet<TermKey> = tally.terms_with_counts().map(|(term, _)| terms.root(term)).collect();
        let voters = |root: TermKey| terms.voters(root, tally.count(TallyKey::Term(root)));
        roots.into_iter().filter(|root| terms.status(*root, voters(*root)) == Status::Held).count() as u64
    }

    /// The terms of a poll.
    #[must_use]
    pub fn of(poll: &Poll) -> Self {
        let (tally, terms) = (&poll.tally, poll.tally.terms());
        let mut groups: BTreeMap<TermKey, Vec<TermKey>> = BTreeMap::new();
        for (term, _) in tally.terms_with_counts() {
            groups.entry(terms.root(term)).or_default().push(term);
        }
        let text = |term: TermKey| terms.text(term).unwrap_or_default().to_owned();
        let moderated = |(root, members): (&TermKey, &Vec<TermKey>)| {
            let voters = terms.voters(*root, tally.count(TallyKey::Term(*root)));
            let status = terms.status(*root, voters);
            let row = ModeratedTerm {
                term: root.to_string(),
                text: text(*root),
                voters,
                status: status.into(),
                decided: terms.standing(*root).is_some(),
                listed: terms.spellings(*root).iter().any(|spelling| spelling.listed && spelling.count > 0),
                merged: members
                    .iter()
                    .filter(|member| *member != root)
                    .map(|member| MergedTerm { term: member.to_string(), text: text(*member) })
                    .collect(),
                like: None,
            };
            (status, *root, row)
        };
        let mut rows: Vec<(Status, TermKey, ModeratedTerm)> = groups.iter().map(moderated).collect();
        rows.sort_by(|(one, _, left), (other, _, right)| {
            (one, Reverse(left.voters), &left.text).cmp(&(other, Reverse(right.voters), &right.text))
        });
        let held = rows.iter().filter(|(status, ..)| *status == Status::Held).count() as u64;
        rows.truncate(MOST_TERMS);
        if poll.kind().merges_terms() {
            suggest(&mut rows);
        }
        Self {
            poll_code: poll.code.to_string(),
            seq: poll.seq,
            moderation: poll.rules.moderation,
            show_after: poll.rules.show_after.unwrap_or(0),
            held,
            terms: rows.into_iter().map(|(.., row)| row).collect(),
            act: None,
        }
    }
}

/// Notes which terms may say the same as a more frequent one.
fn suggest(rows: &mut [(Status, TermKey, ModeratedTerm)]) {
    let mut by_voters: Vec<&(Status, TermKey, ModeratedTerm)> =
        rows.iter().filter(|(status, _, row)| *status != Status::Banned && !row.text.is_empty()).collect();
    by_voters.sort_by_key(|(_, _, row)| Reverse(row.voters));
    let texts: Vec<(TermKey, &str)> = by_voters.iter().map(|(_, term, row)| (*term, row.text.as_str())).collect();
    let found: BTreeMap<TermKey, TermKey> = suggestions(&texts).into_iter().map(|Suggestion { term, into }| (term, into)).collect();
    for (_, term, row) in rows {
        row.like = found.get(term).map(ToString::to_string);
    }
}

impl From<Status> for TermStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Held => Self::Held,
            Status::Shown => Self::Shown,
            Status::Banned => Self::Banned,
        }
    }
}
