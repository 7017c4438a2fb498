import { expect, test } from 'vitest';
import { describeFocus, FocusOrigin } from './focus-origin';

test('only Tab, and arrows that move the focus, count as the keyboard', () => {
  const origin = new FocusOrigin();
  for (const [key, byKeyboard] of [
    ['Tab', true],
    ['Enter', false],
    ['ArrowDown', true],
    ['Escape', false],
    [' ', false],
  ] as const) {
    origin.onKey(key);
    origin.onFocus();
    expect(origin.byKeyboard, key).toBe(byKeyboard);
  }
});

test('a click clears the keyboard origin, also where the focus does not move', () => {
  const origin = new FocusOrigin();
  origin.onKey('Tab');
  origin.onFocus();
  origin.onKey('o');
  expect(origin.byKeyboard).toBe(true);
  origin.onPointer();
  expect(origin.byKeyboard).toBe(false);
  origin.onFocus();
  expect(origin.byKeyboard).toBe(false);
});

test('a drop-down list keeps its keys only where it was reached by keyboard', () => {
  const elementIn = (name: string) =>
    ({ closest: (wanted: string) => (wanted.includes(name) ? {} : null) }) as unknown as Element;
  expect(describeFocus(elementIn('select'), true).typing).toBe(true);
  expect(describeFocus(elementIn('select'), false)).toEqual({ typing: false, onButton: false });
  expect(describeFocus(elementIn('textarea'), false).typing).toBe(true);
  expect(describeFocus(elementIn('button'), false).onButton).toBe(false);
  expect(describeFocus(elementIn('button'), true).onButton).toBe(true);
  expect(describeFocus(null, true)).toEqual({ typing: false, onButton: false });
});
