// Starts a host's session: takes the one-time code out of the URL, or the host key from the form, and exchanges it for a session.
// On the page "Only the host can do this", a browser that has a session requests a ticket and opens that page with it.
import { keepSecret, secret, sendSecret, withoutTicket, withTicket } from '../lib/authority';
import { ask } from '../lib/http';
import type { Entered, Entering, HostSessions, Problem } from '../lib/wire.gen';

/** Milliseconds within which the same path is not opened with a second ticket: a page that refuses its ticket would otherwise
 *  reload for ever. */
const TICKET_RETRY_MS = 5000;
/** The entry of session storage for the last path that was opened with a ticket, and when. */
const LAST_TICKET_KEY = 'handsup.ticket';
/** Milliseconds until a code is sent again, where the server names no time. */
const SEND_RETRY_MS = 2000;

/** The texts of the page, of which one is shown. */
const parts = () => Array.from(document.querySelectorAll<HTMLElement>('[data-enter]'));
const form = document.querySelector('form');

/** Shows one of the page's texts, by its name or a problem's code; `failed` for a code that has none. */
function showText(name: string): void {
  const shown = parts().some((part) => part.dataset.enter === name) ? name : 'failed';
  for (const part of parts()) part.hidden = part.dataset.enter !== shown;
  if (form && shown !== 'wait') form.hidden = false;
}

/** Whether the same request may succeed later: no answer, the rate limit, or an error of the server. */
const isRetryable = ({ status }: Problem) => status === 0 || status === 429 || status >= 500;
let retryTimer: ReturnType<typeof setTimeout> | undefined;

/** Shows why entering failed. A code is sent again until the server accepts or refuses it, because the URL no longer has it. */
function onProblem(credential: Entering, problem: Problem): void {
  if (!credential.code || !isRetryable(problem)) {
    showText(problem.code);
    return void goHome();
  }
  showText(problem.status === 429 ? problem.code : 'again');
  retryTimer = setTimeout(() => void send(credential), (problem.retry_after ?? 0) * 1000 || SEND_RETRY_MS);
}

async function enter(credential: Entering): Promise<void> {
  clearTimeout(retryTimer);
  // Tests whether storage works before the code is used up.
  if (!keepSecret(secret())) return showText('no_storage');
  showText('wait');
  await send(credential);
}

async function send(credential: Entering): Promise<void> {
  const answer = await ask<Entered>('POST', '/host/enter', credential);
  if ('problem' in answer) return onProblem(credential, answer.problem);
  if (!keepSecret(answer.value.secret)) return showText('no_storage');
  location.replace('/');
}

/** Opens the console if this browser has a session already, for example from another tab. */
async function goHome(): Promise<void> {
  if (!secret()) return;
  sendSecret();
  if ('value' in (await ask<HostSessions>('GET', '/api/host/sessions'))) location.replace('/');
}

/** Takes the code out of the URL and exchanges it; false where there is none. */
function exchange(): boolean {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
  history.replaceState(null, '', location.pathname);
  if (code) void enter({ code });
  return code !== '';
}

/** Starts on the entry page: with the code in the URL, with a session from another tab, or with the form. */
function begin(entry: HTMLFormElement): void {
  const field = entry.querySelector('input')!;
  // A link that is opened in a tab with this page changes the fragment alone.
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

/** Reloads this page with a ticket. */
async function openWithTicket(): Promise<void> {
  const path = withoutTicket(location.pathname + location.search);
  const [lastPath, openedAt] = (sessionStorage.getItem(LAST_TICKET_KEY) ?? '').split(' ');
  if (!secret() || (lastPath === path && Date.now() - Number(openedAt) < TICKET_RETRY_MS)) return;
  sessionStorage.setItem(LAST_TICKET_KEY, `${path} ${Date.now()}`);
  sendSecret();
  const ticketed = await withTicket(path);
  if (ticketed) location.replace(ticketed);
}

if (form) begin(form);
else void openWithTicket();
