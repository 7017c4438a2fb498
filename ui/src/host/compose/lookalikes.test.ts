import { expect, test } from 'vitest';
import { visibleText } from './lookalikes';
import pairs from './lookalikes.json';
import { duplicates } from './option-rows';

test.each(pairs.alike)('%j and %j look alike', (one, other) => {
  expect(visibleText(one)).toBe(visibleText(other));
  expect([...duplicates([one, 'else', other])]).toEqual([2]);
});

test.each(pairs.different)('%j and %j look different', (one, other) => {
  expect(visibleText(one)).not.toBe(visibleText(other));
  expect(duplicates([one, other]).size).toBe(0);
});
