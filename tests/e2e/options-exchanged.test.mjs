// The host exchanges the options while a phone shows the poll: a selected option never turns into another one.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

describe('options that are exchanged', { concurrency: 1 }, () => {
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

  const createPoll = () => {
    const { poll_code } = ask('POST', '/create', { question: 'Shall we?', options: ['Yes', 'No'], fairness: 'device' })
    const exchange = (...texts) => ask('PATCH', `/api/polls/${poll_code}`, { options: texts.map((option_text) => ({ option_text })) })
    const counts = () => Object.fromEntries(ask('GET', `/api/polls/${poll_code}`).options.map((option) => [option.option_text, option.vote_count]))
    return { link: `${server.url}/poll/${poll_code}`, exchange, counts }
  }
  const open = async (t, link, more = {}) => {
    const context = await browser.newContext({ ...phoneSize, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(link)
    return page
  }
  const ticked = (page) => page.locator('label.opt input:checked').count()
  const submit = (page) => page.getByRole('button', { name: 'Submit' })

  for (const colorScheme of ['light', 'dark'])
    test(`the page clears its selection and shows a notice (${colorScheme})`, async (t) => {
      const { link, exchange, counts } = createPoll()
      const page = await open(t, link, { colorScheme })
      await page.locator('.link.ok').waitFor()
      await page.locator('label.opt', { hasText: 'Yes' }).click()
      exchange('No', 'Yes')
      await page.locator('.notice', { hasText: 'The options have changed' }).waitFor()
      assert.equal(await ticked(page), 0)
      assert.equal(await page.locator('.foot .go.lacking').count(), 1)
      await page.locator('[aria-live=polite]', { hasText: 'The options have changed' }).waitFor({ state: 'attached' })
      await picture(page, `phone-options-exchanged-${colorScheme}`)
      await page.locator('label.opt', { hasText: 'Yes' }).click()
      assert.equal(await page.locator('.notice').count(), 0)
      await submit(page).click()
      await page.locator('.counted').waitFor()
      assert.deepEqual(counts(), { No: 0, Yes: 1 })
    })

  test('a ballot sent before the exchange is not counted for the new options', async (t) => {
    const { link, exchange, counts } = createPoll()
    const page = await open(t, link)
    await page.locator('.link.ok').waitFor()
    await page.locator('label.opt', { hasText: 'Yes' }).click()
    await page.route('**/vote', async (route) => {
      exchange('No', 'Yes')
      await route.continue()
    })
    await submit(page).click()
    await page.locator('.notice', { hasText: 'That vote was not counted' }).waitFor()
    assert.match(await page.locator('.notice').first().innerText(), /choose again/)
    await page.waitForFunction(() => !document.querySelector('label.opt input:checked'))
    assert.deepEqual(counts(), { No: 0, Yes: 0 })
    await page.unroute('**/vote')
    await page.locator('label.opt', { hasText: 'Yes' }).click()
    await submit(page).click()
    await page.locator('.counted').waitFor()
    assert.deepEqual(counts(), { No: 0, Yes: 1 })
  })

  test('without JavaScript the old form is refused, and the answer is a form with the new options', async (t) => {
    const { link, exchange, counts } = createPoll()
    const page = await open(t, link, { javaScriptEnabled: false, locale: 'de-DE' })
    await page.locator('label.opt', { hasText: 'Yes' }).click()
    exchange('No', 'Yes')
    await page.locator('.go').click()
    await page.locator('.notice', { hasText: 'Die Optionen haben sich geändert' }).waitFor()
    assert.equal(await ticked(page), 0)
    await picture(page, 'phone-options-exchanged-without-script')
    await page.locator('label.opt', { hasText: 'Yes' }).click()
    await page.locator('.go').click()
    await page.locator('.counted').waitFor()
    assert.deepEqual(counts(), { No: 0, Yes: 1 })
  })
})
