import { expect, test } from 'vitest';
import { handedOver } from './resume';
import { others, turn, wayOver } from './ways';

const OWN = 'http://10.0.0.1:4242';
const CABLE = 'http://10.0.0.2:4242';
const NAME = 'http://handsup.local:4242';

test('the server’s order stays; this page’s own address is not among the others, and none stands twice', () => {
  expect(others([CABLE, OWN, NAME, CABLE], OWN)).toEqual([CABLE, NAME]);
  expect(others([OWN], OWN)).toEqual([]);
});

test('the others are asked in turn, the best first, for ever', () => {
  expect([0, 1, 2, 3].map((n) => turn([CABLE, NAME], n))).toEqual([CABLE, NAME, CABLE, NAME]);
  expect(turn([], 5)).toBeUndefined();
});

test('what is handed over arrives, in the part of the address that no server is sent', () => {
  const link = new URL(wayOver(CABLE, '/m/K7Q2M9?lang=de', 'a.b.c', 'AB3DE9ZX', [3, 5]));
  expect(link.origin + link.pathname + link.search).toBe(`${CABLE}/m/K7Q2M9?lang=de`);
  expect(handedOver(link.hash)).toEqual({ ticket: 'a.b.c', poll: 'AB3DE9ZX', chosen: [3, 5] });
  expect(handedOver(new URL(wayOver(CABLE, '/m/K7Q2M9', 'a.b.c')).hash)).toEqual({
    ticket: 'a.b.c',
    poll: null,
    chosen: [],
  });
});

test('an address that hands over nothing, or nonsense', () => {
  for (const hash of ['', '#', '#resume=', '#question', '#chosen=1']) expect(handedOver(hash)).toBeNull();
  expect(handedOver('#resume=x&poll=P&chosen=1,two,,-3')).toEqual({ ticket: 'x', poll: 'P', chosen: [1] });
});
