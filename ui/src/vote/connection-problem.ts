// Why no messages arrive, as far as a phone can tell: each cause has its own remedy.
import type { ConnectionState } from '../lib/live';

/** `offline`: the phone has no network. `unreachable`: the phone has a network, but the host does not answer on it. */
export type ConnectionProblem = 'offline' | 'unreachable' | null;

/** Milliseconds without a connection until the page asks to scan the code again. */
export const PATIENCE_MS = 6000;

/** `disconnectedMs`: milliseconds without a connection. A host that has quit is not unreachable: it has announced the end. */
export function connectionProblem(
  connection: ConnectionState,
  onLine: boolean,
  disconnectedMs: number,
): ConnectionProblem {
  if (connection === 'live') return null;
  if (!onLine) return 'offline';
  return connection !== 'ended' && disconnectedMs >= PATIENCE_MS ? 'unreachable' : null;
}
