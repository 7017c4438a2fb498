import { expect, test } from 'vitest';
import { matching } from './receipts';

const rows = ['0A1B2C3D', '7K2FQ9ZX', '7K2FQ9ZY'].map((receipt) => ({ receipt, options: ['Yes'] }));
const found = (typed: string) => matching(rows, typed).map(({ receipt }) => receipt);

test('nothing typed: every receipt', () => {
  expect(found('  ')).toHaveLength(3);
});

test('part of a receipt finds all that contain it', () => {
  expect(found('7k2f')).toEqual(['7K2FQ9ZX', '7K2FQ9ZY']);
});

test('a receipt is found however it is typed', () => {
  expect(found('7k2f-q9zx ')).toEqual(['7K2FQ9ZX']);
  expect(found('oaib 2c3d')).toEqual(['0A1B2C3D']);
});

test('text that is no receipt finds none', () => {
  expect(found('???')).toEqual([]);
  expect(found('ZZZZZZZZ')).toEqual([]);
});
