// The host's own word list: opened below the rules of a poll's texts and of the room's questions, saved when the field is left, in force
// at once, and kept as it is typed where it is refused.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import axe from 'axe-core'
import { openBrowser, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const savePicture = process.env.PICTURES ? picture : async () => {}

describe('the own word list', () => {
  let server, browser, ask, code

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  beforeEach(() => {
    code = ask('POST', '/api/meetings', { name: 'Town hall' }).join_code
  })

  const openConsole = async (t, more = {}) => {
    const context = await browser.newContext({ ...windowSize, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(server.hostLink)
    await page.locator('header .chip.ok').waitFor()
    return page
  }
  const send = async (path, body) => {
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    const sent = JSON.stringify({ ...body, browser_token: randomUUID() })
    assert.ok((await fetch(`${server.url}${path}`, { method: 'POST', headers, body: sent })).ok)
  }
  const words = () => ask('GET', `/api/meetings/${code}/words`).words
  const list = (page) => page.getByRole('group').filter({ has: page.getByText('Own word list', { exact: true }) })
  const field = (page) => page.getByRole('textbox', { name: /^One entry a line/ })
  const openList = async (page) => {
    await page.getByText('Own word list', { exact: true }).click()
    await field(page).waitFor()
    await until('it is read', () => field(page).evaluate((one) => !one.readOnly))
  }

  test('holds and shows the words of a poll as entries come and go', async (t) => {
    const poll = ask('POST', '/create', { question: 'What comes to mind?', kind: 'words', moderation: 'after' })
    await send(`/poll/${poll.poll_code}/vote`, { answer: { texts: ['Falcon'] } })
    const page = await openConsole(t)
    const row = page.getByRole('listitem').filter({ hasText: 'Falcon' })
    await row.getByText('shown', { exact: true }).waitFor()
    await openList(page)
    await page.getByText('0 entries saved').waitFor()
    await field(page).fill('falcon\n\n FALCON \nblue heron')
    assert.equal(await list(page).getByRole('button', { name: 'Save' }).isEnabled(), true)
    // Leaving the field saves, however it is left.
    await page.keyboard.press('Escape')
    await page.getByText('2 entries saved').waitFor()
    assert.equal(await field(page).inputValue(), 'falcon\nblue heron')
    assert.deepEqual(words(), ['falcon', 'blue heron'])
    await row.getByText('waits', { exact: true }).waitFor()
    await row.getByText('on the word list').waitFor()
    const { violations } = await page.evaluate(axe.source).then(() => page.evaluate(() => window.axe.run('main', { runOnly: ['wcag2a', 'wcag2aa'] })))
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [])
    await savePicture(page, 'word-list-poll-en-light')

    await field(page).fill('blue heron')
    await list(page).getByRole('button', { name: 'Save' }).click()
    await page.getByText('1 entry saved').waitFor()
    await row.getByText('shown', { exact: true }).waitFor()
  })

  test('keeps what is typed where it does not fit, and says what to do', async (t) => {
    ask('PUT', `/api/meetings/${code}/words`, { words: ['heron'] })
    ask('PATCH', `/api/meetings/${code}/board`, { board: 'open', moderation: 'after' })
    const page = await openConsole(t)
    await page.getByRole('button', { name: /^(Questions from the room|Room’s questions)/ }).first().click()
    await openList(page)
    assert.equal(await field(page).inputValue(), 'heron')
    const long = `heron\n${'x'.repeat(51)}`
    await field(page).fill(long)
    await field(page).press('Tab')
    await page.getByRole('alert').getByText('At most 500 entries of at most 50 characters.').waitFor()
    assert.deepEqual([await field(page).inputValue(), words()], [long, ['heron']])
    // Closed and opened again it is as it was typed.
    for (let clicks = 0; clicks < 2; clicks++) await page.getByText('Own word list', { exact: true }).click()
    assert.equal(await field(page).inputValue(), long)
    await savePicture(page, 'word-list-board-en-light')

    await field(page).fill('heron\nfalcon')
    await list(page).getByRole('button', { name: 'Save' }).click()
    await page.getByText('2 entries saved').waitFor()
    assert.equal(await page.getByRole('alert').count(), 0)
    await send(`/m/${code}/questions`, { text: 'Where is the Falcon?' })
    await page.getByRole('region', { name: /^Waiting for you/ }).getByText('Where is the Falcon?').waitFor()
    await field(page).press('Escape')
    await page.getByRole('main', { name: 'Questions from the room' }).waitFor()
  })

  test('is offered in German, and in the dark', async (t) => {
    ask('POST', '/create', { question: 'Was kommt Ihnen in den Sinn?', kind: 'text', moderation: 'after' })
    const page = await openConsole(t, { locale: 'de', colorScheme: 'dark' })
    await page.getByText('Eigene Wortliste', { exact: true }).click()
    const german = page.getByRole('textbox', { name: /^Ein Eintrag je Zeile/ })
    await until('it is read', () => german.evaluate((one) => !one.readOnly))
    await german.fill('Falke\nProjekt Adler')
    await page.getByRole('button', { name: 'Speichern' }).click()
    await page.getByText('2 Einträge gespeichert').waitFor()
    await savePicture(page, 'word-list-poll-de-dark')
  })
})
