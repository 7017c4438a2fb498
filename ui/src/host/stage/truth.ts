// What the room sees now, as one word and a sentence: the strip above the console's work. It is worked out from what the server has
// sent and from nothing else, so that it cannot say what the host only intended.
import type { ConnectionState } from '../../lib/live';
import type { Results, StageNow } from '../../lib/wire.gen';
import type { TextKey } from '../text';

/** `partly`: some see the counts, and some do not; `qr`: the QR code covers the screen; `unknown`: the connection is lost. */
export type Word = 'live' | 'hidden' | 'partly' | 'ready' | 'blank' | 'lobby' | 'board' | 'qr' | 'ended' | 'unknown';

export type Truth = { word: Word; sentences: TextKey[] };

export type Stage = Pick<StageNow, 'view' | 'bars' | 'qr' | 'ended'>;
/** The poll on stage. */
export type Staged = Pick<Results, 'state' | 'results' | 'revealed'>;

/** What the room sees; `staged`: null where no poll is on stage. */
export function truth(stage: Stage, staged: Staged | null, connection: ConnectionState): Truth {
  if (connection === 'lost' || connection === 'ended') return { word: 'unknown', sentences: ['truth_unknown'] };
  if (stage.ended) return { word: 'ended', sentences: ['truth_ended'] };
  const beneath = uncovered(stage, staged);
  if (stage.qr !== 'full') return beneath;
  const onPhones = PHONES[beneath.word];
  return { word: 'qr', sentences: onPhones ? ['truth_qr', onPhones] : ['truth_qr'] };
}

/** What phones show while the QR code covers the screen, where that differs from what the screen would show. */
const PHONES: Partial<Record<Word, TextKey>> = {
  live: 'truth_phones_live',
  hidden: 'truth_only_you',
  partly: 'truth_phones_partly',
  blank: 'truth_phones_blank',
};

function uncovered({ view, bars }: Stage, staged: Staged | null): Truth {
  if (view === 'blank') return { word: 'blank', sentences: ['stage_blank'] };
  if (view === 'board') return { word: 'board', sentences: ['board_host_on_stage'] };
  if (view === 'lobby' || !staged) return { word: 'lobby', sentences: ['stage_lobby'] };
  if (staged.state === 'draft' || staged.state === 'ready') return { word: 'ready', sentences: ['truth_ready'] };
  return counted(staged, bars);
}

/** A poll that was opened: who sees its counts. */
function counted(staged: Staged, bars: boolean): Truth {
  if (isPublic(staged) && bars) return { word: 'live', sentences: ['truth_live'] };
  if (isPublic(staged)) return { word: 'partly', sentences: ['truth_bars_off'] };
  if (staged.results === 'after_vote') return { word: 'partly', sentences: ['truth_voted'] };
  return { word: 'hidden', sentences: ['truth_only_you'] };
}

/** Whether every visitor may see the counts of a poll. */
export const isPublic = ({ results, revealed }: Pick<Staged, 'results' | 'revealed'>): boolean =>
  results === 'live' || revealed;

/** Whether a poll has counts that not every visitor may see. */
export const isPrivate = (poll: Staged): boolean =>
  (poll.state === 'open' || poll.state === 'closed') && !isPublic(poll);
