// Whether this window shows what a poll came to: one state, which every place that shows counts reads. A host who
// shares the screen hides them; phones and the projector are not affected.
import { recall, remember } from './preferences';

const KEPT = 'counts_hidden';

class Counts {
  hidden = $state(recall(KEPT));

  toggle(): void {
    this.hidden = !this.hidden;
    remember(KEPT, this.hidden);
  }
}

export const counts = new Counts();
