// A poll while it is being written, new or changed: what has been typed, and what is sent in the end.
import { isScale } from '../../lib/kind';
import type { CreateBody, HostPoll, PollPatch } from '../../lib/wire.gen';
import { duplicates, filled, grown, refilled, spliced, spread } from './option-rows';
import type { Written } from './saved-draft';

/** What the fields become where nobody has written options. */
type Presets = { yes: string; no: string };

export class Draft {
  question = $state('');
  rows: string[] = $state.raw(grown([]));
  /** The highest mark of a rating; 0: options instead. */
  scale = $state(0);
  several = $state(false);
  /** 0: any number. */
  most = $state(0);
  hide = $state(false);
  change = $state(false);
  /** Whether there are right answers, and which rows they are. */
  marking = $state(false);
  correct: readonly number[] = $state.raw([]);
  note = $state('');
  /** Pasted lines that found no room among the options. */
  rest: string[] = $state.raw([]);

  constructor(
    readonly edited: HostPoll | null,
    hide: boolean,
  ) {
    this.hide = hide;
    if (!edited) return;
    const { question, options, kind, note } = edited;
    this.question = question;
    this.note = note;
    this.scale = isScale(kind) ? options.length : 0;
    const texts = options.map((option) => option.option_text);
    this.rows = edited.locked ? texts : grown(texts);
    this.correct = options.flatMap((option, at) => (option.correct ? [at] : []));
    this.marking = this.correct.length > 0;
  }

  readonly options = $derived(filled(this.rows));
  readonly twice = $derived(duplicates(this.rows));
  /** Once somebody has voted, words may be mended, and no option can come or go. */
  readonly locked = $derived(this.edited?.locked ?? false);
  readonly ready = $derived.by(() => {
    if (this.question.trim() === '' || this.twice.size > 0) return false;
    if (this.scale > 0) return true;
    if (this.edited) return this.options.length >= 2 && (!this.locked || this.options.length === this.rows.length);
    return this.options.length !== 1;
  });

  mark(row: number): void {
    const others = this.correct.filter((marked) => marked !== row);
    this.correct = others.length < this.correct.length ? others : [...others, row];
  }

  offer(options: string[]): void {
    this.scale = 0;
    ({ rows: this.rows, rest: this.rest } = spread(options));
  }

  /** Pastes lines in place of row `index`. */
  paste(index: number, lines: string[]): void {
    const { rows, rest } = spliced(this.rows, index, lines);
    [this.rows, this.rest] = [rows, [...rest, ...this.rest]];
  }

  /** Takes as many of the lines that found no room as there is room for now. */
  takeRest(): void {
    ({ rows: this.rows, rest: this.rest } = refilled(this.rows, this.rest));
  }

  /** What the fields hold now. */
  get written(): Written {
    const { question, rows, rest, scale, several, most, change, marking, note } = this;
    return { question, rows, rest, scale, several, most, change, marking, correct: [...this.correct], note };
  }

  /** Puts back what was written before. */
  takeUp(written: Written): void {
    Object.assign(this, written);
  }

  /** Whether anything is written that would be a loss. */
  readonly blank = $derived(
    !this.question.trim() && !this.note.trim() && this.scale === 0 && filled([...this.rows, ...this.rest]).length === 0,
  );

  rate(scale: number): void {
    this.scale = scale;
    this.several = this.marking = false;
  }

  wish(state: 'open' | 'draft', { yes, no }: Presets): CreateBody {
    const note = this.note.trim();
    return {
      question: this.question.trim(),
      ...(this.scale > 0
        ? { kind: 'rating', scale: this.scale }
        : { options: this.options.length ? this.options : [yes, no] }),
      ...(this.several && { kind: 'multiple', ...(this.most > 0 && { max_choices: this.most }) }),
      ...(this.marking && this.options.length > 0 && { correct: this.#places() }),
      ...(this.hide && { results: 'on_reveal', auto_reveal: true }),
      ...(this.change && { allow_change: true }),
      ...(note && { note }),
      ...(state === 'draft' && { state }),
    };
  }

  patch(): PollPatch {
    const right = this.marking ? this.#places() : [];
    return {
      question: this.question.trim(),
      note: this.note.trim(),
      ...(this.scale === 0 && {
        options: this.options.map((option_text, at) => ({ option_text, correct: right.includes(at) })),
      }),
    };
  }

  /** The places of the right answers among the options that are filled. */
  #places(): number[] {
    const filledRows = this.rows.flatMap((row, at) => (row.trim() ? [at] : []));
    return filledRows.flatMap((row, place) => (this.correct.includes(row) ? [place] : []));
  }
}
