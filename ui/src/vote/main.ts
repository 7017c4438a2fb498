// Replaces the page that the server has written as HTML, which works without scripts. The new page is built outside the document
// and replaces the old one in one step, with the choice made meanwhile: if building it throws, the HTML stays, and works.
import { flushSync, mount } from 'svelte';
import { browserToken } from '../lib/token';
import type { Snapshot, StageNow } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import './vote.css';
import '../lib/options.css';
import { fromForm, isEmpty, parse } from '../kinds/answer';
import '../kinds/shared';
// What scripts that are loaded later share: each would be a chunk of its own, and one more request.
import './load-messages';
import './relocate-text';
import { loadKind, phoneKind } from '../kinds/phone.svelte';
import App from './App.svelte';
import { Guest } from './guest.svelte';
import type { Voter } from './voter.svelte';

// The only method that this page uses and that browsers of early 2020 lack.
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
  /** The server's proof that this browser had no identity before this page; null where it had one. */
  newcomer: string | null;
  share_host: string | null;
  /** Why the server refused the HTML form that it has answered with this page. */
  notice?: Voter['formNotice'];
};

const page = document.getElementById('app');
const boot = document.getElementById('boot')?.textContent;

async function takeOver(page: HTMLElement, boot: Boot) {
  const handover = location.hash.startsWith('#resume=')
    ? await (await import('./resume')).resume(page, boot.newcomer)
    : null;
  if (boot.snapshot) await loadKind(boot.snapshot.kind);
  const token = browserToken(boot.browser_token);
  const guest = new Guest(boot.snapshot, boot.stage, token);
  const { voter } = guest;
  if (voter) {
    const [form, { empty }] = [page.querySelector('form'), phoneKind(voter.results.kind)!];
    voter.formNotice = boot.notice ?? null;
    const entered = form && fromForm(empty, new FormData(form));
    if (!voter.mine && entered && !isEmpty(entered)) voter.answer = entered;
    const restored = handover?.poll === voter.results.poll_code && parse(empty, handover.answer);
    if (restored) voter.restore(restored);
  }
  const fresh = page.cloneNode(false) as HTMLElement;
  mount(App, { target: fresh, props: { guest } });
  flushSync();
  const focused = document.activeElement;
  page.replaceWith(fresh);
  if (focused instanceof HTMLInputElement)
    fresh.querySelector<HTMLElement>(`.opt input[value="${focused.value}"]`)?.focus();
}

if (page && boot) void takeOver(page, JSON.parse(boot));
