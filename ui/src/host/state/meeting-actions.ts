// What the host does with meetings and with the stage. Each action sends its request and applies the answer.
import { ask } from '../../lib/http';
import type { MeetingBody, MeetingPatch, StageNow, StageRequest } from '../../lib/wire.gen';
import type { ConsoleStore } from './console-store.svelte';

const sendPatch = ({ requests }: ConsoleStore, code: string, patch: MeetingPatch): Promise<StageNow | null> =>
  requests.run(ask<StageNow>('PATCH', `/api/meetings/${code}`, patch));

const sendNew = ({ requests }: ConsoleStore, body: MeetingBody): Promise<StageNow | null> =>
  requests.run(ask<StageNow>('POST', '/api/meetings', body));

/** Changes what phones and the projector show. */
export async function changeStage(store: ConsoleStore, change: StageRequest): Promise<void> {
  const { requests, server } = store;
  if (!server.meeting || requests.busy) return;
  const path = `/api/meetings/${server.meeting.join_code}/stage`;
  const stage = await requests.run(ask<StageNow>('PUT', path, change));
  if (!stage) return;
  store.undo.offered = null;
  server.applyStage(stage);
  if (change.poll_code) await store.view(change.poll_code);
}

/** The current meeting, created where there is none; null where that failed. */
export async function ensureMeeting(store: ConsoleStore): Promise<StageNow | null> {
  if (!store.server.meeting) {
    // The first poll, or another console, may be creating it now.
    await sendNew(store, { if_none: true });
    await store.refresh();
  }
  return store.server.meeting;
}

/** Ends the meeting that is shown; returns whether that succeeded. */
export async function endMeeting(store: ConsoleStore, code: string): Promise<boolean> {
  const stage = await sendPatch(store, code, { ended: true });
  if (stage) store.applyStage(stage);
  return !!stage;
}

/** Announces when the meeting starts, or that it does not. */
export async function announceStart(
  store: ConsoleStore,
  start: Pick<MeetingPatch, 'starts_at' | 'starts_in_seconds'>,
): Promise<void> {
  const { meeting } = store.server;
  const stage = meeting && (await sendPatch(store, meeting.join_code, start));
  if (stage) store.server.applyStage(stage);
}

/** Reopens an ended meeting and shows it. */
export async function reopenMeeting(store: ConsoleStore, code: string): Promise<void> {
  if (await sendPatch(store, code, { ended: false })) await store.showCurrentMeeting();
}

/** Creates a meeting and shows it. */
export async function createMeeting(store: ConsoleStore, body: MeetingBody): Promise<void> {
  if (await sendNew(store, body)) await store.showCurrentMeeting();
}
