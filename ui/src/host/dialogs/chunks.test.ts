import { expect, test } from 'vitest';
import { ChunkParser, fileName } from './chunks';

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (parser: ChunkParser) => parser.parts.map((part) => new TextDecoder().decode(part)).join('');

test('the file is the same wherever the network splits the response', () => {
  const sent = bytes('16 40 5\n1 2\n332 40 0\n40 40 4\nlast');
  for (let size = 1; size <= sent.length; size += 1) {
    const parser = new ChunkParser();
    for (let at = 0; at < sent.length; at += size) parser.push(sent.slice(at, at + size));
    expect(file(parser)).toBe('1 2\n3last');
    expect([parser.progress, parser.isComplete]).toEqual([{ done: 40, of: 40 }, true]);
  }
});

test('a response that breaks off anywhere is incomplete', () => {
  const sent = bytes('16 40 5\n1 2\n340 40 4\nlast');
  for (let end = 1; end < sent.length; end += 1) {
    const parser = new ChunkParser();
    parser.push(sent.slice(0, end));
    expect(parser.isComplete, String(end)).toBe(false);
  }
});

test('the export of a meeting without polls is complete', () => {
  const parser = new ChunkParser();
  parser.push(bytes('0 0 2\n{}'));
  expect([file(parser), parser.isComplete]).toEqual(['{}', true]);
});

test('the file name is the extended one of the header', () => {
  const disposition = `attachment; filename="handsup-AB3DE9-Gr-e.csv"; filename*=UTF-8''handsup-AB3DE9-Gr%C3%B6%C3%9Fe.csv`;
  expect(fileName(disposition)).toBe('handsup-AB3DE9-Größe.csv');
  expect(fileName(null)).toBe('handsup');
});
