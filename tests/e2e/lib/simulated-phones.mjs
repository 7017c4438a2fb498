// Simulated phones: many in one process, without a browser. Each does what the voter's page does: the official Socket.IO client, plain
// HTTP, and the move to another address. Arguments: URL, path of the meeting, number of phones. Prints one JSON object a line: `{voted}`
// once all have voted, `{back, votes, longest}` once all have reconnected: how many, how
// many of them with their vote, and the milliseconds that the last one took. A line on standard input marks the start of the move.
import { createInterface } from 'node:readline'
import { io } from 'socket.io-client'

const [url, path, count] = process.argv.slice(2)
const print = (what) => console.log(JSON.stringify(what))
const code = path.split('/').at(-1)
let movedAt = 0
createInterface({ input: process.stdin }).on('line', () => (movedAt = Date.now()))

const post = async (to, body, cookie = '') => {
  const answer = await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`)
  return answer
}
const cookieOf = (answer) => answer.headers.get('set-cookie').split(';')[0]

/** Joins the meeting, however many attempts the connection takes; returns the socket and the acknowledgement. */
async function join(at, cookie) {
  const socket = io(at, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true, timeout: 2000, reconnectionDelayMax: 1000 })
  await new Promise((resolve) => socket.on('connect', resolve))
  return { socket, ack: await socket.emitWithAck('join', { join_code: code }) }
}

/** The first of the other addresses that serves this server's picture. */
async function findOther({ ways, mark }) {
  for (;;)
    for (const address of ways) {
      if (address === url) continue
      const answer = await fetch(`${address}/here/${mark}`, { signal: AbortSignal.timeout(2000) }).catch(() => null)
      if (answer?.ok) return address
    }
}

/** Opens the page as a phone does, joins, and votes. */
async function startPhone(n) {
  const page = await fetch(url + path, { headers: { accept: 'text/html' } })
  const cookie = cookieOf(page)
  const boot = JSON.parse((await page.text()).match(/id="boot">(.*?)<\/script>/s)[1])
  const { snapshot } = boot
  const handover = await (await fetch(`${url}/resume`, { headers: { cookie } })).json()
  const { socket } = await join(url, cookie)
  sendHeartbeats(socket)
  const option_id = snapshot.options[n % 2].id
  await post(`${url}/poll/${snapshot.poll_code}/vote`, { option_id }, cookie)
  return { socket, option_id, handover }
}

/** Sends heartbeats as a visible page does: a connection without an answer in time counts as lost. */
function sendHeartbeats(socket) {
  const beat = () => socket.connected && socket.timeout(5000).emitWithAck('alive').catch(() => socket.disconnect())
  const timer = setInterval(beat, 5000)
  socket.on('disconnect', () => clearInterval(timer))
}

/** Waits until the connection is lost, and then moves to another address of the host. */
async function reconnect({ socket, option_id, handover }) {
  await new Promise((resolve) => socket.on('disconnect', resolve))
  socket.close()
  const address = await findOther(handover)
  const cookie = cookieOf(await post(`${address}/resume`, { ticket: handover.ticket }))
  const { ack, socket: again } = await join(address, cookie)
  again.io.reconnection(false)
  return { tookMs: Date.now() - movedAt, hasVote: ack.snapshot.your_vote?.option_ids[0] === option_id }
}

const phones = await Promise.all(Array.from({ length: Number(count) }, (_, n) => startPhone(n)))
const reconnecting = phones.map(reconnect)
print({ voted: phones.length })
const back = await Promise.all(reconnecting)
print({ back: back.length, votes: back.filter(({ hasVote }) => hasVote).length, longest: Math.max(...back.map(({ tookMs }) => tookMs)) })
