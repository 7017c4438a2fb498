// A whole evening on the phone of somebody who hears it: what a screen reader says by itself and where the focus goes, word for word, and
// what it reads of each page.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { heardUntil, listen } from './lib/listener.mjs'
import { startServer } from './lib/server.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']

describe('an evening by ear', () => {
  let server, ask, browser

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0', '--connections-per-address', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const castOther = ({ poll_code }, body) => ask('POST', `/poll/${poll_code}/vote`, { ...body, browser_token: randomUUID() })
  const openPhone = async (t, path) => {
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB', reducedMotion: 'reduce' })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.goto(`${server.url}${path}`)
    await page.locator('.link.ok').waitFor()
    return page
  }
  /** The headings and controls from the top of the page's main part to its end, in the order in which they are read. */
  const read = async (page) => {
    const lines = (await page.getByRole('main').ariaSnapshot()).split('\n').map((line) => line.replace(/^[\s-]+/, ''))
    return lines.filter((line) => /^(heading|radio|button|textbox|link) /.test(line))
  }

  test('from the lobby to the end, each step is said once, and the focus is never lost', async (t) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const create = (more) => ask('POST', '/create', { meeting: join_code, fairness: 'device', results: 'on_reveal', state: 'ready', ...more })
    const page = await openPhone(t, `/m/${join_code}`)
    await listen(page)
    const until = async (start, lines) => assert.deepEqual(await heardUntil(page, start), lines)
    const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
    assert.deepEqual(await read(page), ['heading "You’re in" [level=1]'])

    const first = create({ question: QUESTION, options: OPTIONS, correct: [1] })
    await until('says: ', [`says: ${QUESTION} Voting opens here by itself.`])
    change(first, { state: 'open' })
    await until('says: ', [`says: ${QUESTION} Choose one`])
    assert.deepEqual(await read(page), [`heading "${QUESTION}" [level=1]`, ...['A By the sea', 'B In the mountains', 'C Stay at home'].map((name) => `radio "${name}"`), 'button "Submit"'])
    change(first, { timer_seconds: 31 })
    await until('says: ', ['says: 30 seconds left'])
    change(first, { timer_seconds: 3600 })
    await until('says: ', ['says: There is more time: 1:00:00 left.'])

    // The button is reached before anything is chosen: it says what is missing and leads there.
    await press('Tab', 'Tab', 'Tab', 'Enter')
    await until('says: ', ['focus: button I need more time', 'focus: radio A By the sea', 'focus: button Submit', 'focus: radio A By the sea', 'says: Choose one'])
    await press('ArrowDown', 'Tab', 'Enter')
    await until('says: Counted', ['focus: radio B In the mountains', 'focus: button Submit B', 'focus: heading Counted', 'says: Counted. Your vote: B In the mountains.'])

    assert.deepEqual(await read(page), ['heading "Counted" [level=2]', 'button "Copy"', `heading "${QUESTION}" [level=1]`])

    castOther(first, { option_id: first.options[1].id })
    castOther(first, { option_id: first.options[0].id })
    change(first, { state: 'closed' })
    await until('says: ', ['says: Voting has ended. This phone voted.'])
    change(first, { revealed: true })
    await until('says: ', ['says: 66.7% chose B, as you did. Results: B In the mountains, 66.7%, 2 votes.'])
    change(first, { answer_shown: true })
    await until('says: Checked', ['says: You were right. Right answer: B In the mountains', 'says: Checked: your vote is in the result'])

    const second = create({ kind: 'words', question: 'What is on your mind?', most: 2 })
    await heardUntil(page, 'says: What is on your mind?')
    change(second, { state: 'open' })
    await until('says: ', ['says: What is on your mind? Write up to 2 words'])
    await page.getByRole('textbox', { name: 'Word 1' }).focus()
    await page.keyboard.type('Freedom')
    await press('Enter')
    await until('says: Counted', ['focus: text Word 1', 'focus: heading Counted', 'says: Counted. Your vote: Freedom.'])
    castOther(second, { answer: { texts: ['Freedom'] } })
    change(second, { state: 'closed' })
    await until('says: ', ['says: Voting has ended. This phone voted.'])
    change(second, { revealed: true })
    await until('says: Checked', ['says: 1 other voter wrote “Freedom” too. Results: Freedom 2. 2 answers.', 'says: Checked: your vote is in the result'])

    ask('PATCH', `/api/meetings/${join_code}/board`, { board: 'open' })
    await until('says: Questions', ['says: Questions from the room.'])
    ask('PATCH', `/api/meetings/${join_code}`, { ended: true })
    await until('says: The meeting', ['focus: main', 'says: The meeting has ended. 2 questions, 5 votes, 3 people in the largest vote.'])
  })

  test('the focus is not lost when the host closes what has it', async (t) => {
    const poll = ask('POST', '/create', { question: QUESTION, options: OPTIONS, fairness: 'device' })
    const page = await openPhone(t, `/poll/${poll.poll_code}`)
    await page.locator('.opt input').first().focus()
    change(poll, { state: 'closed' })
    await page.getByText('Voting has ended').first().waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'MAIN')
  })
})
