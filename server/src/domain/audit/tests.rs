//! Falsifies logs, and checks that a recount finds each falsification.

use super::*;
use crate::domain::{DefinedOption, EntryOfVersion1, Event, PollRules, Prompt, Signature, Signer, TallyKey, merkle};
use serde_json::json;

const TABS: i64 = 11;
const SPACES: i64 = 12;

fn code() -> PollCode {
    PollCode::parse("AB3DE9ZX").unwrap()
}

fn definition() -> Definition {
    let option = |id, text: &str| DefinedOption { id, text: text.into(), correct: false };
    Definition {
        question: "Tabs or spaces?".into(),
        options: vec![option(TABS, "Tabs"), option(SPACES, "Spaces")],
        prompt: Prompt::default(),
        rules: PollRules::default(),
    }
}

/// An audit without entries.
fn empty(state: PollState) -> Audit {
    Audit {
        code: code(),
        round: 1,
        state,
        definition: definition(),
        tally: Tally::default(),
        earlier_tallies: BTreeMap::new(),
        edits: None,
        total_votes: 0,
        log_length: 0,
        log_head: Link::first(&code()),
        rounds: Vec::new(),
        votes: Vec::new(),
        events: Vec::new(),
    }
}

/// Appends entries to an audit as the server would.
impl Audit {
    fn append(&mut self, event: &Event) -> &mut Self {
        self.log_length += 1;
        self.log_head = self.log_head.next(&event.to_text());
        self.events.push(LoggedEvent { position: self.log_length, text: event.to_text(), link: self.log_head });
        self
    }

    fn vote(&mut self, option: i64, replaces: Option<u64>) -> &mut Self {
        self.log_length += 1;
        let (nonce, answer) = ([u8::try_from(self.log_length).unwrap(); 16], Answer::Options(vec![option]));
        let commitment = Commitment::new(&nonce, &answer);
        self.log_head = self.log_head.next(&Event::ballot(1, Class::Device, &commitment, replaces).to_text());
        self.tally.add_answer(&answer, 1);
        self.total_votes += u64::from(replaces.is_none());
        if let Some(earlier) = self.votes.iter().find(|vote| Some(vote.position) == replaces) {
            self.tally.add_answer(earlier.answer.as_ref().unwrap(), -1);
        }
        self.votes.push(LoggedVote {
            position: self.log_length,
            round: 1,
            answer: Some(answer),
            nonce,
            commitment: Some(commitment),
            stated_receipt: None,
            class: Class::Device,
            replaces,
            counts: None,
            link: self.log_head,
        });
        self
    }

    fn close(&mut self, signer: &Signer) -> &mut Self {
        let commitments: Vec<_> = self.counting().iter().filter_map(|vote| vote.commitment).collect();
        let event = Event::closed((20, 1), self.total_votes, self.tally.iter(), &merkle::Tree::new(&commitments).root(), definition());
        self.append(&event);
        let seal = Some(signer.seal(&self.code, self.log_head));
        self.rounds = vec![SealedRound { round: 1, times: RoundTimes { opened_at: Some(10), closed_at: Some(20) }, seal }];
        self.state = PollState::Closed;
        self
    }
}

/// Entries 1 and 2 create and open the poll, 3 to 5 are votes for Tabs, Spaces and Tabs, and entry 6 closes it.
fn audit() -> Audit {
    let mut audit = empty(PollState::Open);
    audit.append(&Event::Created { at: 5, definition: definition() }).append(&Event::Opened { at: 10, round: 1 });
    audit.vote(TABS, None).vote(SPACES, None).vote(TABS, None).close(&Signer::from_seed([7; 32]));
    audit
}

/// The findings after a falsification.
fn findings_after(falsify: impl FnOnce(&mut Audit)) -> Vec<Finding> {
    let mut audit = audit();
    falsify(&mut audit);
    audit.recount().findings
}

/// Adds to an option's sum, as a forger would.
fn add(audit: &mut Audit, option: i64, change: i64) {
    audit.tally.add(TallyKey::Option(option), change);
}

#[test]
fn an_unaltered_log_has_no_findings() {
    let expected = Recount { votes: 3, choices: 3, option_sum: 3, receipts: 3, struck: 0, redacted: 0, findings: vec![] };
    assert_eq!(audit().recount(), expected);
    assert_eq!(empty(PollState::Draft).recount().findings, vec![]);
}

#[test]
fn a_log_of_version_1_has_no_findings_and_its_seal_is_its_last_link() {
    let mut audit = empty(PollState::Closed);
    for (n, (option, replaces)) in (1u8..).zip([(Some(TABS), None), (Some(SPACES), None), (Some(TABS), Some(1)), (None, Some(2))]) {
        let option_ids: Vec<i64> = option.into_iter().collect();
        audit.log_head = audit.log_head.next_of_version_1(EntryOfVersion1 { round: 1, option_ids: &option_ids, nonce: &[n; 16], replaces });
        audit.votes.push(LoggedVote {
            position: n.into(),
            round: 1,
            answer: Some(Answer::Options(option_ids)),
            nonce: [n; 16],
            commitment: None,
            stated_receipt: None,
            class: Class::Device,
            replaces,
            counts: None,
            link: audit.log_head,
        });
    }
    (audit.log_length, audit.total_votes) = (4, 1);
    add(&mut audit, TABS, 1);
    let seal = Some(Seal { link: audit.log_head, signature: None });
    audit.rounds = vec![SealedRound { round: 1, times: RoundTimes::default(), seal }];
    let expected = Recount { votes: 1, choices: 1, option_sum: 1, receipts: 1, struck: 1, redacted: 0, findings: vec![] };
    assert_eq!(audit.recount(), expected);
    let sealed = audit.seal_text();
    audit.append(&Event::Revealed { at: 30 });
    assert_eq!((audit.seal_text(), audit.recount().findings), (sealed, vec![]), "what happens after the close leaves the seal as it is");
    audit.votes[0].replaces = Some(9);
    assert!(audit.recount().findings.contains(&Finding::BrokenLink { position: 1 }));
}

#[test]
fn a_struck_vote_is_in_the_log_and_does_not_count() {
    let mut audit = empty(PollState::Open);
    audit.append(&Event::Opened { at: 10, round: 1 }).vote(TABS, None).vote(SPACES, None).append(&Event::Struck { round: 1, ballot: 3 });
    (audit.total_votes, audit.rounds) =
        (1, vec![SealedRound { round: 1, times: RoundTimes { opened_at: Some(10), closed_at: None }, seal: None }]);
    add(&mut audit, SPACES, -1);
    let expected = Recount { votes: 1, choices: 1, option_sum: 1, receipts: 1, struck: 1, redacted: 0, findings: vec![] };
    assert_eq!(audit.recount(), expected);
    assert_eq!(audit.struck().iter().map(|vote| vote.position).collect::<Vec<_>>(), [3]);
    audit.append(&Event::Struck { round: 1, ballot: 3 });
    assert_eq!(audit.recount().findings, [Finding::WrongReplacement { position: 5 }]);
}

#[test]
fn of_a_changed_vote_only_the_last_version_counts() {
    let mut audit = empty(PollState::Open);
    audit.vote(TABS, None).vote(SPACES, Some(1)).vote(TABS, Some(2));
    let expected = Recount { votes: 1, choices: 1, option_sum: 1, receipts: 1, struck: 0, redacted: 0, findings: vec![] };
    assert_eq!(audit.recount(), expected);
    assert_eq!(audit.counting().iter().map(|vote| vote.position).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_redacted_answer_counts_and_its_receipt_stays() {
    let mut audit = audit();
    audit.votes[1].answer = None;
    add(&mut audit, SPACES, -1);
    assert_eq!(audit.recount().findings, [Finding::AnswerMissing { position: 4 }]);
    audit.append(&Event::Redacted { ballot: 4 });
    let recount = audit.recount();
    assert_eq!((recount.votes, recount.receipts, recount.redacted, recount.findings), (3, 3, 1, vec![]));
}

#[test]
fn an_altered_vote_is_found_at_its_position() {
    let findings = findings_after(|audit| {
        audit.votes[1].answer = Some(Answer::Options(vec![TABS]));
        add(audit, TABS, 1);
        add(audit, SPACES, -1);
    });
    assert_eq!(findings, [Finding::WrongReceipt { position: 4 }, Finding::WrongClose { position: 6 }]);
}

#[test]
fn a_vote_removed_from_the_middle_is_found() {
    let findings = findings_after(|audit| {
        audit.votes.remove(1);
    });
    assert!(findings.contains(&Finding::VoteMissing { expected: 4, found: 5 }), "{findings:?}");
    assert!(findings.contains(&Finding::BrokenLink { position: 5 }), "{findings:?}");
}

#[test]
fn swapped_votes_are_found() {
    let findings = findings_after(|audit| audit.votes.swap(0, 1));
    assert_eq!(findings[0], Finding::VoteMissing { expected: 3, found: 4 });
    assert!(findings.contains(&Finding::VoteMisplaced { expected: 4, found: 3 }), "{findings:?}");
}

#[test]
fn votes_removed_from_the_end_are_found_also_when_counts_and_head_were_adjusted() {
    let cut = |audit: &mut Audit| {
        audit.events.pop();
        audit.votes.pop();
        (audit.total_votes, audit.log_length) = (2, 4);
        audit.log_head = audit.votes[1].link;
        add(audit, TABS, -1);
    };
    assert_eq!(
        findings_after(cut),
        [Finding::OtherTimes { round: 1 }, Finding::WrongSeal { round: 1 }, Finding::OtherState],
        "without the close"
    );
    let findings = findings_after(|audit| {
        cut(audit);
        audit.close(&Signer::from_seed([7; 32]));
        // The forger has another key.
        audit.rounds[0].seal = audit.rounds[0].seal.map(|seal| {
            let forged = Signer::from_seed([8; 32]).seal(&code(), seal.link).signature;
            let key = seal.signature.map_or([0; 32], |signature| signature.key);
            Seal { signature: forged.map(|signature| Signature { key, ..signature }), ..seal }
        });
    });
    assert_eq!(findings, [Finding::WrongSignature { round: 1 }], "with a new close");
}

#[test]
fn a_vote_added_after_the_close_is_found() {
    let findings = findings_after(|audit| _ = audit.vote(TABS, None));
    assert_eq!(findings, [Finding::VoteWhileClosed { position: 7 }]);
}

#[test]
fn raised_counts_are_found() {
    let findings = findings_after(|audit| add(audit, TABS, 18));
    assert_eq!(findings, [Finding::WrongOptionCount { option_text: "Tabs".into(), says: 20, holds: 2 }]);
    assert_eq!(findings_after(|audit| audit.total_votes = 30), [Finding::WrongTotal { says: 30, holds: 3 }]);
}

#[test]
fn swapped_texts_another_question_other_rules_and_other_times_are_found() {
    let findings = findings_after(|audit| {
        let [one, other] = &mut audit.definition.options[..] else { return };
        std::mem::swap(&mut one.text, &mut other.text);
    });
    let swapped = |says: &str, logged: &str| Finding::OtherOption { says: says.into(), logged: logged.into() };
    assert_eq!(findings, [swapped("Spaces", "Tabs"), swapped("Tabs", "Spaces")]);
    let findings = findings_after(|audit| audit.definition.question = "Spaces or tabs?".into());
    assert_eq!(findings, [Finding::OtherQuestion { says: "Spaces or tabs?".into(), logged: "Tabs or spaces?".into() }]);
    assert_eq!(findings_after(|audit| audit.definition.rules.allow_change = true), [Finding::OtherRules]);
    assert_eq!(findings_after(|audit| audit.definition.options.swap(0, 1)), [Finding::OtherOptions]);
    assert_eq!(findings_after(|audit| audit.rounds[0].times.closed_at = Some(21)), [Finding::OtherTimes { round: 1 }]);
    assert_eq!(findings_after(|audit| audit.state = PollState::Open), [Finding::OtherState]);
}

#[test]
fn a_missing_or_foreign_signature_is_found() {
    assert_eq!(
        findings_after(|audit| audit.rounds[0].seal = audit.rounds[0].seal.map(|seal| Seal { signature: None, ..seal })),
        [Finding::WrongSignature { round: 1 }]
    );
    assert_eq!(findings_after(|audit| audit.rounds[0].seal = None), [Finding::WrongSeal { round: 1 }, Finding::WrongSeal { round: 1 }]);
}

#[test]
fn an_altered_or_copied_receipt_is_found() {
    assert_eq!(findings_after(|audit| audit.votes[0].stated_receipt = Some("00000000".into())), [Finding::WrongReceipt { position: 3 }]);
    let findings = findings_after(|audit| {
        let copy = audit.votes[0].clone();
        (audit.votes[2].commitment, audit.votes[2].nonce) = (copy.commitment, copy.nonce);
    });
    assert!(findings.contains(&Finding::SameReceipt { position: 5 }), "{findings:?}");
}

#[test]
fn a_replacement_of_no_vote_and_an_unknown_option_are_found() {
    let mut audit = empty(PollState::Open);
    audit.vote(TABS, None).vote(99, Some(7));
    audit.total_votes = 2;
    assert_eq!(
        audit.recount().findings,
        [Finding::WrongReplacement { position: 2 }, Finding::UnknownOption { position: 2, option_id: 99 }]
    );
}

#[test]
fn the_log_of_another_poll_is_found() {
    let findings = findings_after(|audit| audit.code = PollCode::parse("ZZZZZZZZ").unwrap());
    assert_eq!(findings, [Finding::BrokenLink { position: 1 }, Finding::WrongSignature { round: 1 }]);
}

#[test]
fn an_event_that_this_version_does_not_know_is_found() {
    let findings = findings_after(|audit| {
        audit.append(&Event::Revealed { at: 30 });
        audit.events[3].text = r#"{"event":"vanished"}"#.into();
    });
    assert_eq!(findings, [Finding::BrokenLink { position: 7 }, Finding::UnknownEvent { position: 7 }]);
}

/// Codes are stable: installed clients look up their translations by them.
#[test]
fn every_finding_has_a_stable_code_and_values() {
    for (finding, json) in [
        (Finding::VoteMissing { expected: 2, found: 3 }, json!({ "code": "vote_missing", "expected": 2, "found": 3 })),
        (Finding::VoteMisplaced { expected: 3, found: 2 }, json!({ "code": "vote_misplaced", "expected": 3, "found": 2 })),
        (Finding::WrongReceipt { position: 1 }, json!({ "code": "wrong_receipt", "position": 1 })),
        (Finding::SameReceipt { position: 1 }, json!({ "code": "same_receipt", "position": 1 })),
        (Finding::BrokenLink { position: 1 }, json!({ "code": "broken_link", "position": 1 })),
        (Finding::WrongReplacement { position: 1 }, json!({ "code": "wrong_replacement", "position": 1 })),
        (Finding::UnknownOption { position: 1, option_id: 99 }, json!({ "code": "unknown_option", "position": 1, "option_id": 99 })),
        (Finding::LogTooShort { says: 3, holds: 2 }, json!({ "code": "log_too_short", "says": 3, "holds": 2 })),
        (Finding::LogTooLong { says: 2, holds: 3 }, json!({ "code": "log_too_long", "says": 2, "holds": 3 })),
        (Finding::WrongEnd, json!({ "code": "wrong_end" })),
        (
            Finding::WrongOptionCount { option_text: "Tabs".into(), says: 3, holds: 2 },
            json!({ "code": "wrong_option_count", "option_text": "Tabs", "says": 3, "holds": 2 }),
        ),
        (
            Finding::WrongSum { key: "blank".into(), says: 3, holds: 2 },
            json!({ "code": "wrong_sum", "key": "blank", "says": 3, "holds": 2 }),
        ),
        (Finding::AnswerMissing { position: 1 }, json!({ "code": "answer_missing", "position": 1 })),
        (Finding::WrongMark { position: 1 }, json!({ "code": "wrong_mark", "position": 1 })),
        (Finding::VoteWhileClosed { position: 1 }, json!({ "code": "vote_while_closed", "position": 1 })),
        (Finding::UnknownEvent { position: 1 }, json!({ "code": "unknown_event", "position": 1 })),
        (Finding::WrongClose { position: 1 }, json!({ "code": "wrong_close", "position": 1 })),
        (
            Finding::OtherQuestion { says: "A?".into(), logged: "B?".into() },
            json!({ "code": "other_question", "says": "A?", "logged": "B?" }),
        ),
        (Finding::OtherOption { says: "A".into(), logged: "B".into() }, json!({ "code": "other_option", "says": "A", "logged": "B" })),
        (Finding::OtherOptions, json!({ "code": "other_options" })),
        (Finding::OtherRules, json!({ "code": "other_rules" })),
        (Finding::OtherEdits, json!({ "code": "other_edits" })),
        (Finding::OtherRound { says: 1, logged: 2 }, json!({ "code": "other_round", "says": 1, "logged": 2 })),
        (Finding::OtherTimes { round: 1 }, json!({ "code": "other_times", "round": 1 })),
        (Finding::OtherState, json!({ "code": "other_state" })),
        (Finding::WrongSeal { round: 1 }, json!({ "code": "wrong_seal", "round": 1 })),
        (Finding::WrongSignature { round: 1 }, json!({ "code": "wrong_signature", "round": 1 })),
        (Finding::WrongTotal { says: 3, holds: 2 }, json!({ "code": "wrong_total", "says": 3, "holds": 2 })),
    ] {
        assert_eq!(serde_json::to_value(&finding).unwrap(), json);
    }
}
