// Chosen, leading and right options in words.
import { leaders, letter, percentages } from '../../lib/tally';
import type { OptionResult, Results } from '../../lib/wire.gen';
import { many, t } from '../../vote/text';
import { ofOptions } from '../shared/personal';
import { type ChoiceAnswer, type ChoicePoll, listed, type Named, type PhoneKind } from '../kind';

const names = ({ options }: Results, which: (option: OptionResult) => unknown): Named[] =>
  options.flatMap((option, at) => (which(option) ? [{ letter: letter(at), text: option.option_text }] : []));

/** "Results: B In the mountains, 60%, 6 votes." Names all options of a tie. */
function outcome(poll: Results): string {
  const { options, total_votes } = poll;
  const leaderIds = leaders(options);
  const at = options.findIndex(({ id }) => leaderIds.has(id));
  if (at < 0 || !total_votes) return t('no_votes');
  const votes = many('votes', options[at]?.vote_count ?? 0);
  const leading = listed(names(poll, ({ id }) => leaderIds.has(id)));
  return `${t('results')}: ${leading}, ${percentages(options)[at]}, ${votes}.`;
}

/** So many letters fit a button. */
const MOST_LETTERS = 6;

const name = (poll: ChoicePoll, answer: ChoiceAnswer): Named[] => names(poll, ({ id }) => answer.options.includes(id));

/** "A, C"; empty for more options than a button has room for. */
function short(poll: ChoicePoll, answer: ChoiceAnswer): string {
  const letters = name(poll, answer).map(({ letter }) => letter);
  return letters.length > MOST_LETTERS ? '' : letters.join(', ');
}

export const wording: Pick<PhoneKind<ChoicePoll, ChoiceAnswer>, 'name' | 'outcome' | 'personal' | 'right' | 'short'> = {
  name,
  short,
  outcome,
  personal: (poll, { options }) => ofOptions(poll, options, letter),
  right: (poll) => names(poll, ({ correct }) => correct),
};
