// The page of questions works without this script, by forms; the script asks and votes without loading the page, and follows the
// board: votes change in place, and what would move the list waits for a tap.
import { type ConnectionState, follow } from '../lib/live';
import type { BoardFrame, Problem, ShownQuestion, StageNow } from '../lib/wire.gen';
import { startAsking } from './asking';
import { isCurrent, setOpen, showBoard } from './board';
import { idOf, showGone, shownItem, showReported, showVotes } from './item';
import { hasOwn, lookAgain, lookSoon, startList, takeOff } from './list';
import { account, code, main, poll, request, showToast, token } from './page';
import { t } from './text';
import { isPending, toggle } from './votes';
import { reason } from './words';

/** Milliseconds within which a phone that has joined looks at the list: what has changed since the page was written. */
const JOINED_MS = [0, 1500] as const;
/** Milliseconds between two looks while there is no socket. */
const POLL_MS = 10_000;

/** Says why a tap on a question failed; one that is not here any more is taken off. */
function refuse(id: number, problem: Problem): void {
  showToast(reason(problem));
  const item = shownItem(id);
  if (problem.code === 'no_such_question' && item) showGone(item);
  if (problem.code === 'board_not_open') setOpen(false);
}

function vote(id: number): void {
  const send = (on: boolean) => request<ShownQuestion>(on ? 'PUT' : 'DELETE', `/${id}/vote`);
  void toggle(id, send, (problem) => refuse(id, problem));
}

async function report(item: HTMLElement): Promise<void> {
  const menu = item.querySelector('details')!;
  const answer = await request<null>('POST', `/${idOf(item)}/report`);
  if ('problem' in answer) return refuse(idOf(item), answer.problem);
  showToast(showReported(item));
  menu.querySelector('summary')!.focus();
}

/** Closes the menus but that of `kept`. */
function closeMenus(kept: Element | null): void {
  for (const menu of main.querySelectorAll('details')) if (menu !== kept) menu.open = false;
}

main.addEventListener('submit', (event) => {
  const form = event.target as HTMLElement;
  const item = form.closest('li');
  if (!item) return;
  event.preventDefault();
  if (form.dataset.vote) vote(idOf(item));
  else void report(item);
});
main.addEventListener('click', ({ target }) => closeMenus((target as Element).closest('details')));
main.addEventListener('keydown', ({ key }) => {
  const menu = document.activeElement?.closest('details');
  if (key !== 'Escape' || !menu) return;
  closeMenus(null);
  menu.querySelector('summary')!.focus();
});
startList();
startAsking();

const link = document.createElement('span');
main.querySelector('.top')!.append(link);
let isLive = false;

function showConnection(connection: ConnectionState): void {
  isLive = connection === 'live';
  link.className = isLive ? 'link ok' : 'link warn';
  const dot = document.createElement('i');
  dot.className = 'dot';
  link.textContent = '';
  link.append(dot, t(isLive ? 'live' : 'reconnecting'));
}

/** The poll that was on stage when the reader came here. */
let known: string | undefined;

/** Shows the way to a poll that has come on stage meanwhile. */
function showStage({ poll_code, ended }: StageNow): void {
  known ??= poll_code ?? '';
  poll.hidden = !poll_code || poll_code === known;
  if (ended) setOpen(false);
}

function receive(frame: BoardFrame): void {
  if (frame.join_code !== code || !isCurrent(frame)) return;
  const before = account.textContent;
  showBoard(frame);
  for (const [id, votes] of frame.votes) {
    if (isPending(id)) lookAgain();
    else showVotes(id, votes);
  }
  takeOff(frame.gone ?? []);
  if (frame.changed || (hasOwn() && account.textContent !== before)) lookSoon();
}

const live = follow({
  join: () => ({ join_code: code, browser_token: token }),
  joined: (_, stage) => {
    if (stage) showStage(stage);
    lookSoon(JOINED_MS);
  },
  stage: showStage,
  update: () => {},
  count: () => true,
  connection: showConnection,
});
live.socket.on('questions', receive);
setInterval(() => isLive || lookSoon(), POLL_MS);
