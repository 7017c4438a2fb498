// A voter's answer to a poll of any kind, as a vote sends it: an object with the one field of its kind. While a ballot is filled in,
// it may not be complete yet.
import type { YourVote } from '../lib/wire.gen';

export type Answer = Exclude<YourVote['answer'], Blank>;
/** An abstention: it can take the place of every answer where the poll permits it. */
export type Blank = 'blank';

/** The one value of an answer. */
const value = (answer: Answer): (number | string)[] | Record<string, number> | string => Object.values(answer)[0];

/** Whether nothing is entered. */
export const isEmpty = (answer: Answer | Blank): boolean =>
  answer !== 'blank' && !Object.values(value(answer)).some((one) => `${one}`.trim());

/** Whether an answer is written, and names no options. */
const isWritten = (answer: Answer | Blank): answer is Blank | { number: string } | { texts: string[] } =>
  answer === 'blank' || 'number' in answer || 'texts' in answer;

/** The ids of the options that an answer names. */
export function namedIds(answer: Answer | Blank): number[] {
  const named = isWritten(answer) ? [] : value(answer);
  return Array.isArray(named) ? (named as number[]) : Object.keys(named).map(Number);
}

/** The answer with the options that pass alone. */
export function filtered(answer: Answer, passes: (id: number) => boolean): Answer {
  if (isWritten(answer)) return answer;
  const named = value(answer);
  const rest = Array.isArray(named)
    ? (named as number[]).filter(passes)
    : Object.fromEntries(Object.entries(named).filter(([id]) => passes(Number(id))));
  return { [Object.keys(answer)[0]!]: rest } as Answer;
}

/** Text from outside the page as an answer like `empty`; null where it is none. */
export function parse(empty: Answer, json: string): Answer | Blank | null {
  try {
    const answer: Answer | Blank = JSON.parse(json);
    if (answer === 'blank') return answer;
    const [field, ...others] = Object.keys(answer);
    const [entered, like] = [value(answer), value(empty)];
    const isLike = field === Object.keys(empty)[0] && !others.length && Array.isArray(entered) === Array.isArray(like);
    const isFit = 'texts' in empty ? (one: unknown) => typeof one === 'string' : Number.isInteger;
    const isWhole = typeof entered === 'string' || Object.values(entered).every(isFit);
    return isLike && typeof entered === typeof like && isWhole ? answer : null;
  } catch {
    return null;
  }
}

/** Equal for equal answers: chosen options have no order. */
const text = (answer: Answer | Blank): string =>
  JSON.stringify(answer !== 'blank' && 'options' in answer ? [...answer.options].sort() : answer);

export const isSame = (one: Answer | Blank, other: Answer | Blank): boolean => text(one) === text(other);

/** The fields of a ballot that the server has written as HTML, as an answer like `empty`. */
export function fromForm(empty: Answer, form: FormData): Answer {
  const fields = [...form].filter(([, typed]) => typed) as [string, string][];
  const entries = (prefix: string): [string, number][] =>
    fields
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, typed]) => [name.slice(prefix.length), parseInt(typed) || 0]);
  if ('number' in empty) return { number: (form.get('number') as string | null) ?? '' };
  if ('texts' in empty) return { texts: form.getAll('text') as string[] };
  if ('marks' in empty) return { marks: Object.fromEntries(entries('mark_')) };
  if ('points' in empty) return { points: Object.fromEntries(entries('points_').filter(([, some]) => some)) };
  const places = entries('rank_').sort((one, other) => one[1] - other[1]);
  return 'ranking' in empty
    ? { ranking: places.map(([id]) => +id) }
    : { options: entries('option_id').map(([, id]) => id) };
}
