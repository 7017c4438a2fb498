// Written from server/src/wire by `make types`. Do not edit: `make test` fails if they differ.

export type Kind = "single" | "multiple" | "rating" | "grid" | "ranking" | "points" | "number" | "words" | "text";

export type Fairness = "device_and_address" | "device";

export type ResultsRule = "live" | "after_vote" | "on_reveal";

export type PollState = "draft" | "ready" | "open" | "closed";

export type View = "lobby" | "poll" | "board" | "blank";

export type QrSize = "corner" | "full" | "off";

export type Tone = "calm" | "playful";

export type Scheme = "auto" | "light" | "dark";

export type LogoShown = { 
/**
 * The path of a PNG, which never changes.
 */
path: string, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, };

export type LookNow = { 
/**
 * How lively it looks.
 */
tone: Tone, 
/**
 * Whether the projector is light or dark; absent where its computer decides.
 */
scheme?: Scheme, 
/**
 * The path of a style sheet with the meeting's colours and size of type; absent where they are the usual ones.
 */
style?: string, 
/**
 * The meeting's logo; absent without one.
 */
logo?: LogoShown, };

export type ColourShown = { 
/**
 * As the host has chosen it: `#rrggbb`.
 */
chosen: string, 
/**
 * The colour of a leading bar on a light projector: it has a contrast of at least 4.5:1.
 */
light: string, 
/**
 * The same on a dark one.
 */
dark: string, };

export type LookShown = { 
/**
 * How lively it looks.
 */
tone: Tone, 
/**
 * Whether the projector is light or dark.
 */
scheme: Scheme, 
/**
 * The colour of buttons and of what leads; null for the usual one.
 */
brand: ColourShown | null, 
/**
 * The colour that buttons and leading bars end in; null for the brand's.
 */
accent: ColourShown | null, 
/**
 * The size of the projector's type, in percent of the usual one.
 */
type_size: number, 
/**
 * The meeting's logo; null without one.
 */
logo: LogoShown | null, };

export type LookBody = { 
/**
 * How lively it looks; `calm` by default.
 */
tone?: Tone, 
/**
 * Whether the projector is light or dark; `auto` by default.
 */
scheme?: Scheme, 
/**
 * The colour of buttons and of what leads: `#rrggbb`. Pages use the nearest one that can be read.
 */
brand?: string, 
/**
 * The colour that buttons and leading bars end in.
 */
accent?: string, 
/**
 * The size of the projector's type: 80 to 150 percent of the usual one.
 */
type_size?: number, };

export type StageNow = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * At most 200 characters; may be empty.
 */
name: string, 
/**
 * What the stage shows.
 */
view: View, 
/**
 * What a blank stage hides, and what is shown again after it; on any other, `view`.
 */
beneath: View, 
/**
 * The poll on stage; null without one, and when `view` is not `poll`.
 */
poll_code: string | null, 
/**
 * Whether the projector shows bars, provided the poll's rule permits it.
 */
bars: boolean, 
/**
 * How large the projector shows the QR code.
 */
qr: QrSize, 
/**
 * Whether questions from the audience are taken.
 */
board: BoardState, 
/**
 * Whether the meeting has ended.
 */
ended: boolean, 
/**
 * How the meeting looks; absent where it looks as usual.
 */
look?: LookNow, 
/**
 * Connected phones that follow the meeting.
 */
joined: number, 
/**
 * The number of the last change of `joined`, which changes without a new `seq`: a client ignores `joined` in a stage with a
 * smaller number than that of the one it shows. It may start anew with every connection.
 */
presence_seq: number, 
/**
 * Monotonic: a client ignores a stage with a smaller number than the one it shows.
 */
seq: number, 
/**
 * When the meeting starts, as its host has announced it, in milliseconds since 1970; absent where that is not announced, and once
 * a poll was opened.
 */
starts_at?: number, 
/**
 * The milliseconds until then, whatever the client's clock says; 0 once it has passed.
 */
starts_in?: number, 
/**
 * What the meeting was; absent while it goes on.
 */
recap?: Recap, };

export type Recap = { 
/**
 * Questions whose voting was opened.
 */
questions: number, 
/**
 * Votes that were counted, in all rounds.
 */
votes: number, 
/**
 * Votes in the round with the most: so many people took part at least. How many did in all is not stored.
 */
most_voters: number, 
/**
 * The clearest of the results that every visitor may see; absent where none is clear.
 */
clearest?: ClearResult, };

export type ClearResult = { 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * The option: 1 to 200 characters.
 */
option_text: string, 
/**
 * In percent of the question's votes, blank ones too, one decimal.
 */
percentage: number, };

export type MeetingBody = { 
/**
 * At most 200 characters.
 */
name?: string, 
/**
 * The join code of a meeting whose questions are copied as drafts.
 */
like?: string, 
/**
 * Whether the current meeting, where there is one, is returned instead; `name` and `like` are not used then.
 */
if_none?: boolean, };

export type MeetingPatch = { 
/**
 * At most 200 characters.
 */
name?: string, 
/**
 * True ends it: voting closes, and the salts of voters' address hashes are deleted. False
 * reopens it as the current meeting.
 */
ended?: boolean, 
/**
 * True deletes it, false restores it.
 */
deleted?: boolean, 
/**
 * When it starts, in milliseconds since 1970, at most a day ahead: its lobby counts down to it. 0 announces none. Not with
 * `starts_in_seconds`.
 */
starts_at?: number, 
/**
 * The same in seconds from now, at most 86,400.
 */
starts_in_seconds?: number, };

export type MeetingPolls = { 
/**
 * The meeting.
 */
join_code: string, 
/**
 * At most 500.
 */
polls: Array<PollSummary>, 
/**
 * Polls that were deleted with votes, the latest deletion first: PATCH with
 * `{"deleted":false}` restores one. Empty once the meeting has ended.
 */
deleted: Array<PollSummary>, };

export type Current = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * Whether it has ended.
 */
ended: boolean, };

export type MeetingSummary = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * At most 200 characters; may be empty.
 */
name: string, 
/**
 * Milliseconds since 1970.
 */
created_at: number, 
/**
 * Milliseconds since 1970; null for a live meeting.
 */
ended_at: number | null, 
/**
 * The number of its polls.
 */
polls: number, 
/**
 * Ballots counted in the current round of each poll.
 */
votes: number, };

export type StageRequest = { 
/**
 * What the stage shows.
 */
view?: View, 
/**
 * Another poll of this meeting, which the stage shows then; a draft becomes ready.
 */
poll_code?: string, 
/**
 * Whether the projector shows bars.
 */
bars?: boolean, 
/**
 * How large the projector shows the QR code.
 */
qr?: QrSize, };

export type Step = "next" | "back" | "open" | "close" | "reveal" | "answer" | "timer" | "more_time" | "blank" | "lobby";

export type StepAction = "stage" | "open" | "close" | "reveal" | "answer" | "next" | "return" | "new" | "hide" | "hide_answer" | "reopen" | "unopen" | "previous" | "timer" | "more_time" | "blank" | "lobby";

export type StepConfirmation = "close" | "leave" | "reopen";

export type StepBody = { 
/**
 * What is asked for.
 */
step: Step, 
/**
 * What is confirmed, after a refusal that asks for it.
 */
confirm?: StepConfirmation, 
/**
 * `at` of the state that was seen: in another one the step is refused, so that two presses at once are one step. Absent for any
 * state.
 */
from?: string, };

export type StepsNow = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * The meeting's name; may be empty.
 */
name: string, 
/**
 * What the room sees.
 */
view: View, 
/**
 * Connected phones that follow the meeting.
 */
joined: number, 
/**
 * The poll that steps are about; null without polls.
 */
poll: StepPoll | null, 
/**
 * What the next step does; null where nothing follows.
 */
next: StepAhead | null, 
/**
 * What a step back does; null where nothing precedes, and where it would lose votes.
 */
back: StepAhead | null, 
/**
 * Names this state, for `from`.
 */
at: string, };

export type StepPoll = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * Its number in the meeting, from 1.
 */
number: number, 
/**
 * How many polls the meeting has.
 */
of: number, 
/**
 * The question.
 */
question: string, 
/**
 * The host's private note; may be empty.
 */
note: string, 
/**
 * Its state.
 */
state: PollState, 
/**
 * Whether the room sees it.
 */
on_stage: boolean, 
/**
 * Whether the results are hidden from the room until they are revealed.
 */
hidden: boolean, 
/**
 * Counted ballots of this round.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Milliseconds until the timer ends voting; null without one.
 */
closes_in: number | null, 
/**
 * Devices that have asked for more time since the timer was set; absent for none.
 */
asked_for_time?: number, };

export type StepAhead = { 
/**
 * What it does.
 */
action: StepAction, 
/**
 * The poll that it is about.
 */
poll_code: string, 
/**
 * The question of that poll.
 */
question: string, };

export type StepDone = { 
/**
 * What it did; null where that was so already, and where nothing follows.
 */
did: StepAction | null, 
/**
 * Where the meeting is now.
 */
now: StepsNow, };

export type RemoteLink = { 
/**
 * With a one-time code in its fragment.
 */
url: string, 
/**
 * Its QR code.
 */
qr: QrPicture, 
/**
 * How long the code is valid, in seconds.
 */
seconds: number, };

export type RemoteList = { 
/**
 * In the order they were paired in.
 */
remotes: Array<RemoteShown>, };

export type RemoteShown = { 
/**
 * For the paths of requests.
 */
id: number, 
/**
 * What the phone shows too: four digits.
 */
number: string, 
/**
 * The browser's name.
 */
name: string, 
/**
 * Milliseconds since 1970.
 */
paired_at: number, 
/**
 * Whether the host has confirmed it.
 */
confirmed: boolean, };

export type RemotePatch = { 
/**
 * Must be true; DELETE ends a phone.
 */
confirmed: boolean, };

export type PairBody = { 
/**
 * The one-time code in the fragment of the link.
 */
code: string, };

export type Paired = { 
/**
 * What the console shows too: four digits.
 */
number: string, 
/**
 * What the page sends in the header `X-Handsup-Remote`, beside the cookie.
 */
secret: string, };

export type RemoteNow = { 
/**
 * What the console shows too: four digits.
 */
number: string, 
/**
 * Where the meeting is; null until the host has confirmed the phone.
 */
steps: StepsNow | null, 
/**
 * How many questions and texts of voters wait for a moderator, as which the phone may act too; null where there are none to
 * decide about, and until the host has confirmed the phone.
 */
held: number | null, };

export type OrderRequest = { 
/**
 * Every poll of the meeting, each once.
 */
poll_codes: Array<string>, };

export type RoundResult = { 
/**
 * From 1.
 */
round: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Ballots that name each option, in the poll's order.
 */
vote_counts: number[], 
/**
 * The same in percent of the ballots, one decimal.
 */
percentages: Array<number>, 
/**
 * When voting was first opened, in milliseconds since 1970; null where it was not recorded.
 */
opened_at: number | null, 
/**
 * When voting was last closed, in milliseconds since 1970; null while it is open, or where it
 * was not recorded.
 */
closed_at: number | null, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * The median mark of a rating; absent without votes.
 */
median?: number, 
/**
 * The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
 * 6; absent without votes.
 */
nps?: number, 
/**
 * Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
 */
blank?: number | null, 
/**
 * Of `grid`: the statements in the host's order.
 */
grid?: Array<StatementFigures>, 
/**
 * Of `ranking`: the options in the host's order.
 */
ranking?: Array<RankedOption>, 
/**
 * Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
 */
beats_all?: number, 
/**
 * Of `points`: the options in the host's order.
 */
points?: Array<OptionPoints>, 
/**
 * Of `number`.
 */
number?: NumberResult, 
/**
 * Of `words`: those of most voters first, at most 100, and fewer where they are long.
 */
words?: Array<WordCount>, 
/**
 * Of `words`: how many more are shown in the list of all of them.
 */
more?: number, 
/**
 * Of `words` and `text`: answers that are not blank.
 */
answers?: number, 
/**
 * Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
 */
hidden?: number, };

export type OptionRequest = { 
/**
 * 1 to 200 characters.
 */
option_text: string, 
/**
 * Whether it is a right answer.
 */
correct: boolean, };

export type Results = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The join code of its meeting.
 */
meeting: string, 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * The kind of answer.
 */
kind: Kind, 
/**
 * The fewest options a ballot names.
 */
min_choices: number, 
/**
 * The most options a ballot names.
 */
max_choices: number, 
/**
 * The poll's state.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are shown.
 */
answer_shown: boolean, 
/**
 * Milliseconds until the timer ends voting; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Monotonic: a client ignores a snapshot with a smaller number than the one it shows.
 */
seq: number, 
/**
 * Question, options and rules are the same in every snapshot since the one with this `seq`, and perhaps before it. A
 * [`Count`](super::Count) with a larger number than the `seq` of what a client shows belongs to other ones.
 */
revision: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now without a counted vote in this round. One that has voted and disconnected is in `total_votes`
 * alone.
 */
still_choosing: number, 
/**
 * The number of the last change of `connected` and `still_choosing`, which change without a new `seq`: a client ignores both
 * in a snapshot with a smaller number than that of the ones it shows. It may start anew with every connection.
 */
presence_seq: number, 
/**
 * Whether the counts below are visible to this audience.
 */
results_visible: boolean, 
/**
 * In the host's order; none for `number`.
 */
options: Array<OptionResult>, 
/**
 * The right answer of a `number`; absent until the answers are shown.
 */
right?: RightNumber, 
/**
 * The seal of the last close, four groups of four characters; absent while voting is open, and where the result is
 * hidden.
 */
seal?: string, 
/**
 * Refused votes by reason; for the host only.
 */
refused?: Refused, 
/**
 * Devices that have asked for more time since the timer was set; for the host only, and absent for none.
 */
asked_for_time?: number, 
/**
 * Of `rating` and `grid`: the number of marks, 2 to 11.
 */
scale?: number, 
/**
 * Of `rating` and `grid`: the lowest mark, 0 or 1.
 */
scale_from?: number, 
/**
 * Of `rating` and `grid`: no texts, two for the ends of the scale, or one for each mark.
 */
labels?: Array<string>, 
/**
 * Of `rating` and `grid`: the preset from which the scale has its defaults.
 */
preset?: Preset, 
/**
 * Of `grid`: whether statements may be left out.
 */
partial?: boolean, 
/**
 * Of `ranking`: how many places an answer may give.
 */
max_ranked?: number, 
/**
 * Of `ranking`: whether an answer must give every place.
 */
rank_all?: boolean, 
/**
 * Of `points`: the points to spend.
 */
budget?: number, 
/**
 * Of `points`: whether all must be spent.
 */
spend_all?: boolean, 
/**
 * Of `number`: the most decimals, 0 to 6.
 */
decimals?: number, 
/**
 * Of `number`: the smallest one, as text with a point as the decimal sign; absent without a bound.
 */
from?: string, 
/**
 * Of `number`: the largest one, in the same form.
 */
to?: string, 
/**
 * Of `number`: the unit; empty for none.
 */
unit?: string, 
/**
 * Of `words`: the most entries of an answer.
 */
most?: number, 
/**
 * True where each device shows the options in a random order that it keeps; absent otherwise.
 */
shuffled?: boolean, 
/**
 * By which identity a second vote is recognised.
 */
fairness: Fairness, 
/**
 * Who may see counts until the host reveals them.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Which texts wait for the host; absent where it is `after`.
 */
moderation?: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; absent where that is the host's
 * decision alone.
 */
show_after?: number, 
/**
 * Whether phones send a tapped choice by themselves, five seconds after the tap, where one tap is a whole answer; absent where
 * they do not.
 */
one_tap?: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * The median mark of a rating; absent without votes.
 */
median?: number, 
/**
 * The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
 * 6; absent without votes.
 */
nps?: number, 
/**
 * Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
 */
blank?: number | null, 
/**
 * Of `grid`: the statements in the host's order.
 */
grid?: Array<StatementFigures>, 
/**
 * Of `ranking`: the options in the host's order.
 */
ranking?: Array<RankedOption>, 
/**
 * Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
 */
beats_all?: number, 
/**
 * Of `points`: the options in the host's order.
 */
points?: Array<OptionPoints>, 
/**
 * Of `number`.
 */
number?: NumberResult, 
/**
 * Of `words`: those of most voters first, at most 100, and fewer where they are long.
 */
words?: Array<WordCount>, 
/**
 * Of `words`: how many more are shown in the list of all of them.
 */
more?: number, 
/**
 * Of `words` and `text`: answers that are not blank.
 */
answers?: number, 
/**
 * Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
 */
hidden?: number, };

export type OptionResult = { 
/**
 * Unique over all polls.
 */
id: number, 
/**
 * 1 to 200 characters.
 */
option_text: string, 
/**
 * Ballots that name it; null while hidden.
 */
vote_count: number | null, 
/**
 * In percent of the ballots, blank ones too, one decimal; null while hidden.
 */
percentage: number | null, 
/**
 * Whether it is a right answer; absent until the answers are shown.
 */
correct?: boolean, };

export type Count = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * Monotonic: a client ignores a count with a smaller number than that of what it shows.
 */
seq: number, 
/**
 * As in [`Results`].
 */
revision: number, 
/**
 * From 1.
 */
round: number, 
/**
 * The poll's state.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are shown.
 */
answer_shown: boolean, 
/**
 * Milliseconds until the timer ends voting; null without a timer.
 */
closes_in: number | null, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * As in [`Results`].
 */
connected: number, 
/**
 * As in [`Results`].
 */
still_choosing: number, 
/**
 * As in [`Results`].
 */
presence_seq: number, 
/**
 * Whether the counts below are visible to this audience.
 */
results_visible: boolean, 
/**
 * The id and the `vote_count` of each option, in the host's order; empty while hidden, and for kinds whose figures say
 * more of each option.
 */
counts: [number, number][], 
/**
 * The ids of the right answers; absent until they are shown.
 */
correct?: number[], 
/**
 * As in [`Results`].
 */
right?: RightNumber, 
/**
 * As in [`Results`].
 */
seal?: string, 
/**
 * Refused votes by reason; for the host only.
 */
refused?: Refused, 
/**
 * As in [`Results`].
 */
asked_for_time?: number, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * The median mark of a rating; absent without votes.
 */
median?: number, 
/**
 * The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
 * 6; absent without votes.
 */
nps?: number, 
/**
 * Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
 */
blank?: number | null, 
/**
 * Of `grid`: the statements in the host's order.
 */
grid?: Array<StatementFigures>, 
/**
 * Of `ranking`: the options in the host's order.
 */
ranking?: Array<RankedOption>, 
/**
 * Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
 */
beats_all?: number, 
/**
 * Of `points`: the options in the host's order.
 */
points?: Array<OptionPoints>, 
/**
 * Of `number`.
 */
number?: NumberResult, 
/**
 * Of `words`: those of most voters first, at most 100, and fewer where they are long.
 */
words?: Array<WordCount>, 
/**
 * Of `words`: how many more are shown in the list of all of them.
 */
more?: number, 
/**
 * Of `words` and `text`: answers that are not blank.
 */
answers?: number, 
/**
 * Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
 */
hidden?: number, };

export type Refused = { 
/**
 * Second votes recognised by the browser token.
 */
already_voted_device: number, 
/**
 * Second votes recognised by the network address.
 */
already_voted_address: number, 
/**
 * Devices that these second votes came from; each instance counts at most 1,000.
 */
shared_address_devices: number, 
/**
 * Votes while the poll was not open.
 */
poll_not_open: number, 
/**
 * Votes refused by a rate limit.
 */
too_many_requests: number, };

export type Snapshot = { 
/**
 * Null when this device has not voted in this round.
 */
your_vote: YourVote | null, 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The join code of its meeting.
 */
meeting: string, 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * The kind of answer.
 */
kind: Kind, 
/**
 * The fewest options a ballot names.
 */
min_choices: number, 
/**
 * The most options a ballot names.
 */
max_choices: number, 
/**
 * The poll's state.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are shown.
 */
answer_shown: boolean, 
/**
 * Milliseconds until the timer ends voting; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Monotonic: a client ignores a snapshot with a smaller number than the one it shows.
 */
seq: number, 
/**
 * Question, options and rules are the same in every snapshot since the one with this `seq`, and perhaps before it. A
 * [`Count`](super::Count) with a larger number than the `seq` of what a client shows belongs to other ones.
 */
revision: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now without a counted vote in this round. One that has voted and disconnected is in `total_votes`
 * alone.
 */
still_choosing: number, 
/**
 * The number of the last change of `connected` and `still_choosing`, which change without a new `seq`: a client ignores both
 * in a snapshot with a smaller number than that of the ones it shows. It may start anew with every connection.
 */
presence_seq: number, 
/**
 * Whether the counts below are visible to this audience.
 */
results_visible: boolean, 
/**
 * In the host's order; none for `number`.
 */
options: Array<OptionResult>, 
/**
 * The right answer of a `number`; absent until the answers are shown.
 */
right?: RightNumber, 
/**
 * The seal of the last close, four groups of four characters; absent while voting is open, and where the result is
 * hidden.
 */
seal?: string, 
/**
 * Refused votes by reason; for the host only.
 */
refused?: Refused, 
/**
 * Devices that have asked for more time since the timer was set; for the host only, and absent for none.
 */
asked_for_time?: number, 
/**
 * Of `rating` and `grid`: the number of marks, 2 to 11.
 */
scale?: number, 
/**
 * Of `rating` and `grid`: the lowest mark, 0 or 1.
 */
scale_from?: number, 
/**
 * Of `rating` and `grid`: no texts, two for the ends of the scale, or one for each mark.
 */
labels?: Array<string>, 
/**
 * Of `rating` and `grid`: the preset from which the scale has its defaults.
 */
preset?: Preset, 
/**
 * Of `grid`: whether statements may be left out.
 */
partial?: boolean, 
/**
 * Of `ranking`: how many places an answer may give.
 */
max_ranked?: number, 
/**
 * Of `ranking`: whether an answer must give every place.
 */
rank_all?: boolean, 
/**
 * Of `points`: the points to spend.
 */
budget?: number, 
/**
 * Of `points`: whether all must be spent.
 */
spend_all?: boolean, 
/**
 * Of `number`: the most decimals, 0 to 6.
 */
decimals?: number, 
/**
 * Of `number`: the smallest one, as text with a point as the decimal sign; absent without a bound.
 */
from?: string, 
/**
 * Of `number`: the largest one, in the same form.
 */
to?: string, 
/**
 * Of `number`: the unit; empty for none.
 */
unit?: string, 
/**
 * Of `words`: the most entries of an answer.
 */
most?: number, 
/**
 * True where each device shows the options in a random order that it keeps; absent otherwise.
 */
shuffled?: boolean, 
/**
 * By which identity a second vote is recognised.
 */
fairness: Fairness, 
/**
 * Who may see counts until the host reveals them.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Which texts wait for the host; absent where it is `after`.
 */
moderation?: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; absent where that is the host's
 * decision alone.
 */
show_after?: number, 
/**
 * Whether phones send a tapped choice by themselves, five seconds after the tap, where one tap is a whole answer; absent where
 * they do not.
 */
one_tap?: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * The median mark of a rating; absent without votes.
 */
median?: number, 
/**
 * The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
 * 6; absent without votes.
 */
nps?: number, 
/**
 * Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
 */
blank?: number | null, 
/**
 * Of `grid`: the statements in the host's order.
 */
grid?: Array<StatementFigures>, 
/**
 * Of `ranking`: the options in the host's order.
 */
ranking?: Array<RankedOption>, 
/**
 * Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
 */
beats_all?: number, 
/**
 * Of `points`: the options in the host's order.
 */
points?: Array<OptionPoints>, 
/**
 * Of `number`.
 */
number?: NumberResult, 
/**
 * Of `words`: those of most voters first, at most 100, and fewer where they are long.
 */
words?: Array<WordCount>, 
/**
 * Of `words`: how many more are shown in the list of all of them.
 */
more?: number, 
/**
 * Of `words` and `text`: answers that are not blank.
 */
answers?: number, 
/**
 * Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
 */
hidden?: number, };

export type YourVote = { 
/**
 * The chosen options, sorted; empty for an answer of another kind.
 */
option_ids: number[], 
/**
 * The answer, in the form in which a vote sends it; a mark of a rating is its option.
 */
answer: Exclude<AnswerShape, { mark: number }>, 
/**
 * 8 characters for the voter to keep.
 */
receipt: string, 
/**
 * With it and the answer, the voter can verify the receipt: 32 hexadecimal digits. Absent for a vote that an earlier
 * version has counted.
 */
nonce?: string, };

export type Counted = { 
/**
 * Always true.
 */
success: boolean, 
/**
 * 8 characters for the voter to keep.
 */
receipt: string, 
/**
 * With it and the answer, the voter can verify the receipt: 32 hexadecimal digits.
 */
nonce: string, 
/**
 * As this device may see them now.
 */
results: Results, };

export type VoteBody = { 
/**
 * For one choice.
 */
option_id?: number, 
/**
 * For several choices.
 */
option_ids?: number[], 
/**
 * For a poll of any kind.
 */
answer?: AnswerShape, 
/**
 * A program's own UUID. Pages of this server send none: their device cookie identifies the voter.
 */
browser_token?: string, 
/**
 * The round in which it was answered, from 1: refused with `round_passed` in another one. Absent: whichever round is open.
 */
round?: number, };

export type AnswerShape = { "options": number[] } | { "mark": number } | { "marks": Record<string, number> } | { "ranking": number[] } | { "points": Record<string, number> } | { "number": string } | { "texts": Array<string> } | "blank";

export type Preset = "nps" | "agreement";

export type PromptSettings = { 
/**
 * `single` by default.
 */
kind: Kind, 
/**
 * For `multiple`: the fewest options of an answer; 1 by default.
 */
min_choices?: number, 
/**
 * For `multiple`: the most options of an answer; any number by default.
 */
max_choices?: number, 
/**
 * For `rating` and `grid`: the number of marks, 2 to 11; 5 by default.
 */
scale?: number, 
/**
 * For `rating` and `grid`: the lowest mark, 0 or 1; 1 by default.
 */
scale_from?: number, 
/**
 * For `rating` and `grid`: two texts for the ends of the scale, or one for each mark; none by default.
 */
labels?: Array<string>, 
/**
 * For `rating` and `grid`: a known scale, from which unset settings have their defaults.
 */
preset?: Preset, 
/**
 * For `grid`: whether statements may be left out; false by default.
 */
partial?: boolean, 
/**
 * For `ranking`: how many places there are; as many as options by default.
 */
max_ranked?: number, 
/**
 * For `ranking`: whether every place must be given; false by default.
 */
rank_all?: boolean, 
/**
 * For `points`: the points to spend, 10 to 1,000; 100 by default.
 */
budget?: number, 
/**
 * For `points`: whether all must be spent; false by default.
 */
spend_all?: boolean, 
/**
 * For `number`: the most decimals, 0 to 6; 0 by default.
 */
decimals?: number, 
/**
 * For `number`: the smallest number; none by default.
 */
from?: string | number, 
/**
 * For `number`: the largest number; none by default.
 */
to?: string | number, 
/**
 * For `number`: the unit, at most 20 characters; none by default.
 */
unit?: string, 
/**
 * For `number`: the right answer; none by default.
 */
right?: string | number, 
/**
 * For `number`: by how much an answer may differ from the right one and count as right; 0 by default.
 */
tolerance?: string | number, 
/**
 * For `words`: the most entries of an answer, 1 to 10; 3 by default.
 */
most?: number, 
/**
 * Whether the poll may be answered with nothing; false by default.
 */
blank?: boolean, 
/**
 * Whether each device shows the options in a random order that it keeps; false by default. Not for `rating`, `number`,
 * `words` and `text`, which have no options to shuffle.
 */
shuffled?: boolean, };

export type StatementFigures = { 
/**
 * The statement's id among the poll's options.
 */
id: number, 
/**
 * Answers by mark, the lowest mark first.
 */
counts: number[], 
/**
 * Answers that leave the statement out; blank ones are not among them.
 */
skipped: number, 
/**
 * The mean mark, two decimals; null without marks.
 */
mean: number | null, };

export type RankedOption = { 
/**
 * Unique over all polls.
 */
id: number, 
/**
 * Its place by points, from 1; options with equal points share one. Null without rankings.
 */
place: number | null, 
/**
 * Its Borda count, which may end in a half.
 */
points: number, 
/**
 * Rankings that place it first.
 */
first: number, 
/**
 * The mean of its places in the rankings that rank it, two decimals; null without any.
 */
mean_place: number | null, 
/**
 * Rankings that rank it.
 */
ranked: number, };

export type OptionPoints = { 
/**
 * Unique over all polls.
 */
id: number, 
/**
 * The sum over all answers.
 */
sum: number, 
/**
 * The mean over all answers that are not blank, two decimals; null without any.
 */
mean: number | null, 
/**
 * Answers that give it points.
 */
givers: number, };

export type NumberResult = { 
/**
 * Answers with a number.
 */
count: number, 
/**
 * The median.
 */
median: string | null, 
/**
 * The numbers between which the middle half of the answers is.
 */
quartiles: [string, string] | null, 
/**
 * The mean, with two decimals more than answers have, half up.
 */
mean: string | null, 
/**
 * The smallest number.
 */
min: string | null, 
/**
 * The largest number.
 */
max: string | null, 
/**
 * A histogram: at most 40 bins, the smallest numbers first.
 */
bins: Array<Bin>, };

export type Bin = { 
/**
 * The smallest number that it holds.
 */
from: string, 
/**
 * The largest number that it holds.
 */
to: string, 
/**
 * Answers in it.
 */
count: number, };

export type WordCount = { 
/**
 * In the spelling that most of them have used; at most 40 characters.
 */
text: string, 
/**
 * Each voter once.
 */
count: number, };

export type ShownText = { 
/**
 * The text; equal ones are one.
 */
text: string, 
/**
 * The voters who have written it.
 */
count: number, 
/**
 * The position in the poll's log of the last ballot with it.
 */
position: number, };

export type Moderation = "off" | "after" | "hold";

export type TextsPage = { 
/**
 * At most 50.
 */
texts: Array<ShownText>, 
/**
 * The value of `before` for the next page; null on the last one.
 */
next: number | null, 
/**
 * Answers that are not blank.
 */
answers: number, 
/**
 * Texts of these that are not shown.
 */
hidden: number, };

export type TermList = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The `seq` of the poll that this was read from.
 */
seq: number, 
/**
 * Which texts wait for the host.
 */
moderation: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; 0 for never.
 */
show_after: number, 
/**
 * Terms that wait for the host.
 */
held: number, 
/**
 * At most 500: first those that wait, then those that are shown, then those that are taken off; each by number of voters.
 */
terms: Array<ModeratedTerm>, 
/**
 * The act that this list answers, by which it can be taken back; null for others.
 */
act: number | null, };

export type ModeratedTerm = { 
/**
 * 32 hexadecimal digits.
 */
term: string, 
/**
 * The most frequent spelling; empty once redacted.
 */
text: string, 
/**
 * The voters who have written it, or what is merged into it.
 */
voters: number, 
/**
 * Whether it is shown.
 */
status: TermStatus, 
/**
 * Whether that is the host's decision, and not the rule's.
 */
decided: boolean, 
/**
 * Whether a word list holds it.
 */
listed: boolean, 
/**
 * What is merged into it.
 */
merged: Array<MergedTerm>, 
/**
 * A more frequent term that may say the same; null without one.
 */
like: string | null, };

export type MergedTerm = { 
/**
 * 32 hexadecimal digits.
 */
term: string, 
/**
 * Its most frequent spelling; empty once redacted.
 */
text: string, };

export type TermStatus = "held" | "shown" | "banned";

export type DecisionsBody = { 
/**
 * 1 to 500.
 */
decisions: Array<DecisionBody>, };

export type DecisionBody = { 
/**
 * 32 hexadecimal digits.
 */
term: string, 
/**
 * What becomes of it.
 */
verdict: VerdictWord, 
/**
 * For `merge`: the term as which it counts from now on.
 */
into?: string, };

export type VerdictWord = "show" | "ban" | "hold" | "merge" | "split";

export type WordList = { 
/**
 * At most 500, each of at most 50 characters: a word, or several that follow each other. Empty ones, and those that say the same as
 * an earlier one, are left out.
 */
words: Array<string>, 
/**
 * A hash of the words. A list that is sent with the version that it was read with replaces that one alone.
 */
version?: string, };

export type RedactionBody = { 
/**
 * Those with a text of this term: 32 hexadecimal digits.
 */
term: string, };

export type UndoBody = { 
/**
 * The act; without it the last one.
 */
act?: number, };

export type BoardState = "off" | "open" | "closed";

export type QuestionState = "held" | "open" | "pinned" | "answered" | "declined" | "merged";

export type Account = { 
/**
 * All that were asked.
 */
asked: number, 
/**
 * Those that were answered.
 */
answered: number, 
/**
 * Those that the host did not take.
 */
declined: number, 
/**
 * Those that wait for the host.
 */
held: number, };

export type BoardPage = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * Whether questions are taken.
 */
board: BoardState, 
/**
 * Whether a name may stand beside a question.
 */
names: boolean, 
/**
 * Monotonic: a client ignores a page or a frame with a smaller number than what it shows.
 */
seq: number, 
/**
 * How many questions are where.
 */
account: Account, 
/**
 * At most 30.
 */
questions: Array<ShownQuestion>, 
/**
 * The value of `after` for the next page; null on the last one.
 */
next: number | null, };

export type ShownQuestion = { 
/**
 * Unique over all meetings.
 */
id: number, 
/**
 * 1 to 300 characters.
 */
text: string, 
/**
 * The name that its asker gave; empty for none.
 */
name: string, 
/**
 * Where it is.
 */
state: QuestionState, 
/**
 * The host's written answer; empty for none.
 */
answer: string, 
/**
 * Devices that have voted for it, or for one that is merged into it.
 */
votes: number, 
/**
 * Whether this device has voted for it.
 */
voted: boolean, 
/**
 * Whether this device has asked it.
 */
own: boolean, 
/**
 * What the question says as which it counts; absent unless it is merged, and everybody sees the other one.
 */
counts_as?: string, 
/**
 * The question as which it counts; null unless it is merged.
 */
merged_into: number | null, };

export type HostQuestion = { 
/**
 * Devices that have reported it.
 */
reports: number, 
/**
 * Whether the host has taken the name off, which only hosts and moderators see then.
 */
name_off: boolean, 
/**
 * Whether another device had asked under this name, or it reads as the host's.
 */
name_doubtful: boolean, 
/**
 * Milliseconds since 1970.
 */
asked_at: number, 
/**
 * How many times a host or a moderator has changed it.
 */
version: number, 
/**
 * Unique over all meetings.
 */
id: number, 
/**
 * 1 to 300 characters.
 */
text: string, 
/**
 * The name that its asker gave; empty for none.
 */
name: string, 
/**
 * Where it is.
 */
state: QuestionState, 
/**
 * The host's written answer; empty for none.
 */
answer: string, 
/**
 * Devices that have voted for it, or for one that is merged into it.
 */
votes: number, 
/**
 * Whether this device has voted for it.
 */
voted: boolean, 
/**
 * Whether this device has asked it.
 */
own: boolean, 
/**
 * What the question says as which it counts; absent unless it is merged, and everybody sees the other one.
 */
counts_as?: string, 
/**
 * The question as which it counts; null unless it is merged.
 */
merged_into: number | null, };

export type BoardShown = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * Whether questions are taken.
 */
board: BoardState, 
/**
 * Which questions wait for the host.
 */
moderation: Moderation, 
/**
 * Whether a name may stand beside a question.
 */
names: boolean, 
/**
 * How many devices must have asked a question that waits, so that it is shown by itself; 0 for none.
 */
show_after: number, 
/**
 * Monotonic.
 */
seq: number, 
/**
 * How many questions are where.
 */
account: Account, 
/**
 * All questions, by votes.
 */
questions: Array<HostQuestion>, };

export type BoardFrame = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * As in [`BoardPage`](super::BoardPage).
 */
seq: number, 
/**
 * Whether questions are taken.
 */
board: BoardState, 
/**
 * How many questions are where.
 */
account: Account, 
/**
 * Ids and votes of questions whose votes have changed since the last frame, at most 120.
 */
votes: [number, number][], 
/**
 * Ids of questions that were shown and are not any more, at most 20.
 */
gone?: Array<number>, 
/**
 * Whether the list has changed in another way, so that it has to be read again.
 */
changed: boolean, };

export type QuestionBody = { 
/**
 * 1 to 300 characters.
 */
text: string, 
/**
 * At most 40 characters; ignored where the host permits no names.
 */
name?: string, 
/**
 * A UUID: who asks, for a program without cookies.
 */
browser_token?: string, };

export type QuestionPatch = { 
/**
 * The new state; not `merged`.
 */
state?: QuestionState, 
/**
 * A written answer, at most 1,000 characters; empty for none.
 */
answer?: string, 
/**
 * The question as which it counts from now on.
 */
merged_into?: number, 
/**
 * Whether the name beside it is taken off.
 */
name_off?: boolean, 
/**
 * The `version` that this change is about; refused with `decided_since` once the question has another one. Absent: whatever it has.
 */
replaces?: number, };

export type BoardPatch = { 
/**
 * Whether questions are taken.
 */
board?: BoardState, 
/**
 * Which questions wait for the host.
 */
moderation?: Moderation, 
/**
 * Whether a name may stand beside a question.
 */
names?: boolean, 
/**
 * How many devices must have asked a question that waits, so that it is shown by itself under the rule `hold`; 0 for none. A question
 * that a word list holds waits for the host.
 */
show_after?: number, };

export type ModerationShown = { 
/**
 * 6 characters.
 */
join_code: string, 
/**
 * At most 200 characters; may be empty.
 */
name: string, 
/**
 * Its polls of words and open answers but for drafts, in the host's order.
 */
polls: Array<ModeratedPoll>, 
/**
 * Its questions from the audience.
 */
board: BoardShown, };

export type ModeratedPoll = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * `words` or `text`.
 */
kind: Kind, 
/**
 * Whether it takes votes.
 */
state: PollState, 
/**
 * Which texts wait.
 */
moderation: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; 0 for never.
 */
show_after: number, 
/**
 * Monotonic: the list of terms has to be read again when it has grown.
 */
seq: number, 
/**
 * Terms that wait.
 */
held: number, };

export type TextsChanged = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * Monotonic.
 */
seq: number, };

export type ModeratorLinkBody = { 
/**
 * Whether a new link replaces the one there is, which then is invalid.
 */
renew?: boolean, };

export type ModeratorLink = { 
/**
 * With the key in its fragment; its bearer may moderate until the meeting ends.
 */
url: string, };

export type RightNumber = { 
/**
 * The number, as text with a point as the decimal sign.
 */
value: string, 
/**
 * By how much an answer may differ from it and count as right, as text in the same form.
 */
tolerance: string, 
/**
 * Right answers; null while counts are hidden.
 */
answers: number | null, };

export type ShownFigures = { 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * The median mark of a rating; absent without votes.
 */
median?: number, 
/**
 * The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
 * 6; absent without votes.
 */
nps?: number, 
/**
 * Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
 */
blank?: number | null, 
/**
 * Of `grid`: the statements in the host's order.
 */
grid?: Array<StatementFigures>, 
/**
 * Of `ranking`: the options in the host's order.
 */
ranking?: Array<RankedOption>, 
/**
 * Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
 */
beats_all?: number, 
/**
 * Of `points`: the options in the host's order.
 */
points?: Array<OptionPoints>, 
/**
 * Of `number`.
 */
number?: NumberResult, 
/**
 * Of `words`: those of most voters first, at most 100, and fewer where they are long.
 */
words?: Array<WordCount>, 
/**
 * Of `words`: how many more are shown in the list of all of them.
 */
more?: number, 
/**
 * Of `words` and `text`: answers that are not blank.
 */
answers?: number, 
/**
 * Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
 */
hidden?: number, };

export type ShownSettings = { 
/**
 * Of `rating` and `grid`: the number of marks, 2 to 11.
 */
scale?: number, 
/**
 * Of `rating` and `grid`: the lowest mark, 0 or 1.
 */
scale_from?: number, 
/**
 * Of `rating` and `grid`: no texts, two for the ends of the scale, or one for each mark.
 */
labels?: Array<string>, 
/**
 * Of `rating` and `grid`: the preset from which the scale has its defaults.
 */
preset?: Preset, 
/**
 * Of `grid`: whether statements may be left out.
 */
partial?: boolean, 
/**
 * Of `ranking`: how many places an answer may give.
 */
max_ranked?: number, 
/**
 * Of `ranking`: whether an answer must give every place.
 */
rank_all?: boolean, 
/**
 * Of `points`: the points to spend.
 */
budget?: number, 
/**
 * Of `points`: whether all must be spent.
 */
spend_all?: boolean, 
/**
 * Of `number`: the most decimals, 0 to 6.
 */
decimals?: number, 
/**
 * Of `number`: the smallest one, as text with a point as the decimal sign; absent without a bound.
 */
from?: string, 
/**
 * Of `number`: the largest one, in the same form.
 */
to?: string, 
/**
 * Of `number`: the unit; empty for none.
 */
unit?: string, 
/**
 * Of `words`: the most entries of an answer.
 */
most?: number, 
/**
 * True where each device shows the options in a random order that it keeps; absent otherwise.
 */
shuffled?: boolean, };

export type CreateBody = { 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * 2 to 20, each of 1 to 200 characters, no two equal; 1 to 10 statements for `grid`, 2 to 12 for `ranking`; none for
 * `rating`, whose options are its marks, and for `number`.
 */
options?: Array<string>, 
/**
 * Positions of the right answers among `options`, from 0.
 */
correct?: Array<number>, 
/**
 * `device_and_address` by default.
 */
fairness?: Fairness, 
/**
 * `live` by default.
 */
results?: ResultsRule, 
/**
 * False by default.
 */
allow_change?: boolean, 
/**
 * Which texts wait for the host, for `words` and `text`: `hold` by default while a projector follows the meeting, else `after`.
 */
moderation?: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; 0, for never, by default.
 */
show_after?: number, 
/**
 * Whether phones send a tapped choice by themselves, five seconds after the tap, for `single` and `rating`; false by default.
 */
one_tap?: boolean, 
/**
 * Whether results are revealed when a timer ends the voting; false by default.
 */
auto_reveal?: boolean, 
/**
 * The host's private note, at most 2,000 characters.
 */
note?: string, 
/**
 * `draft`, `ready` or `open`; `open` by default.
 */
state?: PollState, 
/**
 * A join code; the host's current meeting by default.
 */
meeting?: string, 
/**
 * `single` by default.
 */
kind: Kind, 
/**
 * For `multiple`: the fewest options of an answer; 1 by default.
 */
min_choices?: number, 
/**
 * For `multiple`: the most options of an answer; any number by default.
 */
max_choices?: number, 
/**
 * For `rating` and `grid`: the number of marks, 2 to 11; 5 by default.
 */
scale?: number, 
/**
 * For `rating` and `grid`: the lowest mark, 0 or 1; 1 by default.
 */
scale_from?: number, 
/**
 * For `rating` and `grid`: two texts for the ends of the scale, or one for each mark; none by default.
 */
labels?: Array<string>, 
/**
 * For `rating` and `grid`: a known scale, from which unset settings have their defaults.
 */
preset?: Preset, 
/**
 * For `grid`: whether statements may be left out; false by default.
 */
partial?: boolean, 
/**
 * For `ranking`: how many places there are; as many as options by default.
 */
max_ranked?: number, 
/**
 * For `ranking`: whether every place must be given; false by default.
 */
rank_all?: boolean, 
/**
 * For `points`: the points to spend, 10 to 1,000; 100 by default.
 */
budget?: number, 
/**
 * For `points`: whether all must be spent; false by default.
 */
spend_all?: boolean, 
/**
 * For `number`: the most decimals, 0 to 6; 0 by default.
 */
decimals?: number, 
/**
 * For `number`: the smallest number; none by default.
 */
from?: string | number, 
/**
 * For `number`: the largest number; none by default.
 */
to?: string | number, 
/**
 * For `number`: the unit, at most 20 characters; none by default.
 */
unit?: string, 
/**
 * For `number`: the right answer; none by default.
 */
right?: string | number, 
/**
 * For `number`: by how much an answer may differ from the right one and count as right; 0 by default.
 */
tolerance?: string | number, 
/**
 * For `words`: the most entries of an answer, 1 to 10; 3 by default.
 */
most?: number, 
/**
 * Whether the poll may be answered with nothing; false by default.
 */
blank?: boolean, 
/**
 * Whether each device shows the options in a random order that it keeps; false by default. Not for `rating`, `number`,
 * `words` and `text`, which have no options to shuffle.
 */
shuffled?: boolean, };

export type Created = { 
/**
 * The URL of the voting page.
 */
share_url: string, 
/**
 * A token that authorises changes of this poll alone; absent when the host creates it.
 */
host_token?: string, 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The join code of its meeting.
 */
meeting: string, 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * The kind of answer.
 */
kind: Kind, 
/**
 * The fewest options a ballot names.
 */
min_choices: number, 
/**
 * The most options a ballot names.
 */
max_choices: number, 
/**
 * The poll's state.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are shown.
 */
answer_shown: boolean, 
/**
 * Milliseconds until the timer ends voting; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Monotonic: a client ignores a snapshot with a smaller number than the one it shows.
 */
seq: number, 
/**
 * Question, options and rules are the same in every snapshot since the one with this `seq`, and perhaps before it. A
 * [`Count`](super::Count) with a larger number than the `seq` of what a client shows belongs to other ones.
 */
revision: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now without a counted vote in this round. One that has voted and disconnected is in `total_votes`
 * alone.
 */
still_choosing: number, 
/**
 * The number of the last change of `connected` and `still_choosing`, which change without a new `seq`: a client ignores both
 * in a snapshot with a smaller number than that of the ones it shows. It may start anew with every connection.
 */
presence_seq: number, 
/**
 * Whether the counts below are visible to this audience.
 */
results_visible: boolean, 
/**
 * In the host's order; none for `number`.
 */
options: Array<OptionResult>, 
/**
 * The right answer of a `number`; absent until the answers are shown.
 */
right?: RightNumber, 
/**
 * The seal of the last close, four groups of four characters; absent while voting is open, and where the result is
 * hidden.
 */
seal?: string, 
/**
 * Refused votes by reason; for the host only.
 */
refused?: Refused, 
/**
 * Devices that have asked for more time since the timer was set; for the host only, and absent for none.
 */
asked_for_time?: number, 
/**
 * Of `rating` and `grid`: the number of marks, 2 to 11.
 */
scale?: number, 
/**
 * Of `rating` and `grid`: the lowest mark, 0 or 1.
 */
scale_from?: number, 
/**
 * Of `rating` and `grid`: no texts, two for the ends of the scale, or one for each mark.
 */
labels?: Array<string>, 
/**
 * Of `rating` and `grid`: the preset from which the scale has its defaults.
 */
preset?: Preset, 
/**
 * Of `grid`: whether statements may be left out.
 */
partial?: boolean, 
/**
 * Of `ranking`: how many places an answer may give.
 */
max_ranked?: number, 
/**
 * Of `ranking`: whether an answer must give every place.
 */
rank_all?: boolean, 
/**
 * Of `points`: the points to spend.
 */
budget?: number, 
/**
 * Of `points`: whether all must be spent.
 */
spend_all?: boolean, 
/**
 * Of `number`: the most decimals, 0 to 6.
 */
decimals?: number, 
/**
 * Of `number`: the smallest one, as text with a point as the decimal sign; absent without a bound.
 */
from?: string, 
/**
 * Of `number`: the largest one, in the same form.
 */
to?: string, 
/**
 * Of `number`: the unit; empty for none.
 */
unit?: string, 
/**
 * Of `words`: the most entries of an answer.
 */
most?: number, 
/**
 * True where each device shows the options in a random order that it keeps; absent otherwise.
 */
shuffled?: boolean, 
/**
 * By which identity a second vote is recognised.
 */
fairness: Fairness, 
/**
 * Who may see counts until the host reveals them.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Which texts wait for the host; absent where it is `after`.
 */
moderation?: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; absent where that is the host's
 * decision alone.
 */
show_after?: number, 
/**
 * Whether phones send a tapped choice by themselves, five seconds after the tap, where one tap is a whole answer; absent where
 * they do not.
 */
one_tap?: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * The median mark of a rating; absent without votes.
 */
median?: number, 
/**
 * The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
 * 6; absent without votes.
 */
nps?: number, 
/**
 * Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
 */
blank?: number | null, 
/**
 * Of `grid`: the statements in the host's order.
 */
grid?: Array<StatementFigures>, 
/**
 * Of `ranking`: the options in the host's order.
 */
ranking?: Array<RankedOption>, 
/**
 * Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
 */
beats_all?: number, 
/**
 * Of `points`: the options in the host's order.
 */
points?: Array<OptionPoints>, 
/**
 * Of `number`.
 */
number?: NumberResult, 
/**
 * Of `words`: those of most voters first, at most 100, and fewer where they are long.
 */
words?: Array<WordCount>, 
/**
 * Of `words`: how many more are shown in the list of all of them.
 */
more?: number, 
/**
 * Of `words` and `text`: answers that are not blank.
 */
answers?: number, 
/**
 * Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
 */
hidden?: number, };

export type PollPatch = { 
/**
 * The new state. `draft` and `ready` are refused once the round has votes, `closed` before
 * voting was opened.
 */
state?: PollState, 
/**
 * The new fairness rule; counted votes stay valid.
 */
fairness?: Fairness, 
/**
 * Who may see counts.
 */
results?: ResultsRule, 
/**
 * Reveal the results, or hide them again.
 */
revealed?: boolean, 
/**
 * Whether voters may change their vote.
 */
allow_change?: boolean, 
/**
 * Which texts wait for the host, for `words` and `text`: `hold` shows no text that has not been shown.
 */
moderation?: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; 0 for never.
 */
show_after?: number, 
/**
 * Whether phones send a tapped choice by themselves, for `single` and `rating`.
 */
one_tap?: boolean, 
/**
 * Show the right answers, or hide them again; only after the close.
 */
answer_shown?: boolean, 
/**
 * Seconds from now until voting ends, at most 86,400; 0 removes the timer. Not with
 * `add_seconds`.
 */
timer_seconds?: number, 
/**
 * Seconds to add to the time left of a running timer; at most 86,400 may be left then.
 */
add_seconds?: number, 
/**
 * Whether results are revealed when a timer ends the voting.
 */
auto_reveal?: boolean, 
/**
 * The new wording of the question.
 */
question?: string, 
/**
 * The new options; after the first vote of any round, the same ones in the same order, reworded. A limit on options that is
 * larger than their number becomes that number.
 */
options?: Array<OptionRequest>, 
/**
 * The host's private note, at most 2,000 characters.
 */
note?: string, 
/**
 * True starts the next round, without votes and in the state `ready`; the log and reports
 * contain the earlier ones too.
 */
run_again?: boolean, 
/**
 * False restores a deleted poll, and other fields are ignored then. True is refused: use
 * DELETE.
 */
deleted?: boolean, };

export type HostPoll = { 
/**
 * The URL of the voting page.
 */
share_url: string, 
/**
 * The host's private note.
 */
note: string, 
/**
 * Whether results are revealed when a timer ends the voting.
 */
auto_reveal: boolean, 
/**
 * Whether any round has votes, so that options can only be reworded.
 */
locked: boolean, 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The join code of its meeting.
 */
meeting: string, 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * The kind of answer.
 */
kind: Kind, 
/**
 * The fewest options a ballot names.
 */
min_choices: number, 
/**
 * The most options a ballot names.
 */
max_choices: number, 
/**
 * The poll's state.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are shown.
 */
answer_shown: boolean, 
/**
 * Milliseconds until the timer ends voting; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Monotonic: a client ignores a snapshot with a smaller number than the one it shows.
 */
seq: number, 
/**
 * Question, options and rules are the same in every snapshot since the one with this `seq`, and perhaps before it. A
 * [`Count`](super::Count) with a larger number than the `seq` of what a client shows belongs to other ones.
 */
revision: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now without a counted vote in this round. One that has voted and disconnected is in `total_votes`
 * alone.
 */
still_choosing: number, 
/**
 * The number of the last change of `connected` and `still_choosing`, which change without a new `seq`: a client ignores both
 * in a snapshot with a smaller number than that of the ones it shows. It may start anew with every connection.
 */
presence_seq: number, 
/**
 * Whether the counts below are visible to this audience.
 */
results_visible: boolean, 
/**
 * In the host's order; none for `number`.
 */
options: Array<OptionResult>, 
/**
 * The right answer of a `number`; absent until the answers are shown.
 */
right?: RightNumber, 
/**
 * The seal of the last close, four groups of four characters; absent while voting is open, and where the result is
 * hidden.
 */
seal?: string, 
/**
 * Refused votes by reason; for the host only.
 */
refused?: Refused, 
/**
 * Devices that have asked for more time since the timer was set; for the host only, and absent for none.
 */
asked_for_time?: number, 
/**
 * Of `rating` and `grid`: the number of marks, 2 to 11.
 */
scale?: number, 
/**
 * Of `rating` and `grid`: the lowest mark, 0 or 1.
 */
scale_from?: number, 
/**
 * Of `rating` and `grid`: no texts, two for the ends of the scale, or one for each mark.
 */
labels?: Array<string>, 
/**
 * Of `rating` and `grid`: the preset from which the scale has its defaults.
 */
preset?: Preset, 
/**
 * Of `grid`: whether statements may be left out.
 */
partial?: boolean, 
/**
 * Of `ranking`: how many places an answer may give.
 */
max_ranked?: number, 
/**
 * Of `ranking`: whether an answer must give every place.
 */
rank_all?: boolean, 
/**
 * Of `points`: the points to spend.
 */
budget?: number, 
/**
 * Of `points`: whether all must be spent.
 */
spend_all?: boolean, 
/**
 * Of `number`: the most decimals, 0 to 6.
 */
decimals?: number, 
/**
 * Of `number`: the smallest one, as text with a point as the decimal sign; absent without a bound.
 */
from?: string, 
/**
 * Of `number`: the largest one, in the same form.
 */
to?: string, 
/**
 * Of `number`: the unit; empty for none.
 */
unit?: string, 
/**
 * Of `words`: the most entries of an answer.
 */
most?: number, 
/**
 * True where each device shows the options in a random order that it keeps; absent otherwise.
 */
shuffled?: boolean, 
/**
 * By which identity a second vote is recognised.
 */
fairness: Fairness, 
/**
 * Who may see counts until the host reveals them.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Which texts wait for the host; absent where it is `after`.
 */
moderation?: Moderation, 
/**
 * How many voters must have written a text that waits, so that it is shown by itself; absent where that is the host's
 * decision alone.
 */
show_after?: number, 
/**
 * Whether phones send a tapped choice by themselves, five seconds after the tap, where one tap is a whole answer; absent where
 * they do not.
 */
one_tap?: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * The median mark of a rating; absent without votes.
 */
median?: number, 
/**
 * The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
 * 6; absent without votes.
 */
nps?: number, 
/**
 * Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
 */
blank?: number | null, 
/**
 * Of `grid`: the statements in the host's order.
 */
grid?: Array<StatementFigures>, 
/**
 * Of `ranking`: the options in the host's order.
 */
ranking?: Array<RankedOption>, 
/**
 * Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
 */
beats_all?: number, 
/**
 * Of `points`: the options in the host's order.
 */
points?: Array<OptionPoints>, 
/**
 * Of `number`.
 */
number?: NumberResult, 
/**
 * Of `words`: those of most voters first, at most 100, and fewer where they are long.
 */
words?: Array<WordCount>, 
/**
 * Of `words`: how many more are shown in the list of all of them.
 */
more?: number, 
/**
 * Of `words` and `text`: answers that are not blank.
 */
answers?: number, 
/**
 * Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
 */
hidden?: number, };

export type ExtraVotes = { 
/**
 * Counted votes of all those devices.
 */
votes: number, 
/**
 * The number of those devices.
 */
devices: number, };

export type PollSummary = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * The kind of answer.
 */
kind: Kind, 
/**
 * The poll's state.
 */
state: PollState, 
/**
 * From 1.
 */
round: number, 
/**
 * Counted ballots of the current round.
 */
total_votes: number, 
/**
 * The mean of a rating, two decimals; null for other kinds and without votes.
 */
mean: number | null, 
/**
 * Who may see counts until the host reveals them.
 */
results: ResultsRule, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Counted ballots of the current round that name each option, in the host's order.
 */
counts: Array<number>, };

export type Console = { 
/**
 * The current meeting: the one opened last of those that have not ended; null without one.
 */
meeting: StageNow | null, 
/**
 * Its polls in the host's order, at most 500.
 */
polls: Array<PollSummary>, 
/**
 * Polls that were deleted with votes and can be restored, the latest deletion first.
 */
deleted: Array<PollSummary>, 
/**
 * The poll that was last put on the meeting's stage, also while the stage shows something
 * else; null without one.
 */
staged: HostPoll | null, 
/**
 * How phones reach this computer.
 */
network: Network, 
/**
 * A notice about the state of the database file at the last start; null when it was in order.
 */
notice: string | null, 
/**
 * Whether the last write to the database failed.
 */
storage_failing: boolean, 
/**
 * An estimate of how many phones have a second voter identity since this computer's address
 * changed.
 */
doubtful: number, 
/**
 * Where the projector's window is on the server's own desktop; null when it is not open.
 */
projector: ProjectorPlace | null, 
/**
 * Which texts of a new poll wait for the host by default, for `words` and `text`.
 */
moderation: Moderation, 
/**
 * The program's version.
 */
version: string, 
/**
 * The fingerprint of the key that signs seals: four groups of four characters.
 */
seal_key: string, };

export type Network = { 
/**
 * The address in the QR code, as `192.168.1.20:4242`; null when no phone could reach this computer.
 */
address: string | null, 
/**
 * The same as a URL, without a trailing slash.
 */
base_url: string | null, 
/**
 * Whether the host chose it, now or earlier on this network; false when it was chosen automatically.
 */
by_host: boolean, 
/**
 * Whether it is configured (`ADVERTISE_IP`, `PUBLIC_URL`, `BIND`), so that there is no choice.
 */
by_settings: boolean, 
/**
 * What is wrong with the address, or why there is none: `no_network`, `disconnected`,
 * `no_address` (the network has assigned none), `only_inward` (there are only addresses of
 * VPNs and virtual networks), `inward` (the address is one of those), `public`, or `loopback`
 * (only this computer can connect); null when nothing is wrong.
 */
trouble: string | null, 
/**
 * `handsup.local:4242` once it is announced.
 */
local_name: string | null, 
/**
 * Whether the `.local` name was changed because another computer had it.
 */
renamed: boolean, 
/**
 * The addresses of this computer that phones may reach, the likeliest first.
 */
candidates: Array<NetworkCandidate>, 
/**
 * Other Handsup hosts that announce themselves on this network, at most 20.
 */
others: Array<OtherHost>, };

export type NetworkCandidate = { 
/**
 * Without the port.
 */
address: string, 
/**
 * The interface's name, as the system shows it to users.
 */
interface: string, 
/**
 * Why it has its rank: `default_network`, `other_private`, `public`, `carrier_grade_nat`,
 * `ipv6`, `tunnel`, `virtual_network` or `link_local`.
 */
reason: string, 
/**
 * Whether its interface is switched on and connected.
 */
connected: boolean, 
/**
 * Whether another computer or a phone has reached this one through it.
 */
verified: boolean, 
/**
 * Whether it is the one in the QR code.
 */
chosen: boolean, };

export type OtherHost = { 
/**
 * Its computer's name.
 */
name: string, 
/**
 * The address that people type.
 */
address: string, 
/**
 * Its projector page.
 */
screen_url: string, };

export type AddressChoice = { 
/**
 * One of the candidates; null returns to the automatic choice.
 */
address: string | null, };

export type Proof = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * From 1.
 */
round: number, 
/**
 * The seal, four groups of four characters.
 */
seal: string, 
/**
 * The fingerprint of the key that has signed the seal, in the same form; null for a seal without a signature.
 */
key: string | null, 
/**
 * The link before the close: 64 hexadecimal digits.
 */
previous: string, 
/**
 * The event of the close: JSON as text, exactly as its link covers it.
 */
event: string, 
/**
 * The place of the vote among those that count, from 0.
 */
index: number, 
/**
 * How many votes count.
 */
size: number, 
/**
 * The hashes from the vote up to the root, 64 hexadecimal digits each.
 */
path: Array<string>, };

export type Reconciled = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The round that was recounted.
 */
round: number, 
/**
 * Votes of this round that count.
 */
votes: number, 
/**
 * How many times those votes name an option; more than `votes` where a ballot may name
 * several.
 */
choices: number, 
/**
 * The sum of the options' counts; equals `choices` when there are no findings.
 */
option_sum: number, 
/**
 * Receipts that match their vote; equals `votes` when there are no findings.
 */
receipts: number, 
/**
 * Votes of this round that the host has struck: they are in the log, but in none of the numbers above.
 */
struck: number, 
/**
 * The seal of the last close, four groups of four characters; while voting is open, the log's last link in the same
 * form. Written down when voting has closed, it shows later whether the log was replaced.
 */
seal: string, 
/**
 * The fingerprint of the key that has signed the seal, in the same form; null while voting is open, and for a seal of
 * an earlier version.
 */
key: string | null, 
/**
 * Inconsistencies as English sentences; empty when all numbers agree.
 */
findings: Array<string>, 
/**
 * The same inconsistencies in the same order, as codes with values, for interfaces that
 * translate them.
 */
details: Array<Finding>, };

export type Finding = { "code": "vote_missing", 
/**
 * The expected position.
 */
expected: number, 
/**
 * The position found.
 */
found: number, } | { "code": "vote_misplaced", 
/**
 * The expected position.
 */
expected: number, 
/**
 * The position found.
 */
found: number, } | { "code": "wrong_receipt", 
/**
 * The vote.
 */
position: number, } | { "code": "same_receipt", 
/**
 * The later of the two.
 */
position: number, } | { "code": "broken_link", 
/**
 * The vote.
 */
position: number, } | { "code": "wrong_replacement", 
/**
 * The vote.
 */
position: number, } | { "code": "unknown_option", 
/**
 * The vote.
 */
position: number, 
/**
 * The option.
 */
option_id: number, } | { "code": "log_too_short", 
/**
 * The poll's count.
 */
says: number, 
/**
 * The entries in the log.
 */
holds: number, } | { "code": "log_too_long", 
/**
 * The poll's count.
 */
says: number, 
/**
 * The entries in the log.
 */
holds: number, } | { "code": "wrong_end" } | { "code": "wrong_option_count", 
/**
 * The option's text.
 */
option_text: string, 
/**
 * The option's count.
 */
says: number, 
/**
 * How many votes name it.
 */
holds: number, } | { "code": "wrong_sum", 
/**
 * What is summed.
 */
key: string, 
/**
 * The poll's sum.
 */
says: number, 
/**
 * The sum of the answers.
 */
holds: number, } | { "code": "answer_missing", 
/**
 * The vote.
 */
position: number, } | { "code": "wrong_mark", 
/**
 * The vote.
 */
position: number, } | { "code": "vote_while_closed", 
/**
 * The vote.
 */
position: number, } | { "code": "unknown_event", 
/**
 * The event.
 */
position: number, } | { "code": "wrong_close", 
/**
 * The close.
 */
position: number, } | { "code": "other_question", 
/**
 * The poll's question.
 */
says: string, 
/**
 * The question in the log.
 */
logged: string, } | { "code": "other_option", 
/**
 * The option's text.
 */
says: string, 
/**
 * The text in the log; empty where the log has no such option.
 */
logged: string, } | { "code": "other_options" } | { "code": "other_rules" } | { "code": "other_edits" } | { "code": "other_round", 
/**
 * The poll's round.
 */
says: number, 
/**
 * The round in the log.
 */
logged: number, } | { "code": "other_times", 
/**
 * The round.
 */
round: number, } | { "code": "other_state" } | { "code": "wrong_seal", 
/**
 * The round.
 */
round: number, } | { "code": "wrong_signature", 
/**
 * The round.
 */
round: number, } | { "code": "wrong_total", 
/**
 * The poll's total.
 */
says: number, 
/**
 * The votes in the log that count.
 */
holds: number, };

export type ReceiptList = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The question.
 */
question: string, 
/**
 * From 1.
 */
round: number, 
/**
 * The seal of the last close, four groups of four characters.
 */
seal: string, 
/**
 * The fingerprint of the key that has signed the seal, in the same form; null for a seal of an earlier version.
 */
key: string | null, 
/**
 * The votes that count, sorted by receipt, so that the order does not reveal when each was
 * cast.
 */
receipts: Array<ReceiptRow>, 
/**
 * Receipts of the votes that the host has struck because one device had voted from several
 * addresses; sorted.
 */
struck: Array<string>, };

export type ReceiptRow = { 
/**
 * The voter's receipt.
 */
receipt: string, 
/**
 * What it says: the texts of the options it names, or the parts of another answer. A text that results do not show is replaced by a
 * sentence that says so.
 */
options: Array<string>, };

export type Problem = { 
/**
 * A relative reference with the code, to a page that explains it.
 */
type: string, 
/**
 * A short text for people.
 */
title: string, 
/**
 * The HTTP status.
 */
status: number, 
/**
 * What happened and what to do next.
 */
detail: string, 
/**
 * A stable word for programs, such as `poll_not_open`. New codes may be added: treat unknown ones by `status`.
 */
code: string, 
/**
 * The request's id in the server's log.
 */
request_id?: string, 
/**
 * Whole seconds after which to try again, where that helps.
 */
retry_after?: number, 
/**
 * With `already_voted_device` and `too_many_changes`: this device's counted vote.
 */
your_vote?: YourVote, 
/**
 * With `invalid_import`: the errors, at most 100.
 */
rows?: Array<ImportRow>, 
/**
 * With `invalid_import`: the number of all errors.
 */
count?: number, 
/**
 * With `ipv4_needed`: the URL of the same page at this server's IPv4 address, from which the
 * vote can be counted.
 */
link?: string, 
/**
 * With `poll_still_open`: the question of the poll that takes votes.
 */
question?: string, };

export type ImportRow = { 
/**
 * From 1: in a table the row as a spreadsheet counts it, in JSON the position of the question.
 */
row: number, 
/**
 * The field or column; empty when the error is about the whole row.
 */
field: string, 
/**
 * What is wrong and what to do about it.
 */
detail: string, };

export type Imported = { 
/**
 * The number of questions, each now a draft at the end of the meeting.
 */
imported: number, 
/**
 * Their codes, in the order of the file.
 */
poll_codes: Array<string>, 
/**
 * The file's encoding in lower case, as `utf-8`, `utf-16le` or `windows-1252`.
 */
encoding: string, 
/**
 * Where the encoding was guessed, a sentence that asks to check the texts; null otherwise.
 */
notice: string | null, };

export type JoinBody = { 
/**
 * The poll to follow; not with `join_code`.
 */
poll_code?: string, 
/**
 * The meeting to follow.
 */
join_code?: string, 
/**
 * Whether it is a projector, which is not counted as a phone.
 */
screen?: boolean, 
/**
 * With `screen`: whether it is the console's picture of the projector, which does not count as one.
 */
miniature?: boolean, 
/**
 * False: live events contain the [`Count`](super::Count) alone, and the event `paper` a snapshot where texts or rules have
 * changed. Otherwise each event is a whole snapshot.
 */
paper?: boolean, 
/**
 * A UUID: the token of a client without the device cookie, for its own vote.
 */
browser_token?: string, };

export type JoinAck = { 
/**
 * Always true.
 */
ok: boolean, 
/**
 * The poll's snapshot; null where the meeting's stage shows none.
 */
snapshot: Snapshot | null, 
/**
 * The stage, for a socket that follows a meeting.
 */
stage?: StageNow, } | { 
/**
 * Always false.
 */
ok: boolean, 
/**
 * Why.
 */
problem: Problem, };

export type VoteAck = { 
/**
 * Always true.
 */
ok: boolean, 
/**
 * Always true.
 */
success: boolean, 
/**
 * 8 characters for the voter to keep.
 */
receipt: string, 
/**
 * With it and the answer, the voter can verify the receipt: 32 hexadecimal digits.
 */
nonce: string, 
/**
 * As this device may see them now.
 */
results: Results, } | { 
/**
 * Always false.
 */
ok: boolean, 
/**
 * Why.
 */
problem: Problem, };

export type HostClosed = { 
/**
 * `quit`: the host has ended the program. `elsewhere`: this instance ends; clients reconnect to another one.
 */
reason: string, };

export type StorageState = { 
/**
 * Whether the last write to the database failed.
 */
failing: boolean, };

export type Resume = { 
/**
 * Restores the voter's identity at another address of this server; valid once, for two hours.
 * The text after its first dot is the host and port that the phone uses now.
 */
ticket: string, 
/**
 * The URLs of this computer, the best first, each as `http://192.168.1.20:4242`; empty behind
 * a public URL.
 */
ways: Array<string>, 
/**
 * Identifies this server: `/here/{mark}` is a picture on it, and 404 on every other.
 */
mark: string, };

export type Ticket = { 
/**
 * As issued by GET `/resume` at the earlier address.
 */
ticket: string, 
/**
 * The proof in a page that was rendered for a browser without a token. A browser whose own
 * token differs from the ticket's is refused without it.
 */
newcomer?: string, };

export type Resumed = { 
/**
 * The browser's token from now on.
 */
browser_token: string, };

export type Ways = { 
/**
 * The URLs of this computer, the best first, as in the response of GET `/resume`.
 */
ways: Array<string>, };

export type Moved = { 
/**
 * An estimate of how many phones have a second voter identity since this computer's address
 * changed.
 */
doubtful: number, };

export type Invitation = { 
/**
 * The address that people type into the browser; null where phones cannot reach this computer.
 */
address: string | null, 
/**
 * The meeting's QR code; null where phones cannot reach this computer.
 */
qr: QrPicture | null, 
/**
 * The Wi-Fi to join first; null where the host has entered none, and for a projector that is
 * neither the host's nor on the local network.
 */
wifi: WifiShown | null, 
/**
 * The fingerprint of the key that signs seals: four groups of four characters.
 */
seal_key: string, };

export type QrPicture = { 
/**
 * Width and height in modules, including a margin of four on each side.
 */
side: number, 
/**
 * The dark modules, as the data of an SVG path.
 */
path: string, };

export type ProjectorPlace = "second" | "same";

export type ProjectorNow = { 
/**
 * Where it is; null when it is not open, or without a desktop.
 */
place: ProjectorPlace | null, };

export type ProjectorRequest = { 
/**
 * The join code; the current meeting by default.
 */
join_code?: string, 
/**
 * Whether only a bar that is open shows this meeting. For a projector it has no effect.
 */
if_open?: boolean, };

export type SystemKey = { 
/**
 * Which, to be read: `Ctrl Alt PgDn`.
 */
keys: string, 
/**
 * The step that it takes.
 */
step: string, 
/**
 * Whether another program has it, so that it takes no step.
 */
taken: boolean, };

export type SystemKeys = { 
/**
 * Whether this desktop has such keys: not under Wayland.
 */
available: boolean, 
/**
 * Whether they are on.
 */
on: boolean, 
/**
 * The keys, also while they are off.
 */
keys: Array<SystemKey>, };

export type SystemKeysBody = { 
/**
 * Whether they are on from now on.
 */
on: boolean, };

export type Projector = { 
/**
 * The page it shows.
 */
url: string, };

export type Diagnosis = { 
/**
 * The colour of the connection light.
 */
light: Light, 
/**
 * Why the light has that colour.
 */
reason: Reason, 
/**
 * Requests from other devices, by the address of this computer that they reached; most
 * requests first.
 */
arrivals: Array<Arrival>, 
/**
 * How fast phones answer; null while there is no measurement.
 */
latency: Latency | null, 
/**
 * What phones are being sent; null without phones.
 */
sending: Sending | null, 
/**
 * The port to open in firewalls.
 */
port: number, 
/**
 * This computer's system: `linux`, `macos`, `windows` or another.
 */
system: string, 
/**
 * The path of this program, for firewalls with rules per program.
 */
program: string, 
/**
 * Whether this computer is kept awake, because a poll is open in the current meeting.
 */
awake: boolean, };

export type Light = "green" | "amber" | "red";

export type Reason = "reached" | "slow" | "waiting" | "vpn" | "public" | "nobody" | "no_network" | "this_computer_only";

export type Arrival = { 
/**
 * The address, without the port.
 */
address: string, 
/**
 * Requests since the program started.
 */
requests: number, };

export type Latency = { 
/**
 * The median, in milliseconds.
 */
median_ms: number, 
/**
 * Phones that answered.
 */
answered: number, 
/**
 * Phones that were asked; sleeping ones do not answer.
 */
asked: number, };

export type Sending = { 
/**
 * Connected phones.
 */
phones: number, 
/**
 * Updates a second to all of them together.
 */
updates_per_second: number, 
/**
 * Bits a second, headers of the transport included.
 */
bits_per_second: number, };

export type WifiBody = { 
/**
 * The network's name, at most 32 bytes.
 */
ssid: string, 
/**
 * 8 to 63 bytes, or 64 hexadecimal digits; empty where the network is open.
 */
password: string, 
/**
 * Whether the network hides its name.
 */
hidden: boolean, 
/**
 * Whether to store it in this computer's keyring; otherwise it is lost when the program ends.
 */
keep: boolean, };

export type WifiNow = { 
/**
 * The current entry; null without one.
 */
wifi: WifiShown | null, 
/**
 * Whether it is stored in this computer's keyring.
 */
kept: boolean, 
/**
 * Whether this computer has a usable keyring.
 */
keyring: boolean, };

export type WifiShown = { 
/**
 * The network's name.
 */
ssid: string, 
/**
 * For people who cannot scan; empty where the network is open.
 */
password: string, 
/**
 * Whether the network hides its name.
 */
hidden: boolean, 
/**
 * The QR code that joins it.
 */
qr: QrPicture, };

export type Entering = { 
/**
 * The one-time code of a host's link.
 */
code?: string, 
/**
 * The host key, typed by a person.
 */
key?: string, };

export type Entered = { 
/**
 * The page's secret: sent as `X-Handsup-Host` beside the cookie, and stored where no other port of this address can read
 * it.
 */
secret: string, };

export type HostSessions = { 
/**
 * Most recently used first; at most 200.
 */
sessions: Array<HostSessionShown>, 
/**
 * Whether the host key is set in the configuration, so that it has to be changed there.
 */
key_is_a_setting: boolean, };

export type HostSessionShown = { 
/**
 * Names the session in the request that ends it.
 */
id: number, 
/**
 * Whether it is this request's own session.
 */
current: boolean, 
/**
 * The host's name in `HOST_KEYS`; `host` where there is a single key.
 */
host: string, 
/**
 * The browser and its system, as far as the `User-Agent` names them.
 */
name: string, 
/**
 * Milliseconds since 1970.
 */
created_at: number, 
/**
 * When it was last used, in milliseconds since 1970; up to a minute old.
 */
seen_at: number, 
/**
 * When it expires, in milliseconds since 1970.
 */
until: number, };

export type OneTimeLink = { 
/**
 * Path and fragment, to be appended to any address of this server.
 */
path: string, 
/**
 * When it expires, in milliseconds since 1970.
 */
until: number, };

export type TicketRequest = { 
/**
 * A path of this server with its query.
 */
path: string, };

export type WithTicket = { 
/**
 * The requested path with the ticket appended.
 */
path: string, };

export type NewKeyRequest = { 
/**
 * Must be true: every session ends, on every computer.
 */
replace: boolean, };
