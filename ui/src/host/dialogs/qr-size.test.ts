import { expect, test } from 'vitest';
import { qrWidth } from './qr-size';

test('a code is a tenth of the room’s depth', () => {
  expect(qrWidth(8)).toBe(0.8);
  expect(qrWidth(12.2)).toBe(1.3);
  expect(qrWidth(25)).toBe(2.5);
});

test('a depth out of range has no width', () => {
  for (const depth of [0, -3, 101, Number.NaN]) expect(qrWidth(depth)).toBeNull();
});
