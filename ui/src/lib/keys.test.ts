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

test('the keys of a presenter’s remote are the next step', () => {
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

test('typing triggers no step', () => {
  expect(action(press('o'), true, true)).toBeNull();
});

test('Space presses a button that was reached by keyboard; every other key stays a step', () => {
  expect(action(press(' '), false, true)).toBeNull();
  expect(['PageDown', 'ArrowRight', 'ArrowLeft'].map((key) => action(press(key), false, true))).toEqual([
    'next',
    'next',
    'back',
  ]);
});

test('the projector forwards steps of the meeting, and no actions of the console alone', () => {
  expect(['next', 'back', 'blank', 'more_time', 'undo'].every(isForwarded)).toBe(true);
  expect(['new', 'counts', 'help', 'projector', 'palette', 'quit', '', 'toString', null].some(isForwarded)).toBe(false);
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

test('Ctrl or Cmd with K opens the palette, also from a field', () => {
  expect(action(press('k', { ctrlKey: true }), false, false)).toBe('palette');
  expect(action(press('k', { metaKey: true }), true, true)).toBe('palette');
  expect(action(press('k'), false, false)).toBeNull();
  expect(action(press('K', { ctrlKey: true, shiftKey: true }), false, false)).toBeNull();
});

test('the usual keys undo the last step', () => {
  expect(action(press('z', { ctrlKey: true }), false, false)).toBe('undo');
  expect(action(press('z', { metaKey: true }), false, true)).toBe('undo');
  expect(action(press('z', { ctrlKey: true }), true, true)).toBeNull();
});
