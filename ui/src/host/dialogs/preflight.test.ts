import { expect, test } from 'vitest';
import { checks, isRemoteKey, type Known } from './preflight';

const known = (more: Partial<Known> = {}): Known => ({
  network: { address: '192.168.1.20:4242', trouble: null },
  diagnosis: { reason: 'waiting', awake: false },
  openIn: null,
  pressed: null,
  ...more,
});

test('a check is ticked once its part works, and not before', () => {
  expect(checks(known())).toEqual({
    network: 'ok',
    phone: 'todo',
    projector: 'todo',
    remote: 'todo',
    awake: 'note',
    rehearsal: 'note',
  });
  const done = { diagnosis: { reason: 'reached', awake: true }, openIn: 'second', pressed: 'PageDown' } as const;
  expect(checks(known(done))).toMatchObject({ phone: 'ok', projector: 'ok', remote: 'ok', awake: 'ok' });
});

test('an address that phones cannot use is no tick, and neither is a slow phone', () => {
  expect(checks(known({ network: { address: '127.0.0.1:4242', trouble: 'loopback' } })).network).toBe('bad');
  expect(checks(known({ network: { address: null, trouble: 'no_network' } })).network).toBe('bad');
  expect(checks(known({ diagnosis: { reason: 'this_computer_only', awake: false } })).network).toBe('bad');
  expect(checks(known({ diagnosis: { reason: 'slow', awake: false } })).phone).toBe('bad');
  expect(checks(known({ diagnosis: null })).phone).toBe('todo');
});

test('the keys of a remote are those of a presentation', () => {
  expect(['PageDown', 'ArrowLeft'].every(isRemoteKey)).toBe(true);
  expect(['Enter', 'a', ' '].some(isRemoteKey)).toBe(false);
});
