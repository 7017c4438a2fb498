// While the host does not answer: probes its addresses, opens this page at the one where it answers, with a ticket for this phone's
// identity, and shows what is wrong. Loaded once the page works, because it could not be loaded without a network.
import type { Live } from '../lib/live';
import { ask } from '../lib/http';
import { remembers } from '../lib/token';
import type { Resume, Ways } from '../lib/wire.gen';
import { connectionProblem } from './connection-problem';
import type { Guest } from './guest.svelte';
import { answers, handoverUrl, others, turn } from './host-addresses';
import { relocateText } from './relocate-text';

/** Milliseconds between two probes: in the first minute, and afterwards or after the host has quit. */
const FIRST_INTERVAL_MS = 1000;
const LATER_INTERVAL_MS = 3000;
const FIRST_PHASE_MS = 60_000;
/** Milliseconds that the page's own address has to answer before the page moves to another one. */
const OWN_TIMEOUT_MS = 1000;
/** Milliseconds that the socket has to reconnect after its own address has answered, before it is restarted again. */
const RESTART_INTERVAL_MS = 3000;
/** Milliseconds until the ticket is renewed: it is valid once, within two hours. */
const RENEW_INTERVAL_MS = 20 * 60_000;

/** Watches the connection for as long as the page is open. */
export async function watchHost(guest: Guest, live: Live): Promise<void> {
  const t = await relocateText();
  const own = location.origin;
  let ticket = '';
  let fingerprint = '';
  /** The addresses that the page's content security policy lets it probe: those known when it was written. */
  let probed: string[] | null = null;
  /** Addresses announced since: the page cannot probe them, only link to them. */
  let linked: string[] = [];

  async function renew() {
    const answer = await ask<Resume>('GET', '/resume');
    if ('problem' in answer) return;
    ({ ticket, mark: fingerprint } = answer.value);
    setAddresses(answer.value.ways);
  }

  function setAddresses(addresses: string[]) {
    const found = others(addresses, own);
    probed ??= found;
    const known = probed;
    linked = found.filter((address) => !known.includes(address));
  }

  const urlAt = (address: string) =>
    handoverUrl(
      address,
      location.pathname + location.search,
      ticket,
      guest.voter?.results.poll_code,
      guest.voter?.chosen,
    );

  function showProblem(silence: number) {
    const problem = connectionProblem(guest.connection, navigator.onLine, silence);
    const [address] = linked;
    if (problem === 'offline') guest.aside = { tone: 'warn', title: t('offline_title'), text: t('offline') };
    else if (problem) {
      guest.aside = { tone: 'bad', title: t('unreachable_title'), text: t('unreachable') };
      if (address && ticket)
        guest.aside.to = { href: urlAt(address), text: t('try_way', { address: address.slice(7) }) };
    } else if (!remembers()) guest.aside = { tone: 'warn', title: t('forgetful_title'), text: t('forgetful') };
    else guest.aside = null;
  }

  /** Probes the addresses in turn; returns the function that stops it. */
  function search(): () => void {
    const began = Date.now();
    let restarted = 0;
    let probes = 0;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;

    async function probeOwn() {
      if (!(await answers(own, fingerprint)) || isOver || Date.now() - restarted < RESTART_INTERVAL_MS) return;
      restarted = Date.now();
      live.wake();
    }

    async function probeOther(address: string) {
      if (!(await answers(address, fingerprint)) || isOver) return;
      // The page's own address may answer again too: then the page stays.
      if ((await answers(own, fingerprint, OWN_TIMEOUT_MS)) || isOver) return;
      isOver = true;
      location.replace(urlAt(address));
    }

    function probe() {
      showProblem(Date.now() - began);
      const isEarly = Date.now() - began < FIRST_PHASE_MS && guest.connection !== 'ended';
      timer = setTimeout(probe, (isEarly ? FIRST_INTERVAL_MS : LATER_INTERVAL_MS) * (0.8 + Math.random() * 0.4));
      if (!fingerprint || document.visibilityState === 'hidden') return;
      void probeOwn();
      const address = turn(probed ?? [], probes++);
      if (address && ticket) void probeOther(address);
    }

    const probeNow = () => {
      clearTimeout(timer);
      probe();
    };
    probe();
    addEventListener('online', probeNow);
    addEventListener('offline', probeNow);
    document.addEventListener('visibilitychange', probeNow);
    return () => {
      isOver = true;
      clearTimeout(timer);
      removeEventListener('online', probeNow);
      removeEventListener('offline', probeNow);
      document.removeEventListener('visibilitychange', probeNow);
    };
  }

  live.socket.on('ways', ({ ways }: Ways) => setAddresses(ways));
  setInterval(() => guest.connection === 'live' && void renew(), RENEW_INTERVAL_MS);
  $effect.root(() => {
    $effect(() => {
      if (guest.connection !== 'live') return search();
      showProblem(0);
      void renew();
    });
  });
}
