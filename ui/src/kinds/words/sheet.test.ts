import { expect, test } from 'vitest';
import type { Word } from './cloud';
import { type Look, sheet, svg } from './sheet';

const look: Look = {
  colours: ['#111', '#222', '#333', '#444', '#555', '#666'],
  text: '#777',
  background: '#fff',
  font: '"A & B", serif',
};
const measure = (text: string, size: number) => ({ width: text.length * size * 0.55, height: size * 1.2 });
const picture = (words: Word[], title = 'What now?') =>
  sheet(words, title, '37 answers, 2 hidden by the host', look, measure);
const texts = (title: string) => picture([], title).lines.map(({ text }) => text);

test('the picture has the question, each word in the colour of its step, and how many answers there are', () => {
  const document = svg(
    picture([
      { text: 'many', count: 100 },
      { text: 'few', count: 1 },
    ]),
  );
  expect(document).toMatch(
    /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="1920" height="1080" viewBox="0 0 1920 1080"/,
  );
  expect(document).toContain('<title>What now?</title>');
  expect(document).toMatch(/fill="#777">What now\?</);
  expect(document).toMatch(/fill="#111">many</);
  expect(document).toMatch(/fill="#666">few</);
  expect(document).toMatch(/fill="#777">37 answers, 2 hidden by the host</);
});

test('the words are between the question and the number of answers', () => {
  const words = Array.from({ length: 60 }, (_, n) => ({ text: `word ${n}`, count: 61 - n }));
  const { lines, width } = picture(words, 'long '.repeat(60));
  const [first, last] = [lines.findIndex(({ text }) => text.startsWith('word')), lines.length - 1];
  const above = Math.max(...lines.slice(0, first).map(({ y, size }) => y + size / 2));
  const below = lines[last]!.y - lines[last]!.size / 2;
  for (const { text, x, y, size } of lines.slice(first, last)) {
    const box = measure(text, size);
    expect(y - box.height / 2).toBeGreaterThan(above);
    expect(y + box.height / 2).toBeLessThan(below);
    expect(x - box.width / 2).toBeGreaterThan(0);
    expect(x + box.width / 2).toBeLessThan(width);
  }
});

test('a long question has several lines, and no part of it is lost', () => {
  const long = 'What should we do about it in the coming year? '.repeat(6).trim();
  const lines = texts(long).slice(0, -1);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join(' ')).toBe(long);
  expect(texts('x'.repeat(300)).slice(0, -1).join('')).toBe('x'.repeat(300));
  expect(texts('Short')).toHaveLength(2);
});

test('the document escapes texts', () => {
  const of = (text: string, title?: string) => svg(picture([{ text, count: 1 }], title));
  expect(of(`<b> & "c" 'd'`)).toContain('>&#60;b&#62; &#38; &#34;c&#34; &#39;d&#39;<');
  expect(of('a', '</title><script>')).toContain('<title>&#60;/title&#62;&#60;script&#62;</title>');
  expect(of('a')).toContain('font-family="&#34;A &#38; B&#34;, serif"');
});

test('the document has no control characters, and other writing as it is', () => {
  const of = (text: string) => svg(picture([{ text, count: 1 }]));
  expect(of('a\u0000b\u001bc\u007fd\u0085e\ufffef\ud800g')).toContain('>abcdefg<');
  for (const text of ['שלום \u2067עולם\u2069', '\u200fمرحبا', 'नमस्ते', '👩‍👩‍👧 👍🏽']) expect(of(text)).toContain(`>${text}<`);
});
