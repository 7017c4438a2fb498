// An ended meeting stays on screen until another one is current, also across a reload. Its code is stored in this window's session
// storage, so the next start of the program shows an empty composer instead.
import { ask } from '../../lib/http';
import type { Console, MeetingPolls, StageNow } from '../../lib/wire.gen';

const KEY = 'handsup.ended';

/** Stores the code of the shown meeting if it has ended, and removes it otherwise. */
export function storeIfEnded({ join_code, ended }: StageNow): void {
  try {
    if (ended) sessionStorage.setItem(KEY, join_code);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage a reload shows the current meeting.
  }
}

function storedCode(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The console with the ended meeting that this window showed before the reload, if the server still has it as ended. */
export async function restoreEnded(console: Console): Promise<Console> {
  const code = storedCode();
  if (!code || code === console.meeting?.join_code) return console;
  const stage = await ask<StageNow>('GET', `/m/${code}/stage`);
  const list = await ask<MeetingPolls>('GET', `/api/meetings/${code}`);
  if ('problem' in stage || 'problem' in list || !stage.value.ended) return console;
  return { ...console, meeting: stage.value, polls: list.value.polls, staged: null };
}
