use crate::app::limit::memory::*;
use std::net::Ipv4Addr;

fn phone(last: u8) -> ClientIp {
    ClientIp::elsewhere(Ipv4Addr::new(192, 168, 1, last).into())
}

fn device(n: u32) -> BrowserToken {
    BrowserToken::from_entropy(u128::from(n).to_be_bytes())
}

/// Whether so many passed as there was room for, and no more than drained meanwhile.
fn are(passed: u32, room: u32, a_minute: u32, began: Instant) {
    let drained = began.elapsed().as_secs_f64() / 60.0 * f64::from(a_minute);
    assert!((f64::from(room)..=f64::from(room) + drained + 1.0).contains(&f64::from(passed)), "{passed} of {room}, and {drained}");
}

/// How many of these ballots pass, each of its own device where `who` says so.
async fn passed(limits: &Limits, from: ClientIp, ballots: u32, who: impl Fn(u32) -> u32) -> u32 {
    let mut passed = 0;
    for n in 0..ballots {
        let device = device(who(n));
        passed += u32::from(limits.vote(from, Some(device), device).await.is_ok());
    }
    passed
}

#[tokio::test]
async fn ten_at_once_and_the_eleventh_waits_six_seconds() {
    let limits = Limits::new(10);
    assert_eq!(passed(&limits, phone(1), 10, |_| 1).await, 10);
    assert_eq!(limits.vote(phone(1), None, device(1)).await.err(), Some(TooFast { wait: 6 }));
    assert!(limits.vote(phone(2), None, device(1)).await.is_ok(), "another address has its own bucket");
    assert!(limits.vote(phone(1), None, device(2)).await.is_ok(), "so has a device behind the same address");
}

#[tokio::test]
async fn a_voter_that_a_cookie_names_beside_the_ballot_shares_the_cookies_bucket() {
    let limits = Limits::new(10);
    let mut passed = 0;
    for n in 0..20 {
        passed += u32::from(limits.vote(phone(1), Some(device(99)), device(n)).await.is_ok());
    }
    assert_eq!(passed, 10);
}

#[tokio::test]
async fn three_hundred_fresh_devices_meet_the_ceiling_at_once_and_a_hall_that_is_there_does_not() {
    let (limits, began) = (Limits::new(10), Instant::now());
    are(passed(&limits, phone(1), 300, |n| n).await, 30, 30, began);
    let mut hall = Vec::new();
    for n in 0..1_000 {
        hall.push(limits.comes(phone(2), device(n)).await);
        assert!(limits.vote(phone(2), Some(device(n)), device(n)).await.is_ok(), "phone {n}");
    }
    are(passed(&limits, phone(2), 300, |n| 5_000 + n).await, 30, 1_030, began);
    assert_eq!(passed(&limits, phone(2), 900, |n| n).await, 900, "in the next poll nobody is new");
}

#[tokio::test]
async fn one_socket_after_another_is_no_crowd() {
    let (limits, began) = (Limits::new(10), Instant::now());
    let mut passed = 0;
    for n in 0..300 {
        let _gone_at_once = limits.comes(phone(1), device(n)).await;
        passed += u32::from(limits.vote(phone(1), None, device(n)).await.is_ok());
    }
    are(passed, 31, 31, began);
}

#[tokio::test]
async fn a_phone_without_a_cookie_is_not_starved_by_eleven_others() {
    let limits = Limits::new(10);
    assert_eq!(passed(&limits, phone(1), 11, |n| n).await, 11);
    assert!(limits.vote(phone(1), None, device(12)).await.is_ok());
}

#[tokio::test]
async fn a_device_that_floods_spends_nothing_of_what_its_neighbours_share() {
    let limits = Limits::new(10);
    let mut hall = Vec::new();
    for n in 0..1_000 {
        hall.push(limits.comes(phone(1), device(n)).await);
    }
    assert_eq!(passed(&limits, phone(1), 5_000, |_| 1).await, 10);
    assert_eq!(passed(&limits, phone(1), 998, |n| n + 2).await, 998);
    passed(&limits, phone(1), 5_000, |n| n + 10_000).await;
    assert_eq!(passed(&limits, phone(1), 900, |n| n + 2).await, 900, "nor do devices that it invents");
}

#[tokio::test]
async fn devices_that_do_not_pass_are_not_remembered() {
    let (limits, began) = (Limits::new(10), Instant::now());
    are(passed(&limits, phone(1), 5_000, |n| n).await, 30, 30, began);
    let remembered = limits.remembered();
    for which in ["device", "voted"] {
        let (_, count) = remembered.iter().find(|(its, _)| *its == which).unwrap();
        are(u32::try_from(*count).unwrap(), 30, 30, began);
    }
}

#[tokio::test]
async fn a_vote_that_was_not_stored_refunds_its_token() {
    let limits = Limits::new(10);
    for _ in 0..100 {
        limits.vote(phone(1), None, device(1)).await.unwrap().give_back().await;
    }
    assert_eq!(passed(&limits, phone(1), 100, |_| 1).await, 10);
}

#[tokio::test]
async fn a_hall_comes_in_and_nobody_has_a_core_for_nothing() {
    let (limits, began) = (Limits::new(10), Instant::now());
    let picture = Price::new(3_000).unwrap();
    let pictures = (0..100_000).filter(|_| limits.work(phone(1), picture).is_ok()).count();
    // Three seconds of a core, and a quarter of one from then on.
    are(u32::try_from(pictures).unwrap(), 1_000, 5_000, began);
    let phone_comes_in = Price::new(1_500).unwrap();
    assert!((0..1_000).all(|_| limits.work(phone(2), phone_comes_in).is_ok()));
}

#[tokio::test]
async fn pages_without_end_leave_the_sockets_and_ballots_of_a_room_alone() {
    let limits = Limits::new(10);
    let (page, join) = (Price::new(400).unwrap(), Price::new(200).unwrap());
    while limits.work(phone(1), page).is_ok() {}
    assert!(limits.voting(phone(1), Some(device(1)), join).is_ok(), "one that has just come");
    let _here = limits.comes(phone(1), device(1)).await;
    assert!(limits.vote(phone(1), Some(device(2)), device(2)).await.is_ok());
    while limits.voting(phone(1), None, join).is_ok() {}
    // It would take ten seconds to come back.
    let dear = Price::new(2_500_000).unwrap();
    assert!(limits.voting(phone(1), Some(device(3)), dear).is_err(), "one that was never here shares what is empty now");
    for known in [1, 2] {
        assert!((0..100).all(|_| limits.voting(phone(1), Some(device(known)), join).is_ok()), "{known} is here, or has voted");
    }
    assert!(limits.voting(phone(2), Some(device(1)), dear).is_ok(), "of another group it is nobody yet");
}

#[tokio::test]
async fn a_device_that_is_here_and_floods_empties_its_own_budget() {
    let limits = Limits::new(10);
    let (_one, _other) = (limits.comes(phone(1), device(1)).await, limits.comes(phone(1), device(2)).await);
    let (began, join) = (Instant::now(), Price::new(200).unwrap());
    let passed = (0..100_000).filter(|_| limits.voting(phone(1), Some(device(1)), join).is_ok()).count();
    are(u32::try_from(passed).unwrap(), 100, 75, began);
    assert!((0..100).all(|_| limits.voting(phone(1), Some(device(2)), join).is_ok()));
    assert!(limits.voting(phone(1), None, Price::new(3_000_000).unwrap()).is_ok(), "nothing of it was its neighbours'");
}

#[tokio::test]
async fn handshakes_of_a_group_have_a_ceiling_that_a_hall_stays_below() {
    let (limits, began) = (Limits::new(10), Instant::now());
    let passed = (0..20_000).filter(|_| limits.handshake(phone(1)).is_ok()).count();
    are(u32::try_from(passed).unwrap(), 2_000, 12_000, began);
    assert!(limits.handshake(phone(2)).is_ok());
}

#[tokio::test]
async fn zero_turns_everything_off() {
    let limits = Limits::new(0);
    assert_eq!(passed(&limits, phone(1), 3_000, |_| 1).await, 3_000);
    assert!((0..10_000).all(|n| limits.look(phone(1), &n.to_string(), |_| false).is_ok() && limits.handshake(phone(1)).is_ok()));
    let dear = Price::new(3_000).unwrap();
    assert!((0..10_000).all(|_| limits.work(phone(1), dear).is_ok() && limits.voting(phone(1), None, dear).is_ok()));
}
