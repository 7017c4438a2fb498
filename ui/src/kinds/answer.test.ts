import { expect, test } from 'vitest';
import { filtered, isEmpty, isSame, namedIds, parse } from './answer';

test('an answer from outside is taken only in the form of its kind', () => {
  for (const [empty, good] of [
    [{ options: [] }, '{"options":[3,5]}'],
    [{ marks: {} }, '{"marks":{"3":4}}'],
    [{ ranking: [] }, '{"ranking":[5,3]}'],
    [{ points: {} }, '{"points":{"3":60}}'],
    [{ number: '' }, '{"number":"3,14"}'],
  ] as const) {
    expect(parse(empty as never, good)).toEqual(JSON.parse(good));
    expect(parse(empty as never, '"blank"')).toBe('blank');
    for (const bad of [
      '',
      'null',
      '7',
      '[]',
      '{}',
      '{"foo":[1]}',
      '"other"',
      '{"options":["a"]}',
      '{"options":{"1":2}}',
    ])
      expect(parse(empty as never, bad), `${good} ${bad}`).toBe(null);
    expect(parse(empty as never, JSON.stringify({ ...JSON.parse(good), x: 1 })), good).toBe(null);
    for (const other of ['{"options":null}', '{"marks":[3]}', '{"ranking":{}}', '{"points":"1"}', '{"number":3}'])
      expect(parse(empty as never, other), `${good} ${other}`).toBe(null);
  }
});

test('chosen options have no order, ranked ones have', () => {
  expect(isSame({ options: [10, 9] }, { options: [9, 10] })).toBe(true);
  expect(isSame({ ranking: [10, 9] }, { ranking: [9, 10] })).toBe(false);
  expect(isSame({ marks: { 9: 1, 10: 2 } }, { marks: { 10: 2, 9: 1 } })).toBe(true);
  expect(isSame('blank', { number: '' })).toBe(false);
  expect(isSame('blank', 'blank')).toBe(true);
});

test('what an answer names, and what is left of it', () => {
  expect([isEmpty({ ranking: [] }), isEmpty({ points: {} }), isEmpty({ number: '' }), isEmpty('blank')]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect([namedIds({ points: { 7: 1 } }), namedIds({ number: '12' }), namedIds('blank')]).toEqual([[7], [], []]);
  expect(filtered({ ranking: [3, 1, 2] }, (id) => id !== 1)).toEqual({ ranking: [3, 2] });
});
