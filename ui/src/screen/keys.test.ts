import { expect, test } from 'vitest';
import { resized, step, viewAction } from './keys';

const viewActionOf = (key: string, more = {}) =>
  viewAction({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('plus and minus change the size, F switches to full screen, Escape leaves it', () => {
  expect(['+', '=', '-', '0', 'f', 'F', 'Escape'].map((key) => viewActionOf(key))).toEqual([
    'larger',
    'larger',
    'smaller',
    'usual',
    'full',
    'full',
    'framed',
  ]);
});

test('the host’s keys change nothing in the view', () => {
  for (const key of [' ', 'ArrowRight', 'ArrowLeft', 'PageDown', 'PageUp', 'o', 'r', 'c', 't', 'n', 'q', 'b'])
    expect(viewActionOf(key), key).toBeNull();
});

test('Ctrl with plus is left to the browser’s zoom', () => {
  expect(viewActionOf('+', { ctrlKey: true })).toBeNull();
});

test('sizes have a minimum and a maximum', () => {
  expect(resized(1, 'larger')).toBe(1.1);
  expect(resized(1.6, 'larger')).toBe(1.6);
  expect(resized(0.7, 'smaller')).toBe(0.7);
  expect(resized(1.4, 'usual')).toBe(1);
});

test('in the app’s window the host’s keys are steps of the meeting, the projector’s own keys are not', () => {
  const pressed = (key: string, more = {}) =>
    step({
      key,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      repeat: false,
      defaultPrevented: false,
      ...more,
    });
  expect([' ', 'PageDown', 'ArrowRight', 'PageUp', 'ArrowLeft'].map((key) => pressed(key))).toEqual([
    'next',
    'next',
    'next',
    'back',
    'back',
  ]);
  expect([pressed('B'), pressed('T', { shiftKey: true }), pressed('z', { ctrlKey: true })]).toEqual([
    'blank',
    'more_time',
    'undo',
  ]);
  for (const key of ['f', 'Escape', '+', '0', 'a', 'h', '?', 'x']) expect(pressed(key), key).toBeNull();
  expect(pressed('PageDown', { repeat: true })).toBeNull();
});
