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

test('a click ends what Tab has begun, also where the focus does not move', () => {
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
  const on = (name: string) =>
    ({ closest: (wanted: string) => (wanted.includes(name) ? {} : null) }) as unknown as Element;
  expect(describeFocus(on('select'), true).typing).toBe(true);
  expect(describeFocus(on('select'), false)).toEqual({ typing: false, onButton: false });
  expect(describeFocus(on('textarea'), false).typing).toBe(true);
  expect(describeFocus(on('button'), false).onButton).toBe(false);
  expect(describeFocus(on('button'), true).onButton).toBe(true);
  expect(describeFocus(null, true)).toEqual({ typing: false, onButton: false });
});
