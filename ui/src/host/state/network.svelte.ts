// The address at which phones reach this computer, and the one before it changed by itself.
import { ask } from '../../lib/http';
import type { Network } from '../../lib/wire.gen';
import type { Requests } from './requests.svelte';

export class NetworkState {
  current: Network = $state.raw() as Network;
  /** The address before it changed by itself, until the host dismisses the notice. */
  formerAddress: string | null = $state(null);
  /** The last address, also while this computer has none. */
  #lastAddress: string | null = null;
  /** Whether the host is choosing an address: that change needs no notice. */
  #choosing = false;

  constructor(
    network: Network,
    private readonly requests: Requests,
  ) {
    this.current = network;
  }

  update(network: Network): void {
    const previous = this.current.address ?? this.#lastAddress;
    this.current = network;
    if (!network.address) return;
    this.#lastAddress = network.address;
    if (this.#choosing || network.address === this.formerAddress) this.formerAddress = null;
    else if (previous && previous !== network.address) this.formerAddress ??= previous;
  }

  /** Announces another address; null leaves the choice to the server. */
  async choose(address: string | null): Promise<void> {
    this.#choosing = true;
    const network = await this.requests.run(ask<Network>('PUT', '/api/network', { address }));
    if (network) this.update(network);
    this.#choosing = false;
  }

  /** The URL of a path for other devices: this window may be open at an address that only this computer has. */
  url(path: string): string {
    return `${this.current.base_url ?? location.origin}${path}`;
  }
}
