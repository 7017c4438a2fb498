// What is spoken when a phone's scene changes: its own events at once and once, the host's steps, the last seconds. What
// others do moves counts, and is never spoken by itself.
import type { Scene } from './scene';
import { many, t } from './text';

/** Seconds before the end at which a listener hears how many there are. */
const WARNINGS = [30, 10];

/** What was not said in the earlier scene. A notice that counts the seconds to the next try is new once. */
function notices(before: Scene, now: Scene): string[] {
  return Object.entries(now.told).flatMap(([key, { title, text }]) => {
    const known = before.told[key];
    if (known?.title !== title) return [`${title}. ${text}`];
    return known.text === text || key.startsWith('retry') ? [] : [text];
  });
}

function seconds({ left: before }: Scene, { left }: Scene): string[] {
  if (!left) return [];
  const passed = WARNINGS.some((at) => left <= at && (!before || before > at));
  return passed ? [many('seconds', left)] : [];
}

/** What to say, in order. */
export function speech(before: Scene, now: Scene): string[] {
  const elsewhere = now.at !== before.at;
  const begins =
    now.phase !== before.phase && before.phase !== 'counted' && now.phase !== 'closed' && now.phase !== 'counted';
  const closes = now.phase === 'closed' && before.phase !== 'closed';
  const reveals = now.revealed && !before.revealed;
  const said = elsewhere || begins ? [now.asks] : [];
  said.push(...notices(before, now));
  if (now.counted && (elsewhere || now.receipt !== before.receipt)) said.push(now.counted);
  if (now.results && !elsewhere && (closes || reveals)) said.push(now.results);
  if (now.right && (elsewhere || now.right !== before.right)) said.push(t('spoken_right', { answer: now.right }));
  return [...said, ...seconds(before, now)];
}
