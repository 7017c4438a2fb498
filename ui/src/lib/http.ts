// Requests to the server. Every request has an answer: a value, or a problem with a `code` to act on.
import type { Problem } from './wire.gen';

export type Answer<T> = { value: T } | { problem: Problem };

/** The code of a request without an answer: no network, no server, or too slow. */
export const UNREACHABLE = 'unreachable';

/** Milliseconds until a request is aborted and counts as unanswered. */
const TIMEOUT_MS = 8000;

const problem = (code: string, status = 0): Problem => ({ type: '', title: '', detail: '', status, code });

/** The problem in a response; one that was not written by this server, for example by a proxy, gets a code by its status. */
async function problemOf(response: Response): Promise<Problem> {
  const body: Problem = await response.json().catch(() => null);
  const found = body?.code ? body : problem(`http_${response.status}`, response.status);
  const after = Number(response.headers.get('retry-after'));
  return found.retry_after === undefined && after > 0 ? { ...found, retry_after: after } : found;
}

/** Headers of every request: the host's secret on its pages, none on a phone. */
export const credentials: Record<string, string> = {};

/** Sends a request. `token`: the browser's identity, for browsers without cookies; in a header, because URLs end up in logs. */
export async function ask<T>(method: string, path: string, body?: unknown, token?: string): Promise<Answer<T>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
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
    if (!response.ok) return { problem: await problemOf(response) };
    return { value: (response.status === 204 ? null : await response.json()) as T };
  } catch {
    return { problem: problem(UNREACHABLE) };
  } finally {
    clearTimeout(timer);
  }
}
