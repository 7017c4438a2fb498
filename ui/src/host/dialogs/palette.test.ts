import { expect, test } from 'vitest';
import { matching } from './palette';

const rows = [
  { text: 'Blank the screen', effect: 'The screen and the phones show nothing.' },
  { text: 'Lösung zeigen', effect: '' },
  { text: 'Reveal results', effect: 'Everybody sees the result.' },
  { text: '3 · Where to?', effect: 'Poll' },
];
const found = (typed: string) => matching(rows, typed).map(({ text }) => text);

test('every typed word is contained, in any order, without accents and capitals', () => {
  expect(found('')).toHaveLength(4);
  expect(found('results rev')).toEqual(['Reveal results']);
  expect(found('LOSUNG')).toEqual(['Lösung zeigen']);
  expect(found('nothing like it')).toEqual([]);
});

test('what begins with the first word comes before what only mentions it', () => {
  expect(found('screen')).toEqual(['Blank the screen']);
  expect(found('re')).toEqual(['Reveal results', 'Blank the screen', '3 · Where to?']);
});
