import { expect, test } from 'vitest';
import { PATIENCE_MS, connectionProblem } from './connection-problem';

const LONG_MS = PATIENCE_MS * 10;

test('a live connection is no problem, whatever the phone reports about its network', () => {
  expect(connectionProblem('live', true, 0)).toBeNull();
  expect(connectionProblem('live', false, LONG_MS)).toBeNull();
});

test('a phone without a network is offline at once', () => {
  for (const connection of ['connecting', 'lost', 'ended'] as const)
    expect(connectionProblem(connection, false, 0)).toBe('offline');
});

test('a host that does not answer is unreachable only after a while', () => {
  expect(connectionProblem('lost', true, PATIENCE_MS - 1)).toBeNull();
  expect(connectionProblem('lost', true, PATIENCE_MS)).toBe('unreachable');
  expect(connectionProblem('connecting', true, PATIENCE_MS)).toBe('unreachable');
});

test('a host that has quit is not called unreachable', () => {
  expect(connectionProblem('ended', true, LONG_MS)).toBeNull();
});
