import { expect, test } from 'vitest';
import { browserToken } from './token';

const ONE = '3f1c9c7e-6f6b-4d0a-9a53-0f7d7a4b8e11';
const TWO = 'b0c1d2e3-1111-4222-8333-444455556666';

const store = (start: string | null) => {
  let value = start;
  return { getItem: () => value, setItem: (_: string, next: string) => void (value = next), value: () => value };
};

test('the stored token wins over the cookie', () => {
  expect(browserToken(TWO, store(ONE))).toBe(ONE);
});

test('an empty store takes the cookie’s token and stores it', () => {
  const empty = store(null);
  expect(browserToken(TWO, empty)).toBe(TWO);
  expect(empty.value()).toBe(TWO);
});

test('a stored text that is no token is replaced', () => {
  const spoilt = store('undefined');
  expect(browserToken(TWO, spoilt)).toBe(TWO);
  expect(spoilt.value()).toBe(TWO);
});

test('storage that throws or is missing leaves the cookie’s token', () => {
  const no = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  expect(browserToken(ONE, { getItem: no, setItem: no })).toBe(ONE);
  expect(browserToken(ONE, null)).toBe(ONE);
});

test('without any token a new one is made', () => {
  const made = browserToken('', null);
  expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(browserToken('', null)).not.toBe(made);
});
