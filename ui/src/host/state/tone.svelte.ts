// Whether the console's chart has a colour for each option, as the wall has in a playful tone.
import type { LookNow } from '../../lib/wire.gen';

let playful = $state(false);

export const tone = {
  get playful(): boolean {
    return playful;
  },
  /** Takes the tone of the meeting. Its colours are for the room, not for the console. */
  follow(look?: LookNow): void {
    playful = document.documentElement.classList.toggle('playful', look?.tone === 'playful');
  },
};
