import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Proof } from '../../lib/wire.gen';
import { check } from './check';
import { answerBytes, commitment, receiptOf } from './commitment';
import { base32, fromHex, sealOf, toHex } from './digits';
import { rootOfPath } from './merkle';
import { sha256 } from './sha256';

const hash = (...parts: (Uint8Array | string)[]): Uint8Array => {
  const all = createHash('sha256');
  for (const part of parts) all.update(part);
  return new Uint8Array(all.digest());
};

test('SHA-256 has the values of FIPS 180-4', () => {
  expect(toHex(sha256(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(toHex(sha256('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(toHex(sha256('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  );
});

test('SHA-256 equals that of Node.js for every length of up to 199 bytes', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
    expect(toHex(sha256(bytes)), `${length} bytes`).toBe(toHex(hash(bytes)));
  }
  expect(toHex(sha256('Zürich ', 'für alle'))).toBe(toHex(hash('Zürich für alle')));
});

test('base32 and seals are written as the server writes them', () => {
  expect(base32(Uint8Array.of(255, 255, 255, 255, 255), 8)).toBe('ZZZZZZZZ');
  expect(base32(Uint8Array.of(0x08, 0x42, 0x10, 0x84, 0x21), 8)).toBe('11111111');
  expect(sealOf(new Uint8Array(32))).toBe('0000-0000-0000-0000');
  expect(fromHex('0aff', 2)).toEqual(Uint8Array.of(10, 255));
  for (const digits of ['0aff0', '0AFF', '0agf', '0a']) expect(fromHex(digits, 2), digits).toBe(null);
});

test('the bytes of a choice are sorted, with ids of 64 bits', () => {
  expect(toHex(answerBytes({ options: [7, 3] }))).toBe('01' + '00000002' + '0000000000000003' + '0000000000000007');
  expect(toHex(answerBytes({ options: [2 ** 32 + 5] }))).toBe('01' + '00000001' + '0000000100000005');
  expect(toHex(answerBytes('blank'))).toBe('00');
  expect(toHex(answerBytes({ marks: { 9: 4, 3: 0 } }))).toBe(
    '02' + '00000002' + '000000000000000300' + '000000000000000904',
  );
  expect(toHex(answerBytes({ ranking: [9, 3] }))).toBe('03' + '00000002' + '0000000000000009' + '0000000000000003');
  expect(toHex(answerBytes({ points: { 3: 1000 } }))).toBe('04' + '00000001' + '000000000000000303e8');
  expect(toHex(answerBytes({ number: '-3.5' }, 2))).toBe('05' + 'fffffffffffffea2');
  expect(toHex(answerBytes({ texts: ['ä', 'b'] }))).toBe('06' + '00000002' + '00000002' + 'c3a4' + '00000001' + '62');
  expect(toHex(answerBytes({ number: '1.2340' }, 3))).toBe('05' + '00000000000004d2');
});

test('a vote without a nonce has no commitment', () => {
  expect(commitment({ answer: { options: [1] } })).toBe(null);
  expect(commitment({ answer: { options: [1] }, nonce: 'zz' })).toBe(null);
});

const leaves = (count: number) => Array.from({ length: count }, (_, n) => new Uint8Array(32).fill(n));
const node = (left: Uint8Array, right: Uint8Array) => hash(Uint8Array.of(1), left, right);
const leafHash = (leaf: Uint8Array) => hash(Uint8Array.of(0), leaf);

/** The hash of a tree as RFC 6962 defines it, and the path of one of its leaves. */
function tree(all: Uint8Array[], index: number): { root: Uint8Array; path: Uint8Array[] } {
  if (all.length === 1) return { root: leafHash(all[0]!), path: [] };
  let left = 1;
  while (left * 2 < all.length) left *= 2;
  const [one, other] = [all.slice(0, left), all.slice(left)];
  const below = index < left ? tree(one, index) : tree(other, index - left);
  const beside = index < left ? tree(other, 0).root : tree(one, 0).root;
  return {
    root: index < left ? node(below.root, beside) : node(beside, below.root),
    path: [...below.path, beside],
  };
}

test('every leaf of every small tree has a path to the root', () => {
  for (let size = 1; size < 20; size++)
    leaves(size).forEach((leaf, index, all) => {
      const { root, path } = tree(all, index);
      expect(rootOfPath(leaf, index, size, path), `leaf ${index} of ${size}`).toEqual(root);
    });
});

test('a path fits neither another leaf nor another index nor another size', () => {
  const all = leaves(9);
  const { root, path } = tree(all, 3);
  expect(rootOfPath(all[4]!, 3, 9, path)).not.toEqual(root);
  expect(rootOfPath(all[3]!, 2, 9, path)).not.toEqual(root);
  expect(rootOfPath(all[3]!, 3, 3, path)).toBe(null);
  expect(rootOfPath(all[3]!, 3, 9, path.slice(1))).toBe(null);
  expect(rootOfPath(all[3]!, 0, 0, [])).toBe(null);
  expect(rootOfPath(all[3]!, 1, 1, [])).toBe(null);
});

const NONCE = '000102030405060708090a0b0c0d0e0f';

/** A close with three votes, of which the second is this phone's, for option 7. */
function closed() {
  const vote = commitment({ answer: { options: [7] }, nonce: NONCE })!;
  const own = { option_ids: [7], answer: { options: [7] }, nonce: NONCE, receipt: receiptOf(vote) };
  const { root, path } = tree([new Uint8Array(32).fill(1), vote, new Uint8Array(32).fill(2)], 1);
  const options = [
    { id: 3, text: 'By the sea', correct: false },
    { id: 7, text: 'In the mountains – höher', correct: false },
  ];
  const tally = { 'option 3': 2, 'option 7': 1 };
  const definition = { question: 'Where to?', options };
  const close = { event: 'closed', at: 1, round: 1, votes: 3, tally, root: toHex(root), definition };
  const previous = new Uint8Array(32).fill(9);
  const event = JSON.stringify(close);
  const seal = sealOf(hash('handsup log 2\n', previous, event));
  const proof: Proof = {
    poll_code: 'AB3DE9ZX',
    round: 1,
    seal,
    key: null,
    previous: toHex(previous),
    event,
    index: 1,
    size: 3,
    path: path.map(toHex),
  };
  const shown = {
    round: 1,
    seal,
    question: 'Where to?',
    total_votes: 3,
    options: options.map(({ id, text }) => ({
      id,
      option_text: text,
      vote_count: tally[`option ${id}` as keyof typeof tally],
      percentage: null,
    })),
  };
  return { own, proof, shown };
}

test('a vote under the seal that the page shows is in the result', () => {
  const { own, proof, shown } = closed();
  expect(check(own, proof, shown)).toBe('in_result');
});

test('another answer, another nonce and another receipt are not', () => {
  const { own, proof, shown } = closed();
  expect(check({ ...own, answer: { options: [3] } }, proof, shown)).toBe('not_in_result');
  expect(check({ ...own, nonce: NONCE.replace('0f', '10') }, proof, shown)).toBe('not_in_result');
  expect(check({ ...own, receipt: 'ZZZZZZZZ' }, proof, shown)).toBe('not_in_result');
  expect(check(own, { ...proof, index: 0 }, shown)).toBe('not_in_result');
  expect(check(own, { ...proof, path: ['', ...proof.path.slice(1)] }, shown)).toBe('not_in_result');
});

test('an event that the seal does not cover, and another seal, are a mismatch', () => {
  const { own, proof, shown } = closed();
  expect(check(own, { ...proof, event: proof.event.replace('Where', 'There') }, shown)).toBe('mismatch');
  expect(check(own, { ...proof, previous: '00'.repeat(32) }, shown)).toBe('mismatch');
  expect(check(own, { ...proof, previous: 'x' }, shown)).toBe('mismatch');
  expect(check(own, proof, { ...shown, seal: '0000-0000-0000-0000' })).toBe('mismatch');
  expect(check(own, { ...proof, event: '{' }, shown)).toBe('mismatch');
});

test('counts on the page that the close does not state are a mismatch', () => {
  const { own, proof, shown } = closed();
  const options = shown.options.map((option) => ({ ...option, vote_count: option.vote_count + 1 }));
  expect(check(own, proof, { ...shown, options })).toBe('mismatch');
  expect(check(own, proof, { ...shown, total_votes: 4 })).toBe('mismatch');
  expect(check(own, proof, { ...shown, round: 2 })).toBe('mismatch');
});

test('texts that were exchanged after the close are recognised', () => {
  const { own, proof, shown } = closed();
  const [first, second] = shown.options;
  const options = [
    { ...first!, option_text: second!.option_text },
    { ...second!, option_text: first!.option_text },
  ];
  expect(check(own, proof, { ...shown, options })).toBe('reworded');
  expect(check(own, proof, { ...shown, question: 'Where not?' })).toBe('reworded');
});
