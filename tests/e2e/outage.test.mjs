// The Wi-Fi fails for ten seconds, for all phones at once: they recover without any action of the voters.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBrowser, phoneSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { makeWifi } from './lib/wifi.mjs'

const PHONES = 20
const OUTAGE_MS = 10_000

describe('an outage', () => {
  let server, ask, browser, net

  before(async () => {
    net = await makeWifi()
    // Phones get the proxy's address only, so that none of them bypasses it.
    const settings = ['--public-url', net.url, '--secret-key', randomUUID() + randomUUID(), '--drain-seconds', '0']
    server = await startServer({ args: [...settings, '--vote-limit-per-minute', '0'] })
    net.forwardTo(server.port)
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    net?.close()
    await server?.stop()
  })

  test('of ten seconds: all phones reconnect with their votes, and votes sent during it count once', async (t) => {
    const { poll_code } = ask('POST', '/create', { question: 'Coffee?', options: ['Yes', 'No'], fairness: 'device' })
    const votes = () => ask('GET', `/api/polls/${poll_code}`).total_votes
    const pages = []
    for (let n = 0; n < PHONES; n++) {
      const context = await browser.newContext(phoneSize)
      context.setDefaultTimeout(30_000)
      const page = await context.newPage()
      await Promise.all([page.waitForResponse((answer) => new URL(answer.url()).pathname === '/resume'), page.goto(`${net.url}/poll/${poll_code}`)])
      await page.locator('.link.ok').waitFor()
      await page.locator('label.opt').nth(n % 2).click()
      pages.push(page)
    }
    const [voted, unsent, during] = [pages.slice(0, 10), pages.slice(10, 15), pages.slice(15)]
    const submit = (page) => page.locator('.foot .go').click()
    for (const page of voted) {
      await submit(page)
      await page.locator('.counted').waitFor()
    }
    assert.equal(votes(), voted.length)

    const over = sleep(OUTAGE_MS)
    net.fail()
    await Promise.all(during.map(submit))
    await over
    await Promise.all(pages.map((page) => page.locator('.link.warn').waitFor({ timeout: 15_000 })))
    const watching = pages.map((page) =>
      page.evaluate(
        () =>
          new Promise((resolve) => {
            const check = () => document.querySelector('.link.ok') && resolve(Date.now())
            new MutationObserver(check).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
          }),
      ),
    )
    const ended = Date.now()
    net.recover()
    const times = (await Promise.all(watching)).map((at) => at - ended).sort((a, b) => a - b)
    const p95 = times[Math.ceil(times.length * 0.95) - 1]
    t.diagnostic(`${PHONES} phones back: median ${times[PHONES / 2]} ms, p95 ${p95} ms, last ${times.at(-1)} ms`)
    // Measured: 1.6 s on an idle computer, 9 s beside two builds. The limit only has to detect a phone that does not reconnect.
    assert.ok(p95 <= 20_000, `p95 ${p95} ms`)
    await Promise.all([...voted, ...during].map((page) => page.locator('.counted').waitFor()))
    for (const page of unsent) assert.equal(await page.locator('label.opt input:checked').count(), 1, 'an unsent choice stays selected')
    assert.equal(votes(), voted.length + during.length, 'no vote is lost, doubled or sent by itself')
  })
})
