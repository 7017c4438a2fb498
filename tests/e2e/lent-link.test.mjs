// A link to the genuine server with another phone's ticket: a phone that has an identity keeps it, and one without is asked.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

describe("a link with another phone's ticket", { concurrency: 1 }, () => {
  let server, ask, browser

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const open = async (t, more = {}) => {
    const context = await browser.newContext({ ...phoneSize, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    return context.newPage()
  }
  /** Creates a poll with a first voter, and a link that contains that voter's ticket. */
  const createLink = async (t) => {
    const poll = ask('POST', '/create', { question: 'Who is it?', options: ['Me', 'Not me'], fairness: 'device', allow_change: true })
    const path = `/m/${poll.meeting}`
    const first = await open(t)
    await first.goto(server.url + path)
    await vote(first, 'Me')
    const ticket = await first.evaluate(async () => (await (await fetch('/resume')).json()).ticket)
    const hash = new URLSearchParams({ resume: ticket, poll: poll.poll_code, chosen: String(poll.options[1].id) })
    const counts = () => ask('GET', `/api/polls/${poll.poll_code}`).options.map((option) => option.vote_count)
    return { link: `${server.url}${path}#${hash}`, path, first, counts }
  }
  const vote = async (page, option) => {
    await page.locator('label.opt', { hasText: new RegExp(`${option}$`) }).click()
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.locator('.counted').waitFor()
  }
  const confirmation = (page) => page.getByRole('alertdialog')

  test('a phone with an identity is not asked and keeps it', async (t) => {
    const { link, path, counts } = await createLink(t)
    const page = await open(t)
    await page.goto(server.url + path)
    await page.locator('.link.ok').waitFor()
    await page.goto('about:blank')
    await page.goto(link)
    await page.locator('.link.ok').waitFor()
    assert.equal(await confirmation(page).count(), 0)
    assert.equal(await page.locator('.counted').count(), 0, 'the other phone\'s vote is not shown')
    assert.equal(await page.locator('label.opt input:checked').count(), 0, 'the link chooses no option')
    assert.equal(new URL(page.url()).hash, '')
    await vote(page, 'Not me')
    assert.deepEqual(counts(), [1, 1])
  })

  test('a phone whose voter declines gets a new identity', async (t) => {
    const { link, counts, first } = await createLink(t)
    const page = await open(t)
    await page.goto(link)
    await page.getByRole('heading', { name: 'Go on as the phone that was at 127.0.0.1?' }).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'the focus is on the question')
    assert.equal(await page.locator('label.opt').count(), 0, 'no ballot before the answer')
    await page.getByRole('button', { name: 'No, this is another phone' }).click()
    await vote(page, 'Not me')
    assert.deepEqual(counts(), [1, 1])
    await first.reload()
    await first.locator('li.mine', { hasText: 'Me' }).waitFor()
    await page.reload()
    await page.locator('.counted').waitFor()
  })

  test('a phone whose voter confirms takes over the identity, and the ticket works once', async (t) => {
    const { link, counts } = await createLink(t)
    const page = await open(t)
    await page.goto(link)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.locator('.counted').waitFor()
    await page.getByRole('button', { name: 'Change my vote' }).click()
    await vote(page, 'Not me')
    assert.deepEqual(counts(), [0, 1], 'one voter')
    const late = await open(t)
    await late.goto(link)
    await late.getByRole('button', { name: 'Go on' }).click()
    await late.locator('label.opt').first().waitFor()
    assert.equal(await late.locator('.counted').count(), 0)
    await vote(late, 'Me')
    assert.deepEqual(counts(), [1, 1])
  })

  for (const [locale, colorScheme, confirmText] of [
    ['en-GB', 'light', 'Go on'],
    ['de-DE', 'dark', 'Weitermachen'],
  ])
    test(`saves a picture of the confirmation in ${locale}, ${colorScheme}`, async (t) => {
      const { link } = await createLink(t)
      const page = await open(t, { locale, colorScheme })
      await page.goto(link)
      await page.getByRole('button', { name: confirmText, exact: true }).waitFor()
      await picture(page, `phone-go-on-${locale}-${colorScheme}`)
    })
})
