// A phone checks by itself that its vote is in the result, says so when it is not, and still has its vote after the meeting's end.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { tamper } from './lib/database.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']

describe('a vote is checked by its phone', () => {
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

  const createPoll = (more = {}) => ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: OPTIONS, fairness: 'device', ...more })
  const close = ({ poll_code }) => ask('PATCH', `/api/polls/${poll_code}`, { state: 'closed' })
  const idOf = ({ poll_code }) => `(select id from polls where poll_code = '${poll_code}')`

  /** A phone that has voted for the second option. */
  const voted = async (t, path, more = {}) => {
    const context = await browser.newContext({ ...phoneSize, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.goto(`${server.url}${path}`)
    await page.locator('.link.ok').waitFor()
    await page.locator('label.opt').nth(1).click()
    await page.locator('.foot .go').click()
    await page.locator('.counted').waitFor()
    return page
  }
  const line = (page) => page.locator('.checked b')
  const isStored = (page) => page.waitForFunction(() => localStorage.getItem('handsup.votes')?.includes('nonce'))

  for (const [locale, colorScheme, text] of [
    ['en', 'light', 'Checked: your vote is in the result'],
    ['de', 'dark', 'Geprüft: Deine Stimme ist im Ergebnis'],
  ])
    test(`a vote that is in the result is confirmed, with the seal: ${locale}`, async (t) => {
      const poll = createPoll()
      const page = await voted(t, `/m/${poll.meeting}`, { locale, colorScheme, viewport: { width: 360, height: 740 } })
      await isStored(page)
      assert.equal(await line(page).count(), 0, 'nothing is said while voting is open')
      const { seal } = close(poll)
      await line(page).getByText(text).waitFor()
      assert.ok((await page.locator('.checked small').innerText()).includes(seal))
      await page.locator('[aria-live] p').getByText(text).waitFor({ state: 'attached' })
      assert.equal(await page.locator('.checked.bad').count(), 0)
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off')
      await picture(page, `checked-${locale}-${colorScheme}`)
    })

  test('a vote that was taken out of the log after the close is missed', async (t) => {
    const poll = createPoll()
    const pages = [await voted(t, `/poll/${poll.poll_code}`), await voted(t, `/poll/${poll.poll_code}`, { colorScheme: 'dark', locale: 'de', viewport: { width: 360, height: 740 } })]
    for (const page of pages) {
      await isStored(page)
      await page.goto('about:blank')
    }
    close(poll)
    tamper(server, `update votes set commitment = zeroblob(32) where poll_id = ${idOf(poll)}`)
    for (const page of pages) await page.goto(`${server.url}/poll/${poll.poll_code}`)
    await line(pages[0]).getByText('Your vote is not in the result').waitFor()
    await line(pages[1]).getByText('Deine Stimme ist nicht im Ergebnis').waitFor()
    await pages[0].locator('.checked.bad small').getByText(/^Show this to the host: receipt \w{8}, seal /).waitFor()
    await picture(pages[0], 'checked-not-in-result')
    await picture(pages[1], 'checked-not-in-result-de-dark')
  })

  test('texts that were exchanged after the close are noticed, and another seal than before', async (t) => {
    const poll = createPoll()
    const page = await voted(t, `/poll/${poll.poll_code}`)
    await isStored(page)
    const { seal } = close(poll)
    await line(page).getByText('Checked: your vote is in the result').waitFor()
    await page.evaluate((earlier) => localStorage.setItem('handsup.votes', localStorage.getItem('handsup.votes').replace(earlier, '0000-0000-0000-0000')), seal)
    await page.reload()
    await line(page).getByText('The result has another seal than before').waitFor()
    await picture(page, 'checked-other-seal')
    ask('PATCH', `/api/polls/${poll.poll_code}`, {
      options: [OPTIONS[1], OPTIONS[0], OPTIONS[2]].map((option_text) => ({ option_text, correct: false })),
    })
    await page.reload()
    await line(page).getByText('its words were changed after the close').waitFor()
  })

  test('after the meeting’s end the phone still shows its own vote', async (t) => {
    const poll = createPoll()
    const page = await voted(t, `/poll/${poll.poll_code}`)
    await isStored(page)
    const receipt = await page.locator('.counted small').first().innerText()
    close(poll)
    ask('PATCH', `/api/meetings/${poll.meeting}`, { ended: true })
    await page.goto(`${server.url}/poll/${poll.poll_code}`)
    await page.locator('.counted').waitFor()
    assert.equal(await page.locator('.counted small').first().innerText(), receipt)
    assert.match(await page.locator('.counted ul').innerText(), /In the mountains/)
    await line(page).getByText('Checked: your vote is in the result').waitFor()
    await picture(page, 'checked-after-the-end')
    await page.goto(`${server.url}/m/${poll.meeting}`)
    await page.locator('h1').waitFor()
    await picture(page, 'checked-meeting-after-the-end')
  })

  test('the key that signs seals is the same in the receipts’ dialog and on the projector’s last page', async (t) => {
    const poll = createPoll()
    await voted(t, `/poll/${poll.poll_code}`)
    close(poll)
    const { key } = ask('GET', `/api/polls/${poll.poll_code}/receipts`)
    assert.match(key, /^(\w{4}-){3}\w{4}$/)
    const open = async (path, more) => {
      const context = await browser.newContext(more)
      t.after(() => context.close())
      context.setDefaultTimeout(20_000)
      const page = await context.newPage()
      await page.goto(path)
      return page
    }
    const consolePage = await open(server.hostLink, { ...windowSize, locale: 'en' })
    await consolePage.locator('.tick').first().waitFor()
    await consolePage.locator('details:has(.tick) summary').click()
    await consolePage.locator('.do .btn').nth(1).click()
    await consolePage.locator('dialog .seal .code').getByText(key).waitFor()
    await picture(consolePage, 'checked-receipts')
    ask('PATCH', `/api/meetings/${poll.meeting}`, { ended: true })
    const screen = await open(`${server.url}/screen/${poll.meeting}`, { viewport: { width: 1280, height: 720 }, locale: 'en' })
    await screen.locator('.seal-key').getByText(`Seals are signed with key ${key}`).waitFor()
    await picture(screen, 'checked-screen')
  })
})
