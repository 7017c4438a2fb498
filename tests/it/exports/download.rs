//! Downloads of large exports: progress for the host, an export that stops when its client closes, bounded memory.

use serde_json::{Value, json};
use support::{Host, House, Program, Response, eventually_some, in_time, log, story};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A meeting of `polls` polls, each with twenty options; returns its join code.
async fn a_meeting_of(host: &Host, polls: usize) -> String {
    let meeting = host.starts_meeting("Large").await;
    let columns = |name: &str| (1..=20).map(|n| format!("{name}{n}")).collect::<Vec<_>>().join(",");
    let (head, row) = (columns("option "), format!("Which of these?,{}\n", columns("")));
    let table = format!("question,{head}\n{}", row.repeat(polls));
    host.posts(&format!("/api/meetings/{meeting}/questions"), "text/csv", table).await.is(201);
    meeting
}

/// The file of a download with progress, and for each of its pieces how many polls were exported so far, of how many.
fn unpacked(answer: &Response) -> (Vec<u8>, Vec<(usize, usize)>) {
    let (mut file, mut progress, mut rest) = (Vec::new(), Vec::new(), &answer.body[..]);
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = std::str::from_utf8(&rest[..end]).expect("a line of numbers");
        let numbers: Vec<usize> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
        let [exported, total, bytes] = numbers[..] else { panic!("{line} is three numbers") };
        progress.push((exported, total));
        file.extend_from_slice(&rest[end + 1..][..bytes]);
        rest = &rest[end + 1 + bytes..];
    }
    assert!(rest.is_empty(), "no piece is cut short");
    (file, progress)
}

#[story]
async fn a_download_with_progress_reports_polls_done_and_is_the_same_file() {
    let house = House::open().await;
    let meeting = a_meeting_of(&house.host(), 50).await;
    for format in ["json", "csv", "xlsx"] {
        let path = format!("/api/meetings/{meeting}/export?format={format}");
        let plain = house.host().get(&path).await.is(200).clone();
        let answer = house.host().get(&format!("{path}&progress=true")).await.is(200).clone();
        assert_eq!(answer.header("content-type"), "application/vnd.handsup.progress");
        assert_eq!(answer.header("content-disposition"), plain.header("content-disposition"));
        let (file, progress) = unpacked(&answer);
        assert!(progress.is_sorted() && progress[0].0 < 50, "{progress:?}");
        assert_eq!(progress.last(), Some(&(50, 50)));
        match format {
            "json" => {
                let (one, other): (Value, Value) = (plain.json(), serde_json::from_slice(&file).expect("JSON"));
                assert_eq!(one["polls"], other["polls"]);
                assert_eq!(other["polls"].as_array().map(Vec::len), Some(50));
            }
            "csv" => assert_eq!(file, plain.body),
            _ => {
                let (mut one, mut other) = (support::Workbook::open(&plain.body), support::Workbook::open(&file));
                assert_eq!(one.rows("Results"), other.rows("Results"));
                assert_eq!(other.rows("Results").len(), 1 + 50 * 20);
            }
        }
    }
}

#[story]
async fn a_meeting_without_polls_can_be_exported() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("").await;
    let path = format!("/api/meetings/{meeting}/export");
    assert_eq!(house.host().get(&path).await.is(200).json()["polls"], json!([]));
    let csv = house.host().get(&format!("{path}?format=csv")).await.is(200).clone();
    assert_eq!(csv.text().lines().count(), 1, "the head alone");
    let (file, progress) = unpacked(house.host().get(&format!("{path}?format=xlsx&progress=true")).await.is(200));
    assert_eq!((support::Workbook::open(&file).rows("Results").len(), progress.last()), (1, Some(&(0, 0))));
}

/// The line that the house logs when an export of `polls` polls is aborted.
async fn aborted_export(polls: usize) -> String {
    let field = format!("of={polls}");
    let is_abort = |line: &&str| line.contains("export: aborted before the end") && line.ends_with(&field);
    eventually_some("the log line of the aborted export", async || log::everything().lines().find(is_abort).map(str::to_owned)).await
}

#[tokio::test]
async fn a_cancelled_download_stops_the_export() {
    // No other story exports as many, so the log line can be told apart.
    const POLLS: usize = 487;
    let house = House::open().await;
    let meeting = a_meeting_of(&house.host(), POLLS).await;
    // Longer texts, so that the export exceeds what the system buffers for a client that does not read.
    house.tampers("update options set option_text = replace(hex(zeroblob(100)), '0', '🙋')").await;
    let mut slow = support::RawConnection::connect_narrow(house.addr(), support::fresh_address()).await.into_stream();
    let request = format!(
        "GET /api/meetings/{meeting}/export?progress=true HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n",
        house.addr(),
        house.host_key()
    );
    slow.write_all(request.as_bytes()).await.expect("the house listens");
    let mut received = [0; 512];
    in_time("the file's beginning", slow.read_exact(&mut received)).await.expect("it begins");
    assert!(received.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&received));
    drop(slow);

    let line = aborted_export(POLLS).await;
    let polls: usize = line.split("polls=").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|n| n.parse().ok()).expect("a number");
    assert!((1..POLLS).contains(&polls), "{line}");
    house.host().get(&format!("/api/meetings/{meeting}/export?format=csv")).await.is(200);
}

/// By how many bytes an export may raise the peak of memory, however large the meeting. CSV has the largest pieces: it repeats
/// the question in every row.
const MAX_GROWTH: u64 = 48 * 1024 * 1024;

#[tokio::test]
#[ignore = "measures, in a minute; run it with --nocapture"]
async fn the_largest_meeting_takes_no_more_memory_than_a_small_one() {
    for format in ["json", "csv", "xlsx"] {
        let data = tempfile::TempDir::new().expect("a directory");
        let program = Program::start(data.path()).await;
        let meeting = a_meeting_of(&program.host(), 500).await;
        program
            .tampers(
                "update options set option_text = replace(hex(zeroblob(100)), '0', '🙋'); \
                 update polls set question = replace(hex(zeroblob(250)), '0', '🙋'); \
                 insert into votes (poll_id, round, position, answer, nonce, link) \
                 with recursive n(i) as (select 1 union all select i + 1 from n where i < 200) \
                 select polls.id, 1 + i / 20, i + 2, \
                 json_object('options', json_array((select id from options where poll_id = polls.id and position = i % 20))), \
                 randomblob(16), randomblob(32) from polls, n; \
                 insert into tallies (poll_id, round, key, count) select polls.id, round.value, 'option ' || options.id, 1 \
                 from polls join options on poll_id = polls.id, json_each('[1,2,3,4,5,6,7,8,9,10,11]') as round; \
                 update polls set round = 11, state = 'closed', total_votes = 1, ballots = 200, log_length = 202;",
            )
            .await;
        let peak_before = program.peak_memory();
        let began = std::time::Instant::now();
        let host = program.host();
        let request = host.request(http::Method::GET, &format!("/api/meetings/{meeting}/export?format={format}"));
        let mut answer = request.timeout(std::time::Duration::from_mins(5)).send().await.expect("an answer");
        let mut bytes = 0;
        while let Some(piece) = answer.chunk().await.expect("the whole file") {
            bytes += piece.len();
        }
        let grown = program.peak_memory() - peak_before;
        println!("{format}: {} MB in {:?}; {} MiB more memory at most", bytes / 1_000_000, began.elapsed(), grown / 1024 / 1024);
        assert!(grown < MAX_GROWTH, "{format}: {grown}");
    }
}
