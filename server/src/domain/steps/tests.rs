use super::*;
use crate::domain::{Item, Kind, Poll, PollCode, PollState, Prompt, PromptSettings, QrSize, Refusal, ResultsRule, Stage, View};
use serde::de::DeserializeOwned;
use serde_json::Value;

const TABLE: &str = include_str!("../../../../ui/src/host/state/steps.json");

fn code(text: &str) -> PollCode {
    PollCode::parse(text).unwrap()
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn poll(code_text: &str, state: PollState) -> Poll {
    let poll = Poll::without_votes(Prompt::default(), &[(1, "Tabs"), (2, "Spaces")]);
    Poll { code: code(code_text), state, ..poll }
}

/// The poll of a case; what it does not name is as in the console's tests.
fn poll_of(case: &Value) -> Poll {
    let mut poll = poll(case["poll_code"].as_str().unwrap(), read(&case["state"]));
    poll.rules.results = case.get("results").map_or(ResultsRule::Live, read);
    poll.revealed = case["revealed"] == true;
    poll.answer_shown = case["answer_shown"] == true;
    poll.total_votes = case.get("total_votes").map_or(3, read);
    match case["right"].as_str() {
        Some("option") => poll.options[0].correct = true,
        Some("value") => {
            let right = PromptSettings { kind: Kind::Number, right: Some(read(&"42".into())), ..PromptSettings::default() };
            (poll.prompt, poll.options) = (Prompt::parse(&right).unwrap(), Vec::new());
        }
        _ => {}
    }
    poll
}

#[test]
fn the_order_is_that_of_the_console() {
    let table: Value = serde_json::from_str(TABLE).unwrap();
    let codes: Vec<&str> = table["polls"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    for direction in ["next", "back"] {
        let cases = table[direction].as_array().unwrap();
        assert!(cases.len() > 15, "{direction}");
        for case in cases {
            let poll = poll_of(&case["poll"]);
            let polls: Vec<Poll> = codes.iter().map(|code| Poll { code: self::code(code), ..poll.clone() }).collect();
            let staged = case["staged"].as_str().map(code);
            let room = Room { staged: staged.as_ref(), view: read(&case["view"]) };
            let ahead = if direction == "next" { Some(sequence::next(&poll, room, &polls)) } else { sequence::back(&poll, room, &polls) };
            assert_eq!(serde_json::to_value(ahead.map(|(action, _)| action)).unwrap(), case["step"], "{direction}: {case}");
            if let Some(to) = case["to"].as_str() {
                assert_eq!(ahead.map(|(_, code)| code.as_str()), Some(to), "{direction}: {case}");
            }
        }
    }
}

const A: &str = "AAAAAAAA";
const B: &str = "BBBBBBBB";

/// A meeting with two polls, the first one on stage.
struct Meeting {
    stage: Stage,
    polls: Vec<Poll>,
}

impl Meeting {
    fn new(first: PollState, second: PollState) -> Self {
        let stage =
            Stage { item: Item::Poll(code(A)), last_poll: Some(code(A)), beneath: View::Poll, bars: true, qr: QrSize::Corner, seq: 7 };
        Self { stage, polls: vec![poll(A, first), poll(B, second)] }
    }

    fn agenda(&self) -> Agenda<'_> {
        Agenda { stage: &self.stage, polls: &self.polls }
    }

    fn press(&self, step: Step, confirm: Option<Confirmation>) -> Result<Option<Plan>, Refusal> {
        self.agenda().plan(&Press { step, confirm, from: None })
    }

    fn action(&self, step: Step) -> Option<Action> {
        self.press(step, None).unwrap().map(|plan| plan.action)
    }
}

#[test]
fn a_step_that_names_what_it_does_changes_nothing_where_that_is_so() {
    use PollState::{Closed, Draft, Open, Ready};
    assert_eq!(Meeting::new(Ready, Draft).action(Step::Open), Some(Action::Open));
    assert_eq!(Meeting::new(Open, Draft).action(Step::Open), None);
    assert_eq!(Meeting::new(Open, Draft).action(Step::Close), Some(Action::Close));
    assert_eq!(Meeting::new(Closed, Draft).action(Step::Close), None);
    let mut hidden = Meeting::new(Closed, Draft);
    assert_eq!(hidden.action(Step::Reveal), None, "phones see them anyway");
    hidden.polls[0].rules.results = ResultsRule::OnReveal;
    assert_eq!(hidden.action(Step::Reveal), Some(Action::Reveal));
    hidden.polls[0].revealed = true;
    assert_eq!(hidden.action(Step::Reveal), None);
}

#[test]
fn an_open_poll_behind_a_blank_screen_is_shown_again() {
    let mut meeting = Meeting::new(PollState::Open, PollState::Draft);
    assert_eq!(meeting.action(Step::Blank), Some(Action::Blank));
    meeting.stage.item = Item::Blank;
    for step in [Step::Next, Step::Back, Step::Open, Step::Blank] {
        assert_eq!(meeting.action(step), Some(Action::Return), "{step:?}");
    }
    assert_eq!(meeting.action(Step::Lobby), Some(Action::Lobby));
    for (beneath, action) in [(View::Board, Action::Return), (View::Lobby, Action::Lobby)] {
        meeting.stage.beneath = beneath;
        let plan = meeting.press(Step::Blank, None).unwrap().unwrap();
        assert_eq!((plan.action, plan.stage.and_then(|stage| stage.view)), (action, Some(beneath)));
    }
}

#[test]
fn an_empty_meeting_has_a_lobby_and_no_steps() {
    let stage = Stage { item: Item::Lobby, last_poll: None, beneath: View::Lobby, bars: true, qr: QrSize::Corner, seq: 7 };
    let meeting = Meeting { stage, polls: Vec::new() };
    for step in [Step::Next, Step::Back, Step::Open, Step::Close, Step::Reveal, Step::Answer, Step::Timer, Step::Lobby] {
        assert_eq!(meeting.action(step), None, "{step:?}");
    }
    assert_eq!(meeting.action(Step::Blank), Some(Action::Blank));
}

#[test]
fn a_press_from_another_state_than_this_is_refused() {
    let mut meeting = Meeting::new(PollState::Ready, PollState::Draft);
    let press = Press { step: Step::Next, confirm: None, from: Some(meeting.agenda().position()) };
    assert!(meeting.agenda().plan(&press).is_ok());
    meeting.polls[0].seq += 1;
    meeting.polls[0].total_votes += 1;
    assert!(meeting.agenda().plan(&press).is_ok(), "a vote is no step");
    meeting.polls[0].state = PollState::Open;
    assert_eq!(meeting.agenda().plan(&press), Err(Refusal::StepPassed));
    meeting.polls[0].state = PollState::Ready;
    meeting.stage.seq += 1;
    assert_eq!(meeting.agenda().plan(&press), Err(Refusal::StepPassed));
}

#[test]
fn counted_votes_are_not_stepped_over() {
    let mut meeting = Meeting::new(PollState::Open, PollState::Draft);
    meeting.polls[0].total_votes = 3;
    for confirm in [None, Some(Confirmation::Reopen), Some(Confirmation::Close)] {
        assert_eq!(meeting.press(Step::Back, confirm), Err(Refusal::VotesCounted { votes: 3 }));
    }
    meeting.polls[0].state = PollState::Closed;
    for step in [Step::Back, Step::Open] {
        assert_eq!(meeting.press(step, None), Err(Refusal::WouldReopen { votes: 3 }));
        assert_eq!(meeting.press(step, Some(Confirmation::Close)), Err(Refusal::WouldReopen { votes: 3 }));
        let plan = meeting.press(step, Some(Confirmation::Reopen)).unwrap().unwrap();
        assert_eq!((plan.action, plan.polls.len()), (Action::Reopen, 1));
    }
    meeting.polls[1].state = PollState::Open;
    meeting.stage.item = Item::Lobby;
    let reopened = meeting.press(Step::Open, Some(Confirmation::Reopen)).unwrap().unwrap();
    assert_eq!((reopened.action, reopened.polls.len()), (Action::Reopen, 1), "the other one stays open");
    meeting.stage.item = Item::Poll(meeting.polls[0].code.clone());
    meeting.polls[1].state = PollState::Draft;
    meeting.polls[0].total_votes = 0;
    assert_eq!(meeting.action(Step::Back), Some(Action::Reopen));
}

#[test]
fn another_poll_is_not_staged_while_one_is_open_unless_that_is_confirmed() {
    let meeting = Meeting::new(PollState::Closed, PollState::Open);
    let mut staged = Meeting::new(PollState::Ready, PollState::Open);
    staged.stage.item = Item::Lobby;
    for (meeting, step) in [(&staged, Step::Next), (&staged, Step::Open)] {
        let refused = meeting.press(step, None);
        assert!(matches!(&refused, Err(Refusal::PollStillOpen { question }) if question == "Here?"), "{refused:?}");
        let left = meeting.press(step, Some(Confirmation::Leave)).unwrap().unwrap();
        assert!(left.polls.iter().all(|(code, _)| code.as_str() == A));
        let closed = meeting.press(step, Some(Confirmation::Close)).unwrap().unwrap();
        let (first, change) = &closed.polls[0];
        assert_eq!((first.as_str(), change.state), (B, Some(PollState::Closed)));
    }
    assert_eq!(meeting.action(Step::Next), Some(Action::Next), "the open one is what is staged");
}

#[test]
fn more_time_is_added_to_a_running_timer_alone_and_two_presses_add_it_once() {
    let mut meeting = Meeting::new(PollState::Open, PollState::Draft);
    assert_eq!(meeting.action(Step::MoreTime), None, "without a timer it would end the voting");
    meeting.polls[0].closes_at = Some(60_000);
    assert_eq!(meeting.action(Step::MoreTime), Some(Action::MoreTime));
    let press = Press { step: Step::MoreTime, confirm: None, from: Some(meeting.agenda().position()) };
    meeting.polls[0].closes_at = Some(75_000);
    assert_eq!(meeting.agenda().plan(&press), Err(Refusal::StepPassed));
}
