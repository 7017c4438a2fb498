// The console's statements about a recount and about whether phones can connect, in both languages.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, picture, windowSize } from './lib/browser.mjs'
import { tamper } from './lib/database.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const OPTIONS = ['By the sea', 'In the mountains']

describe('the console’s statements', () => {
  let browser

  before(async () => (browser = await openBrowser()))
  after(() => browser?.close())

  /** Starts a server, and prepares a page for its console in this language; both end with the test. */
  async function startConsole(t, locale, options) {
    const server = await startServer(options)
    t.after(() => server.stop())
    const context = await browser.newContext({ ...windowSize, locale, reducedMotion: 'reduce' })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    return { server, ask: asHost(server), page, open: () => page.goto(server.hostLink) }
  }

  /** Saves pictures of the page, light and dark. */
  async function savePictures(page, name) {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await picture(page, `signs-${name}-${colorScheme}`)
    }
  }

  for (const [locale, expected] of [
    ['en-GB', ['“By the sea” says 3, but the log holds 2 for it.', 'Votes that count: the poll says 3, the log holds 2.']],
    ['de-DE', ['„By the sea“ zeigt 3, im Protokoll stehen dafür 2.', 'Stimmen, die zählen: Die Abstimmung nennt 3, das Protokoll enthält 2.']],
  ])
    test(`the console shows the findings of a recount in its language: ${locale}`, async (t) => {
      const { server, ask, page, open } = await startConsole(t, locale)
      const poll = ask('POST', '/create', { question: 'Where to?', options: OPTIONS, fairness: 'device' })
      for (const which of [0, 0, 1]) ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[which].id, browser_token: randomUUID() })
      tamper(server, "update tallies set count = 3 where key = (select 'option ' || id from options where position = 0); delete from votes where position = 5;")
      ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'closed' })
      await open()
      const findings = page.getByRole('alert').getByRole('listitem')
      for (const sentence of expected) await findings.filter({ hasText: sentence }).waitFor()
      await savePictures(page, `findings-${locale}`)
    })

  for (const [locale, warning, lightText, remedy, wifiHint] of [
    ['en-GB', 'Only this computer can open Handsup', 'Only this computer gets in', /Start it again without ‑‑bind/, /Phones on the same/],
    ['de-DE', 'Nur dieser Computer kann Handsup öffnen', 'Nur dieser Computer kommt hinein', /noch einmal ohne ‑‑bind/, /Handys im selben WLAN/],
  ])
    test(`the console of a server on loopback says that no phone can connect: ${locale}`, async (t) => {
      const { ask, page, open } = await startConsole(t, locale)
      await open()
      const chip = page.locator('main .chip.warn')
      await chip.filter({ hasText: warning }).waitFor()
      await page.getByText(remedy).waitFor()
      assert.equal(await page.locator('main .chip.ok').count(), 0, 'no green chip')
      assert.equal(await page.getByText(wifiHint).count(), 0)
      await savePictures(page, `only-here-${locale}`)

      ask('POST', '/create', { question: 'Where to?', options: OPTIONS })
      await page.reload()
      await page.locator('aside .notice.warn').filter({ hasText: remedy }).waitFor()
      await page.locator('aside .light.red', { hasText: lightText }).waitFor()
      await savePictures(page, `only-here-asked-${locale}`)
    })

  test('the console of a server with an address for phones says that they can join', async (t) => {
    const { page, open } = await startConsole(t, 'en-GB', { args: ['--advertise-ip', '127.0.0.1'] })
    await open()
    await page.locator('main .chip.ok').filter({ hasText: 'Ready on 127.0.0.1:' }).waitFor()
    await page.getByText('Phones on the same').waitFor()
  })
})
