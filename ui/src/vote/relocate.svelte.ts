// While the host does not answer: probes its addresses, opens this page at the one where it answers, with a ticket for this phone's
// identity, and shows what is wrong. Loaded once the page works, because it could not be loaded without a network.
import type { Live } from '../lib/live';
import { ask } from '../lib/http';
import { keepsIdentity } from '../lib/token';
import type { Resume, Ways } from '../lib/wire.gen';
import { connectionProblem } from './connection-problem';
import type { Guest } from './guest.svelte';
import { answers, handoverUrl, others, addressInTurn } from './host-addresses';
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
  /** The addresses that the page's content security policy lets it probe: those that the host had when the page
   *  was written. */
  let probed: string[] | null = null;
  /** Addresses announced since: the page cannot probe them, only link to them. */
  let linked: string[] = [];

  async function renewTicket() {
    const answer = await ask<Resume>('GET', '/resume');
    if ('problem' in answer) return;
    ({ ticket, mark: fingerprint } = answer.value);
    setAddresses(answer.value.ways);
  }

  function setAddresses(addresses: string[]) {
    const candidates = others(addresses, own);
    probed ??= candidates;
    const allowed = probed;
    linked = candidates.filter((address) => !allowed.includes(address));
  }

  const urlAt = (address: string) =>
    handoverUrl(
      address,
      location.pathname + location.search,
      ticket,
      guest.voter?.results.poll_code,
      guest.voter?.answer,
    );

  function showProblem(disconnectedMs: number) {
    const problem = connectionProblem(guest.connection, navigator.onLine, disconnectedMs);
    const [address] = linked;
    if (problem === 'offline') guest.aside = { tone: 'warn', title: t('offline_title'), text: t('offline') };
    else if (problem) {
      guest.aside = { tone: 'bad', title: t('unreachable_title'), text: t('unreachable') };
      // Without `http://`, which every address begins with.
      if (address && ticket)
        guest.aside.to = { href: urlAt(address), text: t('try_way', { address: address.slice(7) }) };
    } else if (!keepsIdentity()) guest.aside = { tone: 'warn', title: t('forgetful_title'), text: t('forgetful') };
    else guest.aside = null;
  }

  /** Probes the page's own address and, in turn, the others: restarts the socket, or opens the page at the address that answers.
   *  Returns the function that stops the probes. */
  function search(): () => void {
    const startedAt = Date.now();
    let restartedAt = 0;
    let probes = 0;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;

    async function probeOwn() {
      if (!(await answers(own, fingerprint)) || isOver || Date.now() - restartedAt < RESTART_INTERVAL_MS) return;
      restartedAt = Date.now();
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
      showProblem(Date.now() - startedAt);
      const isEarly = Date.now() - startedAt < FIRST_PHASE_MS && guest.connection !== 'ended';
      timer = setTimeout(probe, (isEarly ? FIRST_INTERVAL_MS : LATER_INTERVAL_MS) * (0.8 + Math.random() * 0.4));
      if (!fingerprint || document.visibilityState === 'hidden') return;
      void probeOwn();
      const address = addressInTurn(probed ?? [], probes++);
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
  setInterval(() => guest.connection === 'live' && void renewTicket(), RENEW_INTERVAL_MS);
  $effect.root(() => {
    $effect(() => {
      if (guest.connection !== 'live') return search();
      showProblem(0);
      void renewTicket();
    });
  });
}
