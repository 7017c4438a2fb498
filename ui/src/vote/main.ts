// The voter's page is already there when this runs, as HTML that works without it: this takes over in
// one step, with what has been picked meanwhile.
import { mount } from 'svelte';
import { browserToken } from '../lib/token';
import type { Snapshot, StageNow } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import './vote.css';
import './pages.css';
import App from './App.svelte';
import { Guest } from './guest.svelte';

type Boot = {
  snapshot: Snapshot | null;
  stage: StageNow | null;
  browser_token: string;
  /** Where this browser had no mark before this page: the server's proof of it. */
  newcomer: string | null;
  share_host: string | null;
};

const page = document.getElementById('app');
const told = document.getElementById('boot')?.textContent;

async function takeOver(page: HTMLElement, boot: Boot) {
  const handed = location.hash.startsWith('#resume=')
    ? await (await import('./resume')).resume(page, boot.newcomer)
    : null;
  const token = browserToken(boot.browser_token);
  const guest = new Guest(boot.snapshot, boot.stage, token);
  const { voter } = guest;
  if (voter) {
    const picked = page.querySelectorAll<HTMLInputElement>('.opt input:checked');
    if (!voter.mine) voter.chosen = [...picked].map((input) => Number(input.value));
    if (handed?.poll === voter.results.poll_code) voter.mark(handed.chosen);
  }
  page.replaceChildren();
  mount(App, { target: page, props: { guest } });
}

if (page && told) void takeOver(page, JSON.parse(told));
