// The composer of word clouds and open answers: which texts wait for the host, and how many voters show one by themselves. What is chosen
// survives a reload, a draft, a copy and the file of questions.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import axe from 'axe-core'
import { openBrowser, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const savePicture = process.env.PICTURES ? picture : async () => {}

describe('the composer of texts', () => {
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

  const open = async (t, path, more = {}) => {
    const context = await browser.newContext({ ...windowSize, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(new URL(path, server.url).href)
    return page
  }
  /** The console of a meeting without polls, which shows the composer. */
  const openComposer = async (t, more) => {
    const page = await open(t, server.hostLink, more)
    await page.locator('header .chip.ok').waitFor()
    return page
  }
  const question = (page) => page.getByRole('textbox', { name: 'Question' })
  const rule = (page) => page.getByLabel('When texts are shown')
  const least = (page) => page.getByLabel(/^Shown by itself from so many voters on/)
  const polls = (meeting = code) => ask('GET', `/api/meetings/${meeting}`).polls.map(({ poll_code }) => ask('GET', `/api/polls/${poll_code}`))
  const rules = (list) => list.map(({ kind, moderation = 'after', show_after = 0 }) => [kind, moderation, show_after])

  test('offers the rule of the server, and sends what is chosen with a new poll and with a changed one', async (t) => {
    const page = await openComposer(t)
    await question(page).fill('What comes to mind?')
    assert.equal(await rule(page).count(), 0, 'a choice has no texts')
    await page.getByRole('button', { name: 'Word cloud' }).click()
    assert.equal(await rule(page).inputValue(), 'after')
    assert.equal(await least(page).count(), 0)
    await rule(page).selectOption({ label: 'Shown when you say so' })
    await least(page).fill('2')
    const { violations } = await page.evaluate(axe.source).then(() => page.evaluate(() => window.axe.run('main', { runOnly: ['wcag2a', 'wcag2aa'] })))
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [])
    await savePicture(page, 'compose-texts-en-light')
    // Enter sends what is in the field, which has not been left.
    await least(page).press('Control+Enter')
    await page.getByRole('region', { name: 'What the room writes' }).waitFor()
    assert.deepEqual(rules(polls()), [['words', 'hold', 2]])

    await page.getByLabel('More about “What comes to mind?”').click()
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByRole('heading', { name: 'Change the poll' }).waitFor()
    assert.deepEqual([await rule(page).inputValue(), await least(page).inputValue()], ['hold', '2'])
    await least(page).fill('0')
    await rule(page).selectOption('off')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('region', { name: 'What the room writes' }).waitFor()
    assert.deepEqual(rules(polls()), [['words', 'off', 0]])
  })

  test('keeps what is chosen over a reload, in a draft, in a copy and in the file of questions', async (t) => {
    const page = await openComposer(t)
    await question(page).fill('What should change?')
    await page.getByRole('button', { name: 'Open answers' }).click()
    await rule(page).selectOption('hold')
    await least(page).fill('3')
    await least(page).press('Tab')
    await page.reload()
    await rule(page).waitFor()
    assert.deepEqual([await question(page).inputValue(), await rule(page).inputValue(), await least(page).inputValue()], ['What should change?', 'hold', '3'])
    await page.getByRole('button', { name: 'Save for later' }).click()
    await until('it is saved', () => polls().length === 1)
    const [draft] = polls()
    assert.deepEqual([draft.state, ...rules([draft])], ['draft', ['text', 'hold', 3]])
    ask('POST', `/api/polls/${draft.poll_code}/copy`)
    const questions = ask('GET', `/api/meetings/${code}/questions`)
    const other = ask('POST', '/api/meetings', { name: 'Another one' }).join_code
    ask('POST', `/api/meetings/${other}/questions`, questions)
    for (const meeting of [code, other]) assert.deepEqual(rules(polls(meeting)), [['text', 'hold', 3], ['text', 'hold', 3]])
  })

  test('holds by default what would be on the projector, in German and in the dark', async (t) => {
    const screen = await open(t, `/screen/${code}`)
    await screen.locator('.qr').first().waitFor()
    await until('the server knows the projector', () => ask('GET', '/api/console').moderation === 'hold')
    const page = await openComposer(t, { locale: 'de', colorScheme: 'dark' })
    await page.getByRole('textbox', { name: 'Frage' }).fill('Was soll sich ändern?')
    await page.getByRole('button', { name: 'Offene Antworten' }).click()
    const rule = page.getByLabel('Wann Texte gezeigt werden')
    await until('all of them wait', async () => (await rule.inputValue()) === 'hold')
    await savePicture(page, 'compose-texts-de-dark')
    await page.getByRole('button', { name: /^Abstimmung starten/ }).click()
    await page.getByRole('region', { name: 'Was der Raum schreibt' }).waitFor()
    assert.deepEqual(rules(polls()), [['text', 'hold', 0]])
  })
})
