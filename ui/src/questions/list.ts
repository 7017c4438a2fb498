// The list of questions. Votes change in place; anything else waits for the reader, who taps "3 new: show".
import type { BoardPage, ShownQuestion } from '../lib/wire.gen';
import { isCurrent, isOpen, showBoard } from './board';
import { idOf, makeItem, saidBy, showGone, shownItem, showVotes } from './item';
import { news } from './news';
import { empty, fresh, items, list, main, more, own, request, showToast } from './page';
import { many, t } from './text';
import { isPending, isRecent } from './votes';
import { reason } from './words';

/** Milliseconds until a change is looked up, at least and at most: the phones of a room do not ask all at once. */
const LOOK_MS = [800, 3800] as const;
/** How much longer it takes where the reader is told of news already. */
const PATIENCE = 3;
/** The same after what has arrived while this phone voted, and could not be shown beside its own vote. */
const OVERTAKEN_MS = [1600, 3800] as const;

const tabs = Array.from(main.querySelectorAll<HTMLAnchorElement>('.tabs a'));
const moreLink = more.querySelector('a')!;
let sort = main.dataset.sort!;
/** Which question of the order the page began with; 0 but for pages that were opened with `after`. */
let start = Number(new URLSearchParams(location.search).get('after'));

const read = (after: number, by = sort) => request<BoardPage>('GET', `?sort=${by}&after=${after}`);
const says = (question: ShownQuestion) => saidBy(makeItem(question, true));

function showNews({ fresh: n, changed }: { fresh: number; changed: boolean }): void {
  fresh.hidden = !n && !changed;
  // The same text is not written again: the button may have the focus.
  const text = n ? many('board_fresh', n) : t('board_changed');
  if (fresh.textContent !== text) fresh.textContent = text;
}

/** Reads the list, and shows what can be shown without moving anything. */
async function look(): Promise<void> {
  const [by, from] = [sort, start];
  const answer = await read(from);
  if ('problem' in answer || by !== sort || from !== start || !isCurrent(answer.value)) return;
  const page = answer.value;
  showBoard(page);
  // Nothing moves in a list that is still empty.
  if (!list.firstElementChild && own.hidden) return void append(page);
  for (const { id, votes, voted } of page.questions) {
    if (isPending(id) || isRecent(id)) lookAgain();
    else showVotes(id, votes, voted);
  }
  const shown = new Map(items().map((item) => [idOf(item), saidBy(item)]));
  const found = news(shown, page, says, by !== 'mine' && from === 0);
  showNews(found);
  takeOff(found.gone);
}

/** Takes questions off at once, in place; in the reader's own list they stay, with their new state. */
export function takeOff(ids: readonly number[]): void {
  if (sort === 'mine') return;
  for (const item of ids.map(shownItem)) if (list.contains(item)) showGone(item!);
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Looks within a few seconds, once for all changes until then; `least` and `most` in milliseconds. */
export function lookSoon([least, most]: readonly [number, number] = LOOK_MS): void {
  const patience = fresh.hidden ? 1 : PATIENCE;
  timer ??= setTimeout(
    () => {
      timer = undefined;
      if (!document.hidden) void look();
    },
    patience * (least + Math.random() * (most - least)),
  );
}

/** Looks once this phone's own votes are settled. */
export const lookAgain = () => lookSoon(OVERTAKEN_MS);

/** Adds a page at the end of the list; returns the elements that were added. */
function append({ questions, next }: BoardPage): HTMLElement[] {
  const added = questions.filter(({ id }) => !list.contains(shownItem(id)));
  for (const { id } of added) shownItem(id)?.remove();
  const made = added.map((question) => makeItem(question, isOpen()));
  list.append(...made);
  own.hidden = !own.querySelector('li');
  empty.hidden = !!items().length;
  more.hidden = next === null;
  moreLink.search = `?sort=${sort}&after=${next ?? 0}`;
  return made;
}

function focus(item: HTMLElement | undefined, options?: FocusOptions): void {
  if (!item) return;
  item.tabIndex = -1;
  item.focus(options);
}

/** Reads the list in an order from its beginning and shows it; new questions are marked, and the first gets the focus. */
export async function show(by = sort): Promise<void> {
  const answer = await read(0, by);
  if ('problem' in answer) return showToast(reason(answer.problem));
  const known = by === sort ? new Set(items().map(({ id }) => id)) : null;
  [sort, start] = [by, 0];
  if (isCurrent(answer.value)) showBoard(answer.value);
  list.textContent = '';
  const news = append(answer.value).filter(({ id }) => known && !known.has(id));
  for (const item of news) item.classList.add('is-new');
  fresh.hidden = true;
  for (const tab of tabs) {
    if (tab.dataset.sort === by) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  history.replaceState(null, '', `?sort=${by}`);
  if (known) focus(news[0] ?? items()[0]);
}

async function showMore(): Promise<void> {
  const after = Number(new URLSearchParams(moreLink.search).get('after'));
  const answer = await read(after);
  if ('problem' in answer) return showToast(reason(answer.problem));
  focus(append(answer.value)[0], { preventScroll: true });
}

/** Shows at once what was just asked: this phone's own question on top of its own list, anything else below the form. */
export function showOwn(question: ShownQuestion): void {
  const place = question.own && sort === 'mine' ? list : own.querySelector('ol')!;
  place.prepend(makeItem(question, isOpen()));
  own.hidden = !own.querySelector('li');
  empty.hidden = !!items().length;
}

/** Whether a question is here that only this phone sees, so that its state may change unseen by others. */
export const hasOwn = () => sort === 'mine' || !own.hidden;

/** Lets tabs, "show" and "more" change the list without loading the page: what is typed stays. */
export function startList(): void {
  fresh.addEventListener('click', () => void show());
  const follow = (link: HTMLAnchorElement, then: () => void) =>
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      then();
    });
  for (const tab of tabs) follow(tab, () => void show(tab.dataset.sort));
  follow(moreLink, () => void showMore());
}
