// The host quits: every phone shows that until the host is available again, and none of them asks to scan a code that would lead
// nowhere.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const OPTIONS = ['By the sea', 'In the mountains']

describe('a host who quits', () => {
  let browser

  before(async () => {
    browser = await openBrowser()
  })

  after(() => browser?.close())

  /** Opens a phone's page that records every text it shows. */
  async function openPhone(t, address) {
    const context = await browser.newContext(phoneSize)
    t.after(() => context.close())
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('.link.ok').waitFor()
    await page.evaluate(() => {
      window.shownTexts = new Set()
      const record = () => window.shownTexts.add(document.querySelector('main').innerText)
      new MutationObserver(record).observe(document.body, { childList: true, subtree: true, characterData: true })
    })
    let probes = 0
    let enough
    page.on('requestfailed', (request) => request.url().includes('/here/') && ++probes > 4 && enough?.())
    /** Resolves once so many probes for the host have failed that a lost connection would count as unreachable. */
    const failedProbes = () => new Promise((resolve) => (probes > 4 ? resolve() : (enough = resolve)))
    return { page, failedProbes }
  }

  /** A server and three phones: at a poll, at the meeting, and at the meeting with a counted vote. */
  async function room(t) {
    const server = await startServer()
    const poll = asHost(server)('POST', '/create', { question: 'Where to?', options: OPTIONS, fairness: 'device' })
    const paths = [`/poll/${poll.poll_code}`, `/m/${poll.meeting}`, `/m/${poll.meeting}`]
    const phones = await Promise.all(paths.map((path) => openPhone(t, `${server.url}${path}`)))
    await phones[2].page.locator('label.opt').first().click()
    await phones[2].page.getByRole('button', { name: 'Submit' }).click()
    await phones[2].page.locator('.counted').waitFor()
    return { server, phones }
  }

  test('all phones show that the host has quit, and none asks to scan again', async (t) => {
    const { server, phones } = await room(t)
    await server.stop({ keep: true })
    for (const { page } of phones) await page.getByText('The host has ended').first().waitFor()
    await Promise.all(phones.map(({ failedProbes }) => failedProbes()))
    for (const [n, { page }] of phones.entries()) {
      assert.ok(await page.getByText('The host has ended').first().isVisible(), `phone ${n}`)
      const shownTexts = await page.evaluate(() => [...window.shownTexts].join('\n'))
      assert.doesNotMatch(shownTexts, /does not answer|scan|not found/i, `phone ${n}`)
    }
    await picture(phones[0].page, 'quit-phone')
  })

  test('phones reconnect when the host has started again', async (t) => {
    const { server, phones } = await room(t)
    await server.stop({ keep: true })
    for (const { page } of phones) await page.getByText('The host has ended').first().waitFor()
    const again = await startServer({ bind: `127.0.0.1:${server.port}`, dataDir: server.data })
    t.after(() => again.stop())
    for (const { page } of phones) await page.locator('.link.ok').waitFor()
    for (const { page } of phones) await page.locator('main').getByText('The host has ended').waitFor({ state: 'detached' })
  })
})
