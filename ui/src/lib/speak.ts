// What a screen reader hears: the newest sentence, at most one every five seconds, so that a lively room
// does not talk over the voter.

const QUIET = 5000;

export function speaker(say: (sentence: string) => void, now: () => number = Date.now) {
  let last = -QUIET;
  let next = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const speak = () => {
    timer = undefined;
    last = now();
    say(next);
  };
  return (sentence: string): void => {
    if (!sentence || (sentence === next && timer === undefined)) return;
    next = sentence;
    timer ??= setTimeout(speak, Math.max(0, last + QUIET - now()));
  };
}
