import { expect, test } from 'vitest';
import { clock } from './countdown.svelte';

test.each([
  [0, '0:00'],
  [9, '0:09'],
  [75, '1:15'],
  [3675, '1:01:15'],
  [86_400, '24:00:00'],
])('%d seconds are %s', (seconds, text) => expect(clock(seconds)).toBe(text));
