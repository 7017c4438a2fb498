//! Falsifies logs, and checks that a recount finds each falsification.

use super::*;
use serde_json::json;

const TABS: i64 = 11;
const SPACES: i64 = 12;

/// Three votes: Tabs, Spaces, Tabs.
fn audit() -> Audit {
    audit_of(&[(&[TABS], None), (&[SPACES], None), (&[TABS], None)], 2, 1)
}

/// An audit with a log of these votes, each with the position that it replaces, and with these
/// counts of the two options.
fn audit_of(votes: &[(&[i64], Option<u64>)], tabs: u64, spaces: u64) -> Audit {
    let code = PollCode::parse("AB3DE9ZX").unwrap();
    let mut link = Link::first(&code);
    let votes: Vec<LoggedVote> = (1u8..)
        .zip(votes)
        .map(|(n, (option_ids, replaces))| {
            let nonce = [n; 16];
            link = link.next(Entry { round: 1, option_ids, nonce: &nonce, replaces: *replaces });
            let receipt = Receipt::new(&code, 1, option_ids, &nonce).as_str().to_owned();
            LoggedVote { position: n.into(), round: 1, option_ids: option_ids.to_vec(), nonce, receipt, replaces: *replaces, link }
        })
        .collect();
    let option = |id, text: &str, vote_count| PollOption { id, text: text.into(), vote_count, correct: false };
    Audit {
        code,
        round: 1,
        options: vec![option(TABS, "Tabs", tabs), option(SPACES, "Spaces", spaces)],
        total_votes: votes.iter().filter(|vote| vote.replaces.is_none()).count() as u64,
        log_length: votes.len() as u64,
        log_head: link,
        votes,
    }
}

/// The findings after a falsification.
fn findings_after(falsify: impl FnOnce(&mut Audit)) -> Vec<Finding> {
    let mut audit = audit();
    falsify(&mut audit);
    audit.recount().findings
}

#[test]
fn an_unaltered_log_has_no_findings() {
    let recount = audit().recount();
    assert_eq!(recount, Recount { votes: 3, choices: 3, option_sum: 3, receipts: 3, struck: 0, findings: vec![] });
    assert_eq!(audit_of(&[], 0, 0).recount().findings, vec![]);
}

#[test]
fn a_struck_vote_is_in_the_log_and_does_not_count() {
    let mut audit = audit_of(&[(&[TABS], None), (&[SPACES], None), (&[], Some(2))], 1, 0);
    audit.total_votes = 1;
    let recount = audit.recount();
    assert_eq!(recount, Recount { votes: 1, choices: 1, option_sum: 1, receipts: 1, struck: 1, findings: vec![] });
    assert_eq!(audit.struck().iter().map(|vote| vote.position).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_strike_of_no_vote_or_of_a_struck_vote_is_found() {
    let findings_of = |votes: &[(&[i64], Option<u64>)], total| {
        let mut audit = audit_of(votes, total, 0);
        audit.total_votes = total;
        audit.recount().findings
    };
    assert_eq!(findings_of(&[(&[TABS], None), (&[], None)], 1), [Finding::WrongReplacement { position: 2 }]);
    assert_eq!(findings_of(&[(&[TABS], None), (&[], Some(1)), (&[], Some(1))], 0), [Finding::WrongReplacement { position: 3 }]);
}

#[test]
fn of_a_changed_vote_only_the_last_version_counts() {
    let audit = audit_of(&[(&[TABS], None), (&[SPACES], Some(1)), (&[TABS], Some(2))], 1, 0);
    let recount = audit.recount();
    assert_eq!(recount, Recount { votes: 1, choices: 1, option_sum: 1, receipts: 1, struck: 0, findings: vec![] });
    assert_eq!(audit.counting().iter().map(|vote| vote.position).collect::<Vec<_>>(), [3]);
}

#[test]
fn an_altered_vote_is_found_at_its_position() {
    let findings = findings_after(|audit| {
        audit.votes[1].option_ids = vec![TABS];
        audit.options[0].vote_count = 3;
        audit.options[1].vote_count = 0;
    });
    assert_eq!(findings, [Finding::BrokenLink { position: 2 }, Finding::WrongReceipt { position: 2 }]);
}

#[test]
fn a_vote_removed_from_the_middle_is_found() {
    let findings = findings_after(|audit| {
        audit.votes.remove(1);
    });
    assert!(findings.contains(&Finding::VoteMissing { expected: 2, found: 3 }), "{findings:?}");
    assert!(findings.contains(&Finding::BrokenLink { position: 3 }), "{findings:?}");
}

#[test]
fn swapped_votes_are_found() {
    let findings = findings_after(|audit| audit.votes.swap(0, 1));
    assert_eq!(findings[0], Finding::VoteMissing { expected: 1, found: 2 });
    assert!(findings.contains(&Finding::VoteMisplaced { expected: 2, found: 1 }), "{findings:?}");
}

#[test]
fn votes_removed_from_the_end_are_found_also_when_counts_were_adjusted() {
    let findings = findings_after(|audit| {
        audit.votes.pop();
        audit.total_votes = 2;
        audit.options[0].vote_count = 1;
    });
    assert_eq!(findings, [Finding::LogTooShort { says: 3, holds: 2 }]);
    let findings = findings_after(|audit| {
        audit.votes.pop();
        audit.total_votes = 2;
        audit.options[0].vote_count = 1;
        audit.log_length = 2;
    });
    assert_eq!(findings, [Finding::WrongEnd]);
}

#[test]
fn an_added_vote_with_a_matching_receipt_is_found() {
    let findings = findings_after(|audit| {
        let mut extra = audit.votes[2].clone();
        extra.position = 4;
        extra.nonce = [9; 16];
        extra.receipt = Receipt::new(&audit.code, 1, &[TABS], &[9; 16]).as_str().to_owned();
        audit.votes.push(extra);
        audit.total_votes = 4;
        audit.options[0].vote_count = 3;
    });
    assert_eq!(findings, [Finding::BrokenLink { position: 4 }, Finding::LogTooLong { says: 3, holds: 4 }]);
}

#[test]
fn raised_counts_are_found() {
    let findings = findings_after(|audit| audit.options[0].vote_count = 20);
    assert_eq!(findings, [Finding::WrongOptionCount { option_text: "Tabs".into(), says: 20, holds: 2 }]);
    assert_eq!(findings_after(|audit| audit.total_votes = 30), [Finding::WrongTotal { says: 30, holds: 3 }]);
}

#[test]
fn an_altered_or_copied_receipt_is_found() {
    assert_eq!(findings_after(|audit| audit.votes[0].receipt = "00000000".into()), [Finding::WrongReceipt { position: 1 }]);
    let findings = findings_after(|audit| {
        let copy = audit.votes[0].clone();
        audit.votes[2].receipt = copy.receipt;
        audit.votes[2].nonce = copy.nonce;
    });
    assert!(findings.contains(&Finding::SameReceipt { position: 3 }), "{findings:?}");
}

#[test]
fn a_replacement_of_no_vote_and_an_unknown_option_are_found() {
    let mut audit = audit_of(&[(&[TABS], None), (&[99], Some(7))], 1, 0);
    audit.total_votes = 2;
    assert_eq!(
        audit.recount().findings,
        [Finding::WrongReplacement { position: 2 }, Finding::UnknownOption { position: 2, option_id: 99 }]
    );
}

#[test]
fn the_log_of_another_poll_is_found() {
    let findings = findings_after(|audit| audit.code = PollCode::parse("ZZZZZZZZ").unwrap());
    assert!(findings.contains(&Finding::BrokenLink { position: 1 }), "{findings:?}");
    assert!(findings.contains(&Finding::WrongReceipt { position: 1 }), "{findings:?}");
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
        (Finding::WrongTotal { says: 3, holds: 2 }, json!({ "code": "wrong_total", "says": 3, "holds": 2 })),
    ] {
        assert_eq!(serde_json::to_value(&finding).unwrap(), json);
    }
}
