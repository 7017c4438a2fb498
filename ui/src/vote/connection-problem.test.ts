import { expect, test } from 'vitest';
import { PATIENCE, plight } from './connection-problem';

const LONG = PATIENCE * 10;

test('while messages arrive, nothing is wrong, whatever the phone believes', () => {
  expect(plight('live', true, 0)).toBeNull();
  expect(plight('live', false, LONG)).toBeNull();
});

test('a phone without a network says so at once', () => {
  for (const link of ['connecting', 'lost', 'ended'] as const) expect(plight(link, false, 0)).toBe('offline');
});

test('a host that is silent for a moment is being looked for, and only then cannot be reached', () => {
  expect(plight('lost', true, PATIENCE - 1)).toBeNull();
  expect(plight('lost', true, PATIENCE)).toBe('unreachable');
  expect(plight('connecting', true, PATIENCE)).toBe('unreachable');
});

test('a host that has quit is not called unreachable', () => {
  expect(plight('ended', true, LONG)).toBeNull();
});
