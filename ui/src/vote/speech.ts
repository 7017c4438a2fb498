// What a screen reader announces when a phone's scene changes: the phone's own events once, the host's steps, and the last seconds.
// Counts that change with other people's votes are never announced.
import type { Scene } from './scene';
import { many, t } from './text';
import { timeLeft } from './time-left';

/** Seconds before the end at which the time left is announced. */
const WARN_AT_SECONDS = [30, 10];
/** Seconds before the start of the meeting at which it is announced, besides when the host does. */
const START_AT_SECONDS = [300, 60, 0];

/** The notices that are new or changed. A notice that counts the seconds to the next try is announced once. */
function notices(previous: Scene, now: Scene): string[] {
  return Object.entries(now.notices).flatMap(([key, { title, text }]) => {
    const earlier = previous.notices[key];
    if (earlier?.title !== title) return [`${title}. ${text}`];
    return earlier.text === text || key.startsWith('retry') ? [] : [text];
  });
}

/** The time left, when a limit of `WARN_AT_SECONDS` was passed, and when the host has added some. */
function seconds({ left: previous, pollRound }: Scene, { left, ...now }: Scene): string[] {
  if (!left) return [];
  // A snapshot that was under way may move the countdown by a second.
  if (previous && left > previous + 1 && now.pollRound === pollRound) return [`${t('time_more')} ${timeLeft(left)}.`];
  const passed = WARN_AT_SECONDS.some((at) => left <= at && (!previous || previous > at));
  return passed ? [timeLeft(left)] : [];
}

/** When the meeting starts: once the host has said so, and when a limit of `START_AT_SECONDS` was passed. */
function start({ start: previous = null }: Scene, { start = null }: Scene): string[] {
  if (start === null) return [];
  const passed = previous === null || START_AT_SECONDS.some((at) => start <= at && previous > at);
  if (!passed) return [];
  return [start ? many('starts_minutes', Math.ceil(start / 60)) : t('starts_now')];
}

/** What the results say of the own vote: at a step of the host, or once that vote is known. Its shares change with other people's votes. */
function personalLines(previous: Scene, now: Scene, isStep: boolean): string[] {
  const isOwnNews = now.right !== previous.right || now.receipt !== previous.receipt;
  if (!isStep && !isOwnNews) return [];
  const known = now.pollRound === previous.pollRound ? (previous.personal ?? []) : [];
  return (now.personal ?? []).filter((line) => !known.includes(line)).map((line) => `${line}.`);
}

/** What to announce when the scene `previous` is followed by `now`, in the order to speak. */
export function announcements(previous: Scene, now: Scene): string[] {
  const isOtherRound = now.pollRound !== previous.pollRound;
  const begins =
    now.phase !== previous.phase && previous.phase !== 'counted' && now.phase !== 'closed' && now.phase !== 'counted';
  const closes = now.phase === 'closed' && previous.phase !== 'closed';
  const reveals = !!now.revealed && !previous.revealed;
  const texts = isOtherRound || begins ? [now.prompt] : [];
  texts.push(...notices(previous, now));
  if (now.counted && (isOtherRound || now.receipt !== previous.receipt)) texts.push(now.counted);
  texts.push(...personalLines(previous, now, isOtherRound || closes || reveals));
  if (now.results && !isOtherRound && (closes || reveals)) texts.push(now.results);
  if (now.right && (isOtherRound || now.right !== previous.right)) texts.push(t('spoken_right', { answer: now.right }));
  if (now.note && now.note !== previous.note) texts.push(now.note.text);
  if (now.checked && now.checked !== previous.checked) texts.push(now.checked);
  if (now.board && !previous.board) texts.push(`${now.board}.`);
  return [...texts, ...seconds(previous, now), ...start(previous, now)];
}
