// Which of two counts of phones is the newer one. They change without a new `seq` of their poll or stage, and an answer over HTTP
// may arrive after the event that followed it, so they have a number of their own.
import type { Results, StageNow } from './wire.gen';

type PollPresence = Pick<Results, 'connected' | 'still_choosing' | 'presence_seq'>;

/** False also where one has no number: an instance of an earlier version sends none. */
const isOlder = (next: { presence_seq: number }, shown: { presence_seq: number }) =>
  next.presence_seq < shown.presence_seq;

/** `next`, with the counts of phones that `shown` has where those are newer. */
export function withNewerPresence<T extends PollPresence>(shown: PollPresence, next: T): T {
  if (!isOlder(next, shown)) return next;
  const { connected, still_choosing, presence_seq } = shown;
  return { ...next, connected, still_choosing, presence_seq };
}

/** The newer of two stages of one meeting, with the newer number of phones; null where `next` is outdated. */
export function newerStage(shown: StageNow, next: StageNow): StageNow | null {
  if (next.seq < shown.seq) return null;
  if (!isOlder(next, shown)) return next;
  return { ...next, joined: shown.joined, presence_seq: shown.presence_seq };
}
