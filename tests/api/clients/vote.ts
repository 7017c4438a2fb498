// Creates polls, votes and reads results with the types of `openapi.d.ts`, which openapi-typescript generates from the API document.
// Exits with 0 if the server behaves as the types say. Prints the code of the poll that it has voted in.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import createClient from 'openapi-fetch';
import type { components, paths } from './openapi.js';

type Problem = components['schemas']['Problem'];

// True only if both types are identical, so that `any` equals no other type.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const assertType = <A, B>(same: Same<A, B>): void => assert(same);

const [url, key] = process.argv.slice(2);
assert(url && key, 'usage: vote.js URL HOST_KEY');
const guest = createClient<paths, `application/${string}json`>({ baseUrl: url });
const host = createClient<paths, `application/${string}json`>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });

async function createPoll(body: components['schemas']['CreateBody']) {
  const { data, error } = await host.POST('/create', { body });
  assert(data, JSON.stringify(error));
  return data;
}

const castVote = (code: string, body: components['schemas']['VoteBody']) =>
  guest.POST('/poll/{code}/vote', { params: { path: { code } }, body });

async function getResults(code: string) {
  const { data, error } = await guest.GET('/poll/{code}/results', { params: { path: { code } } });
  assert(data, JSON.stringify(error));
  return data;
}

// Checks that the answer is this problem, and that its `type` is the URL of a page that explains it.
async function checkRefused(answer: { data?: unknown; error?: Problem; response: Response }, status: number, code: string) {
  const { error: problem } = answer;
  assert(problem && answer.data === undefined);
  assertType<typeof problem, Problem>(true);
  assertType<Problem['code'] | Problem['type'] | Problem['title'] | Problem['detail'], string>(true);
  assert.deepEqual([answer.response.status, problem.status, problem.code], [status, status, code]);
  const page = await fetch(new URL(problem.type, url), { headers: { Accept: 'text/html' } });
  assert.equal(page.status, 200, problem.type);
  return problem;
}

async function oneChoice() {
  const created = await createPoll({ question: 'Tabs or spaces?', options: ['Tabs', 'Spaces'], fairness: 'device' });
  const [tabs, spaces] = created.options;
  assert(tabs && spaces);
  assertType<typeof tabs.id | typeof created.total_votes, number>(true);
  assertType<typeof created.state, 'draft' | 'ready' | 'open' | 'closed'>(true);

  const voter = randomUUID();
  const { data: counted, error } = await castVote(created.poll_code, { option_id: spaces.id, browser_token: voter });
  assert(counted, JSON.stringify(error));
  assertType<typeof counted, components['schemas']['Counted']>(true);
  assert.match(counted.receipt, /^[0-9A-Z]{8}$/);

  const results = await getResults(created.poll_code);
  assert.equal(results.total_votes, 1);
  assert.deepEqual(results.options.map((option) => option.vote_count), [0, 1]);
  assertType<(typeof results.options)[number]['vote_count'], number | null>(true);

  const problem = await checkRefused(
    await castVote(created.poll_code, { option_id: tabs.id, browser_token: voter }), 409, 'already_voted_device',
  );
  assert.deepEqual(problem.your_vote, {
    option_ids: [spaces.id], answer: { options: [spaces.id] }, receipt: counted.receipt, nonce: counted.nonce,
  });
  return created.poll_code;
}

// Hidden counts are null, not absent.
async function severalChoicesWithHiddenResults() {
  const { poll_code, options } = await createPoll({
    question: 'Which?', options: ['A', 'B', 'C'], kind: 'multiple', min_choices: 2, fairness: 'device', results: 'on_reveal',
  });
  const ids = options.map((option) => option.id);
  await checkRefused(await castVote(poll_code, { option_ids: ids.slice(0, 1), browser_token: randomUUID() }), 422, 'invalid_choice');
  const { data } = await castVote(poll_code, { option_ids: ids.slice(1), browser_token: randomUUID() });
  assert.equal(data?.results.total_votes, 1);
  assert.deepEqual((await getResults(poll_code)).options.map((option) => option.vote_count), [null, null, null]);
}

const code = await oneChoice();
await severalChoicesWithHiddenResults();
await checkRefused(await guest.GET('/poll/{code}/results', { params: { path: { code: 'ZZZZZZZZ' } } }), 404, 'no_such_poll');
await checkRefused(await guest.GET('/api/console'), 401, 'host_only');
console.log(code);
