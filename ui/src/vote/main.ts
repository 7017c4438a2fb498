// The voter's page is already there when this runs, as HTML that works without it: this takes over in
// one step, with what has been picked meanwhile.
import { mount } from 'svelte';
import { browserToken } from '../lib/token';
import type { Snapshot } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import './vote.css';
import './pages.css';
import App from './App.svelte';
import { Voter } from './voter.svelte';

type Boot = { snapshot: Snapshot; browser_token: string; share_host: string | null };

const page = document.getElementById('app');
const told = document.getElementById('boot')?.textContent;
if (page && told) {
  const boot: Boot = JSON.parse(told);
  const token = browserToken(boot.browser_token);
  const voter = new Voter(boot.snapshot, token);
  const picked = page.querySelectorAll<HTMLInputElement>('.opt input:checked');
  // The HTML was written for the cookie's device: another one learns of its vote when it joins.
  if (token !== boot.browser_token) voter.mine = null;
  if (!voter.mine) voter.chosen = [...picked].map((input) => Number(input.value));
  page.replaceChildren();
  mount(App, { target: page, props: { voter, token } });
}
