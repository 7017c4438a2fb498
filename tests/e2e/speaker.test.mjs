// What a speaker meets on a stage: keys that always arrive, an end that asks, votes that nothing takes the stage from.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const OPTIONS = ['By the sea', 'In the mountains']

describe('a speaker', () => {
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

  const open = async (t, path, size = windowSize, more = {}) => {
    const context = await browser.newContext({ ...size, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    await page.goto(new URL(path, server.url).href)
    return page
  }
  const console_ = async (t, more) => {
    const desk = await open(t, server.hostLink, windowSize, more)
    await desk.locator('header .chip.ok').waitFor()
    return desk
  }
  const poll = (question, more = {}) => ask('POST', '/create', { question, options: OPTIONS, state: 'draft', ...more })
  const standing = ({ poll_code }) => ask('GET', `/api/polls/${poll_code}`)
  const vote = ({ poll_code, options }) =>
    open.phone.request.post(`${server.url}/poll/${poll_code}/vote`, { data: { option_id: options[0].id, browser_token: crypto.randomUUID() } })
  /** The big button says what the next step is, and lets itself be pressed. */
  const offers = (desk, step) => desk.getByRole('button', { name: new RegExp(`^${step}.*Space$`) }).click({ trial: true })
  const question = (desk) => desk.getByRole('alertdialog')
  const gone = (locator) => locator.waitFor({ state: 'detached' })

  before(async () => {
    open.phone = await browser.newContext(phoneSize)
  })

  describe('finds the keys where they were', () => {
    test('after a click into the chart, on a button, and beside everything', async (t) => {
      const first = poll('The first?')
      poll('The second?')
      const desk = await console_(t)
      await desk.locator('.chart').click()
      await desk.keyboard.press('Space')
      await offers(desk, 'Open voting')
      await desk.locator('.chart').click()
      await desk.keyboard.press('ArrowRight')
      await offers(desk, 'Close voting')
      await desk.getByRole('button', { name: 'Hide counts here' }).click()
      await desk.keyboard.press('Space')
      await offers(desk, 'Next question')
      assert.equal(standing(first).state, 'closed')
      await desk.getByText('Counts are hidden on this screen').waitFor()
      await desk.locator('.chart').click()
      await desk.keyboard.press('PageDown')
      await desk.getByRole('heading', { name: 'The second?' }).waitFor()
    })

    test('after a dialog, however it was opened and left', async (t) => {
      const only = poll('The only one?')
      const desk = await console_(t)
      const dialog = desk.getByRole('dialog')
      for (const [opened, left] of [
        [() => desk.getByRole('button', { name: 'Results' }).click(), 'Escape'],
        [() => desk.keyboard.press('?'), 'Escape'],
        [() => desk.getByRole('button', { name: 'Join card' }).click(), null],
      ]) {
        await opened()
        await dialog.waitFor()
        if (left) await desk.keyboard.press(left)
        else await dialog.getByRole('button', { name: 'Close' }).click()
        await gone(dialog)
        const { state } = standing(only)
        await desk.keyboard.press('Space')
        await offers(desk, { draft: 'Open voting', ready: 'Close voting', open: 'New question' }[state])
        assert.equal(await dialog.count(), 0, 'it stays closed')
      }
    })

    test('a dialog that Enter has opened does not come back by Space, and one who tabs presses what Tab has led to', async (t) => {
      const only = poll('The only one?', { state: 'ready' })
      const desk = await console_(t)
      const dialog = desk.getByRole('dialog')
      const tabTo = async (name) => {
        for (let presses = 0; presses < 60; presses++) {
          await desk.keyboard.press('Tab')
          if (name.test(await desk.evaluate(() => document.activeElement?.textContent ?? ''))) return
        }
        assert.fail(`${name} was not reached`)
      }
      await tabTo(/^Results/)
      await desk.keyboard.press('Enter')
      await dialog.waitFor()
      await desk.keyboard.press('Escape')
      await gone(dialog)
      assert.match(await desk.evaluate(() => document.activeElement.textContent), /^Results/, 'the focus is where it was')
      await desk.keyboard.press('Space')
      await offers(desk, 'Close voting')
      assert.equal(await dialog.count(), 0)
      await tabTo(/^Lobby/)
      await desk.keyboard.press('Space')
      await desk.getByText('The screen shows how to join; phones wait.').waitFor()
      assert.equal(standing(only).state, 'open', 'Space was the button’s')
      await desk.keyboard.press('ArrowRight')
      await offers(desk, 'Close voting')
    })

    test('one who types writes a space', async (t) => {
      const only = poll('The only one?', { state: 'open' })
      const desk = await console_(t)
      const name = desk.getByRole('textbox', { name: 'Name of the meeting' })
      await name.click()
      await desk.keyboard.press('End')
      await desk.keyboard.type(' of May')
      await desk.keyboard.press('ArrowLeft')
      assert.equal(await name.inputValue(), 'Town hall of May')
      assert.equal(standing(only).state, 'open')
    })
  })

  describe('ends a meeting', () => {
    test('once it is meant, with what one takes home at hand, and opens it again', async (t) => {
      poll('The first?', { state: 'open' })
      poll('The second?', { state: 'open' })
      const phone = await open(t, `/m/${meeting.join_code}`, phoneSize)
      await phone.locator('.link.ok').waitFor()
      const desk = await console_(t)
      const second = await console_(t)
      await desk.getByText('1 phone').first().waitFor()
      await desk.getByRole('button', { name: 'Meetings' }).click()
      await desk.getByRole('button', { name: 'End', exact: true }).click()
      await desk.getByRole('heading', { name: 'End the meeting for 1 phone?' }).waitFor()
      await desk.getByText('2 votes are open and close with it.').waitFor()
      await picture(desk, 'end-asks')
      await desk.keyboard.press('Enter')
      await gone(question(desk))
      assert.equal(ask('GET', `/m/${meeting.join_code}/stage`).ended, false, 'Enter keeps it going')
      await desk.getByRole('button', { name: 'End', exact: true }).click()
      await question(desk).getByRole('button', { name: 'End the meeting' }).click()
      for (const page of [desk, second]) {
        await page.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
        for (const name of ['Report to print', 'Excel']) await page.getByRole('link', { name }).waitFor()
        for (const name of ['Open again', 'New meeting']) await page.getByRole('button', { name }).waitFor()
        await page.getByText('2 polls').waitFor()
      }
      await phone.getByText('The meeting has ended').first().waitFor()
      assert.equal(await desk.getByRole('dialog').count(), 0)
      await picture(desk, 'ended')
      await desk.keyboard.press('Space')
      await desk.keyboard.press('a')
      await desk.reload()
      await desk.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
      await desk.getByRole('button', { name: 'Open again' }).click()
      for (const page of [desk, second]) await page.getByRole('navigation', { name: 'Polls' }).getByText('The first?').waitFor()
      assert.equal(ask('GET', '/api/console').meeting.join_code, meeting.join_code)
    })

    test('and starts another, which every console shows', async (t) => {
      poll('The first?', { state: 'open' })
      const desk = await console_(t)
      const second = await console_(t)
      await desk.getByRole('button', { name: 'Meetings' }).click()
      await desk.getByRole('button', { name: 'End', exact: true }).click()
      await question(desk).getByRole('button', { name: 'End the meeting' }).click()
      await desk.getByRole('button', { name: 'New meeting' }).click()
      for (const page of [desk, second]) await page.getByRole('heading', { name: 'Ask the room' }).waitFor()
      const now = ask('GET', '/api/console').meeting
      assert.ok(now && now.join_code !== meeting.join_code)
      const named = poll('Another evening?', { state: 'open' })
      for (const page of [desk, second]) await page.getByRole('button', { name: 'Meetings' }).waitFor()
      assert.equal(standing(named).meeting, now.join_code)
    })
  })

  /** Everything that can be reached where no poll is shown. */
  const reaches = async (t, desk) => {
    const dialog = desk.getByRole('dialog')
    for (const [name, inside] of [
      ['Meetings', 'Search names, codes and questions'],
      ['Results', 'Report to print'],
      ['Bring questions in…', 'Questions as CSV'],
      ['Join card', 'How the room joins'],
    ]) {
      await desk.getByRole('banner').getByRole('button', { name, exact: true }).click()
      await dialog.getByText(inside).or(dialog.getByPlaceholder(inside)).first().waitFor()
      await desk.keyboard.press('Escape')
      await gone(dialog)
    }
    const [tab] = await Promise.all([desk.context().waitForEvent('page'), desk.getByRole('button', { name: /^Projector/ }).click()])
    await desk.getByRole('button', { name: /in a tab/ }).waitFor()
    await tab.waitForURL(/\/screen\//)
    await Promise.all([tab.waitForEvent('close'), desk.getByRole('button', { name: /in a tab/ }).click()])
    await desk.getByRole('button', { name: /^Projector F$/ }).waitFor()
  }

  describe('reaches everything', () => {
    test('in a meeting without a poll, and while a question is written', async (t) => {
      const desk = await console_(t)
      await desk.getByRole('heading', { name: 'Ask the room' }).waitFor()
      await reaches(t, desk)
      await desk.getByRole('button', { name: 'Lobby' }).waitFor()
      poll('The first?')
      await desk.getByRole('heading', { name: 'Ask the room' }).waitFor()
      await reaches(t, desk)
    })

    test('after the end of a meeting', async (t) => {
      poll('The first?')
      const desk = await console_(t)
      ask('PATCH', `/api/meetings/${meeting.join_code}`, { ended: true })
      await desk.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
      await reaches(t, desk)
    })

    test('at the first start, where each makes the meeting that it needs', async (t) => {
      const fresh = await startServer()
      t.after(() => fresh.stop())
      const desk = await open(t, fresh.hostLink)
      await desk.locator('header .chip.ok').waitFor()
      await desk.getByRole('button', { name: 'Meetings' }).click()
      await desk.getByText('No meeting yet.').waitFor()
      await desk.keyboard.press('Escape')
      await desk.getByRole('button', { name: 'Lobby' }).click()
      await desk.locator('header [aria-pressed=true]', { hasText: 'Lobby' }).waitFor()
      await picture(desk, 'first-start')
      await reaches(t, desk)
      assert.equal(asHost(fresh)('GET', '/api/meetings').length, 1, 'one for all of them')
    })
  })

  describe('beside a second console', () => {
    test('sees at once what is asked first, also before there is a meeting', async (t) => {
      const fresh = await startServer()
      t.after(() => fresh.stop())
      const desk = await open(t, fresh.hostLink)
      await desk.locator('header .chip.ok').waitFor()
      asHost(fresh)('POST', '/create', { question: 'Asked elsewhere?', options: OPTIONS })
      await desk.getByRole('heading', { name: 'Asked elsewhere?' }).waitFor()
      await offers(desk, 'Close voting')
    })

    test('sees a vote that its timer closes while looking at another', async (t) => {
      const timed = poll('The first?', { state: 'open' })
      poll('The second?')
      const desk = await console_(t)
      await desk.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await desk.getByRole('heading', { name: 'The second?' }).waitFor()
      const line = desk.getByRole('navigation', { name: 'Polls' }).locator('li', { hasText: 'The first?' })
      await line.getByText('Voting').waitFor()
      ask('PATCH', `/api/polls/${timed.poll_code}`, { timer_seconds: 1 })
      await line.getByText('Closed').waitFor()
    })

    test('next takes the stage from no open vote before the host has said what becomes of it', async (t) => {
      const first = poll('Which topics?', { state: 'open' })
      const second = poll('The second?')
      await vote(first)
      const desk = await console_(t)
      await desk.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await offers(desk, 'Show the question')
      await desk.keyboard.press('PageDown')
      await desk.getByRole('heading', { name: 'Q1 is still open: 1 vote' }).waitFor()
      await question(desk).getByText('Which topics?').waitFor()
      await picture(desk, 'still-open')
      assert.equal(standing(second).state, 'draft', 'nothing has happened yet')
      await desk.keyboard.press('PageUp')
      await gone(question(desk))
      assert.equal(standing(first).state, 'open', 'the opposite key is a no')
      await desk.keyboard.press('PageDown')
      await question(desk).waitFor()
      await desk.keyboard.press('PageDown')
      await offers(desk, 'Open voting')
      assert.deepEqual([standing(first).state, standing(second).state], ['closed', 'ready'], 'the same key again closes it')
    })

    test('a vote may be left open, and then it is asked about no more', async (t) => {
      const first = poll('Which topics?', { state: 'open' })
      const second = poll('The second?')
      const desk = await console_(t)
      await desk.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await desk.getByRole('button', { name: /^Show the question/ }).click()
      await question(desk).getByRole('button', { name: 'Leave it open' }).click()
      await offers(desk, 'Open voting')
      await desk.keyboard.press('Space')
      await offers(desk, 'Close voting')
      assert.deepEqual([standing(first).state, standing(second).state], ['open', 'open'])
    })

    test('the question goes away when another console has closed the vote', async (t) => {
      const first = poll('Which topics?', { state: 'open' })
      poll('The second?')
      const desk = await console_(t)
      await desk.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await offers(desk, 'Show the question')
      await desk.keyboard.press('Space')
      await question(desk).waitFor()
      ask('PATCH', `/api/polls/${first.poll_code}`, { state: 'closed' })
      await gone(question(desk))
    })

    test('a new question asks the same before it takes the stage', async (t) => {
      const first = poll('Which topics?', { state: 'open' })
      const desk = await console_(t)
      await desk.keyboard.press('a')
      await desk.getByPlaceholder('What do you want to ask?').fill('And now?')
      await desk.keyboard.press('Enter')
      await question(desk).getByRole('button', { name: 'Close it' }).click()
      await desk.getByRole('heading', { name: 'And now?' }).waitFor()
      assert.equal(standing(first).state, 'closed')
    })

    test('a question that is being written stays when another console moves the stage', async (t) => {
      poll('The first?', { state: 'open' })
      const second = poll('The second?')
      const desk = await console_(t)
      const beside = await console_(t)
      await desk.keyboard.press('a')
      const field = desk.getByPlaceholder('What do you want to ask?')
      await field.fill('Half a ques')
      ask('PUT', `/api/meetings/${meeting.join_code}/stage`, { poll_code: second.poll_code })
      await beside.getByRole('heading', { name: 'The second?' }).waitFor()
      assert.equal(await field.inputValue(), 'Half a ques')
      await desk.keyboard.press('Escape')
      await desk.getByRole('heading', { name: 'The second?' }).waitFor()
    })

    test('back opens no vote again that has votes, before a second press', async (t) => {
      const first = poll('Which topics?', { state: 'open' })
      await vote(first)
      ask('PATCH', `/api/polls/${first.poll_code}`, { state: 'closed' })
      const desk = await console_(t)
      await offers(desk, 'New question')
      await desk.keyboard.press('PageUp')
      await desk.getByRole('heading', { name: 'Open this vote again?' }).waitFor()
      await picture(desk, 'reopen-asks')
      await desk.keyboard.press('Space')
      await gone(question(desk))
      assert.equal(standing(first).state, 'closed', 'Space leaves it closed')
      await desk.keyboard.press('ArrowLeft')
      await question(desk).waitFor()
      await desk.keyboard.press('ArrowLeft')
      await offers(desk, 'Close voting')
      assert.equal(standing(first).state, 'open')
    })

    test('back opens one at once that nobody has voted in, and that is on stage already', async (t) => {
      poll('Left open?', { state: 'open' })
      const first = poll('Which topics?', { state: 'open' })
      ask('PATCH', `/api/polls/${first.poll_code}`, { state: 'closed' })
      const desk = await console_(t)
      await offers(desk, 'New question')
      await desk.keyboard.press('PageUp')
      await offers(desk, 'Close voting')
    })
  })

  test('Space in the lobby, and before a blank screen, brings the question back and closes nothing', async (t) => {
    // Another vote that is open has no say in it: nothing takes the stage from anything.
    poll('Left open?', { state: 'open' })
    const first = poll('Which topics?', { state: 'open' })
    const wall = await open(t, `/screen/${meeting.join_code}`)
    const desk = await console_(t)
    for (const hides of [() => desk.getByRole('button', { name: 'Lobby' }).click(), () => desk.keyboard.press('b')]) {
      await offers(desk, 'Close voting')
      await hides()
      await offers(desk, 'Back to the question')
      await gone(wall.getByRole('heading', { name: 'Which topics?' }))
      await desk.keyboard.press('Space')
      await wall.getByRole('heading', { name: 'Which topics?' }).waitFor()
      assert.equal(standing(first).state, 'open')
    }
  })

  test('a projector page in a browser commands nothing, whatever it calls itself', async (t) => {
    const first = poll('Which topics?', { state: 'open' })
    const desk = await console_(t)
    for (const query of ['', '?window']) {
      const wall = await open(t, `/screen/${meeting.join_code}${query}`)
      await wall.getByRole('heading', { name: 'Which topics?' }).waitFor()
      for (const key of ['Space', 'PageDown', 'ArrowLeft', 'b', 'o']) await wall.keyboard.press(key)
      await wall.evaluate(() => dispatchEvent(new CustomEvent('handsup-key', { detail: 'next' })))
    }
    poll('Told after the keys?')
    await desk.getByText('Told after the keys?').waitFor()
    assert.equal(standing(first).state, 'open')
    assert.equal(ask('GET', `/m/${meeting.join_code}/stage`).view, 'poll')
  })
})
