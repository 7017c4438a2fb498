// What a screen reader announces when a phone's scene changes: the phone's own events once, the host's steps, and the last seconds.
// Counts that change with other people's votes are never announced.
import type { Scene } from './scene';
import { many, t } from './text';

/** Seconds before the end at which the time left is announced. */
const WARN_AT_SECONDS = [30, 10];

/** The notices that are new or changed. One that counts the seconds to the next try is announced once. */
function notices(before: Scene, now: Scene): string[] {
  return Object.entries(now.notices).flatMap(([key, { title, text }]) => {
    const known = before.notices[key];
    if (known?.title !== title) return [`${title}. ${text}`];
    return known.text === text || key.startsWith('retry') ? [] : [text];
  });
}

function seconds({ left: before }: Scene, { left }: Scene): string[] {
  if (!left) return [];
  const passed = WARN_AT_SECONDS.some((at) => left <= at && (!before || before > at));
  return passed ? [many('seconds', left)] : [];
}

/** The announcements, in order. */
export function announcements(before: Scene, now: Scene): string[] {
  const isOther = now.pollRound !== before.pollRound;
  const begins =
    now.phase !== before.phase && before.phase !== 'counted' && now.phase !== 'closed' && now.phase !== 'counted';
  const closes = now.phase === 'closed' && before.phase !== 'closed';
  const reveals = now.revealed && !before.revealed;
  const texts = isOther || begins ? [now.prompt] : [];
  texts.push(...notices(before, now));
  if (now.counted && (isOther || now.receipt !== before.receipt)) texts.push(now.counted);
  if (now.results && !isOther && (closes || reveals)) texts.push(now.results);
  if (now.right && (isOther || now.right !== before.right)) texts.push(t('spoken_right', { answer: now.right }));
  return [...texts, ...seconds(before, now)];
}
