// Steps that the console takes for keys whose effect on it nobody sees: a refusal becomes a notice, never a question, which would wait
// unseen and swallow the next keys.
import { NOTHING_FOLLOWS, takeUnseen } from '../../lib/unseen-step';
import type { Problem } from '../../lib/wire.gen';
import type { ConsoleStore } from './console-store.svelte';

/** Takes the step of a key, by what the room sees. */
export async function takeUnseenStep({ server, requests }: ConsoleStore, key: string): Promise<void> {
  const { meeting } = server;
  if (!meeting || meeting.ended) return;
  const outcome = await takeUnseen(meeting.join_code, key, meeting.bars);
  const code = typeof outcome === 'string' ? outcome : outcome?.code;
  if (code && code !== NOTHING_FOLLOWS) requests.problem = { code } as Problem;
}
