// Whether the console's chart has a colour for each option, as the wall has in a playful tone.
import { applyLook } from '../../lib/look';
import type { LookShown } from '../../lib/wire.gen';

let playful = $state(false);

export const tone = {
  get playful(): boolean {
    return playful;
  },
  /** Gives the console the look of its meeting. */
  follow(look?: LookShown): void {
    playful = applyLook(look);
  },
};
