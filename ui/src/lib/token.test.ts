import { expect, test } from 'vitest';
import { browserToken } from './token';

const ONE = '3f1c9c7e-6f6b-4d0a-9a53-0f7d7a4b8e11';
const TWO = 'b0c1d2e3-1111-4222-8333-444455556666';

const store = (first: string | null) => {
  let value = first;
  return { getItem: () => value, setItem: (_: string, next: string) => void (value = next), value: () => value };
};

test('the stored token wins over the page’s', () => {
  expect(browserToken(TWO, store(ONE))).toBe(ONE);
});

test('without a stored token the page’s is used and stored', () => {
  const empty = store(null);
  expect(browserToken(TWO, empty)).toBe(TWO);
  expect(empty.value()).toBe(TWO);
});

test('a stored text that is no token is replaced', () => {
  const malformed = store('undefined');
  expect(browserToken(TWO, malformed)).toBe(TWO);
  expect(malformed.value()).toBe(TWO);
});

test('where storage throws or is missing, the page’s token is used', () => {
  const denied = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  expect(browserToken(ONE, { getItem: denied, setItem: denied })).toBe(ONE);
  expect(browserToken(ONE, null)).toBe(ONE);
});

test('without any token a new one is generated', () => {
  const token = browserToken('', null);
  expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(browserToken('', null)).not.toBe(token);
});
