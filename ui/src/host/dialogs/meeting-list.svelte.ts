// The list of meetings that match a search, loaded page by page.
import { ask } from '../../lib/http';
import type { MeetingSummary, Problem } from '../../lib/wire.gen';

/** The server's: a shorter page is the last one. */
export const PAGE_SIZE = 100;

export class MeetingList {
  search = $state('');
  /** Null until the first page has arrived. */
  meetings: MeetingSummary[] | null = $state.raw(null);
  problem: Problem | null = $state.raw(null);
  /** Whether the server may have another page. */
  hasMore = $state(false);

  /** Replaces the list by the first page of the search. */
  async load(): Promise<void> {
    const page = await this.#page('');
    if (page) this.meetings = page;
  }

  /** Appends the page after the last meeting. */
  async loadMore(): Promise<void> {
    const last = this.meetings?.at(-1)?.join_code;
    if (!last) return;
    const page = await this.#page(`&after=${last}`);
    // The answer to a second press, or to one before the list was loaded again, is not appended.
    if (page && this.meetings?.at(-1)?.join_code === last) this.meetings = [...this.meetings, ...page];
  }

  /** A page of the search; null on failure, and where another search has begun meanwhile. */
  async #page(after: string): Promise<MeetingSummary[] | null> {
    const { search } = this;
    const path = `/api/meetings?search=${encodeURIComponent(search)}${after}`;
    const answer = await ask<MeetingSummary[]>('GET', path);
    if (search !== this.search) return null;
    if ('problem' in answer) {
      this.problem = answer.problem;
      return null;
    }
    this.hasMore = answer.value.length === PAGE_SIZE;
    return answer.value;
  }
}
