//! The pacer with simulated rooms and a simulated clock.

use super::*;

/// A frame of about three hundred bytes, as a count of four options is.
const FRAME: usize = 300;
const TICK: Duration = Duration::from_millis(5);

fn code(n: u8) -> PollCode {
    PollCode::from_entropy([n; 5])
}

/// A room whose phones are sent an update whenever there is news and the pacer permits it, but not within `rest` of the last one.
struct Room {
    code: PollCode,
    phones: u32,
    news_every: Duration,
    rest: Duration,
    news: u32,
    shown: u32,
    sent: Vec<Duration>,
    longest_behind: Duration,
    behind_since: Option<Duration>,
}

impl Room {
    fn new(n: u8, phones: u32, news_every: Duration) -> Self {
        let (sent, rest) = (Vec::new(), Duration::from_millis(15));
        let (longest_behind, behind_since) = (Duration::ZERO, None);
        Self { code: code(n), phones, news_every, rest, news: 0, shown: 0, sent, longest_behind, behind_since }
    }

    fn cost(&self) -> Cost {
        Cost::of_frames(self.phones, FRAME)
    }

    /// Updates a second to each phone.
    fn rate(&self, time: Duration) -> f64 {
        f64::from(u32::try_from(self.sent.len()).unwrap()) / time.as_secs_f64()
    }

    fn step(&mut self, pacer: &mut Pacer, began: Instant, at: Duration, has_news: bool) {
        let made = u32::try_from(at.as_nanos() / self.news_every.as_nanos()).unwrap() + 1;
        if has_news && made > self.news {
            self.news = made;
            self.behind_since.get_or_insert(at);
        }
        let Some(since) = self.behind_since else { return };
        let rested = self.sent.last().is_none_or(|last| at >= *last + self.rest);
        let now = began + at;
        if rested && pacer.due(&self.code, self.phones, now) <= now {
            pacer.record(&self.code, self.cost(), now);
            self.sent.push(at);
            (self.shown, self.behind_since) = (self.news, None);
        }
        self.longest_behind = self.longest_behind.max(at.saturating_sub(since));
    }
}

/// Runs rooms for this long with news, and then for another three seconds without.
fn play(pacer: &mut Pacer, rooms: &mut [Room], time: Duration) {
    let (began, mut at) = (Instant::now(), Duration::ZERO);
    while at < time + Duration::from_secs(3) {
        for room in &mut *rooms {
            room.step(pacer, began, at, at < time);
        }
        at += TICK;
    }
}

const TIME: Duration = Duration::from_secs(20);
const OFTEN: Duration = Duration::from_millis(5);

fn pacer() -> Pacer {
    Pacer::new(Budget::of_updates(2_000))
}

#[test]
fn a_hall_keeps_to_the_budget_and_its_last_news_arrives() {
    for phones in [500, 1_000, 3_000] {
        let mut rooms = [Room::new(1, phones, OFTEN)];
        play(&mut pacer(), &mut rooms, TIME);
        let [room] = &rooms;
        let all = room.rate(TIME) * f64::from(phones);
        assert!((1_500.0..2_300.0).contains(&all), "{phones} phones are sent {all} updates a second");
        assert_eq!(room.shown, room.news, "{phones} phones end on the last news");
    }
}

#[test]
fn a_room_that_is_not_small_is_updated_four_times_a_second() {
    for phones in [61, 100, 400] {
        let mut rooms = [Room::new(1, phones, OFTEN)];
        play(&mut pacer(), &mut rooms, TIME);
        assert!((3.8..4.1).contains(&rooms[0].rate(TIME)), "{phones} phones: {} updates a second", rooms[0].rate(TIME));
    }
}

#[test]
fn a_phone_in_a_crowd_of_a_thousand_that_arrives_in_ten_seconds_is_sent_few_updates() {
    let (mut pacer, began) = (pacer(), Instant::now());
    let mut room = Room::new(1, 1, Duration::from_millis(10));
    for at in (0..2_000).map(|tick| TICK * tick) {
        room.phones = 1 + u32::try_from(at.as_millis() / 10).unwrap();
        room.step(&mut pacer, began, at, true);
    }
    // The first phone has all of them; as many as it is sent while there are no more than sixty.
    let (quick, later) = (room.sent.iter().filter(|at| at.as_millis() < 600).count(), room.sent.len());
    assert!(quick <= 40 && later - quick <= 30, "{quick}, then {}", later - quick);
}

#[test]
fn large_frames_are_limited_by_their_bits() {
    let mut pacer = pacer();
    let began = Instant::now();
    pacer.record(&code(1), Cost::of_frames(1_000, 2_000), began);
    let wait = pacer.due(&code(1), 1_000, began) - began;
    assert_eq!(wait, LONGEST_INTERVAL, "16 Mbit are three seconds of the budget");
    pacer.record(&code(1), Cost::of_frames(200, 2_000), began);
    let wait = pacer.due(&code(1), 200, began) - began;
    assert!((0.6..0.7).contains(&wait.as_secs_f64()), "3.3 Mbit are 0.66 seconds of the budget, not {wait:?}");
}

#[test]
fn a_room_of_sixty_is_as_quick_as_without_a_budget() {
    let quickest = |mut pacer: Pacer| {
        let mut rooms = [Room::new(1, 60, OFTEN)];
        play(&mut pacer, &mut rooms, TIME);
        rooms[0].sent.clone()
    };
    assert_eq!(quickest(pacer()), quickest(Pacer::new(None)));
}

#[test]
fn a_room_of_sixty_is_as_quick_beside_a_full_hall() {
    let mut rooms = [Room::new(1, 60, OFTEN), Room::new(2, 3_000, OFTEN)];
    play(&mut pacer(), &mut rooms, TIME);
    let mut alone = [Room::new(1, 60, OFTEN)];
    play(&mut pacer(), &mut alone, TIME);
    assert_eq!(rooms[0].sent, alone[0].sent);
}

#[test]
fn no_phone_is_left_more_than_two_seconds_behind_however_many_there_are() {
    let mut rooms = [Room::new(1, 20_000, OFTEN), Room::new(2, 61, OFTEN), Room::new(3, 5_000, Duration::from_millis(700))];
    play(&mut pacer(), &mut rooms, TIME);
    for room in rooms {
        assert!(room.longest_behind < Duration::from_secs(2), "{:?} with {} phones", room.longest_behind, room.phones);
        assert!(room.sent.windows(2).all(|two| two[1].saturating_sub(two[0]) < Duration::from_secs(2)), "{} phones", room.phones);
        assert_eq!(room.shown, room.news);
    }
}

#[test]
fn the_first_news_after_a_pause_is_sent_at_once() {
    let mut rooms = [Room::new(1, 1_500, Duration::from_secs(5))];
    play(&mut pacer(), &mut rooms, TIME);
    assert!(rooms[0].longest_behind.is_zero(), "{:?}", rooms[0].longest_behind);
}

#[test]
fn rooms_of_equal_demand_share_equally_whatever_their_size() {
    let mut rooms = [Room::new(1, 300, OFTEN), Room::new(2, 600, OFTEN)];
    play(&mut pacer(), &mut rooms, TIME);
    let sent = |room: &Room| room.rate(TIME) * f64::from(room.phones);
    let (small, large) = (sent(&rooms[0]), sent(&rooms[1]));
    assert!((0.8..1.25).contains(&(small / large)), "{small} and {large} updates a second");
    assert!((1_600.0..2_500.0).contains(&(small + large)), "{small} and {large} updates a second");
}

#[test]
fn what_quiet_rooms_leave_is_used_by_the_others() {
    let quiet = Duration::from_secs(2);
    let mut rooms = [Room::new(1, 100, quiet), Room::new(2, 100, quiet), Room::new(3, 100, quiet), Room::new(4, 500, OFTEN)];
    play(&mut pacer(), &mut rooms, TIME);
    let busy = rooms[3].rate(TIME) * 500.0;
    assert!(busy > 1_400.0, "{busy} of 2,000 updates a second");
    assert!(rooms[..3].iter().all(|room| room.longest_behind.is_zero()), "and the quiet ones do not wait");
}

#[test]
fn many_small_rooms_keep_to_the_budget_together() {
    let mut rooms: Vec<Room> = (0..20).map(|n| Room::new(n, 60, OFTEN)).collect();
    play(&mut pacer(), &mut rooms, TIME);
    let all: f64 = rooms.iter().map(|room| room.rate(TIME) * 60.0).sum();
    // One of them is free: 60 phones are sent 4,000 updates a second without a limit.
    assert!(all < 2_500.0 + 4_100.0, "{all} updates a second");
}

#[test]
fn a_state_is_recorded_and_makes_the_next_update_wait() {
    let (mut pacer, began) = (pacer(), Instant::now());
    assert_eq!(pacer.due(&code(1), 1_000, began), began, "nothing was sent yet");
    pacer.record(&code(1), Cost::of_frames(1_000, FRAME), began);
    let wait = pacer.due(&code(1), 1_000, began) - began;
    assert!((0.5..0.6).contains(&wait.as_secs_f64()), "{wait:?}");
    pacer.forget(&code(1));
    assert_eq!(pacer.due(&code(1), 1_000, began), began);
}

#[test]
fn without_a_budget_no_room_waits() {
    let (mut pacer, now) = (Pacer::new(Budget::of_updates(0)), Instant::now());
    pacer.record(&code(1), Cost::of_frames(100_000, 2_000), now);
    assert_eq!(pacer.due(&code(1), 100_000, now), now);
}

#[test]
fn shares_are_max_min_fair() {
    for (used, share) in
        [(vec![], 1.0), (vec![0.2], 0.8), (vec![0.7], 0.5), (vec![0.1, 0.1], 0.8), (vec![0.1, 0.8], 0.45), (vec![2.0, 2.0, 2.0], 0.25)]
    {
        assert!((fair_share(used.clone()) - share).abs() < 1e-9, "{used:?}: {}", fair_share(used.clone()));
    }
}
