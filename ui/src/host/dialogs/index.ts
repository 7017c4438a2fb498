// The dialogs that open on top of the console, each loaded when it is first opened.
import type { Component } from 'svelte';
import type { Commands } from '../state/commands';
import type { ConsoleStore } from '../state/console-store.svelte';
import type { Flow } from '../state/flow';

export type DialogProps = { store: ConsoleStore; flow: Flow; commands: Commands; onclose: () => void };

type Loader = () => Promise<{ default: Component<DialogProps> }>;

export const DIALOGS = {
  keys: () => import('./KeysHelp.svelte'),
  palette: () => import('./Palette.svelte'),
  preflight: () => import('./Preflight.svelte'),
  qr_large: () => import('./QrLarge.svelte'),
  receipts: () => import('./Receipts.svelte'),
  meetings: () => import('./Meetings.svelte'),
  files: () => import('./Files.svelte'),
  diagnostics: () => import('./Diagnostics.svelte'),
  join: () => import('./JoinCard.svelte'),
  hosts: () => import('./Hosts.svelte'),
  look: () => import('./Look.svelte'),
} satisfies Record<string, Loader>;

export type DialogName = keyof typeof DIALOGS;

/** Loads a dialog's component. */
export const loadDialog = (name: DialogName): ReturnType<Loader> => DIALOGS[name]();
