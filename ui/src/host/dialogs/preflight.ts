// The checks before the hall fills, each as it stands now.
import type { Diagnosis, Network } from '../../lib/wire.gen';
import type { Projector } from '../state/projector.svelte';

/** `ok`: a tick; `todo`: the host has to do something; `bad`: it does not work as it is; `note`: nothing to tick off now. */
export type Mark = 'ok' | 'todo' | 'bad' | 'note';

export type Known = {
  network: Pick<Network, 'address' | 'trouble'>;
  diagnosis: Pick<Diagnosis, 'reason' | 'awake'> | null;
  openIn: Projector['openIn'];
  /** The name of the last key that a remote has sent since the sheet was opened; null before one has. */
  pressed: string | null;
};

export type Check = 'network' | 'phone' | 'projector' | 'remote' | 'awake' | 'rehearsal';

/** What the diagnosis says of an address that phones cannot, or should not, use. */
const UNUSABLE: readonly Diagnosis['reason'][] = ['vpn', 'public', 'nobody', 'no_network', 'this_computer_only'];

/** How each check stands, in the order in which the host goes through them. */
export function checks({ network, diagnosis, openIn, pressed }: Known): Record<Check, Mark> {
  const isUsable = network.address && !network.trouble && !(diagnosis && UNUSABLE.includes(diagnosis.reason));
  return {
    network: isUsable ? 'ok' : 'bad',
    phone: diagnosis?.reason === 'reached' ? 'ok' : diagnosis?.reason === 'slow' ? 'bad' : 'todo',
    projector: openIn ? 'ok' : 'todo',
    remote: pressed ? 'ok' : 'todo',
    // The app keeps its computer awake by itself while voting is open, and does not before.
    awake: diagnosis?.awake ? 'ok' : 'note',
    rehearsal: 'note',
  };
}

/** The keys that a presenter's remote sends. */
const REMOTE_KEYS = ['PageDown', 'PageUp', 'ArrowRight', 'ArrowLeft'] as const;
type RemoteKey = (typeof REMOTE_KEYS)[number];

/** Whether a key is one that presenters' remotes send. */
export const isRemoteKey = (key: string): key is RemoteKey => (REMOTE_KEYS as readonly string[]).includes(key);
