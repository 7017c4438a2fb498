// Unit tests run without a browser: this stands in for the document of an English page, with its texts.
import { readFileSync } from 'node:fs';

const texts = ['away', 'board', 'check', 'host', 'kinds', 'screen', 'voter'].map((audience) =>
  JSON.parse(readFileSync(new URL(`../messages/en.${audience}.json`, import.meta.url), 'utf8')),
);
const messages = { textContent: JSON.stringify(Object.assign({}, ...texts)) };

Object.assign(globalThis, {
  document: {
    documentElement: { lang: 'en' },
    querySelector: () => null,
    getElementById: (/** @type {string} */ id) => (id === 'messages' ? messages : null),
  },
});
