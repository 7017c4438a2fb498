// Reads a typed number. The server reads it in the same way: both are tested with `readings.json`. A comma and a point are each the
// decimal mark of some and the thousands mark of others, so that a text with two readings is asked back about, and never guessed.
/** Decimals and bounds; a bound is absent or null where there is none. */
type Rule = { decimals: number; from?: string | null; to?: string | null };

export type Refused = 'empty' | 'not_a_number' | 'too_many_decimals' | 'too_small' | 'too_large';

/** A number in its shortest form with a decimal point, the numbers that the text may mean, or why it is none. */
export type Reading = { value: string } | { ask: string[] } | { refuse: Refused };

/** Digits that a number has at most, decimals of the poll included: up to here every number is exact on both sides. */
const MAX_DIGITS = 15;

/** Digits, or groups of three that are divided by one mark throughout. */
const WHOLE = /^(\d*|[1-9]\d{0,2}([ '’,.])\d{3}(\2\d{3})*)$/;
/** A minus, a hyphen or a dash. */
const MINUS = /^[-‐-–−﹣] */;
/** One mark before exactly three digits, after one to three that do not begin with 0. */
const AMBIGUOUS = /^[1-9]\d{0,2}[,.]\d{3}$/;

/** Where the decimal mark is; the text's length without one. Of both marks the later one is it; one that occurs twice is none. */
function decimalMark(text: string): number {
  const at = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
  return at >= 0 && text.indexOf(text[at]!) === at ? at : text.length;
}

/** The number with its decimals after `mark`; null where the digits before it are not grouped by threes. */
function digits(text: string, mark: number): { whole: string; decimals: string } | null {
  const [before, decimals] = [text.slice(0, mark), text.slice(mark + 1)];
  if (/\D/.test(decimals) || !WHOLE.test(before) || !/\d/.test(text)) return null;
  return { whole: before.replace(/\D/g, '').replace(/^0+/, '') || '0', decimals: decimals.replace(/0+$/, '') };
}

function check(rule: Rule, negative: boolean, found: ReturnType<typeof digits>): Reading {
  if (!found) return { refuse: 'not_a_number' };
  const { whole, decimals } = found;
  if (decimals.length > rule.decimals) return { refuse: 'too_many_decimals' };
  const size = decimals ? `${whole}.${decimals}` : whole;
  const value = (negative && size !== '0' ? '-' : '') + size;
  const tooLong = whole.length + rule.decimals > MAX_DIGITS;
  const isBelow = tooLong ? negative : +value < +(rule.from ?? value);
  const isAbove = tooLong || +value > +(rule.to ?? value);
  return isBelow ? { refuse: 'too_small' } : isAbove ? { refuse: 'too_large' } : { value };
}

/** Full-width digits and marks, as Japanese and Chinese keyboards type them. Normalising would read `5²` as 52. */
const narrow = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** What a text means in a poll with these decimals and bounds. */
export function read(rule: Rule, typed: string): Reading {
  const text = narrow(typed).replace(/\s/g, ' ').trim();
  if (!text) return { refuse: 'empty' };
  const negative = MINUS.test(text);
  const size = text.replace(negative ? MINUS : /^\+ */, '');
  const markedAt = (mark: number) => check(rule, negative, digits(size, mark));
  const [whole, decimal] = [markedAt(size.length), markedAt(decimalMark(size))];
  if (!AMBIGUOUS.test(size)) return decimal;
  if (!rule.decimals) return whole;
  const readings = [whole, decimal];
  const ask = readings.flatMap((reading) => ('value' in reading ? [reading.value] : []));
  return ask.length ? { ask } : decimal;
}

/** The number that a text means; `null` where it means none, or can mean two. */
export function valueOf(rule: Rule, typed: string): string | null {
  const reading = read(rule, typed);
  return 'value' in reading ? reading.value : null;
}

/** A number's text that has one reading only. */
export const unambiguous = (value: string): string => (AMBIGUOUS.test(value.replace('-', '')) ? `${value}0` : value);
