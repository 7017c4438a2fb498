// The official JavaScript client against the house: prints each event as a JSON object on a line.
// Arguments: URL, transport (websocket or polling), poll code, option id, browser token, and its local address.
import { Agent } from "node:http";
import { createRequire } from "node:module";

const { io } = createRequire(new URL("../../e2e/package.json", import.meta.url))("socket.io-client");
const [url, transport, poll_code, option_id, browser_token, localAddress] = process.argv.slice(2);

const tell = (what, body) => console.log(JSON.stringify({ what, body }));
const socket = io(url, {
  transports: [transport],
  // What a phone's page says.
  reconnectionDelay: 1000,
  reconnectionDelayMax: 5000,
  // As browsers do: cookies of the same site come along.
  withCredentials: true,
  agent: new Agent({ localAddress, keepAlive: true }),
});

let voted = false;
async function arrives() {
  tell("connect", socket.io.engine.transport.name);
  tell("join", await socket.emitWithAck("join", { poll_code, browser_token }));
  if (voted) return;
  const ballot = { poll_code, option_id: Number(option_id), browser_token };
  tell("vote", await socket.emitWithAck("vote", ballot));
  voted = true;
  tell("vote again", await socket.emitWithAck("vote", ballot));
}
socket.on("connect", () => arrives().catch((broken) => tell("broken", String(broken))));
socket.on("disconnect", (reason) => tell("disconnect", reason));
for (const event of ["vote_update", "poll_state", "vote_error", "host_closed"]) socket.on(event, (body) => tell(event, body));
