// Whether this window shows counts: a host who shares the screen can hide them. Phones and the projector are not affected.
import { readPreference, writePreference } from './preferences';

const PREFERENCE = 'counts_hidden';

class Counts {
  hidden = $state(readPreference(PREFERENCE));

  toggle(): void {
    this.hidden = !this.hidden;
    writePreference(PREFERENCE, this.hidden);
  }
}

export const counts = new Counts();
