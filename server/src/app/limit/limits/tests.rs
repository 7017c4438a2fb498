use crate::app::limit::limits::*;
use std::net::Ipv4Addr;

fn address(last: u8) -> ClientIp {
    ClientIp::elsewhere(Ipv4Addr::new(192, 168, 1, last).into())
}

fn device(n: u32) -> BrowserToken {
    BrowserToken::from_entropy(u128::from(n).to_be_bytes())
}

/// Asserts that a limit has admitted its burst, plus at most what was refilled since the test
/// began.
fn assert_admitted(passed: u32, burst: u32, per_minute: u32, began: Instant) {
    let refilled = began.elapsed().as_secs_f64() / 60.0 * f64::from(per_minute);
    assert!((f64::from(burst)..=f64::from(burst) + refilled + 1.0).contains(&f64::from(passed)), "{passed} of {burst}, and {refilled}");
}

/// How many of these ballots pass; the nth one is from the device numbered `device_of(n)`.
async fn passed(limits: &Limits, from: ClientIp, ballots: u32, device_of: impl Fn(u32) -> u32) -> u32 {
    let mut passed = 0;
    for n in 0..ballots {
        let device = device(device_of(n));
        passed += u32::from(limits.charge_ballot(from, Some(device), device).await.is_ok());
    }
    passed
}

#[tokio::test]
async fn a_device_may_cast_ten_ballots_at_once_and_then_one_in_six_seconds() {
    let limits = Limits::new(10);
    assert_eq!(passed(&limits, address(1), 10, |_| 1).await, 10);
    assert_eq!(limits.charge_ballot(address(1), None, device(1)).await.err(), Some(TooFast { wait: 6 }));
    assert!(limits.charge_ballot(address(2), None, device(1)).await.is_ok(), "another address has its own bucket");
    assert!(limits.charge_ballot(address(1), None, device(2)).await.is_ok(), "so has another device behind the same address");
}

#[tokio::test]
async fn ballots_of_several_voters_with_one_cookie_share_the_cookies_bucket() {
    let limits = Limits::new(10);
    let mut passed = 0;
    for n in 0..20 {
        passed += u32::from(limits.charge_ballot(address(1), Some(device(99)), device(n)).await.is_ok());
    }
    assert_eq!(passed, 10);
}

#[tokio::test]
async fn new_devices_without_sockets_are_limited_and_connected_phones_are_not() {
    let (limits, began) = (Limits::new(10), Instant::now());
    assert_admitted(passed(&limits, address(1), 300, |n| n).await, 30, 30, began);
    let mut sockets = Vec::new();
    for n in 0..1_000 {
        sockets.push(limits.register_socket(address(2), device(n)).await);
        assert!(limits.charge_ballot(address(2), Some(device(n)), device(n)).await.is_ok(), "phone {n}");
    }
    // The limit on new devices is 30, and one more for each of the 1,000 connected phones. These
    // have used theirs; the whole limit refills within a minute.
    assert_admitted(passed(&limits, address(2), 300, |n| 5_000 + n).await, 30, 1_030, began);
    assert_eq!(passed(&limits, address(2), 900, |n| n).await, 900, "in the next poll these devices are known");
}

#[tokio::test]
async fn sockets_that_are_closed_again_do_not_raise_the_limit() {
    let (limits, began) = (Limits::new(10), Instant::now());
    let mut passed = 0;
    for n in 0..300 {
        let _dropped_each_time = limits.register_socket(address(1), device(n)).await;
        passed += u32::from(limits.charge_ballot(address(1), None, device(n)).await.is_ok());
    }
    // Each ballot is charged while only its own socket is open: a limit of 30 and one.
    assert_admitted(passed, 31, 31, began);
}

#[tokio::test]
async fn a_ballot_without_a_cookie_is_admitted_like_those_with_one() {
    let limits = Limits::new(10);
    assert_eq!(passed(&limits, address(1), 11, |n| n).await, 11);
    assert!(limits.charge_ballot(address(1), None, device(12)).await.is_ok());
}

#[tokio::test]
async fn a_device_that_floods_does_not_use_up_the_limit_of_its_group() {
    let limits = Limits::new(10);
    let mut sockets = Vec::new();
    for n in 0..1_000 {
        sockets.push(limits.register_socket(address(1), device(n)).await);
    }
    assert_eq!(passed(&limits, address(1), 5_000, |_| 1).await, 10);
    assert_eq!(passed(&limits, address(1), 998, |n| n + 2).await, 998);
    passed(&limits, address(1), 5_000, |n| n + 10_000).await;
    assert_eq!(passed(&limits, address(1), 900, |n| n + 2).await, 900, "invented devices do not use it up either");
}

#[tokio::test]
async fn refused_devices_are_not_stored() {
    let (limits, began) = (Limits::new(10), Instant::now());
    assert_admitted(passed(&limits, address(1), 5_000, |n| n).await, 30, 30, began);
    let counts = limits.entry_counts();
    for limit in ["device", "voted"] {
        let (_, count) = counts.iter().find(|(name, _)| *name == limit).unwrap();
        assert_admitted(u32::try_from(*count).unwrap(), 30, 30, began);
    }
}

#[tokio::test]
async fn a_vote_that_was_not_stored_refunds_its_token() {
    let limits = Limits::new(10);
    for _ in 0..100 {
        limits.charge_ballot(address(1), None, device(1)).await.unwrap().give_back().await;
    }
    assert_eq!(passed(&limits, address(1), 100, |_| 1).await, 10);
}

#[tokio::test]
async fn a_groups_work_is_limited_and_a_thousand_phones_stay_below_the_limit() {
    let (limits, began) = (Limits::new(10), Instant::now());
    let picture = Price::new(3_000).unwrap();
    let pictures = (0..100_000).filter(|_| limits.charge_work(address(1), picture).is_ok()).count();
    // Three seconds of a core, and a quarter of one from then on.
    assert_admitted(u32::try_from(pictures).unwrap(), 1_000, 5_000, began);
    let first_requests = Price::new(1_500).unwrap();
    assert!((0..1_000).all(|_| limits.charge_work(address(2), first_requests).is_ok()));
}

#[tokio::test]
async fn exhausted_group_budgets_do_not_stop_known_devices() {
    let limits = Limits::new(10);
    let (page, join) = (Price::new(400).unwrap(), Price::new(200).unwrap());
    while limits.charge_work(address(1), page).is_ok() {}
    assert!(limits.charge_voting(address(1), Some(device(1)), join).is_ok(), "reading does not use up the budget of sockets and ballots");
    let _presence = limits.register_socket(address(1), device(1)).await;
    assert!(limits.charge_ballot(address(1), Some(device(2)), device(2)).await.is_ok());
    while limits.charge_voting(address(1), None, join).is_ok() {}
    // The group's budget takes ten seconds to refill by this much.
    let expensive = Price::new(2_500_000).unwrap();
    assert!(limits.charge_voting(address(1), Some(device(3)), expensive).is_err(), "an unknown device shares the group's empty budget");
    for known in [1, 2] {
        assert!((0..100).all(|_| limits.charge_voting(address(1), Some(device(known)), join).is_ok()), "{known} has a socket or has voted");
    }
    assert!(limits.charge_voting(address(2), Some(device(1)), expensive).is_ok(), "it is unknown in another group, whose budget is full");
}

#[tokio::test]
async fn a_known_device_that_floods_empties_its_own_budget_only() {
    let limits = Limits::new(10);
    let (_one, _other) = (limits.register_socket(address(1), device(1)).await, limits.register_socket(address(1), device(2)).await);
    let (began, join) = (Instant::now(), Price::new(200).unwrap());
    let passed = (0..100_000).filter(|_| limits.charge_voting(address(1), Some(device(1)), join).is_ok()).count();
    assert_admitted(u32::try_from(passed).unwrap(), 100, 75, began);
    assert!((0..100).all(|_| limits.charge_voting(address(1), Some(device(2)), join).is_ok()));
    assert!(limits.charge_voting(address(1), None, Price::new(3_000_000).unwrap()).is_ok(), "the group's budget was not charged");
}

#[tokio::test]
async fn handshakes_are_limited_per_group() {
    let (limits, began) = (Limits::new(10), Instant::now());
    let passed = (0..20_000).filter(|_| limits.charge_handshake(address(1)).is_ok()).count();
    assert_admitted(u32::try_from(passed).unwrap(), 2_000, 12_000, began);
    assert!(limits.charge_handshake(address(2)).is_ok());
}

#[tokio::test]
async fn zero_votes_per_minute_turn_every_limit_off() {
    let limits = Limits::new(0);
    assert_eq!(passed(&limits, address(1), 3_000, |_| 1).await, 3_000);
    assert!(
        (0..10_000)
            .all(|n| limits.begin_lookup(address(1), &n.to_string(), |_| false).is_ok() && limits.charge_handshake(address(1)).is_ok())
    );
    let price = Price::new(3_000).unwrap();
    assert!((0..10_000).all(|_| limits.charge_work(address(1), price).is_ok() && limits.charge_voting(address(1), None, price).is_ok()));
}
