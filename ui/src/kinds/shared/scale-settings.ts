// The settings of a scale in the composer, and its presets.
import { t } from '../../host/text';
import type { Preset } from '../../lib/wire.gen';

export type Words = 'none' | 'ends' | 'each';

export type ScaleSettings = {
  /** The number of marks, 2 to 11, and the lowest one. */
  scale: number;
  scale_from: 0 | 1;
  words: Words;
  /** The ready-made scale that it still is; empty for another one. */
  preset: Preset | '';
  /** A word for each mark, typed or not; `words` decides which of them are used. */
  typed: string[];
};

export const MIN_MARKS = 2;
export const MAX_MARKS = 11;

/** A scale from 1, without words. */
export const plain = (scale: number): ScaleSettings => ({
  scale,
  scale_from: 1,
  words: 'none',
  preset: '',
  typed: Array<string>(MAX_MARKS).fill(''),
});

const withWords = (settings: ScaleSettings, words: Words, texts: string[]): ScaleSettings => ({
  ...settings,
  words,
  typed: settings.typed.map((_, at) => texts[at] ?? ''),
});

/** "Strongly disagree" to "strongly agree". */
export const agreement = (): ScaleSettings =>
  withWords({ ...plain(5), preset: 'agreement' }, 'each', [
    t('agree_1'),
    t('agree_2'),
    t('agree_3'),
    t('agree_4'),
    t('agree_5'),
  ]);

/** 0 to 10, from which the Net Promoter Score is computed. */
export function recommendation(): ScaleSettings {
  const settings = { ...plain(11), scale_from: 0 as const, preset: 'nps' as const };
  return withWords(settings, 'ends', [t('nps_low'), ...Array<string>(9).fill(''), t('nps_high')]);
}

/** The indices of the marks that have words. */
export const worded = ({ scale, words }: ScaleSettings): number[] =>
  words === 'none' ? [] : words === 'ends' ? [0, scale - 1] : Array.from({ length: scale }, (_, at) => at);

/** Whether every word that is asked for has been typed. */
export const isComplete = (settings: ScaleSettings): boolean =>
  worded(settings).every((at) => settings.typed[at]?.trim());

/** The fields of a request. */
export const fields = (settings: ScaleSettings) => ({
  scale: settings.scale,
  scale_from: settings.scale_from,
  labels: worded(settings).map((at) => settings.typed[at]?.trim() ?? ''),
  ...(settings.preset && { preset: settings.preset }),
});
