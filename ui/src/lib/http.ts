// Asking the server, with an answer in every case: a value, or a problem with a `code` to act on.
import type { Problem } from './wire.gen';

export type Answer<T> = { value: T } | { problem: Problem };

/** The code of a request that brought no answer at all: no network, no server, or too slow. */
export const UNREACHABLE = 'unreachable';

/** How long a request may take before it counts as unanswered, in milliseconds. */
const PATIENCE = 8000;

const problem = (code: string, status = 0): Problem => ({ type: '', title: '', detail: '', status, code });

async function refusal(response: Response): Promise<Problem> {
  const told: Problem = await response.json().catch(() => null);
  const no = told?.code ? told : problem(`http_${response.status}`, response.status);
  const after = Number(response.headers.get('retry-after'));
  return no.retry_after === undefined && after > 0 ? { ...no, retry_after: after } : no;
}

/** What every request shows of who asks; nothing on a phone. */
export const credentials: Record<string, string> = {};

/** `token`: who asks, where no cookie says so. It travels in a header, because addresses are seen by others. */
export async function ask<T>(method: string, path: string, body?: unknown, token?: string): Promise<Answer<T>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(path, {
      method,
      signal: stop.signal,
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...credentials,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token && { 'x-browser-token': token }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) return { problem: await refusal(response) };
    return { value: (response.status === 204 ? null : await response.json()) as T };
  } catch {
    return { problem: problem(UNREACHABLE) };
  } finally {
    clearTimeout(timer);
  }
}
