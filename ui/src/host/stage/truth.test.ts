import { expect, test } from 'vitest';
import { isPrivate, type Stage, type Staged, truth, type Word } from './truth';

const stage = (more: Partial<Stage> = {}): Stage => ({ view: 'poll', bars: true, qr: 'corner', ended: false, ...more });
const staged = (more: Partial<Staged> = {}): Staged => ({ state: 'open', results: 'live', revealed: false, ...more });
const word = (on: Partial<Stage>, poll: Partial<Staged> | null) => truth(stage(on), poll && staged(poll), 'live').word;

test.each<[Partial<Stage>, Partial<Staged> | null, Word]>([
  [{}, {}, 'live'],
  [{}, { state: 'closed' }, 'live'],
  [{}, { results: 'on_reveal' }, 'hidden'],
  [{}, { results: 'on_reveal', state: 'closed' }, 'hidden'],
  [{}, { results: 'on_reveal', revealed: true }, 'live'],
  [{}, { results: 'after_vote' }, 'partly'],
  [{}, { results: 'after_vote', revealed: true }, 'live'],
  [{ bars: false }, {}, 'partly'],
  [{ bars: false }, { results: 'on_reveal' }, 'hidden'],
  [{ bars: false }, { results: 'on_reveal', revealed: true }, 'partly'],
  [{}, { state: 'ready' }, 'ready'],
  [{}, { state: 'draft' }, 'ready'],
  [{}, null, 'lobby'],
  [{ view: 'lobby' }, {}, 'lobby'],
  [{ view: 'blank' }, {}, 'blank'],
  [{ view: 'board' }, {}, 'board'],
  [{ qr: 'full' }, {}, 'qr'],
  [{ qr: 'off' }, {}, 'live'],
  [{ ended: true, qr: 'full', view: 'blank' }, {}, 'ended'],
])('a stage with %o and a poll with %o is %s', (on, poll, expected) => {
  expect(word(on, poll)).toBe(expected);
});

test('a large QR code covers every view, also a blank one, and the sentence says what phones show', () => {
  const covered = (on: Partial<Stage>, poll: Partial<Staged> | null) =>
    truth(stage({ ...on, qr: 'full' }), poll && staged(poll), 'live').sentences;
  expect(covered({}, { results: 'on_reveal' })).toEqual(['truth_qr', 'truth_only_you']);
  expect(covered({}, {})).toEqual(['truth_qr', 'truth_phones_live']);
  expect(covered({ view: 'blank' }, {})).toEqual(['truth_qr', 'truth_phones_blank']);
  expect(covered({ view: 'lobby' }, null)).toEqual(['truth_qr']);
});

test('without a connection the strip claims nothing', () => {
  for (const connection of ['lost', 'ended'] as const)
    expect(truth(stage(), staged(), connection)).toEqual({ word: 'unknown', sentences: ['truth_unknown'] });
  expect(truth(stage(), staged(), 'connecting').word).toBe('live');
});

test('counts are private once there are any, until everybody may see them', () => {
  expect(isPrivate(staged({ results: 'on_reveal', state: 'ready' }))).toBe(false);
  expect(isPrivate(staged({ results: 'on_reveal' }))).toBe(true);
  expect(isPrivate(staged({ results: 'after_vote', state: 'closed' }))).toBe(true);
  expect(isPrivate(staged({ results: 'on_reveal', revealed: true }))).toBe(false);
  expect(isPrivate(staged())).toBe(false);
});
