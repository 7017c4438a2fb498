//! Maps each of the domain's refusals to its status, its stable code, and a text that names the next step.

use crate::domain::{MatchedBy, Refusal};
use crate::http::problem::Problem;
use axum::http::StatusCode;

impl From<Refusal> for Problem {
    #[expect(clippy::too_many_lines, reason = "one list: every refusal with its text")]
    fn from(refusal: Refusal) -> Self {
        let unprocessable = |code, title, detail: String| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail);
        match refusal {
            Refusal::NoSuchPoll => {
                Self::new(StatusCode::NOT_FOUND, "no_such_poll", "There is no poll with this code", "Check the code on the screen.")
            }
            Refusal::NoSuchMeeting => {
                Self::new(StatusCode::NOT_FOUND, "no_such_meeting", "There is no meeting with this code", "Check the code on the screen.")
            }
            Refusal::NoSuchQuestion => Self::new(
                StatusCode::NOT_FOUND,
                "no_such_question",
                "This question is not here any more",
                "The host has taken it off, or it counts as another one. Load the list again.",
            ),
            Refusal::DecidedSince => Self::new(
                StatusCode::CONFLICT,
                "decided_since",
                "Somebody has decided about this since then",
                "Nothing was changed. Look at it as it is now, and decide anew.",
            ),
            Refusal::RoundPassed => Self::new(
                StatusCode::CONFLICT,
                "round_passed",
                "A new round has begun",
                "This answer was for the round before, and does not count in this one. Vote again.",
            ),
            Refusal::BoardNotOpen => Self::new(
                StatusCode::CONFLICT,
                "board_not_open",
                "No questions are taken now",
                "Your text is kept. Ask again once the host opens the questions.",
            ),
            Refusal::TooManyQuestions(text) => Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_questions", "Not asked yet", text),
            Refusal::NoSuchLogo => Self::new(
                StatusCode::NOT_FOUND,
                "no_such_logo",
                "There is no logo",
                "This meeting has none. Its host can choose one in the console.",
            ),
            Refusal::NoSuchTerm => Self::new(
                StatusCode::NOT_FOUND,
                "no_such_term",
                "There is no such text in this poll",
                "Nobody has written it, or it was redacted meanwhile. Load the list again.",
            ),
            Refusal::AlreadyVoted { matched_by: MatchedBy::Device, earlier } => {
                let mut problem = Self::new(
                    StatusCode::CONFLICT,
                    "already_voted_device",
                    "Already voted",
                    "This device has already voted here. Its vote is counted.",
                );
                problem.0.your_vote = earlier.map(Into::into);
                problem
            }
            Refusal::AlreadyVoted { matched_by: MatchedBy::Address, .. } => Self::new(
                StatusCode::CONFLICT,
                "already_voted_address",
                "Already voted",
                "Somebody on this network address has already voted. If that was not you, ask the host to allow one vote per device.",
            ),
            Refusal::Ipv4Needed => Self::new(
                StatusCode::CONFLICT,
                "ipv4_needed",
                "Not counted yet: please vote over IPv4",
                "In this network an IPv6 address does not tell one device from another. Open this page at its IPv4 address and vote there, \
                 or ask the host to allow one vote per device.",
            ),
            Refusal::TooManyChanges { earlier } => {
                let mut problem = Self::new(
                    StatusCode::CONFLICT,
                    "too_many_changes",
                    "This vote has been changed often enough",
                    "It was changed 20 times in this round, and counts as it is now.",
                );
                problem.0.your_vote = Some(earlier.into());
                problem
            }
            Refusal::TooManyGuestPolls => Self::new(
                StatusCode::FORBIDDEN,
                "too_many_guest_polls",
                "There are as many polls here as guests may make",
                "Ask the host to make this one, or try again on another day: guests' polls go after 30 days.",
            ),
            Refusal::TooManyRounds => Self::new(
                StatusCode::FORBIDDEN,
                "too_many_rounds",
                "This poll has had as many rounds as a guest's poll may",
                "Make another poll with the same question.",
            ),
            Refusal::PollNotOpen(state) => Self::new(
                StatusCode::CONFLICT,
                "poll_not_open",
                "This poll takes no votes now",
                match state {
                    crate::domain::PollState::Closed => "Voting has ended.",
                    _ => "Voting has not begun. Stay here: it begins by itself.",
                },
            ),
            Refusal::RollErased => Self::new(
                StatusCode::CONFLICT,
                "roll_erased",
                "This round takes no more votes",
                "The list of devices that have voted in it was deleted when the meeting ended, or is lost. Run the poll again: that starts another round.",
            ),
            Refusal::PollNotClosed => Self::new(
                StatusCode::CONFLICT,
                "poll_not_closed",
                "Voting still goes on",
                "Close the vote first: while votes come in, a list of receipts would tell who votes what.",
            ),
            Refusal::NotPublished => Self::new(
                StatusCode::CONFLICT,
                "not_published",
                "The result is not published yet",
                "Ask again once voting has ended and the result is shown.",
            ),
            Refusal::NotInResult => Self::new(
                StatusCode::NOT_FOUND,
                "not_in_result",
                "This vote is not in the result",
                "A later vote of the same device has replaced it, the host has struck it, or it is of another round. Ask the host to look it up in the log.",
            ),
            Refusal::WrongState(detail) => Self::new(StatusCode::CONFLICT, "wrong_state", "That step does not follow here", detail),
            Refusal::OptionsLocked => Self::new(
                StatusCode::CONFLICT,
                "options_locked",
                "People have voted for these options",
                "Their words may be mended, but none can come or go. Copy the question to ask it with other options.",
            ),
            Refusal::MeetingEnded => Self::new(
                StatusCode::CONFLICT,
                "meeting_ended",
                "This meeting has ended",
                "Open it again, or start a new one with the same questions.",
            ),
            Refusal::StepPassed => Self::new(
                StatusCode::CONFLICT,
                "step_passed",
                "Somebody else was faster",
                "The meeting is a step further than this request knows, so nothing was changed. Look at it, then take the next step.",
            ),
            Refusal::VotesCounted { votes } => Self::new(
                StatusCode::CONFLICT,
                "votes_counted",
                "Votes are counted already",
                format!("There are {votes} in this round, and a step back would lose them. Close the voting instead: the step `close`."),
            ),
            Refusal::WouldReopen { votes } => Self::new(
                StatusCode::CONFLICT,
                "would_reopen",
                "This would open a finished vote again",
                format!("{votes} votes are counted in it. To let people vote on, send the step again with `confirm`: `reopen`."),
            ),
            Refusal::PollStillOpen { question } => Self::new(
                StatusCode::CONFLICT,
                "poll_still_open",
                "Another poll is still open",
                format!(
                    "“{question}” takes votes, and the room would not see it. Send the step again with `confirm`: `close` to close it \
                     first, or `leave` to leave it open."
                ),
            )
            .with_question(question),
            Refusal::TooManyRemotes => Self::new(
                StatusCode::CONFLICT,
                "too_many_remotes",
                "Enough phones lead this meeting",
                "Eight can, those that wait too. End one of them in the console first.",
            ),
            Refusal::TooManyPolls => unprocessable(
                "too_many_polls",
                "This meeting is full",
                "A meeting holds 500 polls. Start another one, or delete some.".into(),
            ),
            Refusal::InvalidTimer => {
                unprocessable("invalid_timer", "This timer does not fit", "A timer runs for 1 second to 24 hours.".into())
            }
            Refusal::InvalidStart => {
                unprocessable("invalid_start", "This start is too far ahead", "It can be announced a day before.".into())
            }
            Refusal::InvalidName => unprocessable("invalid_name", "This name is too long", "200 characters fit. Please shorten it.".into()),
            Refusal::InvalidWifi => unprocessable(
                "invalid_wifi",
                "No Wi-Fi has such a name or password",
                "A name has 1 to 32 bytes; a password 8 to 63, or none where the network is open.".into(),
            ),
            Refusal::InvalidNote => {
                unprocessable("invalid_note", "This note is too long", "2,000 characters fit. Please shorten it.".into())
            }
            Refusal::InvalidLogo(detail) => unprocessable("invalid_logo", "This file is no logo", detail),
            Refusal::InvalidLook(detail) => unprocessable("invalid_look", "This look does not fit", detail),
            Refusal::InvalidWords(detail) => unprocessable("invalid_words", "This word list does not fit", detail),
            Refusal::InvalidOrder => unprocessable(
                "invalid_order",
                "This order does not fit the meeting",
                "Name every poll of the meeting, each once; the list may have changed meanwhile, so load it again.".into(),
            ),
            Refusal::InvalidQuestion(detail) => unprocessable("invalid_question", "The question does not fit", detail),
            Refusal::InvalidOptions(detail) => unprocessable("invalid_options", "The options do not fit", detail),
            Refusal::InvalidChoices(detail) => unprocessable("invalid_choices", "The number of choices does not fit", detail),
            Refusal::InvalidChoice(detail) => unprocessable("invalid_choice", "This choice does not fit the poll", detail),
            Refusal::InvalidPrompt { field, allowed } => {
                unprocessable("invalid_prompt", "A setting does not fit", format!("{field} is {allowed}."))
            }
            Refusal::InvalidAnswer { field, fault } => {
                unprocessable("invalid_answer", "This answer does not fit the poll", format!("{field}: {fault}"))
            }
            Refusal::InvalidToken => unprocessable(
                "invalid_token",
                "This browser's mark cannot be read",
                "browser_token must be a UUID. Reload the page and vote again.".into(),
            ),
        }
    }
}
