// Written from server/src/wire by `make types`. Do not edit: `make check` fails on drift.

export type Kind = "single" | "multiple" | "rating";

export type Fairness = "device_and_address" | "device";

export type ResultsRule = "live" | "after_vote" | "on_reveal";

export type PollState = "draft" | "ready" | "open" | "closed";

export type View = "lobby" | "poll" | "blank";

export type QrSize = "corner" | "full" | "off";

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
 * What is to be seen.
 */
view: View, 
/**
 * The poll on stage; null where there is none, and whenever `view` is another than `poll`.
 */
poll_code: string | null, 
/**
 * Whether the projector shows bars, where the poll's own rule lets it.
 */
bars: boolean, 
/**
 * How large the projector shows the QR code.
 */
qr: QrSize, 
/**
 * Whether the meeting has ended.
 */
ended: boolean, 
/**
 * Phones that follow it.
 */
joined: number, 
/**
 * Only grows: whoever holds a larger one ignores a smaller one.
 */
seq: number, };

export type MeetingBody = { 
/**
 * At most 200 characters.
 */
name?: string, 
/**
 * The join code of a meeting whose questions are taken over, as drafts.
 */
like?: string, };

export type MeetingPatch = { 
/**
 * At most 200 characters.
 */
name?: string, 
/**
 * End it: voting closes, and the marks of addresses are forgotten. Or open it again: it is the current one then.
 */
ended?: boolean, 
/**
 * Take it out of sight, or bring it back.
 */
deleted?: boolean, };

export type MeetingPolls = { 
/**
 * Which meeting.
 */
join_code: string, 
/**
 * At most 500.
 */
polls: Array<PollSummary>, 
/**
 * Those that were deleted with votes, the last one first: PATCH with `{"deleted":false}` brings one back. Empty once the
 * meeting has ended.
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
 * Milliseconds since 1970; null while it goes on.
 */
ended_at: number | null, 
/**
 * How many polls it has.
 */
polls: number, 
/**
 * Ballots counted in the current round of each.
 */
votes: number, };

export type StageWish = { 
/**
 * What is to be seen.
 */
view?: View, 
/**
 * Another poll of this meeting; a draft becomes ready by it.
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

export type OrderWish = { 
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
 * The mean of a rating, two decimals.
 */
mean: number | null, 
/**
 * Ballots that name each option, in the poll's order.
 */
vote_counts: number[], 
/**
 * The same in percent of the ballots, one decimal.
 */
percentages: Array<number>, 
/**
 * When voting was opened first, in milliseconds since 1970; null where nobody knows.
 */
opened_at: number | null, 
/**
 * When voting was closed last; null while it is open, or where nobody knows.
 */
closed_at: number | null, };

export type OptionWish = { 
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
 * How an answer looks.
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
 * Which marks a second vote is recognised by.
 */
fairness: Fairness, 
/**
 * Who may see counts.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Where the poll stands.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are told.
 */
answer_shown: boolean, 
/**
 * Milliseconds until voting ends by itself; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Only grows: whoever holds a larger one ignores a smaller one.
 */
seq: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now that have no counted vote in this round. One that has voted and gone is in `total_votes` alone.
 */
still_choosing: number, 
/**
 * Whether the counts below are told.
 */
results_visible: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * In the host's order.
 */
options: Array<OptionResult>, 
/**
 * Refused votes by reason; told to the host only.
 */
refused?: Refused, };

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
 * Null while hidden.
 */
vote_count: number | null, 
/**
 * One decimal; null while hidden.
 */
percentage: number | null, 
/**
 * Whether it is a right answer; absent until that is told.
 */
correct?: boolean, };

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
 * How many devices those came from; counted up to 1,000.
 */
shared_address_devices: number, 
/**
 * Votes while the poll was not open.
 */
poll_not_open: number, 
/**
 * Votes that came too fast.
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
 * How an answer looks.
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
 * Which marks a second vote is recognised by.
 */
fairness: Fairness, 
/**
 * Who may see counts.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Where the poll stands.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are told.
 */
answer_shown: boolean, 
/**
 * Milliseconds until voting ends by itself; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Only grows: whoever holds a larger one ignores a smaller one.
 */
seq: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now that have no counted vote in this round. One that has voted and gone is in `total_votes` alone.
 */
still_choosing: number, 
/**
 * Whether the counts below are told.
 */
results_visible: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * In the host's order.
 */
options: Array<OptionResult>, 
/**
 * Refused votes by reason; told to the host only.
 */
refused?: Refused, };

export type YourVote = { 
/**
 * Sorted.
 */
option_ids: number[], 
/**
 * 8 characters to take home.
 */
receipt: string, };

export type Counted = { 
/**
 * Always true.
 */
success: boolean, 
/**
 * 8 characters to take home.
 */
receipt: string, 
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
 * A UUID of a program's own. A page of this server names none: its cookie says whose ballot it is.
 */
browser_token?: string, };

export type CreateBody = { 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * 2 to 20, each of 1 to 200 characters, no two equal; none for `rating`, whose options are its marks.
 */
options?: Array<string>, 
/**
 * The places of the right answers among `options`, from 0.
 */
correct?: Array<number>, 
/**
 * For `rating`: the highest mark, 2 to 10; 5 unless told otherwise.
 */
scale?: number, 
/**
 * `single` unless told otherwise.
 */
kind?: Kind, 
/**
 * For `multiple`; 1 unless told otherwise.
 */
min_choices?: number, 
/**
 * For `multiple`; all options unless told otherwise.
 */
max_choices?: number, 
/**
 * `device_and_address` unless told otherwise.
 */
fairness?: Fairness, 
/**
 * `live` unless told otherwise.
 */
results?: ResultsRule, 
/**
 * False unless told otherwise.
 */
allow_change?: boolean, 
/**
 * Whether results are revealed when a timer ends the voting; false unless told otherwise.
 */
auto_reveal?: boolean, 
/**
 * For the host's eyes, at most 2,000 characters.
 */
note?: string, 
/**
 * `open` unless told otherwise.
 */
state?: PollState, 
/**
 * A join code; the host's current meeting unless told otherwise.
 */
meeting?: string, };

export type Created = { 
/**
 * What to show to the room.
 */
share_url: string, 
/**
 * Authority over this poll alone, for a creator who is not the host.
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
 * How an answer looks.
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
 * Which marks a second vote is recognised by.
 */
fairness: Fairness, 
/**
 * Who may see counts.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Where the poll stands.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are told.
 */
answer_shown: boolean, 
/**
 * Milliseconds until voting ends by itself; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Only grows: whoever holds a larger one ignores a smaller one.
 */
seq: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now that have no counted vote in this round. One that has voted and gone is in `total_votes` alone.
 */
still_choosing: number, 
/**
 * Whether the counts below are told.
 */
results_visible: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * In the host's order.
 */
options: Array<OptionResult>, 
/**
 * Refused votes by reason; told to the host only.
 */
refused?: Refused, };

export type PollPatch = { 
/**
 * Open, close, or back.
 */
state?: PollState, 
/**
 * Switch the fairness rule; counted votes stay valid.
 */
fairness?: Fairness, 
/**
 * Who may see counts.
 */
results?: ResultsRule, 
/**
 * Reveal, or hide again.
 */
revealed?: boolean, 
/**
 * Whether voters may change their vote.
 */
allow_change?: boolean, 
/**
 * Show the right answers, or hide them again; only after the close.
 */
answer_shown?: boolean, 
/**
 * End the voting after so many seconds from now, at most a day; 0 stops the timer.
 */
timer_seconds?: number, 
/**
 * So many seconds more than there are left.
 */
add_seconds?: number, 
/**
 * Whether results are revealed when a timer ends the voting.
 */
auto_reveal?: boolean, 
/**
 * Another wording of the question.
 */
question?: string, 
/**
 * Other options; once somebody has voted only another wording of the same ones.
 */
options?: Array<OptionWish>, 
/**
 * For the host's eyes, at most 2,000 characters.
 */
note?: string, 
/**
 * Start the next round: earlier ones are kept, this one starts from nothing and is ready to be opened.
 */
run_again?: boolean, 
/**
 * False brings a deleted poll back.
 */
deleted?: boolean, };

export type HostPoll = { 
/**
 * The address of the voting page, as a person types it.
 */
share_url: string, 
/**
 * For the host's eyes.
 */
note: string, 
/**
 * Whether results are revealed when a timer ends the voting.
 */
auto_reveal: boolean, 
/**
 * Whether somebody has voted, in whatever round, so that options can only be reworded.
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
 * How an answer looks.
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
 * Which marks a second vote is recognised by.
 */
fairness: Fairness, 
/**
 * Who may see counts.
 */
results: ResultsRule, 
/**
 * Whether a voter may change the vote while the poll is open.
 */
allow_change: boolean, 
/**
 * Where the poll stands.
 */
state: PollState, 
/**
 * Whether the host has revealed the results.
 */
revealed: boolean, 
/**
 * Whether the right answers are told.
 */
answer_shown: boolean, 
/**
 * Milliseconds until voting ends by itself; null without a timer.
 */
closes_in: number | null, 
/**
 * From 1.
 */
round: number, 
/**
 * Only grows: whoever holds a larger one ignores a smaller one.
 */
seq: number, 
/**
 * Counted ballots.
 */
total_votes: number, 
/**
 * Phones connected now.
 */
connected: number, 
/**
 * Devices connected now that have no counted vote in this round. One that has voted and gone is in `total_votes` alone.
 */
still_choosing: number, 
/**
 * Whether the counts below are told.
 */
results_visible: boolean, 
/**
 * The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
 */
mean: number | null, 
/**
 * In the host's order.
 */
options: Array<OptionResult>, 
/**
 * Refused votes by reason; told to the host only.
 */
refused?: Refused, };

export type ExtraVotes = { 
/**
 * All of those devices' counted votes.
 */
votes: number, 
/**
 * How many devices that is.
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
 * How an answer looks.
 */
kind: Kind, 
/**
 * Where the poll stands.
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
mean: number | null, };

export type Console = { 
/**
 * The meeting that was opened last and has not ended; null before the first.
 */
meeting: StageNow | null, 
/**
 * Its polls in the host's order, at most 500.
 */
polls: Array<PollSummary>, 
/**
 * Those that were deleted with votes and can be brought back, the last one first.
 */
deleted: Array<PollSummary>, 
/**
 * The poll on its stage.
 */
staged: HostPoll | null, 
/**
 * How phones reach this computer.
 */
network: Network, 
/**
 * What the host has to know about the database that was found at the start, in words; null when all was well.
 */
notice: string | null, 
/**
 * Whether what was to be stored last could not be.
 */
storage_failing: boolean, 
/**
 * How many phones may have become a second voter when this computer's address changed: an estimate.
 */
doubtful: number, 
/**
 * Where the projector's window of the server's own desktop is; null where it is not open.
 */
projector: ProjectorPlace | null, 
/**
 * The program's version.
 */
version: string, };

export type Network = { 
/**
 * What the QR code carries, as `192.168.1.20:4242`; null when no phone could reach this computer.
 */
address: string | null, 
/**
 * The same as a link, without a trailing slash.
 */
base_url: string | null, 
/**
 * Whether the host chose it, now or earlier on this network; false when it was chosen automatically.
 */
by_host: boolean, 
/**
 * Whether the settings name it (`ADVERTISE_IP`, `PUBLIC_URL`, `BIND`), so that there is nothing to choose.
 */
by_settings: boolean, 
/**
 * What is wrong with the address, or why there is none: `no_network`, `disconnected`, `no_address` (the network handed
 * out none), `only_inward` (only VPNs, containers and the like), `inward`, `public`, `loopback`; null when all is well.
 */
trouble: string | null, 
/**
 * `handsup.local:4242` once it is announced.
 */
local_name: string | null, 
/**
 * Another computer had the name, so ours was changed.
 */
renamed: boolean, 
/**
 * Every address of this computer, the likeliest first.
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
 * The interface's name, as the system calls it.
 */
interface: string, 
/**
 * Why it stands where it stands, as a stable word: see `lan::rank`.
 */
reason: string, 
/**
 * Whether its interface is switched on and connected.
 */
connected: boolean, 
/**
 * Another computer or a phone has come in by it since it is there.
 */
verified: boolean, 
/**
 * Whether the QR code carries it.
 */
chosen: boolean, };

export type OtherHost = { 
/**
 * What its computer is called.
 */
name: string, 
/**
 * Where it listens, as people type it.
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

export type Reconciled = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * The round that was counted.
 */
round: number, 
/**
 * Votes of this round that count.
 */
votes: number, 
/**
 * Options that those votes name; more than `votes` where a ballot may name several.
 */
choices: number, 
/**
 * What the options say, added up; equals `choices`.
 */
option_sum: number, 
/**
 * Receipts that fit their vote; equals `votes`.
 */
receipts: number, 
/**
 * Votes of this round that the host has struck: they are in the log, and in none of the numbers above.
 */
struck: number, 
/**
 * Four groups of four characters that stand for the whole log: whoever noted them will see if it is exchanged.
 */
seal: string, 
/**
 * What does not fit, in words; empty when all is well.
 */
findings: Array<string>, 
/**
 * The same, one for one: a code and its values, for interfaces that say it in their own words.
 */
details: Array<Finding>, };

export type Finding = { "code": "vote_missing", 
/**
 * The position that should follow.
 */
expected: number, 
/**
 * The one that does.
 */
found: number, } | { "code": "vote_misplaced", 
/**
 * The position that should follow.
 */
expected: number, 
/**
 * The one that does.
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
 * What the poll says.
 */
says: number, 
/**
 * What the log holds.
 */
holds: number, } | { "code": "log_too_long", 
/**
 * What the poll says.
 */
says: number, 
/**
 * What the log holds.
 */
holds: number, } | { "code": "wrong_end" } | { "code": "wrong_option_count", 
/**
 * The option's text.
 */
option_text: string, 
/**
 * What it says.
 */
says: number, 
/**
 * How many votes name it.
 */
holds: number, } | { "code": "wrong_total", 
/**
 * What the poll says.
 */
says: number, 
/**
 * What the log holds.
 */
holds: number, };

export type ReceiptList = { 
/**
 * 8 characters.
 */
poll_code: string, 
/**
 * What was asked.
 */
question: string, 
/**
 * The round.
 */
round: number, 
/**
 * See [`Reconciled::seal`].
 */
seal: string, 
/**
 * In the order of the receipts, which says nothing about who came when.
 */
receipts: Array<ReceiptRow>, 
/**
 * The receipts of votes that the host has struck, sorted: several addresses of one device had voted.
 */
struck: Array<string>, };

export type ReceiptRow = { 
/**
 * What the voter took home.
 */
receipt: string, 
/**
 * The texts of the options it names.
 */
options: Array<string>, };

export type Problem = { 
/**
 * A relative reference that names the code, and leads to a page that explains it.
 */
type: string, 
/**
 * A few words for a person.
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
 * A stable word for programs, such as `poll_not_open`. New ones may come: treat those that you do not know by `status`.
 */
code: string, 
/**
 * Under which the server's log has this request.
 */
request_id?: string, 
/**
 * Whole seconds, where trying again helps.
 */
retry_after?: number, 
/**
 * With `already_voted_device`: what this device's counted vote was.
 */
your_vote?: YourVote, 
/**
 * With `invalid_import`: what is wrong, row by row; at most 100.
 */
rows?: Array<ImportRow>, 
/**
 * With `invalid_import`: how much is wrong in all.
 */
count?: number, 
/**
 * Where the visitor can do it: the same page at this server's IPv4 address.
 */
link?: string, };

export type ImportRow = { 
/**
 * From 1; in a table the head is row 1, in JSON the first question is.
 */
row: number, 
/**
 * Which field or column; empty when it is the row as a whole.
 */
field: string, 
/**
 * What to do about it.
 */
detail: string, };

export type Imported = { 
/**
 * How many questions, each a draft at the end of the meeting.
 */
imported: number, 
/**
 * Their codes, in the order of the file.
 */
poll_codes: Array<string>, 
/**
 * How the file was written: `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
 */
encoding: string, 
/**
 * What to look at, in words; null when there is nothing.
 */
notice: string | null, };

export type JoinBody = { 
/**
 * Which poll to follow.
 */
poll_code?: string, 
/**
 * Which meeting to follow.
 */
join_code?: string, 
/**
 * A projector: it follows and is not counted as a phone.
 */
screen?: boolean, 
/**
 * A UUID: who asks to be told its own vote, where no cookie says so.
 */
browser_token?: string, };

export type JoinAck = { 
/**
 * Always true.
 */
ok: boolean, 
/**
 * Where the poll stands; null where a meeting shows none.
 */
snapshot: Snapshot | null, 
/**
 * What the meeting shows, for whoever follows one.
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
 * 8 characters to take home.
 */
receipt: string, 
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
 * `quit`: the host has ended the program. `elsewhere`: this one of several servers ends; come back, and another answers.
 */
reason: string, };

export type StorageState = { 
/**
 * Whether what was to be stored last could not be.
 */
failing: boolean, };

export type Resume = { 
/**
 * Makes this browser the same voter at another address of this server; good once, within two hours. Behind its first
 * dot stands the address at which the phone is now.
 */
ticket: string, 
/**
 * Where this computer can be found, the best first, each as `http://192.168.1.20:4242`.
 */
ways: Array<string>, 
/**
 * `/here/{mark}` is a picture on this very server, and nothing anywhere else.
 */
mark: string, };

export type Ticket = { 
/**
 * As GET `/resume` told it under the earlier address.
 */
ticket: string, 
/**
 * As the page has it, where it was written for a browser that had no mark: another one's ticket is refused.
 */
newcomer?: string, };

export type Resumed = { 
/**
 * The browser's mark from now on.
 */
browser_token: string, };

export type Ways = { 
/**
 * As in [`Resume`].
 */
ways: Array<string>, };

export type Moved = { 
/**
 * How many phones may have become a second voter when the address changed: an estimate.
 */
doubtful: number, };

export type Invitation = { 
/**
 * What people type into the browser; null where no phone could come.
 */
address: string | null, 
/**
 * The meeting's QR code; null where no phone could come.
 */
qr: QrPicture | null, 
/**
 * The Wi-Fi to join first, where the host has entered one.
 */
wifi: WifiShown | null, };

export type QrPicture = { 
/**
 * Modules across, four of white on either side among them.
 */
side: number, 
/**
 * The dark ones, as the data of an SVG path.
 */
path: string, };

export type ProjectorPlace = "second" | "same";

export type ProjectorNow = { 
/**
 * Where it is; null where it is not open, or where there is no desktop.
 */
place: ProjectorPlace | null, };

export type ProjectorWish = { 
/**
 * The join code; the current meeting unless told otherwise.
 */
join_code?: string, };

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
 * Why it has that colour.
 */
reason: Reason, 
/**
 * Requests from other computers, by the address of this one that they came in on; the busiest first.
 */
arrivals: Array<Arrival>, 
/**
 * How fast phones answer; null while none has been asked.
 */
latency: Latency | null, 
/**
 * The port to let in, for firewalls.
 */
port: number, 
/**
 * This computer's system: `linux`, `macos`, `windows` or another.
 */
system: string, 
/**
 * The file of this program, for firewalls that go by programs.
 */
program: string, 
/**
 * Whether the computer is kept awake now, because a poll is open in the current meeting.
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
 * Half of them answered within so many milliseconds, there and back.
 */
median_ms: number, 
/**
 * How many answered.
 */
answered: number, 
/**
 * How many were asked; a phone that sleeps does not answer.
 */
asked: number, };

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
 * The network does not tell its name.
 */
hidden: boolean, 
/**
 * Keep it in this computer's keyring for the next start; else it is forgotten when the program ends.
 */
keep: boolean, };

export type WifiNow = { 
/**
 * What was entered; null before.
 */
wifi: WifiShown | null, 
/**
 * Whether it is in this computer's keyring.
 */
kept: boolean, 
/**
 * Whether this computer has a keyring that can keep it.
 */
keyring: boolean, };

export type WifiShown = { 
/**
 * The network's name.
 */
ssid: string, 
/**
 * For whoever cannot scan; empty where the network is open.
 */
password: string, 
/**
 * The network does not tell its name.
 */
hidden: boolean, 
/**
 * What phones scan to join it.
 */
qr: QrPicture, };

export type Entering = { 
/**
 * The one-time code of a host's link.
 */
code?: string, 
/**
 * The host key, where somebody types it.
 */
key?: string, };

export type Entered = { 
/**
 * To be sent as `X-Handsup-Host` beside the cookie, and kept where no other port of this address can read it.
 */
secret: string, };

export type HostSessions = { 
/**
 * The one that was used last first; at most 200.
 */
sessions: Array<HostSessionShown>, 
/**
 * Whether the host key is chosen in the settings, so that a new one is chosen there too.
 */
key_is_a_setting: boolean, };

export type HostSessionShown = { 
/**
 * What ends it.
 */
id: number, 
/**
 * Whether it is the one that asks.
 */
current: boolean, 
/**
 * Whose it is, as `HOST_KEYS` names them; `host` where there is one key.
 */
host: string, 
/**
 * Which browser it is, in words.
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
 * When it ends by itself, in milliseconds since 1970.
 */
until: number, };

export type OneTimeLink = { 
/**
 * Its path and fragment; any address of this server may stand before it.
 */
path: string, 
/**
 * How long it is good for, in milliseconds since 1970.
 */
until: number, };

export type TicketWish = { 
/**
 * A path of this server with its query.
 */
path: string, };

export type WithTicket = { 
/**
 * The same path with the ticket at its end.
 */
path: string, };

export type NewKeyWish = { 
/**
 * That every session ends, on every computer.
 */
replace: boolean, };
