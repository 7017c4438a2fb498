// The presenter's view: a strip that says what the room sees, a bar whose buttons keep their places, the wall in small, the palette,
// and the sheet of checks before the hall fills.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const OPTIONS = ['By the sea', 'In the mountains']

describe('a presenter', () => {
  let server, browser, ask, meeting

  before(async () => {
    server = await startServer({ args: ['--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  beforeEach(() => {
    meeting = ask('POST', '/api/meetings', { name: 'Town hall' })
  })

  const open = async (t, path, size = windowSize) => {
    const context = await browser.newContext(size)
    t.after(() => context.close())
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    await page.goto(new URL(path, server.url).href)
    return page
  }
  const openConsole = async (t, size) => {
    const consolePage = await open(t, server.hostLink, size)
    await consolePage.locator('header .chip.ok').waitFor()
    return consolePage
  }
  const createPoll = (more = {}) => ask('POST', '/create', { question: 'Where to?', options: OPTIONS, fairness: 'device', ...more })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const stage = (body) => ask('PUT', `/api/meetings/${meeting.join_code}/stage`, body)
  const vote = (poll, ...which) => {
    for (const at of which) ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[at].id, browser_token: randomUUID() })
  }
  const strip = (consolePage) => consolePage.locator('.truth')
  /** Waits until the strip says this word and this sentence. */
  const says = (consolePage, word, sentence) => strip(consolePage).filter({ hasText: word }).filter({ hasText: sentence }).waitFor()
  const miniature = (consolePage) => consolePage.frameLocator('.wall iframe')

  test('the strip says what the room sees, in every state', async (t) => {
    const poll = createPoll({ results: 'on_reveal', state: 'draft' })
    const consolePage = await openConsole(t)
    await says(consolePage, 'LOBBY', 'The screen shows how to join; phones wait.')
    stage({ poll_code: poll.poll_code })
    await says(consolePage, 'READY', 'nobody can vote yet')
    change(poll, { state: 'open' })
    await says(consolePage, 'HIDDEN', 'Only you see the counts.')
    await consolePage.getByText('Only you see these counts').waitFor()
    change(poll, { revealed: true })
    await says(consolePage, 'LIVE', 'The screen and the phones show the counts.')
    await consolePage.getByText('Only you see these counts').waitFor({ state: 'detached' })
    stage({ bars: false })
    await says(consolePage, 'PARTLY HIDDEN', 'Phones show the counts; the screen does not.')
    stage({ qr: 'full' })
    await says(consolePage, 'QR CODE', 'The QR code covers the screen.')
    stage({ view: 'blank' })
    await says(consolePage, 'QR CODE', 'Phones show nothing.')
    stage({ qr: 'corner' })
    await says(consolePage, 'BLANK', 'The screen and the phones show nothing now.')
    await strip(consolePage).getByRole('button', { name: 'Back to the question' }).click()
    await says(consolePage, 'PARTLY HIDDEN', 'the screen does not')
    ask('PATCH', `/api/meetings/${meeting.join_code}/board`, { board: 'open' })
    stage({ view: 'board' })
    await says(consolePage, 'QUESTIONS', 'The screen shows the room’s questions.')
    ask('PATCH', `/api/meetings/${meeting.join_code}`, { ended: true })
    await says(consolePage, 'ENDED', 'the meeting has ended')
  })

  test('the strip is about the poll on stage, also while the console shows another one', async (t) => {
    const first = createPoll({ question: 'On stage?', results: 'on_reveal' })
    createPoll({ question: 'Not yet?', state: 'draft' })
    stage({ poll_code: first.poll_code })
    const consolePage = await openConsole(t)
    await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('Not yet?').click()
    await consolePage.getByRole('heading', { name: 'Not yet?' }).waitFor()
    await says(consolePage, 'HIDDEN', 'On the screen now: On stage?')
    change(first, { revealed: true })
    await says(consolePage, 'LIVE', 'On stage?')
    await consolePage.getByRole('button', { name: 'Go there' }).click()
    await consolePage.getByRole('heading', { name: 'On stage?' }).waitFor()
  })

  test('without a connection the strip claims nothing', async (t) => {
    createPoll()
    const consolePage = await openConsole(t)
    await says(consolePage, 'LIVE', 'show the counts')
    await consolePage.context().setOffline(true)
    await consolePage.evaluate(() => dispatchEvent(new Event('online')))
    await says(consolePage, 'UNKNOWN', 'The room may see something else')
    await consolePage.context().setOffline(false)
    await says(consolePage, 'LIVE', 'show the counts')
  })

  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 900, height: 640 },
  ])
    test(`every button of the bar keeps its place in one line: ${viewport.width}×${viewport.height}`, async (t) => {
      const poll = createPoll({ results: 'on_reveal', correct: [1], state: 'draft' })
      const consolePage = await openConsole(t, { viewport })
      const places = () =>
        consolePage.locator('.actions .btn').evaluateAll((all) =>
          all.map((one) => {
            const { left, top, bottom, right } = one.getBoundingClientRect()
            return [left, top, bottom, right].map(Math.round).join()
          }),
        )
      const goes = (step) => consolePage.getByRole('button', { name: new RegExp(`^${step}.*Space$`) }).click({ trial: true })
      await goes('Show the question')
      const first = await places()
      assert.equal(first.length, 8)
      assert.equal(new Set(first.map((place) => place.split(',')[1])).size, 1, 'one line')
      for (const [key, step] of [['Space', 'Open voting'], ['Space', 'Close voting'], ['t', 'Close voting'], ['Space', 'Reveal results'], ['Space', 'Show the right answer'], ['Space', 'New question']]) {
        await consolePage.keyboard.press(key)
        await goes(step)
        assert.deepEqual(await places(), first, step)
      }
      assert.equal(change(poll, {}).revealed, true)
    })

  test('the big button says what the room will see, and pulses once all have voted', async (t) => {
    const poll = createPoll({ results: 'on_reveal' })
    const consolePage = await openConsole(t)
    const go = consolePage.locator('.actions .go')
    await go.getByText('Only you see the result').waitFor()
    const phone = await open(t, `/m/${meeting.join_code}`, phoneSize)
    await phone.locator('label.opt').first().click()
    await go.getByText('1 still choosing').waitFor()
    assert.equal(await consolePage.locator('.go.pulse').count(), 0)
    await phone.getByRole('button', { name: 'Submit' }).click()
    await consolePage.locator('.go.pulse').waitFor()
    assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).state, 'open', 'nothing closes by itself')
  })

  test('where the answers are split, another round is proposed before the result is known', async (t) => {
    const poll = createPoll({ results: 'on_reveal', correct: [1] })
    vote(poll, 0, 0, 1, 1)
    change(poll, { state: 'closed' })
    const consolePage = await openConsole(t)
    await consolePage.locator('.proposed').getByText('Split: ask again').waitFor()
    await picture(consolePage, 'presenter-split')
    await consolePage.keyboard.press('Space')
    await consolePage.locator('.proposed').waitFor({ state: 'detached' })
  })

  test('the wall in small is the projector’s page, takes no focus, and follows it', async (t) => {
    const poll = createPoll({ results: 'on_reveal' })
    const consolePage = await openConsole(t)
    await miniature(consolePage).getByRole('heading', { name: 'Where to?' }).waitFor()
    vote(poll, 0, 0, 1)
    await miniature(consolePage).getByText('3 voted').waitFor()
    assert.equal(await miniature(consolePage).locator('.share').count(), 0, 'hidden counts are hidden in it too')
    change(poll, { revealed: true })
    await miniature(consolePage).locator('.share').first().waitFor()
    assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).connected, 0, 'it is no phone')
    for (let presses = 0; presses < 60; presses++) {
      await consolePage.keyboard.press('Tab')
      assert.notEqual(await consolePage.evaluate(() => document.activeElement.tagName), 'IFRAME')
    }
    await consolePage.locator('.wall').click({ force: true })
    await consolePage.keyboard.press('b')
    await miniature(consolePage).locator('main.blank').waitFor({ state: 'attached' })
  })

  test('the agenda shows small charts, and what comes next is drawn with its note', async (t) => {
    const poll = createPoll()
    vote(poll, 0, 1, 1)
    createPoll({ question: 'And then?', state: 'draft', note: 'Take your time.' })
    stage({ poll_code: poll.poll_code })
    const consolePage = await openConsole(t)
    const row = consolePage.locator('nav ol li').first()
    await until('the bars have the votes’ heights', async () => (await row.locator('.bars i').evaluateAll((all) => all.map((one) => one.style.height))).join() === '50%,100%')
    const next = consolePage.locator('aside .slide')
    await next.getByText('By the sea').waitFor()
    await consolePage.locator('aside').getByText('Take your time.').waitFor()
    assert.ok((await next.boundingBox()).width >= 200)
    assert.ok((await consolePage.locator('.wall').boundingBox()).width >= 200)
    await consolePage.keyboard.press('h')
    await row.locator('.bars').waitFor({ state: 'detached' })
  })

  test('the palette finds a command as it is typed, runs it with Enter, and gives the focus back', async (t) => {
    const poll = createPoll({ results: 'on_reveal' })
    createPoll({ question: 'The second?', state: 'draft' })
    stage({ poll_code: poll.poll_code })
    const consolePage = await openConsole(t)
    const palette = consolePage.getByRole('dialog', { name: 'Commands' })
    const name = consolePage.getByRole('textbox', { name: 'Name of the meeting' })
    await name.click()
    await consolePage.keyboard.press('Control+k')
    await palette.waitFor()
    await consolePage.keyboard.type('blank')
    await palette.getByRole('option', { selected: true }).getByText('Blank the screen').waitFor()
    await picture(consolePage, 'presenter-palette')
    await consolePage.keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
    assert.equal(await name.evaluate((one) => one === document.activeElement), true, 'the focus returns')
    await consolePage.keyboard.press('Control+k')
    await palette.waitFor()
    await consolePage.keyboard.type('second')
    await palette.getByRole('option', { name: /The second\?/ }).waitFor()
    await consolePage.keyboard.press('Enter')
    await consolePage.getByRole('heading', { name: 'The second?' }).waitFor()
    await consolePage.keyboard.press('Control+k')
    await palette.waitFor()
    await consolePage.keyboard.type('keys')
    await palette.getByRole('option', { selected: true, name: /Keys/ }).waitFor()
    await consolePage.keyboard.press('Enter')
    await consolePage.getByRole('dialog', { name: 'Keys' }).getByText('All commands, by name').waitFor()
    await consolePage.keyboard.press('Escape')
    await consolePage.keyboard.press('Control+k')
    await palette.waitFor()
    await consolePage.keyboard.type('nothing of the kind')
    await palette.getByText('No command like this is possible now.').waitFor()
    await consolePage.keyboard.press('Enter')
    assert.equal(await palette.count(), 1, 'Enter without a command does nothing')
  })

  test('a key that comes before a closed dialog has said so opens the next one', async (t) => {
    createPoll()
    const consolePage = await openConsole(t)
    const palette = consolePage.getByRole('dialog', { name: 'Commands' })
    // Loaded once, it opens in the task of its key.
    await consolePage.keyboard.press('Control+k')
    await palette.waitFor()
    await consolePage.keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
    await consolePage.keyboard.press('?')
    await consolePage.getByRole('dialog', { name: 'Keys' }).waitFor()
    await consolePage.evaluate(async () => {
      const dialog = document.querySelector('dialog[open]')
      const closed = new Promise((resolve) => dialog.addEventListener('close', () => setTimeout(resolve)))
      dialog.close()
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }))
      await closed
    })
    await palette.waitFor()
  })

  test('before it starts, one sheet has every check, and a remote’s key in it changes nothing', async (t) => {
    const poll = createPoll({ state: 'draft' })
    const consolePage = await openConsole(t)
    await consolePage.getByRole('banner').getByRole('button', { name: 'Check', exact: true }).click()
    const sheet = consolePage.getByRole('dialog', { name: 'Before it starts' })
    const check = (name) => sheet.getByRole('listitem').filter({ hasText: name })
    await check('Remote').getByText('Press a key on it').waitFor()
    await consolePage.keyboard.press('PageDown')
    await check('Remote').getByText('Its key has arrived.').waitFor()
    const [tab] = await Promise.all([consolePage.context().waitForEvent('page'), check('Projector').getByRole('button').click()])
    await check('Projector').getByText('Open: in a tab.').waitFor()
    await tab.close()
    await check('Projector').getByText('Not opened from here yet.').waitFor()
    await picture(consolePage, 'presenter-preflight')
    assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).state, 'draft')
    await consolePage.keyboard.press('Escape')
    await consolePage.keyboard.press('PageDown')
    await consolePage.getByRole('button', { name: /^Open voting.*Space$/ }).waitFor()
  })

  test('in a narrow window the agenda is a drawer, which Escape closes and a chosen poll too', async (t) => {
    createPoll({ question: 'The first?', state: 'draft' })
    createPoll({ question: 'The second?', state: 'draft' })
    const consolePage = await openConsole(t, { viewport: { width: 900, height: 640 } })
    const polls = consolePage.getByRole('navigation', { name: 'Polls' })
    await polls.waitFor({ state: 'hidden' })
    const drawer = consolePage.getByRole('button', { name: 'Polls' })
    await drawer.click()
    await polls.waitFor()
    await picture(consolePage, 'presenter-drawer')
    await consolePage.keyboard.press('Escape')
    await polls.waitFor({ state: 'hidden' })
    await drawer.click()
    await polls.getByText('The second?').click()
    await polls.waitFor({ state: 'hidden' })
    await consolePage.getByRole('heading', { name: 'The second?' }).waitFor()
  })
})
