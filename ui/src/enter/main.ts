// A browser becomes the host's: the code in the address is exchanged at once and leaves the address before it is. On a page
// that says "Only the host can do this", a browser that is the host's asks for a ticket and opens it.
import { keepSecret, secret, showSecret, withoutTicket, withTicket } from '../lib/authority';
import { ask } from '../lib/http';
import type { Entered, Entering } from '../lib/wire.gen';

/** A ticket that does not help within this time, in milliseconds, is not asked for again: the page would turn in a circle. */
const AGAIN = 5000;
const TRIED = 'handsup.ticket';

const parts = () => Array.from(document.querySelectorAll<HTMLElement>('[data-enter]'));
const form = document.querySelector('form');

/** Shows one of the page's texts; one that it does not have is that of a failure. */
function tell(what: string): void {
  const known = parts().some((part) => part.dataset.enter === what) ? what : 'failed';
  for (const part of parts()) part.hidden = part.dataset.enter !== known;
  if (form && known !== 'wait') form.hidden = false;
}

async function enter(by: Entering): Promise<void> {
  tell('wait');
  const answer = await ask<Entered>('POST', '/host/enter', by);
  if ('problem' in answer) return tell(answer.problem.code);
  if (!keepSecret(answer.value.secret)) return tell('no_storage');
  location.replace('/');
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
  entry.addEventListener('submit', (event) => {
    event.preventDefault();
    void enter({ key: field.value });
  });
  if (exchange()) return;
  for (const part of parts()) part.hidden = true;
  entry.hidden = false;
  field.focus();
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
