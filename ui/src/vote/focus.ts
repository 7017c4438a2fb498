// Where the focus goes when what had it is gone: to what the voter's own step has led to, and into view.

/** The voter's own last step, by where it leads: a new object for each, so that the same step twice leads there twice. */
export type Step = { to: '.counted h2' | '.notice' | '.opt input:checked' };

export function goTo(step: Step | null): void {
  const target = step && document.querySelector<HTMLElement>(step.to);
  target?.scrollIntoView({ block: 'center' });
  target?.focus({ preventScroll: true });
}
