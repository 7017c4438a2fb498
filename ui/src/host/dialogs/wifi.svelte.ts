// The Wi-Fi that the room joins first: asked for when the join card opens, and never kept in this page.
import { ask } from '../../lib/http';
import type { Problem, WifiBody, WifiNow } from '../../lib/wire.gen';

export class Wifi {
  now: WifiNow | null = $state.raw(null);
  trouble: Problem | null = $state.raw(null);
  /** The keyring was asked for, and did not take it. */
  notKept = $state(false);
  busy = $state(false);

  async load(): Promise<void> {
    const answer = await ask<WifiNow>('GET', '/api/wifi');
    if ('value' in answer) this.now = answer.value;
    else this.trouble = answer.problem;
  }

  async enter(body: WifiBody): Promise<boolean> {
    this.busy = true;
    const answer = await ask<WifiNow>('PUT', '/api/wifi', body);
    this.busy = false;
    this.trouble = 'problem' in answer ? answer.problem : null;
    if (!('value' in answer)) return false;
    this.now = answer.value;
    this.notKept = body.keep && !answer.value.kept;
    return true;
  }

  async forget(): Promise<void> {
    this.busy = true;
    const answer = await ask<null>('DELETE', '/api/wifi');
    this.busy = false;
    if ('problem' in answer) this.trouble = answer.problem;
    else await this.load();
  }
}
