// Every command of the console, once: its keys, its texts, whether it is possible and switched on, and what it does. Buttons, tooltips,
// the list of keys and the palette read this list, so that none of them says something else.
import type { Action } from '../../lib/keys';
import type { View } from '../../lib/wire.gen';
import type { DialogName } from '../dialogs';
import { t, type TextKey } from '../text';
import type { ConsoleStore } from './console-store.svelte';
import { counts } from './counts.svelte';
import type { Flow } from './flow';
import { pollCommands } from './poll-commands';

export type CommandName = Action | 'stop_timer' | 'lobby' | 'board' | 'float' | Exclude<DialogName, 'keys' | 'palette'>;

export type Command = {
  /** The names of its keys, as they are printed on them. */
  keys: readonly string[];
  /** What it does in general, for the list of keys; none for a command without a key. */
  about?: TextKey;
  /** What it does now. */
  text: () => string;
  /** The same on a button of the bar, which has no space for more than two words. */
  short?: () => string;
  /** What the room will see of it. */
  effect?: () => string;
  /** Whether it would change something now; `run` does nothing where it would not, whichever key, button or window asks for it. */
  isPossible: () => boolean;
  /** Whether what it switches is on. */
  isOn?: () => boolean;
  run: () => void;
};

export type Commands = Record<CommandName, Command>;

/** `open`: opens a dialog. */
export function consoleCommands(store: ConsoleStore, flow: Flow, open: (name: DialogName) => void): Commands {
  const all: Commands = {
    ...pollCommands(store, flow),
    ...stageCommands(store, flow),
    ...windowCommands(store, flow, open),
  };
  for (const command of Object.values(all)) command.run = runWherePossible(command);
  return all;
}

const runWherePossible =
  ({ isPossible, run }: Command) =>
  () => {
    if (isPossible()) run();
  };

/** What shows again what a blank screen hides, and what the room sees then; blank screens hide none. */
const AFTER_BLANK: Record<View, { text: TextKey; effect: TextKey }> = {
  poll: { text: 'stage_back', effect: 'sees_return' },
  board: { text: 'board_host_back', effect: 'board_host_on_stage' },
  lobby: { text: 'do_lobby', effect: 'stage_lobby' },
  blank: { text: 'do_lobby', effect: 'stage_lobby' },
};

/** What the room sees beside a poll. */
function stageCommands({ server, composer }: ConsoleStore, flow: Flow): Record<'qr' | 'blank' | 'lobby', Command> {
  const isRunning = () => !server.meeting?.ended && !composer.editing;
  const qr = () => server.meeting?.qr ?? 'off';
  const view = () => server.meeting?.view;

  return {
    qr: {
      keys: ['Q'],
      about: 'keys_qr',
      text: () => t(`do_qr_${qr()}`),
      short: () => t(`bar_qr_${qr()}`),
      effect: () => t(`sees_qr_${qr()}`),
      isPossible: () => !!server.meeting && isRunning(),
      isOn: () => qr() === 'full',
      run: () => flow.qr(),
    },
    blank: {
      keys: ['B'],
      about: 'keys_blank',
      text: () => t(view() === 'blank' ? AFTER_BLANK[server.meeting?.beneath ?? 'lobby'].text : 'do_blank'),
      short: () => t(view() === 'blank' ? 'bar_unblank' : 'bar_blank'),
      effect: () => t(view() === 'blank' ? AFTER_BLANK[server.meeting?.beneath ?? 'lobby'].effect : 'sees_blank'),
      isPossible: () => !!server.meeting && isRunning(),
      isOn: () => view() === 'blank',
      run: () => flow.blank(),
    },
    lobby: {
      keys: [],
      text: () => t(view() === 'lobby' && server.lastStaged ? 'stage_back' : 'do_lobby'),
      effect: () => t(view() === 'lobby' && server.lastStaged ? 'sees_return' : 'stage_lobby'),
      isPossible: () => !server.meeting?.ended,
      isOn: () => view() === 'lobby',
      run: () => void flow.lobby(),
    },
  };
}

/** The console's own parts and its dialogs. */
function windowCommands(
  store: ConsoleStore,
  flow: Flow,
  open: (name: DialogName) => void,
): Omit<Commands, keyof ReturnType<typeof pollCommands> | keyof ReturnType<typeof stageCommands>> {
  const { server } = store;
  const isRunning = () => !server.meeting?.ended && !store.composer.editing;
  const dialog = (name: DialogName, text: TextKey): Command => ({
    keys: [],
    text: () => t(text),
    isPossible: () => true,
    run: () => open(name),
  });

  return {
    projector: {
      keys: ['F'],
      about: 'keys_projector',
      text: () => {
        const { openIn } = store.projector;
        return openIn ? t('projector_close', { where: t(`projector_${openIn}`) }) : t('projector_open');
      },
      isPossible: () => true,
      isOn: () => store.projector.openIn !== null,
      run: () => void flow.projector(),
    },
    float: {
      keys: [],
      text: () => t('float_open'),
      effect: () => t('float_effect'),
      isPossible: isRunning,
      run: () => void flow.float(),
    },
    new: {
      keys: ['A'],
      about: 'keys_new',
      text: () => t('new_poll'),
      effect: () => t('sees_new'),
      isPossible: isRunning,
      run: () => store.composer.open(),
    },
    board: {
      keys: [],
      text: () => t('board_host_title'),
      isPossible: () => !server.meeting?.ended,
      run: () => void flow.openBoard(),
    },
    counts: {
      keys: ['H'],
      about: 'keys_counts',
      text: () => t(counts.hidden ? 'show_counts' : 'hide_counts'),
      isPossible: () => true,
      isOn: () => counts.hidden,
      run: () => counts.toggle(),
    },
    undo: {
      keys: ['Ctrl Z'],
      about: 'keys_undo',
      text: () => (store.undo.offered ? `${t('undo')}: ${store.undo.offered.text}` : t('undo')),
      isPossible: () => store.undo.offered !== null,
      run: () => void store.undo.undoLast(),
    },
    preflight: dialog('preflight', 'preflight'),
    qr_large: {
      ...dialog('qr_large', 'qr_enlarge'),
      isPossible: () => !!server.poll && !!store.network.current.address,
    },
    join: dialog('join', 'join_card'),
    diagnostics: { ...dialog('diagnostics', 'doctor_open'), isPossible: () => server.poll !== null },
    meetings: dialog('meetings', 'meetings'),
    files: dialog('files', 'files'),
    receipts: { ...dialog('receipts', 'receipts'), isPossible: () => server.poll?.state === 'closed' },
    hosts: dialog('hosts', 'hosts'),
    look: { ...dialog('look', 'look'), effect: () => t('look_effect'), isPossible: () => !!server.meeting },
    palette: { ...dialog('palette', 'palette'), keys: ['Ctrl K'], about: 'keys_palette' },
    help: { ...dialog('keys', 'show_keys'), keys: ['?'], about: 'keys_help' },
  };
}

/** The tooltip of a command: what it does, what the room will see of it, and its first key. */
export function tooltip({ text, effect, keys: [key] }: Command): string {
  const sentences = [text(), effect?.()].filter(Boolean).join(': ');
  return key ? `${sentences} (${key})` : sentences;
}
