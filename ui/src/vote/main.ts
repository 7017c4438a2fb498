// The voter's page is already there when this runs, as HTML that works without it. The script's page is made apart and put in
// its place in one step, with what has been picked meanwhile: an exception on the way leaves the HTML, which goes on working.
import { flushSync, mount } from 'svelte';
import { browserToken } from '../lib/token';
import type { Snapshot, StageNow } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import './vote.css';
import './pages.css';
import App from './App.svelte';
import { Guest } from './guest.svelte';
import type { Voter } from './voter.svelte';

// Of what this page needs, engines of early 2020 lack this alone.
if (!('replaceAll' in String.prototype))
  Object.assign(String.prototype, {
    replaceAll(this: string, find: string | RegExp, put: string) {
      return this.split(find).join(put);
    },
  });

type Boot = {
  snapshot: Snapshot | null;
  stage: StageNow | null;
  browser_token: string;
  /** Where this browser had no mark before this page: the server's proof of it. */
  newcomer: string | null;
  share_host: string | null;
  /** Why the form that this page answers was refused. */
  notice?: Voter['formNotice'];
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
    voter.formNotice = boot.notice ?? null;
    if (!voter.mine && picked.length) voter.chosen = [...picked].map((input) => Number(input.value));
    if (handed?.poll === voter.results.poll_code) voter.restoreChoice(handed.chosen);
  }
  const fresh = page.cloneNode(false) as HTMLElement;
  mount(App, { target: fresh, props: { guest } });
  flushSync();
  const focused = document.activeElement;
  page.replaceWith(fresh);
  if (focused instanceof HTMLInputElement)
    fresh.querySelector<HTMLElement>(`.opt input[value="${focused.value}"]`)?.focus();
}

if (page && told) void takeOver(page, JSON.parse(told));
