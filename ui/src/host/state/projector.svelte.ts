// The projector that this console has opened: a window of the app, or a tab of this browser.
import { ask } from '../../lib/http';
import type { Projector as Opened, ProjectorPlace } from '../../lib/wire.gen';

/** How often a tab is looked at, in milliseconds: it tells nobody that it was closed. */
const LOOK = 500;

export class Projector {
  /** Where it is; null while it is not open. */
  place: ProjectorPlace | 'tab' | null = $state(null);
  #tab: Window | null = null;

  constructor(place: ProjectorPlace | null) {
    this.place = place;
  }

  /** The app's window was opened, moved or closed. */
  heard(place: ProjectorPlace | null): void {
    if (!this.#tab) this.place = place;
  }

  toggle(code: string): Promise<void> {
    return this.place ? this.close() : this.open(code);
  }

  /** Opens it on this meeting, or leads the one that is open there. */
  async open(code: string): Promise<void> {
    const answer = await ask<Opened>('POST', '/api/desktop/projector', { join_code: code });
    if (!('problem' in answer)) return;
    const tab = open(`/screen/${code}`, 'handsup-projector');
    if (!tab || tab === this.#tab) return;
    this.#tab = tab;
    this.place = 'tab';
    this.#watch(tab);
  }

  async close(): Promise<void> {
    if (this.#tab) this.#tab.close();
    else await ask('DELETE', '/api/desktop/projector');
  }

  #watch(tab: Window): void {
    const timer = setInterval(() => {
      if (!tab.closed && this.#tab === tab) return;
      clearInterval(timer);
      if (this.#tab !== tab) return;
      this.#tab = null;
      this.place = null;
    }, LOOK);
  }
}
