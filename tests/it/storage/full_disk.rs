//! On a full disk votes are refused, none that was acknowledged is lost, and voting goes on when there is room again.

use handsup_server::verify;
use support::{Disk, OPTIONS, Program, QUESTION, Response, eventually, in_time, one_vote_per_device};

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_votes_are_a_503_and_count_when_there_is_room_again() {
    let Some(disk) = Disk::small() else { return };
    let program = Program::start(&disk.folder()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let mut receipts = Vec::new();
    let ballast = disk.fill();
    let refused: Response = in_time("a vote that does not fit", async {
        loop {
            let phone = program.phone();
            let answer = phone.votes_for(&poll, "Tabs").await;
            if answer.status != 200 {
                return answer;
            }
            receipts.push((phone, answer.json()["receipt"].clone()));
        }
    })
    .await;
    refused.is_refused(503, "storage_unavailable");
    assert!(!refused.header("retry-after").is_empty());
    std::fs::remove_file(ballast).expect("room again");
    let phone = program.phone();
    eventually("votes to count again", async || phone.votes_for(&poll, "Tabs").await.status != 503).await;
    for (phone, receipt) in &receipts {
        assert_eq!(&phone.results(&poll).await["your_vote"]["receipt"], receipt, "acknowledged before the disk was full");
    }
    assert_eq!(program.host().sees(&poll).await["total_votes"], receipts.len() + 1);
    assert!(verify(&program.database()).await.expect("a database").is_clean());
}
