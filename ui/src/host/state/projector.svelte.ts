// The projector page and the bar that this console has opened: in windows of the app, or of this browser.
import { ask } from '../../lib/http';
import type { Projector as Opened, ProjectorPlace } from '../../lib/wire.gen';

/** Milliseconds between two checks whether the tab was closed: browsers send no event for that. */
const CHECK_INTERVAL_MS = 500;

export class Projector {
  /** Where the page is open; null while it is not. */
  openIn: ProjectorPlace | 'tab' | null = $state(null);
  #tab: Window | null = null;
  /** The bar's window, where there is no app. */
  #bar: Window | null = null;

  constructor(openIn: ProjectorPlace | null) {
    this.openIn = openIn;
  }

  /** Applies a report of the server that the app's window was opened, moved or closed. */
  update(openIn: ProjectorPlace | null): void {
    if (!this.#tab) this.openIn = openIn;
  }

  toggle(code: string): Promise<void> {
    return this.openIn ? this.close() : this.open(code);
  }

  /** Opens the page of this meeting, or navigates the one that is open. */
  async open(code: string): Promise<void> {
    const answer = await ask<Opened>('POST', '/api/desktop/projector', { join_code: code });
    // Without the app the request fails, and the page is opened in a tab.
    if (!('problem' in answer)) return;
    const tab = open(`/screen/${code}`, 'handsup-projector');
    if (!tab || tab === this.#tab) return;
    this.#tab = tab;
    this.openIn = 'tab';
    this.#watch(tab);
  }

  /** Shows another meeting where the page or the bar is open. */
  async follow(code: string): Promise<void> {
    if (this.openIn) await this.open(code);
    const isPopup = 'problem' in (await ask('POST', '/api/desktop/bar', { join_code: code, if_open: true }));
    if (isPopup && this.#bar && !this.#bar.closed) this.#openPopup(code);
  }

  /** Opens the bar of this meeting: the app's own window, or a small one of this browser, which cannot be above others. */
  async openBar(code: string): Promise<void> {
    const answer = await ask('POST', '/api/desktop/bar', { join_code: code });
    if ('problem' in answer) this.#openPopup(code);
  }

  #openPopup(code: string): void {
    this.#bar = open(`/screen/${code}?bar`, 'handsup-bar', 'popup,width=860,height=92');
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
      this.openIn = null;
    }, CHECK_INTERVAL_MS);
  }
}
