import { afterEach, expect, test } from 'vitest';
import type { Problem } from '../lib/wire.gen';
import { accountText, reason } from './words';

const problem = (code: string, detail = ''): Problem => ({ type: '', title: '', status: 409, code, detail });

afterEach(() => void (document.documentElement.lang = 'en'));

test('the account says what was asked, and what became of it if anything has', () => {
  expect(accountText({ asked: 0, answered: 0, declined: 0, held: 0 })).toBe('0 questions asked');
  expect(accountText({ asked: 1, answered: 0, declined: 0, held: 1 })).toBe('1 question asked');
  expect(accountText({ asked: 1214, answered: 9, declined: 12, held: 3 })).toBe(
    '1,214 questions asked, 9 answered, 12 not taken',
  );
});

test('a refusal is given with the server’s own words, in other languages by its code', () => {
  const refused = problem('too_many_questions', 'That was quick.');
  expect(reason(refused)).toBe('That was quick.');
  document.documentElement.lang = 'de';
  expect(reason(refused)).toMatch(/at most three open questions/);
  expect(reason({ ...problem('too_many_requests', 'Wait.'), retry_after: 7 })).toBe('Please try again in 7 s.');
  expect(reason(problem('no_such_code', 'English.'))).toMatch(/did not work.*no_such_code/);
});

test('a request without an answer, and one to a proxy, say what to do', () => {
  expect(reason(problem('unreachable'))).toMatch(/No connection/);
  expect(reason(problem('http_502'))).toMatch(/http_502/);
});

test('a vote for an answered question says that it was answered', () => {
  expect(reason(problem('wrong_state', 'That step does not follow here.'))).toMatch(/was answered/);
});
