// Measures how evenly the console and the projector draw a poll of 20 options: the gaps between frames, first idle, then with 50
// votes a second. It has no limits that fail. Run `make frames` on an otherwise idle computer.
import { randomUUID } from 'node:crypto'
import { openBrowser } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const SECONDS = Number(process.env.FRAMES_SECONDS ?? 10)
const VOTES_PER_SECOND = 50
const FRAME_MS = 1000 / 60

const server = await startServer({ args: ['--vote-limit-per-minute', '0', '--connections-per-address', '0'] })
const options = Array.from({ length: 20 }, (_, at) => `Option ${at + 1}, with as many words as options often have`)
const poll = asHost(server)('POST', '/create', { question: 'Which of these twenty?', options, fairness: 'device' })
const browser = await openBrowser()

/** The gaps between frames of a page while `work` runs, in milliseconds. */
async function frameGaps(page, work) {
  await page.evaluate(() => {
    const gaps = (window.gaps = [])
    let previous = performance.now()
    const frame = (now) => {
      gaps.push(now - previous)
      previous = now
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

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000))

/** Sends votes at an even rate, without waiting for answers; returns how many were counted. */
async function sendVotes() {
  const began = performance.now()
  const sent = []
  for (let n = 0; n < SECONDS * VOTES_PER_SECOND; n += 1) {
    await sleep(Math.max(0, began + (n * 1000) / VOTES_PER_SECOND - performance.now()) / 1000)
    const option = poll.options[Math.floor(Math.random() ** 2 * options.length)]
    const body = JSON.stringify({ option_id: option.id, browser_token: randomUUID() })
    sent.push(fetch(`${server.url}/poll/${poll.poll_code}/vote`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
  }
  return (await Promise.all(sent)).filter(({ status }) => status === 200).length
}

function report(what, gaps, more = '') {
  const sorted = gaps.toSorted((one, other) => one - other)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0)
  console.log(`${what}: ${gaps.length} frames, gaps p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)} ms, ${dropped} dropped (${((100 * dropped) / (gaps.length + dropped)).toFixed(1)} %)${more}`)
}

for (const [name, path] of [['console', server.hostLink], ['projector', `${server.url}/screen/${poll.meeting}`]]) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 840 } })).newPage()
  let updates = 0
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => (updates += /^42\["vote_update"/.test(String(payload)) ? 1 : 0)))
  await page.goto(path)
  await page.getByText(options[19]).first().waitFor()
  await sleep(2)
  report(`${name}, nothing to do`, await frameGaps(page, () => sleep(SECONDS)))
  updates = 0
  let counted
  const gaps = await frameGaps(page, async () => (counted = await sendVotes()))
  report(`${name}, ${VOTES_PER_SECOND} votes/s`, gaps, `; ${counted} votes counted, ${updates} updates drawn`)
  await page.context().close()
}
await browser.close()
await server.stop()
