// A browser becomes the host's: the code in the address is exchanged at once and leaves the address before it is. On a page
// that says "Only the host can do this", a browser that is the host's asks for a ticket and opens it.
import { keepSecret, secret, showSecret, withoutTicket, withTicket } from '../lib/authority';
import { ask } from '../lib/http';
import type { Entered, Entering, HostSessions, Problem } from '../lib/wire.gen';

/** A ticket that does not help within this time, in milliseconds, is not asked for again: the page would turn in a circle. */
const AGAIN = 5000;
const TRIED = 'handsup.ticket';
/** How long until a code is sent again, in milliseconds, where the server names no time. */
const PAUSE = 2000;

const parts = () => Array.from(document.querySelectorAll<HTMLElement>('[data-enter]'));
const form = document.querySelector('form');

/** Shows one of the page's texts; one that it does not have is that of a failure. */
function tell(what: string): void {
  const known = parts().some((part) => part.dataset.enter === what) ? what : 'failed';
  for (const part of parts()) part.hidden = part.dataset.enter !== known;
  if (form && known !== 'wait') form.hidden = false;
}

/** Whether the same request may bring another answer later: no answer, too many requests, or a fault of the server. */
const passing = ({ status }: Problem) => status === 0 || status === 429 || status >= 500;
let next: ReturnType<typeof setTimeout> | undefined;

/** Sends a code again until the server has taken or refused it: it stands in no other place any more. */
function refused(by: Entering, problem: Problem): void {
  if (!by.code || !passing(problem)) {
    tell(problem.code);
    return void goHome();
  }
  tell(problem.status === 429 ? problem.code : 'again');
  next = setTimeout(() => void send(by), (problem.retry_after ?? 0) * 1000 || PAUSE);
}

async function enter(by: Entering): Promise<void> {
  clearTimeout(next);
  // Before a code is used up: what the browser has kept is written again.
  if (!keepSecret(secret())) return tell('no_storage');
  tell('wait');
  await send(by);
}

async function send(by: Entering): Promise<void> {
  const answer = await ask<Entered>('POST', '/host/enter', by);
  if ('problem' in answer) return refused(by, answer.problem);
  if (!keepSecret(answer.value.secret)) return tell('no_storage');
  location.replace('/');
}

/** Opens the console where this browser is the host's already: by another tab, or from before. */
async function goHome(): Promise<void> {
  if (!secret()) return;
  showSecret();
  if ('value' in (await ask<HostSessions>('GET', '/api/host/sessions'))) location.replace('/');
}

/** Takes the code out of the address and exchanges it; false where there is none. */
function exchange(): boolean {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
  history.replaceState(null, '', location.pathname);
  if (code) void enter({ code });
  return code !== '';
}

function begin(entry: HTMLFormElement): void {
  const field = entry.querySelector('input')!;
  // A link that is opened where this page stands already changes nothing but the fragment.
  addEventListener('hashchange', exchange);
  addEventListener('storage', () => void goHome());
  entry.addEventListener('submit', (event) => {
    event.preventDefault();
    void enter({ key: field.value });
  });
  if (exchange()) return;
  for (const part of parts()) part.hidden = true;
  entry.hidden = false;
  field.focus();
  void goHome();
}

async function again(): Promise<void> {
  const path = withoutTicket(location.pathname + location.search);
  const [tried, at] = (sessionStorage.getItem(TRIED) ?? '').split(' ');
  if (!secret() || (tried === path && Date.now() - Number(at) < AGAIN)) return;
  sessionStorage.setItem(TRIED, `${path} ${Date.now()}`);
  showSecret();
  const ticketed = await withTicket(path);
  if (ticketed) location.replace(ticketed);
}

if (form) begin(form);
else void again();
