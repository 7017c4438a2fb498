import { expect, test, vi } from 'vitest';
import { Taps } from './taps';

/** Taps of an element, and a function that sends it an event with these properties. */
function watched() {
  const taps = new Taps();
  const element = new EventTarget();
  taps.watch(element as HTMLElement);
  const send = (type: string, more = {}) => element.dispatchEvent(Object.assign(new Event(type), more));
  return { taps, send };
}
const finger = { width: 23, height: 23 };

test('the change after a finger is a tap; the change after the next press of a screen reader is none', async () => {
  vi.useFakeTimers();
  const { taps, send } = watched();
  send('pointerdown', finger);
  send('click');
  expect(taps.isTap).toBe(true);
  vi.runAllTimers();
  expect(taps.isTap).toBe(false);
  send('click');
  expect(taps.isTap).toBe(false);
  vi.useRealTimers();
});

test('keys, scrolling, and pointers without a size are no taps', () => {
  const { taps, send } = watched();
  for (const type of ['keydown', 'pointercancel']) {
    send('pointerdown', finger);
    send(type);
    expect(taps.isTap, type).toBe(false);
  }
  send('pointerdown', { width: 0, height: 0 });
  expect(taps.isTap).toBe(false);
});
