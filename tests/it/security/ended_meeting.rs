//! A thief has the database, its logs, every backup and the server's secret, copied after a meeting's end, and a backup
//! copied while it went on; and knows the token and the address of each voter. The thief must not find out who voted what.

use super::forger::{blob, hex, is_on_postgres};
use handsup_server::domain::{AddressGroup, AddressKey, BrowserToken, DeviceKey, PollCode, Salt};
use http::Method;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use support::{House, OPTIONS, Phone, Poll, Program, QUESTION, eventually, log, on_postgres, one_vote_per_device, story};
use tempfile::TempDir;

/// The bytes of a file, and where it lay.
type Copied = (PathBuf, Vec<u8>);

/// Every file below a folder.
fn copy_of(folder: &Path) -> Vec<Copied> {
    let mut copies = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            copies.extend(copy_of(&entry.path()));
        } else {
            copies.push((entry.path(), std::fs::read(entry.path()).unwrap_or_default()));
        }
    }
    copies
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The files among these that hold a part.
fn holders<'a>(files: &'a [Copied], part: &[u8]) -> Vec<&'a Path> {
    files.iter().filter(|(_, bytes)| contains(bytes, part)).map(|(path, _)| path.as_path()).collect()
}

/// Standard base64 without padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let digits = (bytes.len() * 8).div_ceil(6);
    (0..digits).map(|index| char::from(DIGITS[(0..6).fold(0, |value, at| value << 1 | bit(6 * index + at))])).collect()
}

/// A token in every form in which a file could hold it.
fn forms_of(token: &str) -> Vec<Vec<u8>> {
    let raw = uuid::Uuid::parse_str(token).expect("a token").into_bytes();
    let digits = hex(&raw);
    vec![
        raw.to_vec(),
        token.as_bytes().to_vec(),
        digits.to_uppercase().into_bytes(),
        digits.into_bytes(),
        // The last digit of base64 also holds bits of what follows.
        base64(&raw).as_bytes()[..21].to_vec(),
        base64(token.as_bytes()).as_bytes()[..47].to_vec(),
    ]
}

async fn ends(house: &House, poll: &Poll) {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{}", poll.meeting()), &json!({ "ended": true })).await.is(200);
}

async fn reopens(house: &House, poll: &Poll) {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{}", poll.meeting()), &json!({ "ended": false })).await.is(200);
}

/// A meeting that goes on, with a changed vote, struck votes, and a vote of a phone that has moved to another address.
struct Evening {
    house: House,
    polls: Vec<Poll>,
    phones: Vec<Phone>,
    /// What a shutdown and its backup have left, while the meeting went on.
    copied_before: Vec<Copied>,
    salt: Vec<u8>,
}

impl Evening {
    async fn new() -> Self {
        let mut house = House::open().await;
        let strict = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device_and_address", "allow_change": true })).await;
        let loose = house.poll_with("And now?", &OPTIONS, json!({ "fairness": "device" })).await;
        let mut phones = house.phones(4);
        for phone in &mut phones {
            phone.gets_cookie(&strict).await;
        }
        for (index, phone) in phones.iter().enumerate() {
            phone.votes_for(&strict, OPTIONS[index % 2]).await.is_counted();
            phone.votes_for(&loose, OPTIONS[index / 2]).await.is_counted();
        }
        phones[0].votes_for(&strict, "Spaces").await.is_counted();
        // Loopback addresses have no network card, so the story writes one: two phones are the same device.
        let card = blob(&house, &[1; 16]);
        for (answer, source) in [(5, 2), (6, 3)] {
            let loose_votes = format!("poll_id = (select id from polls where poll_code = '{}')", loose.code);
            let place = format!("(select min(answer) from roll where {loose_votes}) + {}", answer - 5);
            let source = blob(&house, &[source; 16]);
            house
                .tampers(&format!("update roll set card_key = {card}, source_key = {source} where {loose_votes} and answer = {place}"))
                .await;
        }
        let host = house.host();
        let struck = host.send(host.request(Method::DELETE, &format!("/api/polls/{}/extra-votes", loose.code))).await;
        assert_eq!(struck.is(200).json()["total_votes"], 3, "one vote was struck");
        moves(&phones[1], &strict).await;
        let salt = salt_of(&house, strict.meeting()).await;
        house.restart().await;
        let copied_before = copy_of(house.data());
        Self { house, polls: vec![strict, loose], phones, copied_before, salt }
    }

    /// The keys in the roll, in hexadecimal digits.
    async fn roll(&self) -> HashSet<String> {
        let digits =
            |column: &str| if is_on_postgres(&self.house) { format!("encode({column}, 'hex')") } else { format!("lower(hex({column}))") };
        let aggregate = if is_on_postgres(&self.house) { "string_agg(key, ' ')" } else { "group_concat(key, ' ')" };
        let columns =
            ["device_key", "address_key"].map(|column| format!("select {} as key from roll where {column} is not null", digits(column)));
        let keys = self.house.text(&format!("select {aggregate} from ({}) as keys", columns.join(" union all "))).await;
        keys.split(' ').map(str::to_owned).collect()
    }

    fn secret(&self) -> Vec<u8> {
        let secrets = std::fs::read(self.house.data().join("handsup.json")).expect("the secrets");
        let secrets: Value = serde_json::from_slice(&secrets).expect("JSON");
        secrets["secret_key"].as_str().expect("a secret").as_bytes().to_vec()
    }
}

/// The phone takes its token to another address, in a ticket.
async fn moves(phone: &Phone, poll: &Poll) {
    let ticket = phone.get("/resume").await.is(200).json()["ticket"].clone();
    let arrived = phone.at_another_address();
    let page = arrived.opens(&poll.path("")).await;
    let resumed = arrived.sends(Method::POST, "/resume", &json!({ "ticket": ticket, "newcomer": page.boot()["newcomer"] })).await;
    assert_eq!(resumed.is(200).json()["browser_token"], phone.token());
}

/// The salt of a meeting.
async fn salt_of(house: &House, meeting: &str) -> Vec<u8> {
    let digits = if is_on_postgres(house) {
        house.text(&format!("select encode(salt, 'hex') from salts where join_code = '{meeting}'")).await
    } else {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(house.data().join("handsup.db.salts")).read_only(true);
        let mut salts = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.expect("the file of salts");
        let query = "select lower(hex(salt)) from salts where join_code = $1";
        sqlx::query_scalar(query).bind(meeting).fetch_one(&mut salts).await.expect("the salt of the meeting")
    };
    (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("digits")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_meeting_goes_on_its_salt_is_in_a_file_of_this_user_and_in_no_backup() {
    let evening = Evening::new().await;
    let holders = holders(&evening.copied_before, &evening.salt);
    assert!(!holders.is_empty(), "the salt is somewhere");
    for file in holders {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a plain name");
        assert!(name.starts_with("handsup.db.salts") && file.parent() == Some(evening.house.data()), "{}", file.display());
    }
    for file in ["handsup.db.salts", "handsup.db.salts-wal", "handsup.db.salts-shm"] {
        if let Ok(file) = evening.house.data().join(file).metadata() {
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
    }
    assert!(evening.copied_before.iter().any(|(file, _)| file.ends_with("backups/handsup-0001.db")), "there is a backup");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_no_file_holds_the_salt_a_token_or_an_address() {
    let evening = Evening::new().await;
    ends(&evening.house, &evening.polls[0]).await;
    assert_eq!((evening.house.count("roll").await, evening.house.number("select count(*) from votes").await), (0, 9));
    let in_use = copy_of(evening.house.data());
    assert_eq!(holders(&in_use, &evening.salt), [] as [&Path; 0], "the salt is gone from every file as soon as the host is answered");
    let files = [in_use, evening.copied_before.iter().filter(|(file, _)| is_in_backups(file)).cloned().collect()].concat();
    for phone in &evening.phones {
        for form in forms_of(phone.token()) {
            assert_eq!(holders(&files, &form), [] as [&Path; 0], "the token {} as {form:?}", phone.token());
        }
        let address = phone.address().to_string();
        assert_eq!(holders(&files, address.as_bytes()), [] as [&Path; 0], "the address {address}");
    }
    // Four random bytes may equal one address, but not two.
    let octets = |phone: &&Phone| match phone.address() {
        IpAddr::V4(v4) => !holders(&files, &v4.octets()).is_empty(),
        IpAddr::V6(_) => false,
    };
    assert!(evening.phones.iter().filter(octets).count() < 2, "addresses of four bytes");
}

fn is_in_backups(file: &Path) -> bool {
    file.parent().is_some_and(|folder| folder.ends_with("backups"))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_32_bytes_of_any_file_are_a_salt_that_finds_a_voter_in_the_backup() {
    let evening = Evening::new().await;
    let (roll, secret) = (evening.roll().await, evening.secret());
    assert_eq!(roll.len(), 4 + 4 + 3, "device keys of both polls, and address keys of one");
    let true_salt: [u8; 32] = evening.salt.clone().try_into().expect("32 bytes");
    assert_eq!(finds(&roll, &true_salt, &secret, &evening), [true, true], "with the true salt the thief would find the voter");
    ends(&evening.house, &evening.polls[0]).await;
    // The thief has all files of after the end, and of before it what backups hold.
    let mut files = copy_of(evening.house.data());
    files.extend(evening.copied_before.iter().filter(|(file, _)| is_in_backups(file)).cloned());
    let mut tried = HashSet::new();
    for (file, bytes) in &files {
        for window in bytes.windows(32) {
            let salt: [u8; 32] = window.try_into().expect("32 bytes");
            if tried.insert(salt) {
                assert_eq!(finds(&roll, &salt, &secret, &evening), [false, false], "{} holds a salt", file.display());
            }
        }
    }
    assert!(tried.len() > 10_000, "only {} were tried", tried.len());
}

/// Whether this salt finds the first phone in the roll by its token, and whether by its address.
fn finds(roll: &HashSet<String>, salt: &[u8; 32], secret: &[u8], evening: &Evening) -> [bool; 2] {
    let (salt, phone) = (Salt::from_bytes(*salt), &evening.phones[0]);
    let code = PollCode::parse(&evening.polls[0].code).expect("a code");
    let browser = BrowserToken::parse(phone.token()).expect("a token");
    let by_device = DeviceKey::new(&salt, &code, browser);
    let by_address = AddressKey::new(secret, &salt, &code, AddressGroup::of(phone.address()));
    [by_device.as_bytes(), by_address.as_bytes()].map(|key| roll.contains(&hex(key)))
}

#[story]
async fn after_the_end_roll_and_salts_have_no_rows() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let deleted = house.poll("Deleted?", &OPTIONS).await;
    house.phone().votes_for(&deleted, "Tabs").await.is_counted();
    house.host().sends(Method::DELETE, &format!("/api/polls/{}", deleted.code), &json!({})).await.is(204);
    assert_eq!((house.count("roll").await, salt_of(&house, poll.meeting()).await.len()), (2, 32));
    ends(&house, &poll).await;
    assert_eq!(house.count("roll").await, 0, "that of a deleted poll is gone too");
    assert_eq!(salts(&house).await, 0);
    assert_eq!(house.count("unhashed_roll").await, 0);
}

/// How many salts there are.
async fn salts(house: &House) -> i64 {
    if is_on_postgres(house) {
        return house.count("salts").await;
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(house.data().join("handsup.db.salts")).read_only(true);
    let mut salts = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.expect("the file of salts");
    sqlx::query_scalar("select count(*) from salts").fetch_one(&mut salts).await.expect("a number")
}

#[story]
async fn a_meeting_that_is_deleted_for_good_leaves_neither_roll_nor_salt() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let salt = salt_of(&house, poll.meeting()).await;
    let path = format!("/api/meetings/{}", poll.meeting());
    house.host().sends(Method::PATCH, &path, &json!({ "deleted": true })).await.is(200);
    assert_eq!((house.count("roll").await, salts(&house).await), (1, 1), "it can still be restored");
    house.host().sends(Method::DELETE, &format!("{path}/deleted"), &json!({})).await;
    eventually("the roll to go", async || house.count("roll").await == 0 && salts(&house).await == 0).await;
    eventually("every file to lose the salt", async || holders(&copy_of(house.data()), &salt).is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_right_after_the_end_erases_at_its_next_start() {
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let phone = program.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(data.path().join("handsup.db.salts")).read_only(true);
    let mut salts = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.expect("the file of salts");
    let salt: Vec<u8> = sqlx::query_scalar("select salt from salts").fetch_one(&mut salts).await.expect("the salt");
    // This reader keeps the logs from being emptied until the program is killed.
    sqlx::raw_sql("begin; select count(*) from salts").execute(&mut salts).await.expect("it may read");
    let meeting = format!("/api/meetings/{}", poll.meeting());
    program.host().sends(Method::PATCH, &meeting, &json!({ "ended": true })).await.is(200);
    program.is_killed().await;
    drop(salts);
    assert!(!holders(&copy_of(data.path()), &salt).is_empty(), "the program had no time to erase it");
    let program = program.starts_again().await;
    eventually("every file to lose the salt", async || holders(&copy_of(data.path()), &salt).is_empty()).await;
    assert!(forms_of(phone.token()).iter().all(|form| holders(&copy_of(data.path()), form).is_empty()));
    program.phone().get("/readyz").await.is(200);
}

#[story]
async fn in_a_reopened_meeting_a_round_with_votes_takes_no_more_and_says_why() {
    let house = House::open().await;
    let (answered, fresh) = (house.poll(QUESTION, &OPTIONS).await, house.poll("Not yet?", &OPTIONS).await);
    let voter = house.phone();
    voter.votes_for(&answered, "Tabs").await.is_counted();
    ends(&house, &answered).await;
    reopens(&house, &answered).await;
    let host = house.host();
    let path = format!("/api/polls/{}", answered.code);
    let refusal = host.sends(Method::PATCH, &path, &json!({ "state": "open" })).await.is_refused(409, "roll_erased");
    let detail = refusal["detail"].as_str().expect("a text");
    assert!(detail.contains("Run the poll again"), "{detail}");
    voter.votes_for(&answered, "Spaces").await.is_refused(409, "poll_not_open");
    // Another round has a roll of its own.
    host.changes(&answered, &json!({ "run_again": true, "state": "open" })).await;
    voter.votes_for(&answered, "Spaces").await.is_counted();
    voter.votes_for(&answered, "Tabs").await.is_refused(409, "already_voted_device");
    voter.neighbour().votes_for(&answered, "Tabs").await.is_refused(409, "already_voted_address");
    // A poll without votes goes on in its first round.
    host.changes(&fresh, &json!({ "state": "open" })).await;
    voter.votes_for(&fresh, "Spaces").await.is_counted();
    voter.votes_for(&fresh, "Tabs").await.is_refused(409, "already_voted_device");
    assert_eq!((host.sees(&answered).await["total_votes"].clone(), host.sees(&fresh).await["total_votes"].clone()), (json!(1), json!(1)));
    assert!(handsup_server::verify(&house.database()).await.expect("a database").is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_of_postgres_without_its_salts_holds_none() {
    on_postgres(async {
        let house = House::open().await;
        let poll = house.poll(QUESTION, &OPTIONS).await;
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
        let salt = hex(&salt_of(&house, poll.meeting()).await);
        let dump = async |arguments: &[&str]| {
            let url = house.database();
            let output = tokio::process::Command::new("pg_dump").args(arguments).arg(url).output().await.expect("pg_dump is there");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("text")
        };
        assert!(dump(&[]).await.contains(&salt));
        let documented = dump(&["--exclude-table-data=salts"]).await;
        assert!(documented.contains("COPY public.roll") && !documented.contains(&salt));
    })
    .await;
}

#[story]
async fn neither_the_end_nor_a_vote_writes_a_token_or_the_salt_into_the_log() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let salt = hex(&salt_of(&house, poll.meeting()).await);
    ends(&house, &poll).await;
    let logged = log::everything();
    assert!(!logged.contains(phone.token()) && !logged.contains(&salt));
}
