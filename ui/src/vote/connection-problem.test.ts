import { expect, test } from 'vitest';
import { PATIENCE, connectionProblem } from './connection-problem';

const LONG_SILENCE = PATIENCE * 10;

test('a live connection is no problem, whatever the phone reports about its network', () => {
  expect(connectionProblem('live', true, 0)).toBeNull();
  expect(connectionProblem('live', false, LONG_SILENCE)).toBeNull();
});

test('a phone without a network is offline at once', () => {
  for (const connection of ['connecting', 'lost', 'ended'] as const)
    expect(connectionProblem(connection, false, 0)).toBe('offline');
});

test('a silent host is unreachable only after a while', () => {
  expect(connectionProblem('lost', true, PATIENCE - 1)).toBeNull();
  expect(connectionProblem('lost', true, PATIENCE)).toBe('unreachable');
  expect(connectionProblem('connecting', true, PATIENCE)).toBe('unreachable');
});

test('a host that has quit is not called unreachable', () => {
  expect(connectionProblem('ended', true, LONG_SILENCE)).toBeNull();
});
