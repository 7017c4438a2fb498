// The composer's fields, for a new poll or for one whose wording is changed, and the requests made of them.
import { BODY, defaults, type Form, OPTIONS, READY, type Settings, type TextForm } from '../../kinds/settings';
import { isChoice, takesOneTap, takesSeveral, takesTexts } from '../../lib/kind';
import type { CreateBody, HostPoll, Kind, PollPatch } from '../../lib/wire.gen';
import { duplicates, filled, fitRows, insertRows, refillRows, withEmptyRow } from './option-rows';
import type { DraftFields } from './saved-draft';

/** The texts of the two options of a poll without any. */
type Presets = { yes: string; no: string };

const isReady = <F extends keyof Settings>(form: F, settings: Settings): boolean => READY[form](settings[form]);
const bodyOf = <F extends keyof Settings>(form: F, settings: Settings, options: number) =>
  BODY[form](settings[form], options);

/** The rules of a poll's texts. */
const textRules = ({ moderation = 'after', show_after = 0 }: HostPoll) => ({ moderation, show_after });

export class Draft {
  question = $state('');
  rows: string[] = $state.raw(withEmptyRow([]));
  /** What is asked for: a choice of options, or something else. */
  form: Form = $state('choice');
  /** The settings of every other form, so that none is lost while the host looks at another one. */
  settings: Settings = $state.raw(defaults());
  /** Whether phones may abstain, and whether each shows the options in an order of its own. */
  blank = $state(false);
  shuffled = $state(false);
  /** Whether a ballot may name several options, how many at least, and at most; 0: any number. */
  several = $state(false);
  least = $state(1);
  most = $state(0);
  /** Whether results are hidden until the host reveals them. */
  hide = $state(false);
  /** Whether voters may change their vote. */
  change = $state(false);
  /** Whether phones send a tapped choice by themselves. */
  oneTap = $state(false);
  /** Whether there are right answers, and the indices of their rows. */
  marking = $state(false);
  correct: readonly number[] = $state.raw([]);
  note = $state('');
  /** Pasted lines beyond the maximum number of options. */
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
    this.form = isChoice(kind) ? 'choice' : kind;
    if (takesTexts(kind)) this.set(kind as TextForm, textRules(edited));
    const texts = options.map((option) => option.option_text);
    this.rows = edited.locked ? texts : withEmptyRow(texts);
    this.correct = options.flatMap((option, at) => (option.correct ? [at] : []));
    this.marking = this.correct.length > 0;
  }

  readonly kind: Kind = $derived(this.form !== 'choice' ? this.form : this.several ? 'multiple' : 'single');
  readonly options = $derived(filled(this.rows));
  readonly duplicates = $derived(duplicates(this.rows));
  /** Whether options may be reworded only, not added or removed: the poll has votes. */
  readonly locked = $derived(this.edited?.locked ?? false);
  /** Whether the host writes options, or statements. */
  readonly hasOptions = $derived(OPTIONS[this.form][1] > 0);
  /** Whether the fields make a poll that the server accepts. */
  readonly isReady = $derived.by(() => {
    if (this.question.trim() === '' || (this.hasOptions && this.duplicates.size > 0)) return false;
    const count = this.options.length;
    if (this.hasOptions && (count < OPTIONS[this.form][0] || count > OPTIONS[this.form][1]))
      // A new choice without options gets two.
      return count === 0 && this.form === 'choice' && !this.edited;
    if (this.edited) return !this.locked || !this.hasOptions || count === this.rows.length;
    return this.form === 'choice' || isReady(this.form, this.settings);
  });

  toggleCorrect(row: number): void {
    const others = this.correct.filter((index) => index !== row);
    this.correct = others.length < this.correct.length ? others : [...others, row];
  }

  setOptions(options: string[]): void {
    if (!this.hasOptions) this.form = 'choice';
    const { rows, rest } = fitRows(options);
    this.#arrange(rows, rest);
  }

  /** Inserts pasted lines in place of row `index`. */
  insertLines(index: number, lines: string[]): void {
    const { rows, rest } = insertRows(this.rows, index, lines);
    this.#arrange(rows, [...rest, ...this.rest]);
  }

  /** Removes an empty row. */
  removeRow(index: number): void {
    this.#arrange(withEmptyRow(this.rows.filter((_, at) => at !== index)), this.rest);
  }

  /** Moves lines from `rest` into the rows that are empty now. */
  refill(): void {
    const { rows, rest } = refillRows(this.rows, this.rest);
    this.#arrange(rows, rest);
  }

  /** Replaces the rows by others; a right answer moves with its text. */
  #arrange(rows: string[], rest: string[]): void {
    const right = filled(this.correct.map((row) => this.rows[row] ?? ''));
    this.correct = rows.flatMap((row, at) => (right.includes(row.trim()) ? [at] : []));
    [this.rows, this.rest] = [rows, rest];
  }

  /** The fields, to be saved. */
  get fields(): DraftFields {
    const {
      question,
      rows,
      rest,
      form,
      settings,
      several,
      least,
      most,
      blank,
      shuffled,
      change,
      oneTap,
      marking,
      note,
    } = this;
    const correct = [...this.correct];
    return {
      question,
      rows,
      rest,
      form,
      settings,
      several,
      least,
      most,
      blank,
      shuffled,
      change,
      oneTap,
      marking,
      correct,
      note,
    };
  }

  restore(fields: DraftFields): void {
    Object.assign(this, fields);
  }

  /** Whether nothing is typed or chosen that is worth saving. */
  readonly isBlank = $derived(
    !this.question.trim() &&
      !this.note.trim() &&
      this.form === 'choice' &&
      filled([...this.rows, ...this.rest]).length === 0,
  );

  /** Asks for something else; the options stay. */
  setForm(form: Form): void {
    this.form = form;
    this.several = this.marking = false;
  }

  /** Changes settings of a form. */
  set<F extends keyof Settings>(form: F, change: Partial<Settings[F]>): void {
    this.settings = { ...this.settings, [form]: { ...this.settings[form], ...change } };
  }

  createBody(state: 'open' | 'draft', { yes, no }: Presets): CreateBody {
    const note = this.note.trim();
    return {
      question: this.question.trim(),
      kind: this.kind,
      ...(this.hasOptions && { options: this.options.length ? this.options : [yes, no] }),
      ...(this.form !== 'choice' && bodyOf(this.form, this.settings, this.options.length)),
      ...(takesSeveral(this.kind) && this.#bounds()),
      ...(this.marking && this.options.length > 0 && { correct: this.#correctPositions() }),
      ...(this.blank && { blank: true }),
      ...(this.shuffled && this.hasOptions && { shuffled: true }),
      ...(this.hide && { results: 'on_reveal', auto_reveal: true }),
      ...(this.change && { allow_change: true }),
      ...(this.oneTap && takesOneTap(this.kind) && { one_tap: true }),
      ...(note && { note }),
      ...(state === 'draft' && { state }),
    };
  }

  /** How many options a ballot names, where that is not the default. */
  #bounds(): Pick<CreateBody, 'min_choices' | 'max_choices'> {
    return { ...(this.least > 1 && { min_choices: this.least }), ...(this.most > 0 && { max_choices: this.most }) };
  }

  patch(): PollPatch {
    const correct = this.marking ? this.#correctPositions() : [];
    return {
      question: this.question.trim(),
      note: this.note.trim(),
      ...(this.hasOptions && {
        options: this.options.map((option_text, at) => ({ option_text, correct: correct.includes(at) })),
      }),
      ...this.#changedRules(),
    };
  }

  /** The rules of its texts that differ from the poll's: others may have been changed meanwhile. */
  #changedRules(): Pick<PollPatch, 'moderation' | 'show_after'> {
    if (!this.edited || !takesTexts(this.kind)) return {};
    const [before, { moderation, show_after }] = [textRules(this.edited), this.settings[this.form as TextForm]];
    return {
      ...(moderation && moderation !== before.moderation && { moderation }),
      ...(show_after !== before.show_after && { show_after }),
    };
  }

  /** The positions of the right answers among the filled rows. */
  #correctPositions(): number[] {
    const filledRows = this.rows.flatMap((row, at) => (row.trim() ? [at] : []));
    return filledRows.flatMap((row, position) => (this.correct.includes(row) ? [position] : []));
  }
}
