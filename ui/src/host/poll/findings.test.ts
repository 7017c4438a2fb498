import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import type { Finding } from '../../lib/wire.gen';
import { findingTexts } from './findings';

const SERVER_SENTENCE = 'the server’s own sentence';
const reconciled = (detail: object) => ({ findings: [SERVER_SENTENCE], details: [detail as Finding] });

/** One of each code: the compiler requires those that are added to the server. */
const EACH: { [Code in Finding['code']]: Omit<Extract<Finding, { code: Code }>, 'code'> } = {
  vote_missing: { expected: 2, found: 3 },
  vote_misplaced: { expected: 3, found: 2 },
  wrong_receipt: { position: 1 },
  same_receipt: { position: 1 },
  broken_link: { position: 1 },
  wrong_replacement: { position: 1 },
  unknown_option: { position: 1, option_id: 99 },
  log_too_short: { says: 3, holds: 2 },
  log_too_long: { says: 2, holds: 3 },
  wrong_end: {},
  wrong_option_count: { option_text: 'Tabs', says: 20, holds: 2 },
  wrong_mark: { position: 1 },
  other_edits: {},
  other_round: { says: 1, logged: 2 },
  wrong_sum: { key: 'blank', says: 3, holds: 2 },
  answer_missing: { position: 1 },
  vote_while_closed: { position: 1 },
  unknown_event: { position: 1 },
  wrong_close: { position: 1 },
  other_question: { says: 'Where?', logged: 'When?' },
  other_option: { says: 'Tabs', logged: 'Spaces' },
  other_options: {},
  other_rules: {},
  other_times: { round: 1 },
  other_state: {},
  wrong_seal: { round: 1 },
  wrong_signature: { round: 1 },
  wrong_total: { says: 3, holds: 2 },
};

/** Imports `findingTexts` on a German page; the page is reset after each test. */
async function germanFindingTexts() {
  const textContent = readFileSync(new URL('../../../messages/de.host.json', import.meta.url), 'utf8');
  vi.stubGlobal('document', { documentElement: { lang: 'de' }, getElementById: () => ({ textContent }) });
  vi.resetModules();
  return (await import('./findings')).findingTexts;
}
afterEach(() => void vi.unstubAllGlobals());

test('every finding has a sentence of its own, which contains all its values', async () => {
  const german = await germanFindingTexts();
  for (const [code, values] of Object.entries(EACH))
    for (const [language, texts] of [
      ['en', findingTexts],
      ['de', german],
    ] as const) {
      const [sentence] = texts(reconciled({ code, ...values }));
      expect(sentence, `${language}: ${code}`).not.toBe(SERVER_SENTENCE);
      // An option's id in the database is not shown.
      for (const [name, value] of Object.entries(values))
        if (name !== 'option_id') expect(sentence, `${language}: ${code}`).toContain(String(value));
    }
});

test('a German page has German sentences and number formats', async () => {
  const german = await germanFindingTexts();
  expect(german(reconciled({ code: 'vote_missing', expected: 1234, found: 1235 }))).toEqual([
    'Stimme 1.234 fehlt; es folgt Stimme 1.235.',
  ]);
});

test('an unknown code is shown as the server’s own sentence', () => {
  expect(findingTexts(reconciled({ code: 'ink_has_run', position: 7 }))).toEqual([SERVER_SENTENCE]);
  expect(findingTexts({ findings: [SERVER_SENTENCE], details: [] })).toEqual([SERVER_SENTENCE]);
});
