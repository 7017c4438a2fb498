// What results say of an answer that names options. `server/src/http/voting/kinds/personal.rs` says the same.
import { takesSeveral } from '../../lib/kind';
import { percentages } from '../../lib/tally';
import type { Results } from '../../lib/wire.gen';
import { t } from '../../vote/text';
import type { Personal } from '../kind';

/** The verdict on an answer, once right answers are shown; empty until then. */
export const verdict = (isRight: boolean): string => t(isRight ? 'own_right' : 'own_wrong');

/** `nameOf`: the option at an index in a few letters. */
export function ofOptions(poll: Results, chosen: readonly number[], nameOf: (index: number) => string): Personal {
  const right = poll.options.filter(({ correct }) => correct).map(({ id }) => id);
  const found = right.filter((id) => chosen.includes(id)).length;
  // Where a ballot names one option and several are right, any of them is.
  const isRight = found > 0 && found === chosen.length && (found === right.length || !takesSeveral(poll.kind));
  const wrong = chosen.length - found;
  const part =
    found && !isRight
      ? t(wrong ? 'own_found_wrong' : 'own_found', { n: found, of: right.length, wrong })
      : verdict(isRight);
  return { isRight, lines: [right.length ? part : '', shares(poll, chosen, nameOf)].filter(Boolean) };
}

/** "43% chose B, as you did"; empty while shares are hidden. */
function shares(
  { options, total_votes }: Results,
  chosen: readonly number[],
  nameOf: (index: number) => string,
): string {
  const parts = percentages(options);
  const own = options.flatMap(({ id, vote_count }, index) =>
    chosen.includes(id) && vote_count ? [{ choice: nameOf(index), share: parts[index]!, vote_count }] : [],
  );
  const [one, more] = own;
  if (!one) return '';
  if (more) return t('own_several', { choices: own.map(({ choice, share }) => `${choice} (${share})`).join(', ') });
  const key = one.vote_count === 1 ? 'own_only' : one.vote_count === total_votes ? 'own_all' : 'own_share';
  return t(key, { choice: one.choice, share: one.share });
}
