// A question in the list: the same elements as in `questions.html`.
import { number } from '../lib/text';
import type { ShownQuestion } from '../lib/wire.gen';
import { t } from './text';
import { NOTES } from './words';

type Attributes = Record<string, string>;

function element(tag: string, attributes: Attributes, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Questions that this page has reported. */
const reported = new Set<number>();

/** The element of a question, wherever it is shown. */
export const shownItem = (id: number) => document.getElementById(`q${id}`);
export const idOf = (item: Element) => Number(item.id.slice(1));

/** What an element says, without its votes and without white space. */
export const saidBy = (item: Element) => item.querySelector('.said')!.textContent!.replace(/\s/g, '');

function said({ id, text, name, answer, state, counts_as }: ShownQuestion): HTMLElement {
  const note = NOTES[state];
  const prose = (text: string, more: Attributes = {}) => element('p', { dir: 'auto', class: 'prose', ...more }, text);
  const small = (child: Node | string) => element('p', { class: 'muted small' }, child);
  return element(
    'div',
    { class: 'said' },
    prose(text, { id: `t${id}` }),
    ...(name ? [small(element('bdi', {}, name))] : []),
    ...(answer ? [element('div', { class: 'reply' }, small(t('board_reply')), prose(answer))] : []),
    ...(note ? [element('p', { class: 'chip' }, t(note))] : []),
    ...(counts_as ? [element('p', { class: 'muted small', dir: 'auto' }, counts_as)] : []),
  );
}

function votes({ id, votes, voted, state }: ShownQuestion, isOpen: boolean): HTMLElement {
  const count = [element('span', { 'aria-hidden': 'true' }, '▲'), element('b', { class: 'num' }, number(votes))];
  if (state !== 'open' && state !== 'pinned') return element('p', { class: 'btn quiet' }, ...count);
  const attributes = { class: 'btn', 'aria-pressed': String(voted), 'aria-describedby': `t${id}` };
  const label = element('span', { class: 'sr' }, t('board_vote'));
  const button = element('button', { ...attributes, ...(!isOpen && { disabled: '' }) }, ...count, label);
  return element('form', { 'data-vote': String(id) }, button);
}

/** The menu with which a question is reported. */
function options(id: number): HTMLElement {
  const hint = element('p', { class: 'small' }, t('board_report_hint'));
  const form = element(
    'form',
    { class: 'card', 'data-report': String(id) },
    hint,
    element('button', { class: 'btn' }, t('board_report')),
  );
  const summary = element('summary', { class: 'btn quiet', 'aria-label': t('board_options') }, '…');
  return element('details', {}, summary, form);
}

/** Replaces the button that reports a question; returns what it says now. */
export function showReported(item: Element): string {
  const text = t('board_reported');
  reported.add(idOf(item));
  item.querySelector('details .card')!.replaceWith(element('p', { class: 'card' }, text));
  return text;
}

export function makeItem(question: ShownQuestion, isOpen: boolean): HTMLElement {
  const { id, own, state } = question;
  const actions = element('div', { class: 'do' }, votes(question, isOpen), ...(own ? [] : [options(id)]));
  const item = element('li', { class: 'card', id: `q${id}`, 'data-state': NOTES[state] }, said(question), actions);
  if (reported.has(id)) showReported(item);
  return item;
}

/** The votes that are shown for a question; 0 for none. */
export const shownVotes = (id: number) => Number(shownItem(id)?.querySelector('.num')?.textContent!.replace(/\D/g, ''));
export const isVoted = (id: number) => !!shownItem(id)?.querySelector('[aria-pressed=true]');

/** Shows the votes of a question, in place, and whether this phone has voted for it. */
export function showVotes(id: number, votes: number, voted = isVoted(id)): void {
  const item = shownItem(id);
  const count = item?.querySelector('.num');
  if (count) count.textContent = number(votes);
  item?.querySelector('[aria-pressed]')?.setAttribute('aria-pressed', String(voted));
}

/** Says in place of a question that the host has taken it off; nothing below it moves. */
export function showGone(item: HTMLElement): void {
  if (item.classList.contains('gone')) return;
  item.style.minHeight = `${item.offsetHeight}px`;
  item.classList.add('gone');
  item.querySelector('.said')!.textContent = t('board_gone');
  item.querySelector('.do')!.remove();
}
