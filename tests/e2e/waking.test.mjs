// A phone that has slept holds a dead line and has heard nothing: it is shown how things stand before it finds that out.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { makeWifi } from './lib/wifi.mjs'
import { until } from './lib/window.mjs'

/** All lines are dead, the one for requests too, so the page has to open a new one. Seen: 0.65 s; the rest is for busy computers. */
const WITHIN = 3000

/** Each says when it happened, by the page's clock. */
const WAKING = {
  visibilitychange: () => document.dispatchEvent(new Event('visibilitychange')) && performance.now(),
  pageshow: () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) && performance.now(),
  online: () => dispatchEvent(new Event('online')) && performance.now(),
}

describe('waking', { concurrency: 1 }, () => {
  let server, ask, browser, net

  before(async () => {
    net = await makeWifi()
    // Phones know this one way and no other, so that nobody goes around the network.
    server = await startServer({ args: ['--public-url', net.url, '--secret-key', randomUUID() + randomUUID(), '--drain-seconds', '0'] })
    net.leadsTo(server.port)
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    net?.close()
    await server?.stop()
  })

  for (const [name, happens] of Object.entries(WAKING))
    test(`by ${name}: what the host did meanwhile shows at once, and the line lives again`, async (t) => {
      const { poll_code } = ask('POST', '/create', { question: 'Coffee?', options: ['Yes', 'No'], fairness: 'device' })
      const turns = (state) => ask('PATCH', `/api/polls/${poll_code}`, { state })
      const context = await browser.newContext(phoneSize)
      t.after(() => context.close())
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      await Promise.all([page.waitForResponse((answer) => new URL(answer.url()).pathname === '/resume'), page.goto(`${net.url}/poll/${poll_code}`)])
      await page.locator('.link.ok').waitFor()
      const submit = page.locator('.foot .go')
      await submit.waitFor()

      net.forgetsLines()
      turns('closed')
      assert.equal(await submit.count(), 1, 'it has heard nothing')
      const newLine = page.waitForEvent('websocket')
      const shown = page.evaluate(
        () =>
          new Promise((resolve) => {
            const look = () => document.querySelector('.foot .go') ?? resolve(performance.now())
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
          }),
      )
      const woke = await page.evaluate(happens)
      const took = (await shown) - woke
      t.diagnostic(`shown after ${took.toFixed()} ms`)
      assert.ok(took <= WITHIN, `${took} ms`)

      await newLine
      await page.locator('.link.ok').waitFor()
      turns('open')
      await submit.waitFor()
    })

  test('a page in sight proves its line every five seconds; a hidden one says so once, and lets the phone sleep', async (t) => {
    const { poll_code } = ask('POST', '/create', { question: 'Tea?', options: ['Yes', 'No'], fairness: 'device' })
    const context = await browser.newContext(phoneSize)
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    const sent = []
    const answered = []
    const beats = () => sent.filter((text) => text.includes('"alive"'))
    // A beat that is not answered within five seconds of the page's clock would start a new connection, and that clock runs ahead.
    const areAnswered = () => beats().every((beat) => answered.includes(`43${beat.match(/^42(\d+)/)[1]}`))
    await page.routeWebSocket('**/socket.io/**', (line) => {
      const host = line.connectToServer()
      line.onMessage((text) => {
        sent.push(text)
        host.send(text)
      })
      host.onMessage((text) => {
        answered.push(text.match(/^\d+/)?.[0])
        line.send(text)
      })
    })
    await page.clock.install()
    await page.goto(`${net.url}/poll/${poll_code}`)
    await page.locator('.link.ok').waitFor()
    for (const wanted of [2, 3, 4]) {
      await page.clock.runFor(5000)
      await until(`beat ${wanted}`, () => beats().length >= wanted && areAnswered())
    }
    const turns = (state) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
        Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await turns('hidden')
    await until('it says so', () => beats().at(-1).includes('{"hidden":true}') && areAnswered())
    sent.length = 0
    // Less than a ping's interval and patience together: the page's clock runs ahead of the server's, whose pings are due later.
    await page.clock.runFor(12_000)
    await page.clock.runFor(12_000)
    assert.deepEqual(sent.filter((text) => text !== '3'), [], 'and nothing more')
    await turns('visible')
    await until('it beats again', () => beats().length > 0)
  })
})
