// The notices above the question, most urgent first. A refusal of the server is recognised by its code, never by its text.
import { UNREACHABLE } from '../lib/http';
import { t, type TextKey } from './text';
import type { Voter } from './voter.svelte';

/** `title` and `to` are keys of texts; `to` is the text of the link to `href`. */
export type Notice = {
  tone: 'warn' | 'bad' | 'calm' | 'missed';
  title: TextKey;
  text: string;
  to?: TextKey;
  href?: string;
};
type VoterView = Pick<
  Voter,
  | 'connection'
  | 'delay'
  | 'refusal'
  | 'phase'
  | 'mine'
  | 'sending'
  | 'answer'
  | 'changing'
  | 'optionsChanged'
  | 'elsewhere'
>;

/** By the code of a refusal: the tone, and the keys of the title, of the text and of the link. */
const refusals: Record<string, [Notice['tone'], TextKey, TextKey, TextKey?]> = {
  already_voted_device: ['calm', 'refused_device_title', 'refused_device'],
  already_voted_address: ['warn', 'refused_address_title', 'refused_address'],
  ipv4_needed: ['warn', 'ipv4_title', 'ipv4', 'ipv4_go'],
  too_many_changes: ['calm', 'refused_changes_title', 'refused_changes'],
  poll_not_open: ['warn', 'not_open_title', 'not_open'],
  round_passed: ['warn', 'round_passed_title', 'round_passed'],
  no_such_poll: ['bad', 'no_such_poll_title', 'no_such_poll', 'check_code'],
  invalid_choice: ['bad', 'other_title', 'changed_options'],
  invalid_answer: ['bad', 'other_title', 'changed_options'],
};

/** By the code of a delay: the key of the title. */
const delays: Record<string, TextKey> = {
  [UNREACHABLE]: 'retry_network_title',
  too_many_requests: 'retry_fast_title',
};

function refused(code: string, elsewhere: string | null): Notice {
  const [tone, title, text, to] = refusals[code] ?? ['bad', 'other_title', 'other'];
  const href = code === 'ipv4_needed' ? elsewhere : '/';
  return { tone, title, text: t(text, { code }), ...(to && href && { to, href }) };
}

function closed({ mine, sending, answer, changing }: VoterView): Notice {
  const unsent = answer !== null;
  let text: TextKey = unsent ? 'closed_unsent' : 'closed_not_voted';
  if (mine) text = changing && unsent ? 'closed_unchanged' : 'closed_voted';
  return { tone: mine || sending ? 'calm' : 'missed', title: 'closed_title', text: t(sending ? 'sending' : text) };
}

export function notices(view: VoterView): Notice[] {
  const { connection, delay, refusal, phase, optionsChanged, elsewhere } = view;
  const list: Notice[] = [];
  if (connection === 'ended') list.push({ tone: 'warn', title: 'ended_title', text: t('ended_hint') });
  if (refusal && !(phase === 'closed' && refusal === 'poll_not_open')) list.push(refused(refusal, elsewhere));
  else if (optionsChanged && phase === 'voting')
    list.push({ tone: 'warn', title: 'changed_options_title', text: t('changed_options') });
  if (delay)
    list.push({
      tone: 'warn',
      title: delays[delay.code] ?? 'retry_busy_title',
      text: t('retry_in', { seconds: delay.seconds }),
    });
  if (phase === 'closed') list.push(closed(view));
  return list;
}
