//! The guarantees for a voter when the program or the disk fails around COMMIT.

use super::{MAX_GROUP, MAX_QUEUED, gather};
use crate::domain::{
    AddressKey, Answer, Ballot, Commitment, DeviceKey, JoinCode, MatchedBy, NewOption, NewPoll, Note, OptionText, Poll, PollChange,
    PollCode, PollRules, PollState, Prompt, Question, Receipt, Refusal, Signer, Voter,
};
use crate::storage::sqlite::{self, Sqlite};
use crate::storage::{Ballots, Health, MeetingTarget, PollCreation, Polls, Recorded, StorageError};
use sqlx::{Connection, SqliteConnection};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Notify, mpsc};

thread_local! {
    /// Makes the writer stop after the next commit of ballots, and is notified when it has.
    static STOPS_AT_COMMIT: RefCell<Option<Arc<Notify>>> = const { RefCell::new(None) };
    /// The byte that the next ballot's nonce and device consist of.
    static NEXT_BYTE: Cell<u8> = const { Cell::new(0) };
}

/// Called by the writer between COMMIT and the answers; never returns while [`STOPS_AT_COMMIT`] is
/// set.
pub(super) async fn committed() {
    let committed = STOPS_AT_COMMIT.with_borrow(Option::clone);
    if let Some(committed) = committed {
        committed.notify_one();
        std::future::pending::<()>().await;
    }
}

/// Makes every COMMIT with a new vote fail from now on: it violates a deferred foreign key.
const FAILS_AT_COMMIT: &str = "create table nowhere (poll_id integer references polls (id) deferrable initially deferred); \
     create trigger fails_at_commit after insert on votes begin insert into nowhere values (-1); end";

/// Runs a future on a runtime of its own, whose end cancels pending tasks as the end of a process does.
fn run_as_process<T>(program: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(program)
}

fn signer() -> Arc<Signer> {
    Arc::new(Signer::from_seed([1; 32]))
}

fn database_file(folder: &TempDir) -> PathBuf {
    folder.path().join("handsup.db")
}

async fn create_poll(storage: &Sqlite) -> Poll {
    let texts = ["Tabs", "Spaces"].map(str::to_owned);
    let new = NewPoll {
        question: Question::parse("Tabs or spaces?").expect("a question"),
        options: NewPoll::texts(&texts).expect("options").into_iter().map(|text| NewOption { text, correct: false }).collect(),
        prompt: Prompt::default(),
        rules: PollRules::default(),
        auto_reveal: false,
        note: Note::default(),
        state: PollState::default(),
    };
    let creation = PollCreation {
        guest: None,
        poll_code: PollCode::from_entropy([1; 5]),
        target: MeetingTarget::Current,
        new_join_code: JoinCode::from_entropy(crate::entropy::bytes()),
        now: 0,
    };
    storage.create_poll(new, creation).await.expect("a database").expect("a meeting").0
}

/// A ballot of a device that has not voted.
fn ballot(poll: &Poll) -> Ballot {
    let answer = Answer::Options(vec![poll.options[0].id]);
    let nonce = [NEXT_BYTE.replace(NEXT_BYTE.get() + 1); 16];
    Ballot {
        poll_id: poll.id,
        round: poll.round,
        now: 0,
        commitment: Commitment::new(&nonce, &answer),
        answer,
        voter: Voter { device: DeviceKey::stored(&nonce).expect("16 bytes"), address: AddressKey::stored(&nonce), card: None },
        salt: poll.salt.expect("a live meeting has a salt"),
        nonce,
    }
}

/// The sum of the rows of `votes`, the polls' totals and the tallies: three for each vote.
async fn sum_of_counts(file: &Path) -> i64 {
    let mut reader = SqliteConnection::connect_with(&sqlite::read_only_options(file)).await.expect("a database");
    let counted =
        "select (select count(*) from votes) + (select sum(total_votes) from polls) + (select coalesce(sum(count), 0) from tallies)";
    sqlx::query_scalar(counted).fetch_one(&mut reader).await.expect("a number")
}

/// Runs statements on a connection of their own.
async fn execute(file: &Path, statements: &'static str) {
    let mut writer = SqliteConnection::connect_with(&sqlite::options(file)).await.expect("a database");
    sqlx::raw_sql(statements).execute(&mut writer).await.expect("valid statements");
}

fn is_not_committed(outcome: &Result<Result<Recorded, Refusal>, StorageError>) -> bool {
    matches!(outcome, Err(StorageError::NotCommitted))
}

#[tokio::test]
async fn a_failed_commit_is_an_error_for_its_ballots_and_the_next_group_counts() {
    let folder = TempDir::new().expect("a directory");
    let storage = Sqlite::open(&database_file(&folder), signer()).await.expect("a database");
    let poll = create_poll(&storage).await;
    let (first, second) = (ballot(&poll), ballot(&poll));
    execute(&database_file(&folder), FAILS_AT_COMMIT).await;
    let (one, other) = tokio::join!(storage.record(first.clone()), storage.record(second));
    assert!(is_not_committed(&one) && is_not_committed(&other));
    assert_eq!(sum_of_counts(&database_file(&folder)).await, 0);
    execute(&database_file(&folder), "drop trigger fails_at_commit").await;
    let counted = storage.record(first).await.expect("a database").expect("not counted before");
    assert_eq!((counted.poll.total_votes, counted.poll.votes_for(&counted.poll.options[0])), (1, 1));
    assert_eq!(sum_of_counts(&database_file(&folder)).await, 3);
}

#[tokio::test]
async fn a_ballot_parsed_before_the_options_were_replaced_is_refused() {
    let folder = TempDir::new().expect("a directory");
    let storage = Sqlite::open(&database_file(&folder), signer()).await.expect("a database");
    let original = create_poll(&storage).await;
    let late = ballot(&original);
    let texts = ["Spaces", "Tabs"].map(|text| NewOption { text: OptionText::parse(text, 1).expect("a text"), correct: false });
    let change = PollChange { options: Some(texts.into()), ..PollChange::default() };
    let (changed, _) = storage.change_poll(original.id, change, 0).await.expect("a database").expect("a poll without votes");
    assert!(changed.options.iter().all(|new| original.options.iter().all(|old| old.id < new.id)), "keys are never reused");
    let refused = storage.record(late).await.expect("a database").expect_err("its option was replaced");
    assert!(matches!(refused, Refusal::InvalidChoice(_)), "{refused:?}");
    assert_eq!(sum_of_counts(&database_file(&folder)).await, 0);
    storage.record(ballot(&changed)).await.expect("a database").expect("it fits");
}

#[tokio::test]
async fn jobs_that_arrive_while_a_group_is_gathered_join_it_up_to_the_maximum() {
    for (arriving, expected) in [(5, 6), (MAX_GROUP, MAX_GROUP)] {
        let (jobs, mut queue) = mpsc::channel(MAX_QUEUED);
        tokio::spawn(async move {
            for job in 1..=arriving {
                tokio::task::yield_now().await;
                let _receiver_dropped = jobs.send(job).await;
            }
        });
        let mut group = vec![0];
        gather(&mut group, &mut queue, Duration::from_mins(1)).await;
        assert_eq!(group, (0..expected).collect::<Vec<_>>());
    }
}

#[test]
fn a_vote_committed_before_a_crash_is_returned_when_its_ballot_is_sent_again() {
    let folder = TempDir::new().expect("a directory");
    let unanswered = run_as_process(async {
        let storage = Arc::new(Sqlite::open(&database_file(&folder), signer()).await.expect("a database"));
        let ballot = ballot(&create_poll(&storage).await);
        let committed = Arc::new(Notify::new());
        STOPS_AT_COMMIT.set(Some(committed.clone()));
        let casting = tokio::spawn({
            let (storage, ballot) = (storage.clone(), ballot.clone());
            async move { storage.record(ballot).await }
        });
        committed.notified().await;
        assert!(!casting.is_finished(), "no answer was sent");
        ballot
    });
    STOPS_AT_COMMIT.set(None);
    run_as_process(async {
        let storage = Sqlite::open(&database_file(&folder), signer()).await.expect("a database");
        let refusal = storage.record(unanswered.clone()).await.expect("a database").expect_err("it is counted already");
        let Refusal::AlreadyVoted { matched_by: MatchedBy::Device, earlier: Some(earlier) } = refusal else { panic!("{refusal:?}") };
        assert_eq!(earlier.vote.answer, unanswered.answer);
        assert_eq!(earlier.vote.receipt, Receipt::of(&unanswered.commitment));
        assert_eq!(sum_of_counts(&database_file(&folder)).await, 3);
        storage.close().await;
    });
}
