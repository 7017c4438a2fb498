// Light phones: what the voter's page does, without a browser, many in one process. The official Socket.IO client, plain
// HTTP, and the way from one address to another. Arguments: URL, path of the meeting, how many. Tells one JSON object a line:
// `{voted}` when all have voted, `{back, votes, longest}` when all are back. The words `moved` on standard input start the clock.
import { createInterface } from 'node:readline'
import { io } from 'socket.io-client'

const [url, path, many] = process.argv.slice(2)
const tell = (what) => console.log(JSON.stringify(what))
const code = path.split('/').at(-1)
let moved = 0
createInterface({ input: process.stdin }).on('line', () => (moved = Date.now()))

const post = async (to, body, cookie = '') => {
  const answer = await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`)
  return answer
}
const cookieOf = (answer) => answer.headers.get('set-cookie').split(';')[0]

/** Joins, and goes on trying until it has; the acknowledgement comes back. */
async function joins(at, cookie) {
  const socket = io(at, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true, timeout: 2000, reconnectionDelayMax: 1000 })
  await new Promise((resolve) => socket.on('connect', resolve))
  return { socket, ack: await socket.emitWithAck('join', { join_code: code }) }
}

/** The first of the other addresses that shows this server's own picture. */
async function finds({ ways, mark }) {
  for (;;)
    for (const way of ways) {
      if (way === url) continue
      const answer = await fetch(`${way}/here/${mark}`, { signal: AbortSignal.timeout(2000) }).catch(() => null)
      if (answer?.ok) return way
    }
}

async function phone(n) {
  const page = await fetch(url + path, { headers: { accept: 'text/html' } })
  const cookie = cookieOf(page)
  const boot = JSON.parse((await page.text()).match(/id="boot">(.*?)<\/script>/s)[1])
  const { snapshot } = boot
  const kept = await (await fetch(`${url}/resume`, { headers: { cookie } })).json()
  const { socket } = await joins(url, cookie)
  beats(socket)
  const option_id = snapshot.options[n % 2].id
  await post(`${url}/poll/${snapshot.poll_code}/vote`, { option_id }, cookie)
  return { socket, option_id, kept }
}

/** As a page in sight does: what does not answer in time is a lost connection. */
function beats(socket) {
  const beat = () => socket.connected && socket.timeout(5000).emitWithAck('alive').catch(() => socket.disconnect())
  const timer = setInterval(beat, 5000)
  socket.on('disconnect', () => clearInterval(timer))
}

async function follows({ socket, option_id, kept }) {
  await new Promise((resolve) => socket.on('disconnect', resolve))
  socket.close()
  const way = await finds(kept)
  const cookie = cookieOf(await post(`${way}/resume`, { ticket: kept.ticket }))
  const { ack, socket: again } = await joins(way, cookie)
  again.io.reconnection(false)
  return { took: Date.now() - moved, knows: ack.snapshot.your_vote?.option_ids[0] === option_id }
}

const phones = await Promise.all(Array.from({ length: Number(many) }, (_, n) => phone(n)))
const following = phones.map(follows)
tell({ voted: phones.length })
const back = await Promise.all(following)
tell({ back: back.length, votes: back.filter(({ knows }) => knows).length, longest: Math.max(...back.map(({ took }) => took)) })
