// Requests to the server. Every request ends with a value, or with a problem whose `code` says what
// to do; a request that the server has not answered ends with the problem `unreachable`.
import type { Problem } from './wire.gen';

export type Answer<T> = { value: T } | { problem: Problem };

/** The code of a request without an answer: no network, no server, or too slow. */
export const UNREACHABLE = 'unreachable';

/** Milliseconds until a request is aborted and counts as unanswered. */
const TIMEOUT_MS = 8000;

const problem = (code: string, status = 0): Problem => ({ type: '', title: '', detail: '', status, code });

/** The problem in a response. A response that this server has not written, but for example a proxy, gets a code by its status. */
async function problemOf(response: Response): Promise<Problem> {
  const body: Problem = await response.json().catch(() => null);
  const reported = body?.code ? body : problem(`http_${response.status}`, response.status);
  const retryAfter = Number(response.headers.get('retry-after'));
  return reported.retry_after === undefined && retryAfter > 0 ? { ...reported, retry_after: retryAfter } : reported;
}

/** Headers of every request: the host's secret on its pages, none on a phone. */
export const credentials: Record<string, string> = {};

/** Sends a request. `token`: the browser's identity, for browsers without cookies; in a header, because URLs end up in logs.
 *  `keepalive`: the page is being left, and the request is sent nevertheless. */
export async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  token?: string,
  keepalive = false,
): Promise<Answer<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      method,
      signal: abort.signal,
      cache: 'no-store',
      keepalive,
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
