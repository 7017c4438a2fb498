// Twenty phones behind one router's address: one vote per address lets one of them vote, until the host allows one vote per device.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { behindRouter, makeRoom, whyNoRouter, whyNoNamespaces } from './lib/netns.mjs'
import { startServer } from './lib/server.mjs'

const PHONES = 20

describe('behind one router', { skip: whyNoNamespaces() ?? whyNoRouter() ?? false }, () => {
  let room, inner, server, ask
  const browsers = []

  before(async () => {
    room = makeRoom(1)
    inner = behindRouter(room.phones[0])
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
    ask = asHost(server, room.host)
    browsers.push(await openBrowser(inner), await openBrowser(room.host))
  })

  after(async () => {
    await Promise.all(browsers.map((browser) => browser.close()))
    await server?.stop()
    inner?.remove()
    room?.remove()
  })

  test('the second phone is refused, the console shows why, and after one click all twenty can vote', async () => {
    const poll = ask('POST', '/create', { question: 'Coffee?', options: ['Yes', 'No'] })
    const consolePage = await (await browsers[1].newContext(windowSize)).newPage()
    consolePage.setDefaultTimeout(30_000)
    await consolePage.goto(server.hostLink)
    await consolePage.locator('.actions').waitFor()

    const pages = []
    for (let n = 0; n < PHONES; n++) {
      const context = await browsers[0].newContext(phoneSize)
      context.setDefaultTimeout(30_000)
      const page = await context.newPage()
      await page.goto(`http://${room.host.address}:4242/m/${poll.meeting}`)
      await page.locator('.link.ok').waitFor()
      await page.locator('label.opt').nth(n % 2).click()
      pages.push(page)
    }
    const submit = (page) => page.locator('.foot .go').click()
    await submit(pages[0])
    await pages[0].locator('.counted').waitFor()
    for (const page of pages.slice(1, 3)) {
      await submit(page)
      await page.getByText('Somebody on this network address has already voted').first().waitFor()
    }
    await consolePage.getByText('Several phones share one address.').waitFor()
    await picture(consolePage, 'console-behind-one-router')
    await consolePage.getByRole('button', { name: 'Allow one vote per phone' }).click()
    await pages[1].locator('.notice.warn').waitFor({ state: 'detached' })
    for (const page of pages.slice(1)) {
      await submit(page)
      await page.locator('.counted').waitFor()
    }
    assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).total_votes, PHONES)
  })
})
