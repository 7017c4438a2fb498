import { beforeEach, expect, test, vi } from 'vitest';
import type { Console, HostPoll, PollSummary, StageNow, View } from '../../lib/wire.gen';
import { t, type TextKey } from '../text';
import { type Command, consoleCommands } from './commands';
import { ConsoleStore } from './console-store.svelte';
import { Flow } from './flow';

let sent: string[];
beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    sent.push(`${method} ${path} ${String(body)}`);
    return new Response(JSON.stringify({ code: 'not_answered', status: 409 }), { status: 409 });
  });
});

const poll = (more: Partial<HostPoll>) =>
  ({
    poll_code: 'AAAAAAAA',
    state: 'ready',
    results: 'live',
    revealed: false,
    answer_shown: false,
    total_votes: 3,
    options: [],
    closes_in: null,
    right: null,
    ...more,
  }) as unknown as HostPoll;

function consoleWith(shown: HostPoll | null, staged: string | null, view: View, ended = false) {
  const meeting = {
    join_code: 'K7Q2M9',
    view,
    beneath: view,
    poll_code: staged,
    bars: true,
    qr: 'corner',
    ended,
    seq: 1,
  };
  const store = new ConsoleStore({
    meeting: meeting as StageNow,
    polls: shown ? [shown as unknown as PollSummary] : [],
    deleted: [],
    staged: shown?.poll_code === staged ? shown : null,
    network: {},
  } as unknown as Console);
  store.server.poll = shown;
  return { store, commands: consoleCommands(store, new Flow(store), () => {}) };
}

const states = ['draft', 'ready', 'open', 'closed'] as const;
const rules = ['live', 'on_reveal', 'after_vote'] as const;
const shownPolls = states.flatMap((state) =>
  rules.flatMap((results) => [0, 3].map((total_votes) => poll({ state, results, total_votes }))),
);
const rooms: [string | null, View][] = [
  ['AAAAAAAA', 'poll'],
  ['BBBBBBBB', 'poll'],
  [null, 'lobby'],
  [null, 'blank'],
];
const consoles = [
  ...shownPolls.flatMap((shown) =>
    rooms.map(
      ([staged, view]) =>
        () =>
          consoleWith(shown, staged, view),
    ),
  ),
  () => consoleWith(null, null, 'lobby'),
  () => consoleWith(poll({ state: 'open' }), 'AAAAAAAA', 'poll', true),
  () => {
    const writing = consoleWith(poll({ state: 'open' }), 'AAAAAAAA', 'poll');
    writing.store.composer.open();
    return writing;
  },
];

test('a key whose command is not possible changes nothing on the server, and asks nothing', async () => {
  const pressed = new Set<string>();
  for (const make of consoles) {
    const { store, commands } = make();
    for (const [name, command] of Object.entries(commands) as [string, Command][]) {
      if (command.isPossible()) continue;
      pressed.add(name);
      command.run();
      await Promise.resolve();
      expect([name, sent, store.confirmation]).toEqual([name, [], null]);
    }
  }
  // Every step of a poll was impossible somewhere, or the test would say nothing of it.
  for (const name of [
    'next',
    'back',
    'open',
    'reveal',
    'answer',
    'timer',
    'more_time',
    'stop_timer',
    'again',
    'qr',
    'blank',
    'new',
  ])
    expect(pressed).toContain(name);
});

test('more time is added to a running timer alone', () => {
  const { commands } = consoleWith(poll({ state: 'open' }), 'AAAAAAAA', 'poll');
  commands.more_time.run();
  expect(sent).toEqual([]);
  consoleWith(poll({ state: 'open', closes_in: 9000 }), 'AAAAAAAA', 'poll').commands.more_time.run();
  expect(sent).toEqual(['PATCH /api/polls/AAAAAAAA {"add_seconds":15}']);
});

test('a poll that was off stage opens with its bars, also while those of another one are hidden', () => {
  const { store, commands } = consoleWith(poll({}), 'AAAAAAAA', 'poll');
  const hideBars = (code: string) =>
    store.server.applyStage({
      ...store.server.meeting!,
      seq: store.server.meeting!.seq + 1,
      poll_code: code,
      bars: false,
    });
  hideBars('AAAAAAAA');
  expect(commands.open.effect?.()).toBe(t('sees_open_no_bars'));
  hideBars('BBBBBBBB');
  expect(commands.open.effect?.()).toBe(t('sees_open'));
});

test('O opens a counted vote again only by a second press', async () => {
  const { store, commands } = consoleWith(poll({ state: 'closed' }), 'AAAAAAAA', 'poll');
  commands.open.run();
  expect([sent, store.confirmation?.by]).toEqual([[], 'open']);
  await store.confirmation?.yes.go();
  expect(sent).toEqual(['PATCH /api/polls/AAAAAAAA {"state":"open"}']);
});

test('R on a poll off stage leaves the screen as it is', () => {
  const { commands } = consoleWith(poll({ state: 'closed' }), 'BBBBBBBB', 'poll');
  commands.reveal.run();
  expect([sent, commands.reveal.isPossible()]).toEqual([[], false]);
});

test.each<[View, View, string | null, string]>([
  ['blank', 'board', null, 'board'],
  ['blank', 'lobby', 'AAAAAAAA', 'lobby'],
  ['blank', 'poll', 'AAAAAAAA', 'poll'],
  ['poll', 'poll', 'AAAAAAAA', 'blank'],
])('B on %s over %s, with %s on stage last, shows %s', (view, beneath, last, shown) => {
  const { store, commands } = consoleWith(poll({}), null, view);
  store.server.meeting = { ...store.server.meeting!, beneath };
  store.server.lastStaged = last;
  commands.blank.run();
  expect(sent).toEqual([`PUT /api/meetings/K7Q2M9/stage {"view":"${shown}"}`]);
});

test.each<[string | null, string, TextKey]>([
  [null, 'lobby', 'do_lobby'],
  ['AAAAAAAA', 'poll', 'stage_back'],
])('in the lobby with %s on stage last, its button shows %s', async (last, shown, text) => {
  const { store, commands } = consoleWith(poll({}), null, 'lobby');
  store.server.lastStaged = last;
  expect(commands.lobby.text()).toBe(t(text));
  commands.lobby.run();
  await Promise.resolve();
  expect(sent).toEqual([`PUT /api/meetings/K7Q2M9/stage {"view":"${shown}"}`]);
});

test('N does not end a round that is running', () => {
  const { commands } = consoleWith(poll({ state: 'open' }), 'AAAAAAAA', 'poll');
  commands.again.run();
  expect(sent).toEqual([]);
  expect(commands.again.isPossible()).toBe(false);
});
