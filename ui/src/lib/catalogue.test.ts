import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = new URL('../../messages/', import.meta.url);
const LANGUAGES = ['en', 'de'];
const PARTS = ['away', 'board', 'check', 'desktop', 'host', 'kinds', 'pages', 'remote', 'screen', 'voter'];

const read = (language: string, part: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`${language}.${part}.json`, FOLDER), 'utf8'));
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

test('every language has a file for every part, and there are no others', () => {
  const expected = LANGUAGES.flatMap((language) => PARTS.map((part) => `${language}.${part}.json`));
  expect(readdirSync(FOLDER).sort()).toEqual(expected.sort());
});

for (const language of LANGUAGES)
  for (const part of PARTS)
    test(`${language}.${part}: the same keys and placeholders as in English, and no text is empty`, () => {
      const english = read('en', part);
      const texts = read(language, part);
      expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
      for (const [key, text] of Object.entries(texts)) {
        expect(text.trim(), key).not.toBe('');
        expect(placeholders(text), key).toEqual(placeholders(english[key]!));
      }
    });

test('no key is in a file twice: the later one would win silently', () => {
  for (const name of readdirSync(FOLDER)) {
    const keys = readFileSync(new URL(name, FOLDER), 'utf8').match(/^ {2}"\w+"(?=:)/gm) ?? [];
    expect(keys.length, name).toBeGreaterThan(0);
    expect(new Set(keys).size, name).toBe(keys.length);
  }
});

test('a key that two parts share has the same text in both', () => {
  for (const language of LANGUAGES) {
    const all: Record<string, string> = {};
    for (const [key, text] of PARTS.flatMap((part) => Object.entries(read(language, part)))) {
      expect(all[key] ?? text, `${language}: ${key}`).toBe(text);
      all[key] = text;
    }
  }
});

test('German texts for phones say neither Sie nor du', () => {
  for (const part of ['away', 'board', 'check', 'pages', 'remote', 'voter', 'screen'])
    for (const [key, text] of Object.entries(read('de', part)))
      expect(text, key).not.toMatch(/\b(Sie|Ihr|Ihre|Ihren|Ihrem|Ihrer|Ihnen|du|dein|deine|deinen|dir|dich)\b/);
});

test('texts about ratings say neither mark nor Note: the best German Note is the lowest, the best rating the highest', () => {
  for (const part of ['host', 'pages', 'screen', 'voter', 'away', 'check']) {
    for (const [key, text] of Object.entries(read('en', part)))
      if (/rat(e|ing)|scale|mean/.test(key)) expect(text, key).not.toMatch(/\bmarks?\b/i);
    for (const [key, text] of Object.entries(read('de', part))) expect(text, key).not.toMatch(/\bNoten?\b/);
  }
});

test('an English noun after a number has a singular form', () => {
  const nouns =
    /\{(\w+)\} (votes|phones|tries|people|questions|polls|options|choices|receipts|ballots|devices|voters|rows)\b/;
  for (const part of PARTS)
    for (const [key, text] of Object.entries(read('en', part)))
      if (!key.endsWith('_other')) expect(text, `${part}: ${key}`).not.toMatch(nouns);
});

test('the titles of a delayed vote do not say that it was not sent or not counted', () => {
  for (const key of ['retry_network_title', 'retry_busy_title', 'retry_fast_title'])
    for (const [language, wrong] of [
      ['en', /not (sent|counted)/i],
      ['de', /nicht (gesendet|gezählt)/i],
    ] as const)
      expect(read(language, 'voter')[key], key).not.toMatch(wrong);
});
