// The host's side of the board: questions from the room are held, shown, pinned, merged and answered by keys, undone by one more, and
// the projector shows what is pinned, or else what most phones vote for.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { openBrowser, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const wide = { viewport: { width: 1280, height: 720 } }
const old = { viewport: { width: 1024, height: 768 } }

describe('the board at the host', () => {
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

  const open = async (t, path, more) => {
    const context = await browser.newContext(more)
    t.after(() => context.close())
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(new URL(path, server.url).href)
    return page
  }
  /** The console with the board in place of the poll. */
  const openBoard = async (t, more = windowSize) => {
    const consolePage = await open(t, server.hostLink, more)
    await consolePage.locator('header .chip.ok').waitFor()
    const entry = consolePage.getByRole('button', { name: /^(Questions from the room|Room’s questions)/ }).first()
    await entry.click()
    await panel(consolePage).waitFor()
    return consolePage
  }
  const panel = (consolePage) => consolePage.getByRole('main', { name: 'Questions from the room' })
  const group = (consolePage, name) => panel(consolePage).getByRole('region', { name: new RegExp(`^${name}`) })
  const row = (consolePage, text) => panel(consolePage).getByRole('listitem').filter({ hasText: text })
  /** A phone asks, votes or reports; each call is another phone. */
  const phone = async (method, path, body) => {
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-browser-token': randomUUID() }
    const answer = await fetch(`${server.url}/m/${code}/questions${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return answer.status === 204 ? null : answer.json()
  }
  const asks = (text, more = {}) => phone('POST', '', { text, ...more })
  const askAll = async (texts) => {
    const questions = []
    for (const text of texts) questions.push(await asks(text))
    return questions
  }
  const votes = async ({ id }, times) => {
    for (let voted = 0; voted < times; voted++) await phone('PUT', `/${id}/vote`)
  }
  const rules = (patch) => ask('PATCH', `/api/meetings/${code}/board`, patch)
  const stage = (view) => ask('PUT', `/api/meetings/${code}/stage`, { view })
  const stateOf = ({ id }) => ask('GET', `/api/meetings/${code}/board`).questions.find((question) => question.id === id).state
  const is = (question, state) => until(`it is ${state}`, () => stateOf(question) === state)
  const overflowing = (screen) =>
    screen.evaluate(() => {
      const isOut = (box) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1
      const list = document.querySelector('.asked')
      const around = list?.getBoundingClientRect()
      const isCut = ({ top, bottom }) => around && (top < around.top - 1 || bottom > around.bottom + 1)
      return [
        ...[...document.querySelectorAll('main *')].filter((one) => one.getClientRects().length && isOut(one.getBoundingClientRect())),
        ...[...(list?.children ?? [])].filter((one) => isCut(one.getBoundingClientRect())),
      ].map((one) => one.className || one.tagName)
    })

  test('is opened, holds a question until A shows it; P makes it large on the projector, D ticks it off', async (t) => {
    const consolePage = await openBoard(t)
    const screen = await open(t, `/screen/${code}`, wide)
    await screen.getByText('Scan to vote').waitFor()
    await panel(consolePage).getByRole('button', { name: 'Open for questions' }).click()
    await panel(consolePage).getByLabel('When texts are shown').selectOption('hold')
    await panel(consolePage).getByRole('button', { name: 'Show on the screen' }).click()
    await screen.getByText('No questions yet').waitFor()
    await screen.locator('.qr').waitFor()
    await picture(screen, 'board-screen-empty')

    const question = await asks('When do we move to the new office?')
    await group(consolePage, 'Waiting for you').getByText('When do we move to the new office?').waitFor()
    assert.equal(stateOf(question), 'held')
    assert.doesNotMatch(await screen.locator('main').innerText(), /new office/)
    await consolePage.keyboard.press('j')
    await consolePage.keyboard.press('a')
    await group(consolePage, 'Open').getByText('When do we move to the new office?').waitFor()
    await screen.locator('.asked').getByText('When do we move to the new office?').waitFor()
    const size = () => screen.locator('.asked .label').first().evaluate((one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight)
    const usual = await size()
    await consolePage.keyboard.press('p')
    await group(consolePage, 'Pinned').getByText('When do we move to the new office?').waitFor()
    await screen.locator('.asked.pinned').waitFor()
    await until('it is large', async () => (await size()) > usual * 1.5)
    await picture(screen, 'board-screen-pinned')
    await picture(consolePage, 'board-console')
    await consolePage.keyboard.press('d')
    await is(question, 'answered')
    await group(consolePage, 'Answered').waitFor()
    await screen.locator('.asked').waitFor({ state: 'detached' })
    await screen.getByText('1 asked · 1 answered').waitFor()

    await consolePage.keyboard.press('Control+z')
    await is(question, 'pinned')
    await screen.locator('.asked.pinned').waitFor()
    assert.equal(await consolePage.getByRole('textbox', { name: 'Question' }).count(), 0, 'A has opened no composer')
  })

  test('a question is declined, merged with its voters, answered in writing, and each of it undone', async (t) => {
    rules({ board: 'open', moderation: 'off', names: true })
    const first = await asks('Is there lunch?')
    const second = await asks('Will we get food?', { name: 'Ana' })
    const third = await asks('Buy my book!')
    await votes(first, 2)
    await votes(second, 1)
    await phone('POST', `/${third.id}/report`)
    const consolePage = await openBoard(t)
    const names = () => group(consolePage, 'Open').locator('.text > bdi').allInnerTexts()
    await until('they are ordered by votes', async () => (await names()).join() === 'Is there lunch?,Will we get food?,Buy my book!')
    await row(consolePage, 'Buy my book!').getByText('reported by 1').waitFor()
    await row(consolePage, 'Will we get food?').getByText('Ana').waitFor()

    for (let presses = 0; presses < 3; presses++) await consolePage.keyboard.press('j')
    await consolePage.keyboard.press('x')
    await is(third, 'declined')
    await consolePage.locator('.undo').waitFor()
    await consolePage.keyboard.press('Control+z')
    await is(third, 'open')

    await row(consolePage, 'Will we get food?').focus()
    await consolePage.keyboard.press('m')
    const into = panel(consolePage).getByLabel('Counts from now on as')
    await into.selectOption({ label: '3 votes: Is there lunch?' })
    await into.press('Enter')
    await is(second, 'merged')
    await row(consolePage, 'Is there lunch?').first().getByText('5 votes').waitFor()
    await panel(consolePage).getByText('1 merged').click()
    await row(consolePage, 'Will we get food?').getByRole('button', { name: /^Separate/ }).click()
    await is(second, 'open')
    await consolePage.getByRole('button', { name: 'Undo' }).click()
    await is(second, 'merged')

    await row(consolePage, 'Is there lunch?').first().getByRole('button', { name: /^Reply/ }).click()
    await panel(consolePage).getByLabel('Written answer, for everybody to read').fill('At noon, downstairs.')
    await panel(consolePage).getByRole('button', { name: 'Save as answered' }).click()
    await is(first, 'answered')
    await group(consolePage, 'Answered').getByText('At noon, downstairs.').waitFor()
    await consolePage.getByRole('button', { name: 'Undo' }).click()
    await is(first, 'open')
    assert.equal(ask('GET', `/api/meetings/${code}/board`).questions.find(({ id }) => id === first.id).answer, '')

    await panel(consolePage).getByRole('button', { name: 'Close for questions' }).click()
    await until('nothing is taken', async () => (await asks('One more?')).code === 'board_not_open')
  })

  test('the projector shows five with the most votes, moves them as votes come, and of long ones as many as can be read', async (t) => {
    rules({ board: 'open', moderation: 'off' })
    const questions = await askAll(Array.from({ length: 7 }, (_, n) => `Question number ${n + 1}?`))
    await votes(questions[6], 2)
    stage('board')
    const screens = [await open(t, `/screen/${code}`, wide), await open(t, `/screen/${code}?theme=dark`, { ...old, locale: 'de', reducedMotion: 'reduce' })]
    const shown = (screen) => screen.locator('.asked .label').allInnerTexts()
    for (const screen of screens) await until('the order', async () => (await shown(screen)).map((text) => text.match(/\d/)[0]).join('') === '71234')
    await votes(questions[4], 4)
    for (const screen of screens) await until('the new order', async () => (await shown(screen)).map((text) => text.match(/\d/)[0]).join('') === '57123')
    for (const { id } of questions) ask('PATCH', `/api/questions/${id}`, { state: 'declined' })
    const long = await askAll(Array.from({ length: 5 }, (_, n) => `${n} Donaudampfschifffahrtsgesellschaftskapitän 👩‍👩‍👧‍👦 `.repeat(5).trim()))
    for (const screen of screens) {
      await until('the long ones', async () => (await shown(screen)).length > 1 && (await shown(screen)).every((text) => text.includes('Donau')))
      await screen.evaluate(() => document.fonts.ready)
      await until('they fit', async () => (await overflowing(screen)).length === 0)
      const smallest = await screen.evaluate(() => Math.min(...[...document.querySelectorAll('.asked .label')].map((one) => parseFloat(getComputedStyle(one).fontSize))) / innerHeight)
      assert.ok(smallest >= 0.028, `read from the last row: ${smallest}`)
    }
    await picture(screens[0], 'board-screen-long')
    await picture(screens[1], 'board-screen-long-old')
    ask('PATCH', `/api/questions/${long[0].id}`, { state: 'pinned' })
    for (const screen of screens) {
      await screen.locator('.asked.pinned').waitFor()
      await until('it fits', async () => (await overflowing(screen)).length === 0)
    }
  })

  test('a blank screen hides the board and shows it again; the next step goes on with the poll', async (t) => {
    rules({ board: 'open' })
    ask('POST', '/create', { question: 'Where to?', options: ['Here', 'There'], state: 'open' })
    stage('board')
    const consolePage = await openBoard(t)
    const view = () => ask('GET', `/m/${code}/stage`).view
    await consolePage.keyboard.press('b')
    await until('blank', () => view() === 'blank')
    await panel(consolePage).getByRole('button', { name: 'Show on the screen' }).click({ trial: true })
    await consolePage.keyboard.press('b')
    await until('the board again', () => view() === 'board')
    await consolePage.keyboard.press('?')
    await consolePage.getByRole('dialog').getByText('At the room’s questions').waitFor()
    await consolePage.keyboard.press('Escape')
    await panel(consolePage).waitFor()
    await consolePage.keyboard.press('PageDown')
    await consolePage.getByRole('heading', { name: 'Where to?' }).waitFor()
    await until('the poll', () => view() === 'poll')
  })
})
