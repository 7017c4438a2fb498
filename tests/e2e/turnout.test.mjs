// How many have voted and how many are still choosing: the same numbers on the console, its button, the projector and a phone, and
// green only once every connected phone has voted.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

describe('the turnout', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const open = async (path, more) => {
    const page = await (await browser.newContext(more)).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(path.startsWith('http') ? path : `${server.url}${path}`)
    return page
  }
  const voteOn = async (page) => {
    await page.locator('label.opt').first().click()
    await page.locator('.foot .go').click()
    await page.locator('.counted').waitFor()
  }

  for (const [locale, voted, choosing, close] of [
    ['en', (n) => `${n} voted`, (n) => `${n} still choosing`, 'Close voting'],
    ['de', (n) => `${n} abgestimmt`, (n) => (n === 1 ? '1 wählt noch' : `${n} wählen noch`), 'Abstimmung beenden'],
  ])
    test(`has the same numbers on all screens, and is green once it is complete: ${locale}`, async () => {
      const poll = ask('POST', '/create', { question: 'Still here?', options: ['Yes', 'No'], fairness: 'device' })
      // Three voters whose phones are not connected.
      for (let n = 0; n < 3; n++) ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[0].id, browser_token: randomUUID() })
      const consolePage = await open(server.hostLink, { ...windowSize, locale })
      const screen = await open(`/screen/${poll.meeting}`, { viewport: { width: 1280, height: 720 }, locale })
      const phones = [await open(`/m/${poll.meeting}`, { ...phoneSize, locale }), await open(`/m/${poll.meeting}`, { ...phoneSize, locale })]
      const numbers = (votes, left) => new RegExp(`^\\s*${voted(votes)}${left === 0 ? '' : `\\s*· ${choosing(left)}`}\\s*$`)
      const button = consolePage.locator('.actions .go')
      const waitForNumbers = async (votes, left) => {
        const text = numbers(votes, left)
        await consolePage.locator('main .turnout').getByText(text).waitFor()
        await button.getByText(text).waitFor()
        await screen.locator('.count').filter({ hasText: text }).waitFor()
        assert.match((await button.innerText()).replaceAll(/\s+/g, ' '), new RegExp(`^${close}:? ${text.source.slice(1, -1)}`))
        const green = await Promise.all(
          [consolePage.locator('main .turnout.complete'), button.locator('.complete'), screen.locator('.count.complete'), screen.locator('.turnout.complete')].map(
            (all) => all.count(),
          ),
        )
        assert.deepEqual(green, Array(4).fill(left === 0 ? 1 : 0), `green with ${left} choosing`)
      }
      await waitForNumbers(3, 2)
      await picture(consolePage, `turnout-console-${locale}`)
      await picture(screen, `turnout-screen-${locale}`)
      await voteOn(phones[0])
      await waitForNumbers(4, 1)
      await phones[0].getByText(numbers(4, 1)).waitFor()
      await picture(phones[0], `turnout-phone-${locale}`)
      await voteOn(phones[1])
      await waitForNumbers(5, 0)
      await picture(screen, `turnout-complete-${locale}`)
      await phones[1].context().close()
      await waitForNumbers(5, 0)
      const late = await open(`/m/${poll.meeting}`, { ...phoneSize, locale })
      await waitForNumbers(5, 1)
      await late.context().close()
      await waitForNumbers(5, 0)
      for (const page of [consolePage, screen, phones[0]]) await page.context().close()
    })
})
