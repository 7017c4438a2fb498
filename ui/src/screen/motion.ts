// Motion of the whole wall. All of it is decoration: what it leads to stands in the style sheets, so that it can end at any time.

/** Milliseconds of a part that comes in, and until the last option begins. */
const [ENTER_MS, STAGGER_MS] = [250, 150];

/** Measures with every animation of `main` at its end: what moves has the place and the size that it will have. No frame shows that. */
export function atRest<T>(main: Element, measure: () => T): T {
  const moving = (main.getAnimations?.({ subtree: true }) ?? []).flatMap((animation) => {
    const [time, end] = [animation.currentTime, animation.effect?.getComputedTiming().endTime];
    return time === null || end === undefined || end === Infinity ? [] : [{ animation, time, end }];
  });
  for (const { animation, end } of moving) animation.currentTime = end;
  try {
    return measure();
  } finally {
    for (const { animation, time } of moving) animation.currentTime = time;
  }
}

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Lets the parts of a new view come in: the heading first, then a poll's options or the end's figures one after the other. */
export function enter(main: HTMLElement): void {
  if (isStill()) return;
  const options = main.querySelectorAll('.options > *, .fits > *, .figures > *, .clearest');
  const parts = [main.querySelector('h1'), ...options];
  parts.forEach((part, at) =>
    part?.animate?.([at ? { opacity: 0 } : { opacity: 0, transform: 'translateY(0.3em)' }, {}], {
      duration: ENTER_MS,
      delay: at ? (STAGGER_MS * (at - 1)) / Math.max(1, options.length - 1) : 0,
      easing: 'ease-out',
      fill: 'backwards',
    }),
  );
}

/** The keys of a next step, of which one ends a reveal. */
const SKIPS = [' ', 'ArrowRight', 'PageDown', 'Enter'];

/** The animations of a reveal and of a right answer, as `show.css` names them. Others go on beside them: the pulse of the last seconds, a
 *  number that ticks, the line of the round before. */
export const REVEAL = 'grow rise stretch appear unmarked forward marked plain behind'.split(' ');

/** Whether an animation is part of a reveal. Transitions, such as those of bars that grow with votes, are not. */
const isReveal = (animation: Animation): boolean =>
  animation.playState === 'running' && REVEAL.includes((animation as Partial<CSSAnimation>).animationName ?? '');

/** Ends the reveal that is being shown; false where there is none. */
export function skip({ key }: Pick<KeyboardEvent, 'key'>): boolean {
  const moving = SKIPS.includes(key) ? (document.getAnimations?.() ?? []).filter(isReveal) : [];
  moving.forEach((one) => one.finish());
  return moving.length > 0;
}
