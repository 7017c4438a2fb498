// Following a poll or a meeting over Socket.IO. Phones sleep, lock, change networks and believe they are connected:
// so every sign of waking joins again, and an unanswered join starts a new connection.
import { io } from 'socket.io-client';
import type { HostClosed, JoinAck, JoinBody, Problem, Results, Snapshot, StageNow } from './wire.gen';

/** `connecting` only at first; `ended` when the host has quit, until the server is back. */
export type Link = 'connecting' | 'live' | 'lost' | 'ended';

export type Watch = {
  /** What to join; asked anew at every connection. A host without a poll joins nothing. */
  join: () => JoinBody | null;
  /** No snapshot where a meeting shows no poll; a stage for who follows a meeting. */
  joined: (snapshot: Snapshot | null, stage: StageNow | null) => void;
  update: (results: Results) => void;
  /** What the meeting shows has changed. */
  stage?: (stage: StageNow) => void;
  refused?: (problem: Problem) => void;
  link: (link: Link) => void;
  /** Called when the page wakes up, before the connection is proven. */
  wake?: () => void;
  /** What else the connection is begun with: a host's page shows its secret, where a socket may send no headers. */
  opening?: { auth: (shown: (what: object) => void) => void };
};

/**
 * Milliseconds between two beats of a page in sight, and the longest that one may stay unanswered. A hidden page sends none:
 * only the server's pings, far apart, wake the radio of a phone that lies locked on a table.
 */
const BEAT = 5000;
/** How long a join may stay unanswered, in milliseconds: after a connect; and after waking, to show what is new within a second. */
const PATIENCE = 5000;
const WAKING = 600;

export type Live = ReturnType<typeof follow>;

export function follow(watch: Watch) {
  const socket = io({
    ...watch.opening,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
    timeout: 4000,
  });
  let ended = false;

  const lost = () => watch.link(ended ? 'ended' : 'lost');
  const restart = () => void socket.disconnect().connect();
  /** The server closed on purpose, so the library does not come back by itself. */
  const comeBack = () => setTimeout(() => socket.active || socket.connect(), 1000 + Math.random() * 2000);

  async function join(patience = PATIENCE): Promise<void> {
    const body = watch.join();
    if (!body) return watch.link('live');
    const before = ended;
    let ack: JoinAck;
    try {
      ack = await socket.timeout(patience).emitWithAck('join', body);
    } catch {
      if (!ended) watch.link('lost');
      return restart();
    }
    // The host has said meanwhile that it quits: whoever was let in just before is not taken back by that.
    if (ended !== before) return;
    if ('problem' in ack) {
      watch.refused?.(ack.problem);
      if (ack.problem.retry_after) setTimeout(() => socket.connected && join(), ack.problem.retry_after * 1000);
      return;
    }
    ended = false;
    watch.link('live');
    beat();
    watch.joined(ack.snapshot, ack.stage ?? null);
  }

  /** Tells the server whether this page is in sight, and finds out whether the server is there. */
  const beat = () =>
    socket.connected &&
    socket
      .timeout(BEAT)
      .emit('alive', { hidden: document.hidden }, (lost: Error | null) => lost && socket.connected && restart());

  function wake() {
    if (document.hidden) return void beat();
    watch.wake?.();
    if (socket.connected) void join(WAKING);
    else restart();
  }

  socket.on('connect', () => void join());
  socket.on('vote_update', watch.update);
  socket.on('poll_state', watch.update);
  socket.on('stage', (stage: StageNow) => watch.stage?.(stage));
  // The server asks how long the way to here and back takes: the last argument is the answer to give.
  socket.on('echo', (...args) => args.pop()());
  // One of several servers that ends is a lost connection like any other: another one answers.
  const goodbye = (reason: string) => {
    if (reason !== 'quit') return;
    ended = true;
    watch.link('ended');
  };
  socket.on('host_closed', ({ reason }: HostClosed) => goodbye(reason));
  socket.on('disconnect', (reason) => {
    lost();
    if (reason === 'io server disconnect') comeBack();
  });
  socket.on('connect_error', ({ message }) => {
    // Who comes while the server ends is told the same, and not let in.
    if (message === 'host_closed') goodbye('quit');
    lost();
    if (!socket.active) comeBack();
  });
  setInterval(() => document.hidden || beat(), BEAT);
  document.addEventListener('visibilitychange', wake);
  addEventListener('pageshow', (event) => event.persisted && wake());
  addEventListener('online', wake);

  return { socket, wake, rejoin: () => (socket.connected ? void join() : undefined) };
}
