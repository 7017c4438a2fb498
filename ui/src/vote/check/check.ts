// Whether a proof shows that a vote is in the result that the page shows. Nothing of it is taken on the server's word: the vote's
// commitment leads to the root in the event of the close, the event to the seal, and its counts are those on the page.
import type { Proof, Results, YourVote } from '../../lib/wire.gen';
import { commitment, receiptOf, units } from './commitment';
import { fromHex, sealOf, toHex } from './digits';
import { rootOfPath } from './merkle';
import { sha256 } from './sha256';

/** `mismatch`: the result is not the one that was sealed. `reworded`: it is, but question or options read differently now. */
export type Verdict = 'in_result' | 'not_in_result' | 'mismatch' | 'reworded';

type Shown = Pick<
  Results,
  | 'round'
  | 'seal'
  | 'question'
  | 'total_votes'
  | 'options'
  | 'decimals'
  | 'scale_from'
  | 'blank'
  | 'grid'
  | 'ranking'
  | 'points'
  | 'number'
  | 'answers'
>;

/** What the event of a close says. */
type Close = {
  event: string;
  round: number;
  votes: number;
  /** Absent where the sums are so many that the close states their hash alone. */
  tally?: Record<string, number>;
  root: string;
  definition: { question: string; options: { id: number; text: string }[] };
};

export function check(own: YourVote, proof: Proof, shown: Shown): Verdict {
  const close = sealedClose(proof);
  if (!close || proof.seal !== shown.seal || !hasCounts(close, proof, shown)) return 'mismatch';
  if (!isBelow(own, proof, close.root, shown.decimals)) return 'not_in_result';
  return readsAs(close, shown) ? 'in_result' : 'reworded';
}

/** The event of the close, where the seal covers it. */
function sealedClose({ previous, event, seal }: Proof): Close | null {
  const before = fromHex(previous, 32);
  if (!before || sealOf(sha256('handsup log 2\n', before, event)) !== seal) return null;
  try {
    const close: Close = JSON.parse(event);
    return close.event === 'closed' && close.definition ? close : null;
  } catch {
    return null;
  }
}

const hasCounts = ({ round, votes, tally }: Close, { size }: Proof, shown: Shown): boolean =>
  round === shown.round &&
  votes === size &&
  votes === shown.total_votes &&
  (!tally ||
    (sums(shown).every(([key, sum]) => (tally[key] ?? 0) === sum) &&
      (shown.number?.bins ?? []).every((bin) => inBin(tally, shown.decimals, bin) === bin.count)));

/** The sums that the page shows, by their keys in the tally. */
function sums({ options, scale_from = 1, blank, grid, ranking, points, number, answers }: Shown): [string, unknown][] {
  const rows: [string, unknown][] = [
    ...(grid ?? []).flatMap(({ id, counts }) =>
      counts.map((count, at): [string, unknown] => [`mark ${id} ${scale_from + at}`, count]),
    ),
    ...(ranking ?? []).flatMap(({ id, first, ranked }): [string, unknown][] => [
      [`first ${id}`, first],
      [`ranked ${id}`, ranked],
    ]),
    ...(points ?? []).flatMap(({ id, sum, givers }): [string, unknown][] => [
      [`points ${id}`, sum],
      [`givers ${id}`, givers],
    ]),
  ];
  if (blank !== undefined) rows.push(['blank', blank]);
  if (grid || ranking || points || number || answers !== undefined) return rows;
  return [...rows, ...options.map(({ id, vote_count }): [string, unknown] => [`option ${id}`, vote_count])];
}

/** How many answers of the tally are in a bin of numbers. */
function inBin(
  tally: Record<string, number>,
  decimals: number | undefined,
  { from, to }: { from: string; to: string },
): number {
  const [least, most] = [units(from, decimals), units(to, decimals)];
  return Object.entries(tally).reduce((sum, [key, count]) => {
    const value = key.startsWith('number ') ? Number(key.slice(7)) : NaN;
    return value >= least && value <= most ? sum + count : sum;
  }, 0);
}

/** Whether the vote's own receipt and commitment lead to this root. */
function isBelow(own: YourVote, { index, size, path }: Proof, root: string, decimals?: number): boolean {
  const leaf = commitment(own, decimals);
  const hashes = path.map((digits) => fromHex(digits, 32));
  if (!leaf || receiptOf(leaf) !== own.receipt || hashes.includes(null)) return false;
  const reached = rootOfPath(leaf, index, size, hashes as Uint8Array[]);
  return reached !== null && toHex(reached) === root;
}

const readsAs = ({ definition }: Close, { question, options }: Shown): boolean =>
  definition.question === question &&
  options.every(({ id, option_text }) => definition.options.some((at) => at.id === id && at.text === option_text));
