// The elements of the page, and requests for its meeting.
import { ask, type Answer } from '../lib/http';
import { browserToken } from '../lib/token';

const byId = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

export const main = document.querySelector<HTMLElement>('main.board')!;
export const code = main.dataset.code!;
export const token = browserToken(main.dataset.token!);
export const list = byId('list');
export const own = byId('own');
export const fresh = byId('fresh');
export const more = byId('more');
export const empty = byId('empty');
export const form = byId<HTMLFormElement>('ask');
export const field = form.querySelector('textarea')!;
export const sent = byId('sent');
export const closed = byId('closed');
export const account = byId('account');
export const poll = byId('poll');
const toast = byId('toast');

/** Milliseconds that the outcome of a tap stays on the screen. */
const TOAST_MS = 10_000;
let toastTimer: ReturnType<typeof setTimeout>;

/** Says what has become of a tap, at the lower edge of the screen, where it moves nothing. */
export function showToast(text: string): void {
  clearTimeout(toastTimer);
  toast.textContent = text;
  toastTimer = setTimeout(() => (toast.textContent = ''), TOAST_MS);
}

/** The questions on the page, also those that were just asked. */
export const items = () => Array.from(main.querySelectorAll<HTMLElement>('.asked li'));

/** Sends a request below `/m/{code}/questions`. */
export const request = <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  ask<T>(method, `/m/${code}/questions${path}`, body, token);
