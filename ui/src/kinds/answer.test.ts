import { expect, test } from 'vitest';
import { filtered, fromForm, isEmpty, isSame, namedIds, parse } from './answer';

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

test('what was entered before the script ran is the answer', () => {
  const read = (empty: object, ...fields: [string, string][]) => {
    const form = new FormData();
    for (const [name, value] of [['browser_token', 'x'], ...fields] as const) form.append(name, value);
    return fromForm(empty as never, form);
  };
  expect(read({ options: [] }, ['option_id', '7'], ['option_id', '9'])).toEqual({ options: [7, 9] });
  expect(read({ marks: {} }, ['mark_7', '0'], ['mark_9', ''])).toEqual({ marks: { 7: 0 } });
  expect(read({ ranking: [] }, ['rank_7', '2'], ['rank_9', '1'], ['rank_8', ''])).toEqual({ ranking: [9, 7] });
  expect(read({ number: '' }, ['number', '3,14'])).toEqual({ number: '3,14' });
  expect(read({ number: '' })).toEqual({ number: '' });
});

test('points that are no number are none', () => {
  const form = new FormData();
  form.append('points_7', 'seven');
  form.append('points_9', '6');
  expect(fromForm({ points: {} }, form)).toEqual({ points: { 9: 6 } });
});
