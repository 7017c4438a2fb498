import { expect, test } from 'vitest';
import { BODY, DEFAULTS, READY, type TextRules } from './settings';

test('the defaults can be asked as they are', () => {
  expect(READY.rating(DEFAULTS.rating())).toBe(true);
  expect(READY.grid(DEFAULTS.grid())).toBe(true);
  expect(READY.ranking(DEFAULTS.ranking())).toBe(true);
  expect(READY.points(DEFAULTS.points())).toBe(true);
  expect(READY.number(DEFAULTS.number())).toBe(true);
  expect([
    BODY.rating(DEFAULTS.rating()),
    BODY.grid(DEFAULTS.grid()),
    BODY.ranking(DEFAULTS.ranking()),
    BODY.points(DEFAULTS.points()),
    BODY.number(DEFAULTS.number()),
    BODY.words(DEFAULTS.words()),
    BODY.text(DEFAULTS.text()),
  ]).toEqual([
    { kind: 'rating', scale: 5, scale_from: 1, labels: [] },
    { kind: 'grid', scale: 5, scale_from: 1, labels: [] },
    { kind: 'ranking' },
    { kind: 'points', budget: 100 },
    { kind: 'number', decimals: 0 },
    { kind: 'words', most: 3 },
    { kind: 'text' },
  ]);
});

test('a right number that no phone can give is not ready', () => {
  const number = { ...DEFAULTS.number(), from: '0', to: '100', right: '42' };
  expect(READY.number(number)).toBe(true);
  expect(READY.number({ ...number, right: '101' })).toBe(false);
  expect(READY.number({ ...number, tolerance: '-1' })).toBe(false);
});

test('what is set is sent', () => {
  expect(BODY.grid({ ...DEFAULTS.grid(), partial: true })).toMatchObject({ partial: true });
  expect(BODY.ranking({ max_ranked: 3, rank_all: true })).toEqual({
    kind: 'ranking',
    max_ranked: 3,
    rank_all: true,
  });
  expect(BODY.ranking({ max_ranked: 4, rank_all: false }, 3)).toEqual({ kind: 'ranking' });
  expect(BODY.points({ budget: 50, spend_all: true })).toEqual({
    kind: 'points',
    budget: 50,
    spend_all: true,
  });
});

test('which texts wait is sent once the host has chosen, and a number of voters where all wait', () => {
  const sent = (rules: Partial<TextRules>) => BODY.text({ ...DEFAULTS.text(), ...rules });
  expect(sent({ moderation: 'after', show_after: 3 })).toEqual({ kind: 'text', moderation: 'after' });
  expect(sent({ moderation: 'hold' })).toEqual({ kind: 'text', moderation: 'hold' });
  expect(sent({ moderation: 'hold', show_after: 3 })).toEqual({ kind: 'text', moderation: 'hold', show_after: 3 });
  expect(BODY.words({ most: 2, moderation: 'off', show_after: 0 })).toEqual({
    kind: 'words',
    most: 2,
    moderation: 'off',
  });
});

test('numbers are sent in their shortest form', () => {
  const settings = {
    ...DEFAULTS.number(),
    decimals: 1,
    from: '0',
    to: '1.000,50',
    unit: ' km ',
    right: '12,5',
    tolerance: '',
  };
  expect(BODY.number(settings)).toEqual({
    kind: 'number',
    decimals: 1,
    from: '0',
    to: '1000.5',
    unit: 'km',
    right: '12.5',
  });
});

test('a number that is none, one with two readings, and bounds in the wrong order cannot be asked', () => {
  const settings = DEFAULTS.number();
  expect(READY.number({ ...settings, from: 'many' })).toBe(false);
  expect(READY.number({ ...settings, decimals: 1, to: '1,000' })).toBe(false);
  expect(READY.number({ ...settings, from: '10', to: '5' })).toBe(false);
  expect(READY.number({ ...settings, from: '5', to: '5' })).toBe(false);
  expect(READY.number({ ...settings, from: '-5', to: '5' })).toBe(true);
});

test('a budget has its limits', () => {
  const withBudget = (budget: number) => READY.points({ budget, spend_all: false });
  expect([9, 10, 1000, 1001, 12.5, NaN].map(withBudget)).toEqual([false, true, true, false, false, false]);
});
