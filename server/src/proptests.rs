//! Property tests of parsers: none panics on arbitrary input; parsed codes, tokens and questions
//! parse to themselves again; exported questions are imported unchanged.

use crate::config::Config;
use crate::domain::{BrowserToken, JoinCode, Link, OptionText, PollCode, Question};
use crate::hex;
use crate::import::{self, ImportErrors};
use crate::storage::DatabaseUrl;
use crate::wire::{CreateBody, PollLog};
use clap::Parser;
use proptest::prelude::*;
use std::path::Path;

proptest! {
    #[test]
    fn a_parsed_code_round_trips(typed in any::<String>()) {
        for canonical in [PollCode::parse(&typed).map(|code| code.to_string()), JoinCode::parse(&typed).map(|code| code.to_string())].into_iter().flatten() {
            prop_assert!(PollCode::parse(&canonical).map(|code| code.to_string()).or(JoinCode::parse(&canonical).map(|code| code.to_string())) == Some(canonical));
        }
    }

    #[test]
    fn a_code_with_dashes_spaces_and_lower_case_parses_to_the_same_code(bytes in any::<[u8; 5]>(), cut in 0..=8usize) {
        let code = PollCode::from_entropy(bytes);
        let (front, back) = code.as_str().split_at(cut);
        prop_assert_eq!(PollCode::parse(&format!(" {}-{} ", front.to_lowercase(), back)), Some(code.clone()));
    }

    #[test]
    fn a_token_round_trips_in_lower_case(typed in "[0-9a-fA-F-]{30,40}|\\PC*") {
        if let Ok(token) = BrowserToken::parse(&typed) {
            prop_assert_eq!(token.to_string(), typed.to_lowercase());
        }
    }

    #[test]
    fn cleaning_is_idempotent(typed in any::<String>()) {
        if let Ok(question) = Question::parse(&typed) {
            prop_assert!((1..=500).contains(&question.as_str().chars().count()));
            let has_override_or_nul = question.as_str().contains(['\u{202e}', '\0']);
            prop_assert!(!has_override_or_nul);
            let again = Question::parse(question.as_str()).expect("clean text is text");
            prop_assert_eq!(again.as_str(), question.as_str());
        }
        if let Ok(option) = OptionText::parse(&typed, 1) {
            prop_assert!((1..=200).contains(&option.as_str().chars().count()));
        }
    }

    #[test]
    fn hexadecimal_digits_round_trip(bytes in any::<[u8; 32]>(), other in any::<String>()) {
        prop_assert_eq!(hex::decode(&hex::encode(&bytes)), Some(bytes));
        prop_assert_eq!(hex::decode::<32>(&other).map(|bytes| hex::encode(&bytes)), hex::decode::<32>(&other).map(|_| other));
    }

    #[test]
    fn a_setting_is_parsed_or_refused_and_never_names_a_database_in_memory(
        flag in prop::sample::select(vec![
            "bind", "database-url", "vote-limit-per-minute", "connections-per-address", "sessions", "trusted-proxies", "public-url", "allowed-host",
            "advertise-ip", "create-access", "log-format", "host-key",
        ]),
        value in "\\PC{0,30}|-?[0-9]{1,12}|sqlite:(//)?(/tmp/x\\.db|:memory:)?(\\?mode=memory)?|[0-9.:/]{1,20}",
    ) {
        if let Ok(config) = Config::try_parse_from(["handsup-server".to_owned(), format!("--{flag}={value}")]) {
            prop_assert!(config.vote_limit_per_minute <= 60_000);
            prop_assert!(!config.listen_on(None).is_empty());
            let _names = crate::bootstrap::allowed_names(&config);
            if let Ok(DatabaseUrl::File(file)) = config.database(Path::new("/data")) {
                prop_assert!(!file.to_string_lossy().contains(":memory:") && !file.as_os_str().is_empty(), "{}", file.display());
            }
        }
    }

    #[test]
    fn a_link_has_32_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        prop_assert_eq!(Link::stored(&bytes).is_some(), bytes.len() == 32);
    }

    #[test]
    fn a_log_with_arbitrary_values_is_counted_or_refused(
        code in "[0-9A-Z]{0,9}", round in any::<u32>(), position in any::<u64>(), ids in prop::collection::vec(any::<i64>(), 0..4),
        replaces in any::<Option<u64>>(), total in any::<u64>(), nonce in "[0-9a-f]{32}|.{0,5}", link in "[0-9a-f]{64}",
    ) {
        let vote = serde_json::json!({ "position": position, "round": round, "option_ids": ids, "nonce": nonce, "receipt": "X", "replaces": replaces, "link": link });
        let log = serde_json::json!({
            "format": "handsup vote log 1", "poll_code": code, "question": "?", "round": round, "total_votes": total, "log_length": total, "log_head": link,
            "options": [{ "id": 1, "option_text": "A", "vote_count": total }, { "id": 2, "option_text": "B", "vote_count": u64::MAX }], "votes": [vote],
        });
        let log: PollLog = serde_json::from_value(log).expect("the shape is right");
        if let Some(audit) = log.audit() {
            prop_assert!(!audit.recount().findings.is_empty(), "a random link gives a finding");
        }
    }
}

proptest! {
    #[test]
    fn a_file_of_arbitrary_bytes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(decoded) = import::decode(&bytes, None) {
            let _table = import::from_csv(&decoded.text, &mut ImportErrors::default());
            let _json = import::from_json(&decoded.text, &mut ImportErrors::default());
        }
    }

    #[test]
    fn a_table_with_arbitrary_cells_is_read_or_refused(rows in "(question|kind|option ?[0-9]{1,3}|correct|note|scale|[,;\t\"'=\n]|\\PC|sep=){0,60}") {
        let mut errors = ImportErrors::default();
        let read = import::from_csv(&format!("question,option 1,option 2,correct\n{rows}"), &mut errors).unwrap();
        let without_headings = import::from_csv(&rows, &mut errors).unwrap();
        prop_assert!(read.iter().chain(&without_headings).all(|(row, _)| *row >= 1));
        prop_assert!(errors.into_rows().len() <= 100);
    }

    #[test]
    fn exported_questions_are_imported_unchanged(
        question in "['=+@a \"-]{0,4}[a-z]\\PC{0,30}", options in prop::collection::hash_set("['=]{0,3}[a-z,;\t\"]{1,9}[a-z]", 2..20), note in "(\\PC|\n){0,60}",
        right_answers in prop::collection::hash_set(0..2u8, 0..3),
    ) {
        let mut correct: Vec<u8> = right_answers.into_iter().collect();
        correct.sort_unstable();
        let body = CreateBody {
            question: question.trim().to_owned(), options: Some(options.into_iter().collect()), correct: Some(correct).filter(|correct| !correct.is_empty()),
            note: Some(note).filter(|note| !note.trim().is_empty()), ..CreateBody::default()
        };
        let file = import::to_csv(std::slice::from_ref(&body));
        let mut errors = ImportErrors::default();
        let decoded = import::decode(&file, None).expect("it is UTF-8");
        let read = import::from_csv(&decoded.text, &mut errors).unwrap();
        prop_assert_eq!(errors.count(), 0);
        prop_assert_eq!((read[0].0, serde_json::to_value(&read[0].1).expect("JSON")), (2, serde_json::to_value(&body).expect("JSON")));
    }
}
