import { expect, test } from 'vitest';
import { action, isForwarded } from './keys';

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  defaultPrevented: false,
  ...more,
});

test('what a presenter remote sends is the next step', () => {
  expect(['PageDown', 'ArrowRight', ' '].map((key) => action(press(key), false, false))).toEqual([
    'next',
    'next',
    'next',
  ]);
});

test('letters work in both cases', () => {
  expect(['o', 'O', 'R', 'n', 'A', '?'].map((key) => action(press(key), false, false))).toEqual([
    'open',
    'open',
    'reveal',
    'again',
    'new',
    'help',
  ]);
});

test('typing is never a command', () => {
  expect(action(press('o'), true, true)).toBeNull();
});

test('Space on a button that Tab has byKeyboard to presses that button; every other key is a step all the same', () => {
  expect(action(press(' '), false, true)).toBeNull();
  expect(['PageDown', 'ArrowRight', 'ArrowLeft'].map((key) => action(press(key), false, true))).toEqual([
    'next',
    'next',
    'back',
  ]);
});

test('the projector hands on what leads the meeting, and nothing that only the console shows', () => {
  expect(['next', 'back', 'blank', 'more_time', 'undo'].every(isForwarded)).toBe(true);
  expect(['new', 'counts', 'help', 'projector', 'quit', '', 'toString', null].some(isForwarded)).toBe(false);
});

test('a key held down and the browser’s own shortcuts do nothing', () => {
  expect(action(press('PageDown', { repeat: true }), false, false)).toBeNull();
  expect(action(press('r', { ctrlKey: true }), false, false)).toBeNull();
});

test('the other keys of a remote go one step back', () => {
  expect(['PageUp', 'ArrowLeft'].map((key) => action(press(key), false, false))).toEqual(['back', 'back']);
});

test('Shift makes a timer longer, Caps Lock does not', () => {
  expect(action(press('t'), false, false)).toBe('timer');
  expect(action(press('T'), false, false)).toBe('timer');
  expect(action(press('T', { shiftKey: true }), false, false)).toBe('more_time');
});

test('the usual keys take the last step back', () => {
  expect(action(press('z', { ctrlKey: true }), false, false)).toBe('undo');
  expect(action(press('z', { metaKey: true }), false, true)).toBe('undo');
  expect(action(press('z', { ctrlKey: true }), true, true)).toBeNull();
});
