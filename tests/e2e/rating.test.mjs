// A rating on a phone: the last tap counts, with and without JavaScript.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

describe('a rating', { concurrency: 1 }, () => {
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

  const rating = (more = {}) => {
    const { poll_code } = ask('POST', '/create', { question: 'How was the talk?', kind: 'rating', fairness: 'device', ...more })
    const counts = () => ask('GET', `/api/polls/${poll_code}`).options.map((option) => option.vote_count)
    return { link: `${server.url}/poll/${poll_code}`, counts }
  }
  const open = async (t, link, more = {}) => {
    const context = await browser.newContext({ ...phoneSize, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(link)
    return page
  }
  const mark = (page, n) => page.locator('label.opt').nth(n - 1)
  const checked = (page) => page.locator('label.opt input').evaluateAll((inputs) => inputs.flatMap((input, at) => (input.checked ? [at + 1] : [])))
  const submit = (page) => page.getByRole('button', { name: 'Submit' }).click()

  test('a second tap replaces the first, and every mark stays selectable', async (t) => {
    const { link, counts } = rating()
    const page = await open(t, link)
    await page.locator('.link.ok').waitFor()
    await mark(page, 3).click()
    assert.deepEqual(await checked(page), [3])
    assert.equal(await page.locator('label.opt input:disabled').count(), 0)
    await mark(page, 4).click()
    assert.deepEqual(await checked(page), [4])
    await picture(page, 'phone-rating')
    await submit(page)
    await page.locator('.counted').waitFor()
    assert.deepEqual(counts(), [0, 0, 0, 1, 0])
  })

  test('arrow keys change the choice', async (t) => {
    const { link, counts } = rating({ scale: 10 })
    const page = await open(t, link)
    await page.locator('.link.ok').waitFor()
    await mark(page, 9).click()
    await page.keyboard.press('ArrowRight')
    assert.deepEqual(await checked(page), [10])
    await submit(page)
    await page.locator('.counted').waitFor()
    assert.equal(counts()[9], 1)
  })

  test('a counted vote can be changed where the poll allows it', async (t) => {
    const { link, counts } = rating({ allow_change: true })
    const page = await open(t, link)
    await page.locator('.link.ok').waitFor()
    await mark(page, 3).click()
    await submit(page)
    await page.getByRole('button', { name: 'Change my vote' }).click()
    assert.deepEqual(await checked(page), [3])
    await mark(page, 1).click()
    assert.deepEqual(await checked(page), [1])
    await submit(page)
    await page.getByRole('button', { name: 'Change my vote' }).waitFor()
    assert.deepEqual(counts(), [1, 0, 0, 0, 0])
  })

  test('a vote is cast and changed without JavaScript', async (t) => {
    const { link, counts } = rating({ allow_change: true })
    const page = await open(t, link, { javaScriptEnabled: false })
    await mark(page, 3).click()
    await mark(page, 4).click()
    assert.deepEqual(await checked(page), [4])
    await submit(page)
    await page.locator('.counted').waitFor()
    assert.deepEqual(counts(), [0, 0, 0, 1, 0])
    await page.locator('.change summary').click()
    await page.locator('.change label.opt').nth(1).click()
    await page.locator('.change .go').click()
    await page.locator('.counted').waitFor()
    assert.deepEqual(counts(), [0, 1, 0, 0, 0])
  })
})
