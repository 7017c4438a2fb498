// Numbers of an estimate as text in the page's language.
import { language } from '../../lib/text';

/** A number with a decimal point as text, with its unit. Its decimals are those that it is written with. */
export function written(value: string, unit: string): string {
  const digits = value.split('.')[1]?.length ?? 0;
  // A space that does not break: the unit stays in the number's line.
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return Number(value).toLocaleString(language(), options) + (unit && `\u00a0${unit}`);
}
