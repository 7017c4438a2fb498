// While the host does not answer: look for it here and at its other addresses, go there with a ticket when it has moved,
// and say in plain words what is the matter. Loaded once the page works, so that it is there when the network is not.
import type { Live } from '../lib/live';
import { ask } from '../lib/http';
import { remembers } from '../lib/token';
import type { Resume, Ways } from '../lib/wire.gen';
import { awayText } from './relocate-text';
import type { Guest } from './guest.svelte';
import { plight } from './connection-problem';
import { answers, others, turn, wayOver } from './host-addresses';

/** Milliseconds between two looks: at first, when the host stays away, and after it has quit. */
const SOON = 1000;
const LATER = 3000;
const AT_FIRST = 60_000;
/** After its own address answers, the socket has this long to be back before it is pushed again. */
const PUSHED = 3000;
/** A ticket is good once, within two hours. */
const RENEW = 20 * 60_000;

export async function standBy(guest: Guest, live: Live): Promise<void> {
  const t = await awayText();
  const own = location.origin;
  let ticket = '';
  let mark = '';
  /** What this page may look at, since it was written; and what has come since, which only a tap can try. */
  let known: string[] | null = null;
  let since: string[] = [];

  async function renew() {
    const answer = await ask<Resume>('GET', '/resume');
    if ('problem' in answer) return;
    ({ ticket, mark } = answer.value);
    heard(answer.value.ways);
  }

  function heard(ways: string[]) {
    const found = others(ways, own);
    known ??= found;
    const page = known;
    since = found.filter((way) => !page.includes(way));
  }

  const over = (way: string) =>
    wayOver(way, location.pathname + location.search, ticket, guest.voter?.results.poll_code, guest.voter?.chosen);

  function tell(silence: number) {
    const why = plight(guest.link, navigator.onLine, silence);
    const [way] = since;
    if (why === 'offline') guest.aside = { tone: 'warn', title: t('offline_title'), text: t('offline') };
    else if (why) {
      guest.aside = { tone: 'bad', title: t('unreachable_title'), text: t('unreachable') };
      if (way && ticket) guest.aside.to = { href: over(way), text: t('try_way', { address: way.slice(7) }) };
    } else if (!remembers()) guest.aside = { tone: 'warn', title: t('forgetful_title'), text: t('forgetful') };
    else guest.aside = null;
  }

  /** Looks again and again, until told to stop. */
  function search(): () => void {
    const began = Date.now();
    let pushed = 0;
    let looks = 0;
    let timer: ReturnType<typeof setTimeout>;
    let over_ = false;

    async function here() {
      if (!(await answers(own, mark)) || over_ || Date.now() - pushed < PUSHED) return;
      pushed = Date.now();
      live.wake();
    }

    async function there(way: string) {
      if (!(await answers(way, mark)) || over_) return;
      // Both may have come back at once: going is worth it only where staying is not.
      if ((await answers(own, mark, SOON)) || over_) return;
      over_ = true;
      location.replace(over(way));
    }

    function look() {
      tell(Date.now() - began);
      const young = Date.now() - began < AT_FIRST && guest.link !== 'ended';
      timer = setTimeout(look, (young ? SOON : LATER) * (0.8 + Math.random() * 0.4));
      if (!mark || document.visibilityState === 'hidden') return;
      void here();
      const way = turn(known ?? [], looks++);
      if (way && ticket) void there(way);
    }

    const again = () => {
      clearTimeout(timer);
      look();
    };
    look();
    addEventListener('online', again);
    addEventListener('offline', again);
    document.addEventListener('visibilitychange', again);
    return () => {
      over_ = true;
      clearTimeout(timer);
      removeEventListener('online', again);
      removeEventListener('offline', again);
      document.removeEventListener('visibilitychange', again);
    };
  }

  live.socket.on('ways', ({ ways }: Ways) => heard(ways));
  setInterval(() => guest.link === 'live' && void renew(), RENEW);
  $effect.root(() => {
    $effect(() => {
      if (guest.link !== 'live') return search();
      tell(0);
      void renew();
    });
  });
}
