import { expect, test } from 'vitest';
import { parseHandover } from './resume';
import { others, addressInTurn, handoverUrl } from './host-addresses';

const OWN = 'http://10.0.0.1:4242';
const CABLE = 'http://10.0.0.2:4242';
const NAME = 'http://handsup.local:4242';

test('the others are in the server’s order, each once, without this page’s own address', () => {
  expect(others([CABLE, OWN, NAME, CABLE], OWN)).toEqual([CABLE, NAME]);
  expect(others([OWN], OWN)).toEqual([]);
});

test('the others are probed in turn, the best first, again and again', () => {
  expect([0, 1, 2, 3].map((n) => addressInTurn([CABLE, NAME], n))).toEqual([CABLE, NAME, CABLE, NAME]);
  expect(addressInTurn([], 5)).toBeUndefined();
});

/** A ticket as the server writes it: the sealed identity, then the host's earlier address. */
const TICKET = `${'0a'.repeat(52)}.192.168.1.20:4242`;

test('ticket and answer are in the fragment, which browsers send to no server', () => {
  const link = new URL(handoverUrl(CABLE, '/m/K7Q2M9?lang=de', TICKET, 'AB3DE9ZX', { options: [3, 5] }));
  expect(link.origin + link.pathname + link.search).toBe(`${CABLE}/m/K7Q2M9?lang=de`);
  const handover = { ticket: TICKET, host: '192.168.1.20', poll: 'AB3DE9ZX', answer: '{"options":[3,5]}' };
  expect(parseHandover(link.hash)).toEqual(handover);
  const without = new URL(handoverUrl(CABLE, '/m/K7Q2M9', TICKET));
  expect(parseHandover(without.hash)).toEqual({ ...handover, poll: null, answer: '' });
});

test('a ticket names an IPv4 address, an IPv6 address or a name', () => {
  for (const [host, shown] of [
    ['[fe80::1]:4242', '[fe80::1]'],
    ['laptop.local:80', 'laptop.local'],
    ['10.0.0.1', '10.0.0.1'],
  ])
    expect(parseHandover(new URL(handoverUrl(CABLE, '/', `00.${host}`)).hash)?.host).toBe(shown);
});

test('a URL without a ticket, or with a malformed one, is ignored', () => {
  const none = [
    '',
    '#',
    '#resume=',
    '#question',
    '#answer=1',
    '#resume=x',
    '#resume=00',
    '#resume=00.',
    '#resume=00.a b',
  ];
  for (const hash of [...none, '#resume=00.%3Cb%3E', `#resume=${'0'.repeat(36)}.1.00`.replace('.1', ' .1')])
    expect(parseHandover(hash)).toBeNull();
});
