// Moves a row by its handle. The row follows the pointer, and takes its new place when it is let go: moving elements while a finger
// is on them would end its events.
import type { Action } from 'svelte/action';

/** `ondrop`: is called with the place, from 1, at which the row was dropped. */
export const drag: Action<HTMLElement, { ondrop: (place: number) => void }> = (handle, initial) => {
  let { ondrop } = initial;

  function start({ pointerId, clientY, button }: PointerEvent) {
    const row = handle.closest<HTMLElement>('li');
    if (!row || button !== 0) return;
    const others = [...row.parentElement!.querySelectorAll<HTMLElement>('li.on')].filter((other) => other !== row);
    const tops = others.map((other) => other.getBoundingClientRect()).map(({ top, height }) => top + height / 2);
    const middle = row.getBoundingClientRect().top + row.offsetHeight / 2;
    let way = 0;
    const move = (event: PointerEvent) => {
      if (event.pointerId !== pointerId) return;
      way = event.clientY - clientY;
      row.style.transform = `translateY(${way}px)`;
    };
    const end = (event: PointerEvent) => {
      if (event.pointerId !== pointerId) return;
      row.classList.remove('dragged');
      row.style.transform = '';
      for (const [name, listener] of listeners) removeEventListener(name, listener);
      if (event.type === 'pointerup' && way) ondrop(1 + tops.filter((top) => top < middle + way).length);
    };
    const listeners = [
      ['pointermove', move],
      ['pointerup', end],
      ['pointercancel', end],
    ] as const;
    row.classList.add('dragged');
    for (const [name, listener] of listeners) addEventListener(name, listener);
  }

  handle.addEventListener('pointerdown', start);
  return {
    update: (next) => ({ ondrop } = next),
    destroy: () => handle.removeEventListener('pointerdown', start),
  };
};
