import { expect, test } from 'vitest';
import { cloudSvg } from './cloud-svg';
import { layOut, type Word } from './cloud';

const area = { width: 1920, height: 1080 };
const colours = ['#111', '#222', '#333', '#444', '#555', '#666'];
const cloud = (...words: Word[]) =>
  layOut(words, area, (text, size) => ({ width: text.length * size * 0.55, height: size * 1.2 }));
const svg = (text: string, title = 'Words') => cloudSvg(cloud({ text, count: 1 }), colours, '"A & B", serif', title);

test('the picture has the area, a title and each word in the colour of its step', () => {
  const picture = cloudSvg(
    cloud({ text: 'many', count: 100 }, { text: 'few', count: 1 }),
    colours,
    'serif',
    'What now?',
  );
  expect(picture).toMatch(
    /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="1920" height="1080" viewBox="0 0 1920 1080"/,
  );
  expect(picture).toContain('<title>What now?</title>');
  expect(picture).toMatch(
    /<text x="960" y="540" font-size="237.6" fill="#111" text-anchor="middle" dominant-baseline="central">many</,
  );
  expect(picture).toMatch(/fill="#666"[^>]*>few</);
});

test('the picture escapes texts', () => {
  expect(svg(`<b> & "c" 'd'`)).toContain('>&#60;b&#62; &#38; &#34;c&#34; &#39;d&#39;<');
  expect(svg('a', '</title><script>')).toContain('<title>&#60;/title&#62;&#60;script&#62;</title>');
  expect(svg('a')).toContain('font-family="&#34;A &#38; B&#34;, serif"');
});

test('the picture has no control characters, and other writing as it is', () => {
  expect(svg('a\u0000b\u001bc\u007fd\u0085e\ufffef\ud800g')).toContain('>abcdefg<');
  for (const text of ['שלום \u2067עולם\u2069', '\u200fمرحبا', 'नमस्ते', '👩‍👩‍👧 👍🏽'])
    expect(svg(text)).toContain(`>${text}<`);
});
