// A meeting that has ended stays before the host until there is another, also when the page is loaded anew. It is kept for
// as long as this window is open: the next start begins with an empty question.
import { ask } from '../../lib/http';
import type { Console, MeetingPolls, StageNow } from '../../lib/wire.gen';

const KEPT = 'handsup.ended';

/** Notes the meeting that is shown, if it has ended. */
export function keepEnded({ join_code, ended }: StageNow): void {
  try {
    if (ended) sessionStorage.setItem(KEPT, join_code);
    else sessionStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing begins anew.
  }
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** The console as it stood: with the meeting that had ended there, if it still has. */
export async function asItStood(console: Console): Promise<Console> {
  const code = kept();
  if (!code || code === console.meeting?.join_code) return console;
  const stage = await ask<StageNow>('GET', `/m/${code}/stage`);
  const list = await ask<MeetingPolls>('GET', `/api/meetings/${code}`);
  if ('problem' in stage || 'problem' in list || !stage.value.ended) return console;
  return { ...console, meeting: stage.value, polls: list.value.polls, staged: null };
}
