// The official JavaScript client of Socket.IO: joins a poll, votes twice, and prints each event as a JSON object on a line.
// Arguments: URL, transport (websocket or polling), poll code, option id, browser token, and its local address.
import { Agent } from "node:http";
import { createRequire } from "node:module";

const { io } = createRequire(new URL("../../e2e/package.json", import.meta.url))("socket.io-client");
const [url, transport, poll_code, option_id, browser_token, localAddress] = process.argv.slice(2);

const print = (what, body) => console.log(JSON.stringify({ what, body }));
const socket = io(url, {
  transports: [transport],
  // As `ui/src/lib/live.ts` sets them on a phone's page.
  reconnectionDelay: 1000,
  reconnectionDelayMax: 5000,
  // Sends cookies, as browsers do on the same site.
  withCredentials: true,
  agent: new Agent({ localAddress, keepAlive: true }),
});

let voted = false;
async function joinsAndVotes() {
  print("connect", socket.io.engine.transport.name);
  print("join", await socket.emitWithAck("join", { poll_code, browser_token }));
  if (voted) return;
  const ballot = { poll_code, option_id: Number(option_id), browser_token };
  print("vote", await socket.emitWithAck("vote", ballot));
  voted = true;
  print("vote again", await socket.emitWithAck("vote", ballot));
}
socket.on("connect", () => joinsAndVotes().catch((error) => print("error", String(error))));
socket.on("disconnect", (reason) => print("disconnect", reason));
for (const event of ["vote_update", "poll_state", "vote_error", "host_closed"]) socket.on(event, (body) => print(event, body));
