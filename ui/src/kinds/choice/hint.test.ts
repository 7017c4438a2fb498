import { expect, test } from 'vitest';
import { rule } from './console';
import { hint } from './hint';

const poll = (kind: string, min_choices: number, max_choices: number) =>
  ({
    kind,
    min_choices,
    max_choices,
    options: ['a', 'b', 'c', 'd'].map((text, id) => ({ id, option_text: text })),
  }) as never;

test('a ballot says how many options it names, and that any number is any', () => {
  for (const [min, max, text] of [
    [1, 1, 'Choose one'],
    [1, 3, 'Choose up to 3'],
    [2, 3, 'Choose 2 to 3'],
    [2, 2, 'Choose 2'],
    [1, 4, 'Choose as many as you like'],
    [2, 4, 'Choose at least 2'],
  ] as const)
    expect(hint(poll('multiple', min, max), 0)).toBe(text);
  expect(hint(poll('multiple', 2, 4), 1)).toBe('1 chosen: 1 more needed');
});

test('the console names the same rule', () => {
  for (const [min, max, text] of [
    [1, 3, 'choose up to 3'],
    [2, 3, 'choose 2 to 3'],
    [3, 3, 'choose 3'],
    [1, 4, 'any number of choices'],
    [2, 4, 'choose at least 2'],
  ] as const)
    expect(rule(poll('multiple', min, max))).toBe(text);
  expect(rule(poll('single', 1, 1))).toBe('single choice');
});
