// A phone that has slept has a dead connection and has missed events: it shows the current state before it detects that.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { makeWifi } from './lib/wifi.mjs'
import { until } from './lib/window.mjs'

/** Milliseconds until the current state is shown. All connections are dead, so the page has to open a new one. Measured: 650 ms. */
const UPDATE_LIMIT_MS = 3000

/** The events of waking up; each returns its time, by the page's clock. */
const WAKE_EVENTS = {
  visibilitychange: () => document.dispatchEvent(new Event('visibilitychange')) && performance.now(),
  pageshow: () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) && performance.now(),
  online: () => dispatchEvent(new Event('online')) && performance.now(),
}

describe('waking', { concurrency: 1 }, () => {
  let server, ask, browser, net

  before(async () => {
    net = await makeWifi()
    // Phones get the proxy's address only, so that none of them bypasses it.
    server = await startServer({ args: ['--public-url', net.url, '--secret-key', randomUUID() + randomUUID(), '--drain-seconds', '0'] })
    net.forwardTo(server.port)
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    net?.close()
    await server?.stop()
  })

  for (const [name, dispatch] of Object.entries(WAKE_EVENTS))
    test(`by ${name}: the current state is shown at once, and the page reconnects`, async (t) => {
      const { poll_code } = ask('POST', '/create', { question: 'Coffee?', options: ['Yes', 'No'], fairness: 'device' })
      const setState = (state) => ask('PATCH', `/api/polls/${poll_code}`, { state })
      const context = await browser.newContext(phoneSize)
      t.after(() => context.close())
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      await Promise.all([page.waitForResponse((answer) => new URL(answer.url()).pathname === '/resume'), page.goto(`${net.url}/poll/${poll_code}`)])
      await page.locator('.link.ok').waitFor()
      const submit = page.locator('.foot .go')
      await submit.waitFor()

      net.killConnections()
      setState('closed')
      assert.equal(await submit.count(), 1, 'the page has not received the close')
      const newConnection = page.waitForEvent('websocket')
      const shown = page.evaluate(
        () =>
          new Promise((resolve) => {
            const check = () => document.querySelector('.foot .go') ?? resolve(performance.now())
            new MutationObserver(check).observe(document.body, { subtree: true, childList: true })
          }),
      )
      const woke = await page.evaluate(dispatch)
      const took = (await shown) - woke
      t.diagnostic(`shown after ${took.toFixed()} ms`)
      assert.ok(took <= UPDATE_LIMIT_MS, `${took} ms`)

      await newConnection
      await page.locator('.link.ok').waitFor()
      setState('open')
      await submit.waitFor()
    })

  test('a visible page sends a heartbeat every five seconds; a hidden one sends one, and then none', async (t) => {
    const { poll_code } = ask('POST', '/create', { question: 'Tea?', options: ['Yes', 'No'], fairness: 'device' })
    const context = await browser.newContext(phoneSize)
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    const sent = []
    const answered = []
    const beats = () => sent.filter((text) => text.includes('"alive"'))
    // The page's clock runs ahead: a heartbeat without an answer within five seconds of that clock would start a new connection.
    const areAnswered = () => beats().every((beat) => answered.includes(`43${beat.match(/^42(\d+)/)[1]}`))
    await page.routeWebSocket('**/socket.io/**', (route) => {
      const host = route.connectToServer()
      route.onMessage((text) => {
        sent.push(text)
        host.send(text)
      })
      host.onMessage((text) => {
        answered.push(text.match(/^\d+/)?.[0])
        route.send(text)
      })
    })
    await page.clock.install()
    await page.goto(`${net.url}/poll/${poll_code}`)
    await page.locator('.link.ok').waitFor()
    // The first one is sent at once. On a busy machine its answer may come after the connection is shown.
    await until('beat 1', () => beats().length >= 1 && areAnswered())
    for (const wanted of [2, 3, 4]) {
      await page.clock.runFor(5000)
      await until(`beat ${wanted}`, () => beats().length >= wanted && areAnswered())
    }
    const setState = (state) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
        Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await setState('hidden')
    await until('it reports that it is hidden', () => beats().at(-1).includes('{"hidden":true}') && areAnswered())
    sent.length = 0
    // In steps shorter than the ping's interval and timeout together: the page's clock runs ahead of the server's pings.
    await page.clock.runFor(12_000)
    await page.clock.runFor(12_000)
    assert.deepEqual(sent.filter((text) => text !== '3'), [], 'and nothing more')
    await setState('visible')
    await until('it beats again', () => beats().length > 0)
  })
})
