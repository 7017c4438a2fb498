// The page of a phone that leads the meeting.
import { mount } from 'svelte';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import './remote.css';
import { UNREACHABLE } from '../lib/http';
import type { Problem } from '../lib/wire.gen';
import App from './App.svelte';
import { Remote } from './remote.svelte';
import { pair, pairingCode, resume } from './session';
import { t } from './text';

const target = document.getElementById('app')!;
const code = target.dataset.code!;

/** Says on the page that opens why it waits for the server. */
function sayWaiting({ code }: Problem): void {
  const opening = target.querySelector('.opening');
  opening?.replaceChildren(t(code === UNREACHABLE ? 'remote_pair_lost' : 'remote_pair_busy'));
}

/** Starts as the remote that this phone is, or becomes one by the link's code; returns whether it may be one. */
async function start(remote: Remote): Promise<boolean> {
  const oneTimeCode = pairingCode();
  if (!oneTimeCode) return resume(code);
  const answer = await pair(code, oneTimeCode, sayWaiting);
  if ('problem' in answer) await remote.end(answer.problem);
  else remote.number = answer.value.number;
  return true;
}

const remote = new Remote(code);
void start(remote).then((hasStarted) => {
  target.replaceChildren();
  mount(App, { target, props: { remote, hasStarted } });
});
// A link that is opened in a tab with this page changes the fragment alone.
addEventListener('hashchange', () => location.reload());
