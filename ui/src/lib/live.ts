// Follows a poll or a meeting over Socket.IO. A phone that slept, was locked or changed its network gets no event for a lost
// connection: so the page joins again whenever it wakes up, and a join without an answer restarts the connection.
import { io } from 'socket.io-client';
import type { Count, HostClosed, JoinAck, JoinBody, Problem, Results, Snapshot, StageNow } from './wire.gen';

/** `connecting` before the first answer; `ended` once the host has quit, until the server is back. */
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'ended';

export type Handlers = {
  /** The room to join, called at every connection; null to join none. */
  join: () => JoinBody | null;
  /** The answer to joining: no snapshot where the meeting shows no poll, a stage where a meeting was joined. */
  joined: (snapshot: Snapshot | null, stage: StageNow | null) => void;
  /** A whole snapshot: its texts or rules have changed. */
  update: (results: Results) => void;
  /** A count; false where the page does not have the texts and rules that it belongs to. */
  count: (count: Count) => boolean;
  /** The meeting's stage has changed. */
  stage?: (stage: StageNow) => void;
  refused?: (problem: Problem) => void;
  connection: (connection: ConnectionState) => void;
  /** The page has become visible or is online again; whether the connection still works is not known yet. */
  wake?: () => void;
  /** Options of the connection: the host's page sends its secret in the handshake, because browsers add no header to a WebSocket. */
  opening?: { auth: (send: (payload: object) => void) => void };
};

/**
 * Milliseconds between two heartbeats of a visible page, and until one counts as unanswered. A page sends one when it is hidden
 * and then no more, so that only the server's pings, which are far apart, wake a locked phone's radio.
 */
const HEARTBEAT_MS = 5000;
/** Milliseconds until a join counts as unanswered: after a connect, and after waking up, when a voter looks at the page already. */
const JOIN_TIMEOUT_MS = 5000;
const WAKE_TIMEOUT_MS = 600;

/** Milliseconds until the page asks for texts that a count belongs to, at most: the server sends them to all phones in a moment. */
const PAPER_WAIT_MS = 1000;

export type Live = ReturnType<typeof follow>;

/** Connects, and stays connected for as long as the page is open. `wake` joins again or reconnects; `rejoin` joins again, but only
 *  while connected. */
export function follow(handlers: Handlers) {
  const socket = io({
    ...handlers.opening,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
    timeout: 4000,
  });
  let ended = false;
  /** Whether the last event was a count of texts that the page does not have. */
  let lacksPaper = false;

  const reportLost = () => handlers.connection(ended ? 'ended' : 'lost');
  const restart = () => void socket.disconnect().connect();
  /** Connects again after the server has closed the socket: Socket.IO does not do so by itself. */
  const reconnect = () => setTimeout(() => socket.active || socket.connect(), 1000 + Math.random() * 2000);

  async function join(timeout = JOIN_TIMEOUT_MS): Promise<void> {
    const body = handlers.join();
    if (!body) return handlers.connection('live');
    const wasEnded = ended;
    let ack: JoinAck;
    try {
      ack = await socket.timeout(timeout).emitWithAck('join', { ...body, paper: false });
    } catch {
      if (!ended) handlers.connection('lost');
      return restart();
    }
    // The host has quit since the join was sent: its answer is outdated.
    if (ended !== wasEnded) return;
    if ('problem' in ack) {
      handlers.refused?.(ack.problem);
      if (ack.problem.retry_after) setTimeout(() => socket.connected && join(), ack.problem.retry_after * 1000);
      return;
    }
    ended = false;
    handlers.connection('live');
    sendHeartbeat();
    handlers.joined(ack.snapshot, ack.stage ?? null);
  }

  /** Reports to the server whether this page is visible; restarts the connection if the server does not acknowledge it. */
  const sendHeartbeat = () =>
    socket.connected &&
    socket
      .timeout(HEARTBEAT_MS)
      .emit('alive', { hidden: document.hidden }, (lost: Error | null) => lost && socket.connected && restart());

  function wake() {
    if (document.hidden) return void sendHeartbeat();
    handlers.wake?.();
    if (socket.connected) void join(WAKE_TIMEOUT_MS);
    else restart();
  }

  /** Applies an event; where the page lacks its texts, joins again unless they arrive meanwhile. */
  function receive(event: Count | Results) {
    if ('options' in event) handlers.update(event);
    const isComplete = 'options' in event || handlers.count(event);
    if (!isComplete && !lacksPaper)
      setTimeout(() => {
        if (lacksPaper && socket.connected) void join();
        lacksPaper = false;
      }, Math.random() * PAPER_WAIT_MS);
    lacksPaper = !isComplete;
  }

  socket.on('connect', () => void join());
  for (const event of ['vote_update', 'poll_state', 'paper']) socket.on(event, receive);
  socket.on('stage', (stage: StageNow) => handlers.stage?.(stage));
  // The server measures the round trip: the last argument sends the acknowledgement.
  socket.on('echo', (...args) => args.pop()());
  // Only `quit` ends the session: when one of several servers stops, another one accepts the connection.
  const onHostClosed = (reason: string) => {
    if (reason !== 'quit') return;
    ended = true;
    handlers.connection('ended');
  };
  socket.on('host_closed', ({ reason }: HostClosed) => onHostClosed(reason));
  socket.on('disconnect', (reason) => {
    reportLost();
    if (reason === 'io server disconnect') reconnect();
  });
  socket.on('connect_error', ({ message }) => {
    // The server refuses connections while it stops.
    if (message === 'host_closed') onHostClosed('quit');
    reportLost();
    if (!socket.active) reconnect();
  });
  setInterval(() => document.hidden || sendHeartbeat(), HEARTBEAT_MS);
  document.addEventListener('visibilitychange', wake);
  addEventListener('pageshow', (event) => event.persisted && wake());
  addEventListener('online', wake);

  return { socket, wake, rejoin: () => (socket.connected ? void join() : undefined) };
}
