// Switching the language: by a link at the end of a phone's page, and by two in the console's header.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const QUESTION = 'Where should we hold the next offsite?'

describe('languages', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const createPoll = () => ask('POST', '/create', { question: QUESTION, options: ['By the sea', 'In the mountains'], fairness: 'device' })
  const visitor = async (more) => {
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB', ...more })
    context.setDefaultTimeout(10_000)
    return context.newPage()
  }

  test('a phone switches its language, stays at its poll, and still has the language at the next visit', async () => {
    const link = `${server.url}/poll/${createPoll().poll_code}`
    const page = await visitor()
    await page.goto(link)
    await page.getByRole('button', { name: 'Submit' }).waitFor()
    await page.getByRole('link', { name: 'Deutsch' }).click()
    await page.getByRole('button', { name: 'Abstimmen' }).waitFor()
    assert.ok(page.url().startsWith(link))
    await page.locator('label.opt').first().click()
    await page.getByRole('button', { name: 'Abstimmen' }).click()
    await page.getByText('Gezählt').first().waitFor()
    await page.getByText(/^100\s%$/).first().waitFor()

    await page.goto(link)
    await page.getByText('Gezählt').first().waitFor()
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByText('Counted').first().waitFor()
  })

  test('an unsent choice survives a switch of the language and a reload', async () => {
    const poll = ask('POST', '/create', { question: QUESTION, options: ['By the sea', 'In the mountains', 'At home'], kind: 'multiple', fairness: 'device' })
    const page = await visitor()
    const chosen = () => page.locator('.opt input').evaluateAll((inputs) => inputs.map(({ checked }) => checked))
    await page.goto(`${server.url}/poll/${poll.poll_code}`)
    await page.locator('.link.ok').waitFor()
    for (const which of [0, 2]) await page.locator('label.opt').nth(which).click()
    await page.getByRole('link', { name: 'Deutsch' }).click()
    await page.getByText('2 von 3 gewählt').waitFor()
    assert.deepEqual(await chosen(), [true, false, true])
    await page.reload()
    await page.getByText('2 von 3 gewählt').waitFor()
    assert.deepEqual(await chosen(), [true, false, true])
    await page.getByRole('button', { name: 'Abstimmen' }).click()
    await page.getByText('Gezählt').first().waitFor()
    assert.equal(await page.evaluate(() => sessionStorage.length), 0)
  })

  test('an unsent change survives a switch of the language, but not a new round', async () => {
    const poll = ask('POST', '/create', { question: QUESTION, options: ['By the sea', 'In the mountains'], fairness: 'device', allow_change: true })
    const page = await visitor()
    await page.goto(`${server.url}/poll/${poll.poll_code}`)
    await page.locator('.link.ok').waitFor()
    await page.locator('label.opt').first().click()
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.getByRole('button', { name: 'Change my vote' }).click()
    await page.locator('label.opt').nth(1).click()
    await page.getByRole('link', { name: 'Deutsch' }).click()
    await page.getByRole('button', { name: 'Stimme behalten' }).waitFor()
    assert.equal(await page.locator('.opt input').nth(1).isChecked(), true)
    ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'closed' })
    ask('PATCH', `/api/polls/${poll.poll_code}`, { run_again: true })
    ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'open' })
    await page.reload()
    await page.getByRole('button', { name: 'Abstimmen' }).waitFor()
    assert.equal(await page.locator('.opt input:checked').count(), 0)
  })

  test('a phone switches its language without JavaScript', async () => {
    const page = await visitor({ javaScriptEnabled: false, locale: 'de-AT' })
    await page.goto(`${server.url}/poll/${createPoll().poll_code}`)
    await page.getByRole('button', { name: 'Abstimmen' }).waitFor()
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Submit' }).waitFor()
    await page.getByRole('heading', { name: QUESTION }).waitFor()
  })

  test('the console switches its language and shows the same poll', async () => {
    createPoll()
    const page = await visitor(windowSize)
    await page.goto(server.hostLink)
    await page.getByRole('button', { name: 'Close voting' }).waitFor()
    const languages = page.getByRole('navigation', { name: 'Language' })
    assert.equal(await languages.getByRole('link', { name: 'English' }).getAttribute('aria-current'), 'true')
    await languages.getByRole('link', { name: 'Deutsch' }).click()
    await page.getByRole('button', { name: 'Abstimmung beenden' }).waitFor()
    await page.getByRole('heading', { name: QUESTION }).waitFor()
  })

  test('a phone gets the texts of one language, in its page', async () => {
    const page = await visitor({ locale: 'de-DE' })
    const responses = []
    page.on('response', async (response) => responses.push({ url: response.url(), text: await response.text().catch(() => '') }))
    await page.goto(`${server.url}/poll/${createPoll().poll_code}`)
    await page.locator('.link.ok').waitFor()
    const scripts = responses.filter(({ url }) => url.endsWith('.js'))
    assert.notEqual(scripts.length, 0)
    for (const { url, text } of scripts) assert.ok(!text.includes('Change my vote') && !text.includes('Stimme ändern'), url)
    assert.deepEqual(responses.filter(({ url }) => url.endsWith('.json')), [])
    assert.ok((await page.content()).includes('Stimme ändern'))
  })
})
