// The console's session: every request carries its secret, and links to the host's files are opened with a ticket.
import { secret, sendSecret, withTicket } from '../../lib/authority';
import { ask } from '../../lib/http';
import type { Console, HostSessions } from '../../lib/wire.gen';

const ENTER = '/host/enter';

/** The console's first state: as the server wrote it into the page, or else requested with the session's secret. Null if the
 *  browser leaves or reloads the page. */
export async function openSession(fromPage: Console | null): Promise<Console | null> {
  if (!secret() && !fromPage) return leave();
  sendSecret();
  addTicketsToLinks();
  if (fromPage) return fromPage;
  const answer = await ask<Console>('GET', '/api/console');
  if ('value' in answer) return answer.value;
  if (answer.problem.code === 'host_only') return leave();
  // The server has answered with this page but cannot read its database: a reload shows the server's error page.
  setTimeout(() => location.reload(), 3000);
  return null;
}

/** Leaves the console if the session has ended. The server closes a session's socket when the session ends, so this runs after
 *  every reconnect. */
export async function verifySession(): Promise<void> {
  const answer = await ask<HostSessions>('GET', '/api/host/sessions');
  if ('problem' in answer && answer.problem.code === 'host_only') leave();
}

/** Navigates to the page that starts a session. */
function leave(): null {
  location.replace(ENTER);
  return null;
}

/** Browsers send no headers with what they open or save, so a ticket is added to the link's URL first. */
function addTicketsToLinks(): void {
  // The server draws a larger QR code for the host. Pages that the room sees get no ticket, which would carry the host's authority.
  const hostOnly = /^\/api\/|\/qr\.png$/;
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.defaultPrevented || event.button !== 0 || !hostOnly.test(link.pathname)) return;
    if (link.origin !== location.origin) return;
    event.preventDefault();
    void openWithTicket(link, event.ctrlKey || event.metaKey || event.shiftKey);
  });
}

async function openWithTicket(link: HTMLAnchorElement, inNewTab: boolean): Promise<void> {
  const path = await withTicket(link.pathname + link.search);
  const ticketed = document.createElement('a');
  // Without a ticket the URL answers with a page that says why; that is opened, not saved.
  ticketed.href = path ?? link.href;
  ticketed.target = inNewTab ? '_blank' : link.target;
  ticketed.rel = link.rel;
  if (path && link.hasAttribute('download')) ticketed.download = link.download;
  ticketed.click();
}
