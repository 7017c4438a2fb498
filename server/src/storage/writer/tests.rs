//! The guarantees for a voter when the program or the disk fails around COMMIT.

use super::{GROUP, QUEUE, gather};
use crate::domain::{
    AddressKey, Ballot, BrowserToken, Choices, Fairness, JoinCode, Kind, Mark, NewOption, NewPoll, Note, OptionText, Poll, PollChange,
    PollCode, PollState, Question, Receipt, Refusal, ResultsRule, Voter,
};
use crate::storage::sqlite::{self, Sqlite};
use crate::storage::{Ballots, Health, MeetingTarget, PollKeys, Polls, Recorded, StorageError};
use sqlx::{Connection, SqliteConnection};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Notify, mpsc};

thread_local! {
    /// Notified after the commit of a group, if the writer is to stop there.
    static STOPS_AT_COMMIT: RefCell<Option<Arc<Notify>>> = const { RefCell::new(None) };
    static TOKEN: Cell<u8> = const { Cell::new(0) };
}

/// Called by the writer between COMMIT and the answers; never returns if the writer is to stop there.
pub(super) async fn committed() {
    let committed = STOPS_AT_COMMIT.with_borrow(Option::clone);
    if let Some(committed) = committed {
        committed.notify_one();
        std::future::pending::<()>().await;
    }
}

/// Makes every COMMIT fail from now on, by a deferred foreign key that is violated.
const FAILS_AT_COMMIT: &str = "create table nowhere (poll_id integer references polls (id) deferrable initially deferred); \
     create trigger fails_at_commit after insert on votes begin insert into nowhere values (-1); end";

/// Runs a future on a runtime of its own, whose end cancels pending tasks as the end of a process does.
fn as_a_program<T>(what: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(what)
}

fn database(place: &TempDir) -> PathBuf {
    place.path().join("handsup.db")
}

async fn poll(storage: &Sqlite) -> Poll {
    let texts = ["Tabs", "Spaces"].map(str::to_owned);
    let new = NewPoll {
        question: Question::parse("Tabs or spaces?").expect("a question"),
        options: NewPoll::options(&texts).expect("options").into_iter().map(|text| NewOption { text, correct: false }).collect(),
        kind: Kind::default(),
        min_choices: 1,
        max_choices: 1,
        fairness: Fairness::default(),
        results: ResultsRule::default(),
        allow_change: false,
        auto_reveal: false,
        note: Note::default(),
        state: PollState::default(),
    };
    let keys = PollKeys {
        guest: None,
        poll_code: PollCode::from_entropy([1; 5]),
        place: MeetingTarget::Current,
        fresh_join_code: JoinCode::from_entropy(crate::entropy::bytes()),
        address_salt: [1; 32],
        now: 0,
    };
    storage.create_poll(new, keys).await.expect("a database").expect("a meeting").0
}

/// A ballot of a device that has not voted.
fn ballot(poll: &Poll) -> Ballot {
    let choices = Choices::parse(&[poll.options[0].id], poll).expect("a choice");
    let nonce = [TOKEN.replace(TOKEN.get() + 1); 16];
    Ballot {
        poll_id: poll.id,
        round: poll.round,
        now: 0,
        receipt: Receipt::new(&poll.code, poll.round, choices.ids(), &nonce),
        choices,
        voter: Voter { browser: BrowserToken::from_entropy(nonce), address: AddressKey::stored(&nonce), card: None },
        nonce,
    }
}

/// The sum of rows, polls' totals and options' counts: three for each vote.
async fn votes(file: &Path) -> i64 {
    let mut reader = SqliteConnection::connect_with(&sqlite::only_reading(file)).await.expect("a database");
    let counted = "select (select count(*) from votes) + (select sum(total_votes) from polls) + (select sum(vote_count) from options)";
    sqlx::query_scalar(counted).fetch_one(&mut reader).await.expect("a number")
}

async fn tampers(file: &Path, statements: &'static str) {
    let mut writer = SqliteConnection::connect_with(&sqlite::options(file)).await.expect("a database");
    sqlx::raw_sql(statements).execute(&mut writer).await.expect("the statements are right");
}

fn is_not_committed(outcome: &Result<Result<Recorded, Refusal>, StorageError>) -> bool {
    matches!(outcome, Err(StorageError::NotCommitted))
}

#[tokio::test]
async fn a_group_that_fails_at_commit_gets_errors_and_stores_nothing_and_the_next_one_counts() {
    let place = TempDir::new().expect("a directory");
    let storage = Sqlite::open(&database(&place)).await.expect("a database");
    let poll = poll(&storage).await;
    let (first, second) = (ballot(&poll), ballot(&poll));
    tampers(&database(&place), FAILS_AT_COMMIT).await;
    let (one, other) = tokio::join!(storage.record(first.clone()), storage.record(second));
    assert!(is_not_committed(&one) && is_not_committed(&other));
    assert_eq!(votes(&database(&place)).await, 0);
    tampers(&database(&place), "drop trigger fails_at_commit").await;
    let counted = storage.record(first).await.expect("a database").expect("not counted before");
    assert_eq!((counted.poll.total_votes, counted.poll.options[0].vote_count), (1, 1));
    assert_eq!(votes(&database(&place)).await, 3);
}

#[tokio::test]
async fn a_ballot_that_was_parsed_before_the_options_were_exchanged_is_refused() {
    let place = TempDir::new().expect("a directory");
    let storage = Sqlite::open(&database(&place)).await.expect("a database");
    let before = poll(&storage).await;
    let late = ballot(&before);
    let texts = ["Spaces", "Tabs"].map(|text| NewOption { text: OptionText::parse(text, 1).expect("a text"), correct: false });
    let change = PollChange { options: Some(texts.into()), ..PollChange::default() };
    let (now, _) = storage.change_poll(before.id, change, 0).await.expect("a database").expect("nobody has voted");
    assert!(now.options.iter().all(|new| before.options.iter().all(|old| old.id < new.id)), "no key is given twice");
    let refused = storage.record(late).await.expect("a database").expect_err("its option is gone");
    assert!(matches!(refused, Refusal::InvalidChoice(_)), "{refused:?}");
    assert_eq!(votes(&database(&place)).await, 0);
    storage.record(ballot(&now)).await.expect("a database").expect("it fits");
}

#[tokio::test]
async fn ballots_that_arrive_while_a_group_gathers_join_it_up_to_its_size() {
    for (coming, together) in [(5, 6), (GROUP, GROUP)] {
        let (jobs, mut waiting) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            for job in 1..=coming {
                tokio::task::yield_now().await;
                let _late = jobs.send(job).await;
            }
        });
        let mut group = vec![0];
        gather(&mut group, &mut waiting, Duration::from_mins(1)).await;
        assert_eq!(group, (0..together).collect::<Vec<_>>());
    }
}

#[test]
fn ended_between_commit_and_answer_the_vote_is_there_and_told_to_whoever_asks_again() {
    let place = TempDir::new().expect("a directory");
    let unanswered = as_a_program(async {
        let storage = Arc::new(Sqlite::open(&database(&place)).await.expect("a database"));
        let ballot = ballot(&poll(&storage).await);
        let committed = Arc::new(Notify::new());
        STOPS_AT_COMMIT.set(Some(committed.clone()));
        let casting = tokio::spawn({
            let (storage, ballot) = (storage.clone(), ballot.clone());
            async move { storage.record(ballot).await }
        });
        committed.notified().await;
        assert!(!casting.is_finished(), "nobody has been answered");
        ballot
    });
    STOPS_AT_COMMIT.set(None);
    as_a_program(async {
        let storage = Sqlite::open(&database(&place)).await.expect("a database");
        let refusal = storage.record(unanswered.clone()).await.expect("a database").expect_err("it is counted already");
        let Refusal::AlreadyVoted { mark: Mark::Device, earlier: Some(earlier) } = refusal else { panic!("{refusal:?}") };
        assert_eq!(earlier.option_ids, unanswered.choices.ids());
        assert_eq!(earlier.receipt, unanswered.receipt);
        assert_eq!(votes(&database(&place)).await, 3);
        storage.close().await;
    });
}
