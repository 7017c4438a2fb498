// The console's own authority: every request shows it, and links to what is the host's are opened with a ticket.
import { secret, showSecret, withTicket } from '../../lib/authority';
import { ask } from '../../lib/http';
import type { Console, HostSessions } from '../../lib/wire.gen';

const ENTER = '/host/enter';

/** What the console starts from: what the page brought along, or what the server tells a page that shows its secret. */
export async function opened(told: Console | null): Promise<Console | null> {
  if (!secret() && !told) return leave();
  showSecret();
  openWithTickets();
  if (told) return told;
  const answer = await ask<Console>('GET', '/api/console');
  if ('value' in answer) return answer.value;
  if (answer.problem.code === 'host_only') return leave();
  // The server is there, or the page would not be: it cannot read its database, and says so to whoever asks again.
  setTimeout(() => location.reload(), 3000);
  return null;
}

/** The server hangs up when a session ends: whoever comes back is asked whether it is still the host's. */
export async function prove(): Promise<void> {
  const answer = await ask<HostSessions>('GET', '/api/host/sessions');
  if ('problem' in answer && answer.problem.code === 'host_only') leave();
}

/** This browser is no host's any more. */
function leave(): null {
  location.replace(ENTER);
  return null;
}

/** A browser sends no headers with what it opens or saves, so the link it follows gets a ticket first. */
function openWithTickets(): void {
  // The join code's picture is wider for the host; pages of the room are opened without a ticket, for a ticket is the host's.
  const hosts = /^\/api\/|\/qr\.png$/;
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.defaultPrevented || event.button !== 0 || !hosts.test(link.pathname)) return;
    if (link.origin !== location.origin) return;
    event.preventDefault();
    void follow(link, event.ctrlKey || event.metaKey || event.shiftKey);
  });
}

async function follow(link: HTMLAnchorElement, elsewhere: boolean): Promise<void> {
  const path = await withTicket(link.pathname + link.search);
  const ticketed = document.createElement('a');
  // Without a ticket the address says itself why it opens nothing, and that is no file to save.
  ticketed.href = path ?? link.href;
  ticketed.target = elsewhere ? '_blank' : link.target;
  ticketed.rel = link.rel;
  if (path && link.hasAttribute('download')) ticketed.download = link.download;
  ticketed.click();
}
