// How evenly the console and the projector draw a poll of 20 options while votes come: gaps between frames, first with nothing to
// do, then with 50 votes a second. It measures and forbids nothing: `make frames`, on a computer that does nothing else.
import { randomUUID } from 'node:crypto'
import { openBrowser } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const SECONDS = Number(process.env.FRAMES_SECONDS ?? 10)
const VOTES = 50
const FRAME = 1000 / 60

const server = await startServer({ args: ['--vote-limit-per-minute', '0', '--connections-per-address', '0'] })
const options = Array.from({ length: 20 }, (_, at) => `Option ${at + 1}, with as many words as options often have`)
const poll = asHost(server)('POST', '/create', { question: 'Which of these twenty?', options, fairness: 'device' })
const browser = await openBrowser()

/** The gaps between frames of a page, in milliseconds, while `work` goes on. */
async function frames(page, work) {
  await page.evaluate(() => {
    const gaps = (window.gaps = [])
    let before = performance.now()
    const frame = (now) => {
      gaps.push(now - before)
      before = now
      window.running = requestAnimationFrame(frame)
    }
    window.running = requestAnimationFrame(frame)
  })
  await work()
  return page.evaluate(() => {
    cancelAnimationFrame(window.running)
    return window.gaps.slice(1)
  })
}

const rest = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000))

/** Votes, evenly, whatever the answers do: how many were counted. */
async function votes() {
  const began = performance.now()
  const sent = []
  for (let n = 0; n < SECONDS * VOTES; n += 1) {
    await rest(Math.max(0, began + (n * 1000) / VOTES - performance.now()) / 1000)
    const option = poll.options[Math.floor(Math.random() ** 2 * options.length)]
    const body = JSON.stringify({ option_id: option.id, browser_token: randomUUID() })
    sent.push(fetch(`${server.url}/poll/${poll.poll_code}/vote`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
  }
  return (await Promise.all(sent)).filter(({ status }) => status === 200).length
}

function tell(what, gaps, more = '') {
  const sorted = gaps.toSorted((one, other) => one - other)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME) - 1), 0)
  console.log(`${what}: ${gaps.length} frames, gaps p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)} ms, ${dropped} dropped (${((100 * dropped) / (gaps.length + dropped)).toFixed(1)} %)${more}`)
}

for (const [name, path] of [['console', server.hostLink], ['projector', `${server.url}/screen/${poll.meeting}`]]) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 840 } })).newPage()
  let told = 0
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => (told += /^42\["vote_update"/.test(String(payload)) ? 1 : 0)))
  await page.goto(path)
  await page.getByText(options[19]).first().waitFor()
  await rest(2)
  tell(`${name}, nothing to do`, await frames(page, () => rest(SECONDS)))
  told = 0
  let counted
  const gaps = await frames(page, async () => (counted = await votes()))
  tell(`${name}, ${VOTES} votes/s`, gaps, `; ${counted} votes counted, ${told} updates drawn`)
  await page.context().close()
}
await browser.close()
await server.stop()
