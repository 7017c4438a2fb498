// What is known of the whole board: how many questions are where, and whether questions and votes are taken.
import type { Account, BoardState } from '../lib/wire.gen';
import { account, closed, field, form, main, sent } from './page';
import { t } from './text';
import { accountText } from './words';

/** The number of the newest page or frame; older ones are ignored. */
let seq = Number(main.dataset.seq);
let isOpenNow = main.dataset.open === 'true';

export const isOpen = () => isOpenNow;

/** Whether this is not older than what is shown; records its number as the newest then. */
export function isCurrent(next: { seq: number }): boolean {
  if (next.seq < seq) return false;
  seq = next.seq;
  return true;
}

/** Opens or closes form and votes. The form and what is typed in it stay on the page: a sentence below says why nothing is sent. */
export function setOpen(open: boolean): void {
  if (open === isOpenNow) return;
  isOpenNow = open;
  for (const button of main.querySelectorAll<HTMLButtonElement>('form button')) button.disabled = !open;
  sent.textContent = open ? '' : t(field.value.trim() ? 'board_closed_kept' : 'board_closed');
  if (!open) return;
  form.hidden = false;
  closed.hidden = true;
}

export function showBoard(board: { board: BoardState; account: Account }): void {
  account.textContent = accountText(board.account);
  setOpen(board.board === 'open');
}
