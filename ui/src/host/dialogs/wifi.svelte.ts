// The Wi-Fi that phones join first: loaded when the join card opens, and stored by the server alone.
import { ask } from '../../lib/http';
import type { Problem, WifiBody, WifiNow } from '../../lib/wire.gen';

export class Wifi {
  /** What the server has stored; null until it has answered. */
  stored: WifiNow | null = $state.raw(null);
  problem: Problem | null = $state.raw(null);
  /** Whether the password was to be stored in the keyring, and was not. */
  keyringFailed = $state(false);
  busy = $state(false);

  async load(): Promise<void> {
    const answer = await ask<WifiNow>('GET', '/api/wifi');
    this.problem = 'problem' in answer ? answer.problem : null;
    if ('value' in answer) this.stored = answer.value;
  }

  /** Stores name and password; returns whether that succeeded. */
  async save(body: WifiBody): Promise<boolean> {
    this.busy = true;
    const answer = await ask<WifiNow>('PUT', '/api/wifi', body);
    this.busy = false;
    this.problem = 'problem' in answer ? answer.problem : null;
    if (!('value' in answer)) return false;
    this.stored = answer.value;
    this.keyringFailed = body.keep && !answer.value.kept;
    return true;
  }

  async forget(): Promise<void> {
    this.busy = true;
    const answer = await ask<null>('DELETE', '/api/wifi');
    this.busy = false;
    this.problem = 'problem' in answer ? answer.problem : null;
    if (!this.problem) await this.load();
  }
}
