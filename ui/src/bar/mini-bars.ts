// What the bar shows of a poll's counts: one line for each option, with what the projector's bars measure.
import { position, type Scale } from '../kinds/shared/scale';
import { isChoice, namesOptions } from '../lib/kind';
import { leaders, letter, percentages } from '../lib/tally';
import { decimal, number, tenth } from '../lib/text';
import type { Results } from '../lib/wire.gen';

/** `name`: the option's letter, or a mark; `length`: of its bar, in percent; `figure`: what is written beside it. */
export type MiniBar = { id: number; name: string; length: number; figure: string; leads: boolean };

/** The bars of a poll whose counts are shown; none for kinds whose results are no bars: numbers, words and texts. */
export function miniBars(poll: Results): MiniBar[] {
  if (namesOptions(poll.kind)) return shares(poll);
  if (poll.ranking) return ranked(poll);
  if (poll.points) return given(poll);
  return poll.grid ? means(poll as Results & Scale) : [];
}

/** How many have named each option. The options of a rating are its marks. */
function shares({ kind, options }: Results): MiniBar[] {
  const [figures, leading] = [percentages(options), leaders(options)];
  return options.map(({ id, option_text, percentage }, at) => ({
    id,
    name: isChoice(kind) ? letter(at) : option_text,
    length: percentage ?? 0,
    figure: figures[at] ?? '',
    leads: leading.has(id),
  }));
}

/** The points of a ranking, by place; options that share one stay in the host's order. */
function ranked({ options, ranking = [] }: Results): MiniBar[] {
  const most = Math.max(1, ...ranking.map(({ points }) => points));
  return options
    .flatMap(({ id }, at) => ranking.filter((row) => row.id === id).map((row) => ({ ...row, name: letter(at) })))
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0))
    .map(({ id, name, place, points, ranked }) => {
      return { id, name, length: (points / most) * 100, figure: number(points), leads: place === 1 && ranked > 0 };
    });
}

/** The mean of the points that each option was given. */
function given({ options, points = [] }: Results): MiniBar[] {
  const most = Math.max(1, ...points.map(({ sum }) => sum));
  return options.flatMap(({ id }, at) =>
    points
      .filter((row) => row.id === id)
      .map(({ sum, mean }) => {
        const figure = mean === null ? '–' : tenth(mean);
        return { id, name: letter(at), length: (sum / most) * 100, figure, leads: sum > 0 && sum === most };
      }),
  );
}

/** The mean mark of each statement of a grid, on its scale. None of them leads: they are no rivals. */
function means(poll: Results & Scale): MiniBar[] {
  return poll.options.flatMap(({ id }, at) =>
    (poll.grid ?? [])
      .filter((row) => row.id === id)
      .map(({ mean }) => {
        const length = mean === null ? 0 : position(mean, poll);
        return { id, name: letter(at), length, figure: mean === null ? '–' : decimal(mean), leads: false };
      }),
  );
}
