// Where the focus goes when what had it is gone: to what the voter's own step has led to, and into view.

/** The voter's own last step: a vote that was counted or refused, the ballot opened again, or left as it was. */
export type Step = { to: 'counted' | 'refused' | 'ballot' };

const TARGETS: Record<Step['to'], string> = {
  counted: '.counted h2',
  refused: '.notice',
  ballot: '.opt input:checked',
};

export function goTo(step: Step | null): void {
  const target = step && document.querySelector<HTMLElement>(TARGETS[step.to]);
  if (!target) return;
  target.scrollIntoView({ block: 'center' });
  target.focus({ preventScroll: true });
}
