// What the host does with polls. Each action sends its request and applies the answer; what can be undone gets an offer to undo it.
import { type Answer, ask } from '../../lib/http';
import type { CreateBody, Created, HostPoll, PollPatch, StageNow } from '../../lib/wire.gen';
import type { ConsoleStore } from './console-store.svelte';
import { inverse } from './steps';
import { completedAction, undoText } from './undo-text';

const sendPatch = (code: string, patch: PollPatch): Promise<Answer<HostPoll>> =>
  ask<HostPoll>('PATCH', `/api/polls/${code}`, patch);

/** Creates a poll, shows it and closes the composer. Calls `oncreated` before it closes the composer. */
export async function createPoll(store: ConsoleStore, body: CreateBody, oncreated: () => void): Promise<void> {
  store.composer.isSending = true;
  const created = await store.requests.run(ask<Created>('POST', '/create', body));
  store.composer.isSending = false;
  if (!created) return;
  oncreated();
  const poll = await store.requests.run(ask<HostPoll>('GET', `/api/polls/${created.poll_code}`));
  if (poll) store.show(poll);
  store.composer.close();
  await store.refresh();
}

/** Changes the poll that is shown; returns whether that succeeded. */
export async function patchPoll(store: ConsoleStore, patch: PollPatch | null): Promise<boolean> {
  const previous = store.server.poll;
  if (!patch || !previous || store.requests.busy) return false;
  const poll = await store.requests.run(sendPatch(previous.poll_code, patch));
  if (!poll) return false;
  store.server.applyAnswer(poll);
  const [back, action] = [inverse(previous, patch), completedAction(patch, poll)];
  store.undo.offered = back &&
    action && { text: undoText(action), run: () => applyInverse(store, previous.poll_code, back) };
  return true;
}

/** Changes the wording of any poll; returns whether that succeeded. */
export async function rewordPoll(store: ConsoleStore, code: string, patch: PollPatch): Promise<boolean> {
  const poll = await store.requests.run(sendPatch(code, patch));
  if (!poll) return false;
  store.show(poll);
  await store.refresh();
  return true;
}

/** Closes any poll; returns whether that succeeded. */
export async function closePoll({ requests, server }: ConsoleStore, code: string): Promise<boolean> {
  const closed = await requests.run(sendPatch(code, { state: 'closed' }));
  if (!closed) return false;
  server.applyResults(closed);
  server.polls = server.polls.map((poll) => (poll.poll_code === code ? { ...poll, state: closed.state } : poll));
  return true;
}

/** Deletes a poll. If it was shown, shows the staged poll instead, else the first one, else the composer. */
export async function deletePoll(store: ConsoleStore, code: string): Promise<void> {
  const { requests, server } = store;
  const question = server.polls.find((poll) => poll.poll_code === code)?.question ?? '';
  await requests.run(ask<null>('DELETE', `/api/polls/${code}`));
  if (requests.problem) return;
  // Before the next request: until its answer the former offer would still undo an earlier action.
  store.undo.offered = {
    text: undoText({ key: 'done_deleted', question }),
    run: () => applyInverse(store, code, { deleted: false }),
  };
  server.polls = server.polls.filter((poll) => poll.poll_code !== code);
  if (server.poll?.poll_code !== code) return;
  server.poll = null;
  const next = server.staged && server.staged !== code ? server.staged : server.polls[0]?.poll_code;
  if (next) await store.view(next);
  else store.composer.open();
}

/** Strikes the votes that devices with several addresses cast beyond their first one. */
export async function strikeExtraVotes({ requests, server }: ConsoleStore): Promise<void> {
  if (!server.poll || requests.busy) return;
  const poll = await requests.run(ask<HostPoll>('DELETE', `/api/polls/${server.poll.poll_code}/extra-votes`));
  if (poll) server.applyAnswer(poll);
}

/** Restores a deleted poll with its votes. */
export async function restorePoll(store: ConsoleStore, code: string): Promise<void> {
  store.undo.offered = null;
  await applyInverse(store, code, { deleted: false });
}

/** Erases a deleted poll and its votes for good. */
export async function erasePoll(store: ConsoleStore, code: string): Promise<void> {
  store.undo.offered = null;
  await store.requests.run(ask<null>('DELETE', `/api/polls/${code}?for_good=true`));
  await store.refresh();
}

/** Copies a poll and shows the copy. */
export async function copyPoll(store: ConsoleStore, code: string): Promise<void> {
  const poll = await store.requests.run(ask<HostPoll>('POST', `/api/polls/${code}/copy`));
  if (!poll) return;
  store.show(poll);
  await store.refresh();
}

/** Puts the meeting's polls into this order. */
export async function reorderPolls(store: ConsoleStore, codes: string[]): Promise<void> {
  const { polls } = store.server;
  const formerCodes = polls.map((poll) => poll.poll_code);
  store.server.polls = codes.flatMap((code) => polls.find((poll) => poll.poll_code === code) ?? []);
  if (!(await sendOrder(store, codes))) return;
  store.undo.offered = {
    text: undoText({ key: 'done_moved' }),
    run: async () => void (await sendOrder(store, formerCodes)),
  };
}

/** Sends the patch that undoes an action, and shows its poll. */
async function applyInverse(store: ConsoleStore, code: string, patch: PollPatch): Promise<void> {
  const poll = await store.requests.run(sendPatch(code, patch));
  if (!poll) return;
  if (store.server.poll?.poll_code === code) store.server.applyAnswer(poll);
  else store.show(poll);
  await store.refresh();
}

/** Sends the order of the polls; returns whether the server has accepted it. */
async function sendOrder(store: ConsoleStore, codes: string[]): Promise<boolean> {
  const { meeting } = store.server;
  if (!meeting) return false;
  const path = `/api/meetings/${meeting.join_code}/order`;
  const stage = await store.requests.run(ask<StageNow>('PUT', path, { poll_codes: codes }));
  if (!stage) await store.refresh();
  return stage !== null;
}
