// The host quits: every phone says so, and goes on saying so until the host is back. None of them sends people away to scan
// a code that leads nowhere.
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

  /** A phone, and everything that it has said in words since. */
  async function arrives(t, address) {
    const context = await browser.newContext(phoneSize)
    t.after(() => context.close())
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('.link.ok').waitFor()
    await page.evaluate(() => {
      window.said = new Set()
      const look = () => window.said.add(document.querySelector('main').innerText)
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
    })
    let looks = 0
    let enough
    page.on('requestfailed', (request) => request.url().includes('/here/') && ++looks > 4 && enough?.())
    /** Until it has looked for the host in vain so often that it would have lost patience. */
    const waits = () => new Promise((resolve) => (looks > 4 ? resolve() : (enough = resolve)))
    return { page, waits }
  }

  /** Three phones: at a poll, at the meeting, and one that has voted. */
  async function room(t) {
    const server = await startServer()
    const poll = asHost(server)('POST', '/create', { question: 'Where to?', options: OPTIONS, fairness: 'device' })
    const paths = [`/poll/${poll.poll_code}`, `/m/${poll.meeting}`, `/m/${poll.meeting}`]
    const phones = await Promise.all(paths.map((path) => arrives(t, `${server.url}${path}`)))
    await phones[2].page.locator('label.opt').first().click()
    await phones[2].page.getByRole('button', { name: 'Submit' }).click()
    await phones[2].page.locator('.counted').waitFor()
    return { server, phones }
  }

  test('three of three phones say so, and none sends people away to scan again', async (t) => {
    const { server, phones } = await room(t)
    await server.stop({ keep: true })
    for (const { page } of phones) await page.getByText('The host has ended').first().waitFor()
    await Promise.all(phones.map(({ waits }) => waits()))
    for (const [n, { page }] of phones.entries()) {
      assert.ok(await page.getByText('The host has ended').first().isVisible(), `phone ${n}`)
      const said = await page.evaluate(() => [...window.said].join('\n'))
      assert.doesNotMatch(said, /does not answer|scan|not found/i, `phone ${n}`)
    }
    await picture(phones[0].page, 'quit-phone')
  })

  test('phones whose host is back go on', async (t) => {
    const { server, phones } = await room(t)
    await server.stop({ keep: true })
    for (const { page } of phones) await page.getByText('The host has ended').first().waitFor()
    const again = await startServer({ bind: `127.0.0.1:${server.port}`, dataDir: server.data })
    t.after(() => again.stop())
    for (const { page } of phones) await page.locator('.link.ok').waitFor()
    for (const { page } of phones) await page.locator('main').getByText('The host has ended').waitFor({ state: 'detached' })
  })
})
