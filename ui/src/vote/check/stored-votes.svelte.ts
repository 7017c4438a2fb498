// The votes of this phone, in its local storage: after a meeting's end the server no longer knows whose they are. Private windows make
// storage throw, so every access is guarded; without storage nothing is kept.
import type { Results, YourVote } from '../../lib/wire.gen';

const KEY = 'handsup.votes';
/** The newest votes that are kept. */
const LIMIT = 50;

/** What a vote was about, in words. `said`: the answer. */
export type About = { meeting: string; question: string; said: string };
/** A vote with the seal of the close that this phone has seen first. Votes of an earlier version say not what they were about. */
export type StoredVote = YourVote & { poll: string; round: number; seal?: string | undefined } & Partial<About>;
type Round = Pick<Results, 'poll_code' | 'round'>;

const isVote = (entry: unknown): entry is StoredVote => {
  const { poll, round, option_ids, receipt } = (entry ?? {}) as StoredVote;
  return (
    typeof poll === 'string' && typeof round === 'number' && Array.isArray(option_ids) && typeof receipt === 'string'
  );
};

/** An earlier version has stored choices alone, without the answer. */
const withAnswer = (vote: StoredVote): StoredVote => ({ ...vote, answer: vote.answer ?? { options: vote.option_ids } });

/** Grows with every change, so that what shows the votes is drawn anew. */
let changes = $state(0);

function all(): StoredVote[] {
  try {
    const entries: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(entries) ? entries.filter(isVote).map(withAnswer) : [];
  } catch {
    return [];
  }
}

const isOf =
  ({ poll_code, round }: Round) =>
  (vote: StoredVote): boolean =>
    vote.poll === poll_code && vote.round === round;

/** This phone's vote in a round; null where none is stored. */
export const storedVote = (round: Round): StoredVote | null => all().find(isOf(round)) ?? null;

/** This phone's votes in a meeting in words, the oldest first. */
export function votesIn(meeting: string): (StoredVote & About)[] {
  void changes;
  return all().filter((vote): vote is StoredVote & About => vote.meeting === meeting);
}

/** Stores the vote of a round as the newest, in place of an earlier one of that round. */
export function storeVote(round: Round, { option_ids, answer, receipt, nonce }: YourVote, seal?: string): void {
  const vote = { option_ids, answer, receipt, nonce, seal } as YourVote;
  const stored = { ...storedVote(round), ...vote, poll: round.poll_code, round: round.round };
  save([...all().filter((other) => !isOf(round)(other)), stored].slice(-LIMIT));
}

/** Stores what the vote of a round is about. */
export function describeVote(round: Round, about: About): void {
  save(all().map((vote) => (isOf(round)(vote) ? { ...vote, ...about } : vote)));
}

function save(votes: StoredVote[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(votes));
    changes++;
  } catch {
    // Blocked or full: the vote is on the server alone.
  }
}
