import { expect, test } from 'vitest';
import { read, unambiguous } from './reading';
import { cases } from './readings.json';

test.each(cases)('$typed with $decimals decimals', ({ typed, decimals, from = null, to = null, ...expected }) => {
  expect(read({ decimals, from, to }, typed)).toEqual(expected);
});

test('the text of a chosen reading is read as that number, and not asked back about', () => {
  const rule = { decimals: 6, from: null, to: null };
  for (const value of ['1.125', '-999.999', '1000', '1', '0.125', '12345.678', '3.14']) {
    const typed = unambiguous(value);
    expect(read(rule, typed), typed).toEqual({ value });
  }
});

test('whatever is typed, a number has one form, and reading it again gives the same', () => {
  const rule = { decimals: 2, from: null, to: null };
  const alphabet = ['0', '1', '5', '9', ',', '.', ' ', "'", '-', 'e'];
  let seed = 7;
  for (let round = 0; round < 20_000; round++) {
    let typed = '';
    for (let length = 0; length < 1 + (round % 9); length++) {
      seed = (seed * 48271) % 2147483647;
      typed += alphabet[seed % alphabet.length];
    }
    const reading = read(rule, typed);
    if (!('value' in reading)) continue;
    expect(reading.value, typed).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d?[1-9])?)$/);
    expect(read(rule, unambiguous(reading.value)), typed).toEqual(reading);
  }
});
