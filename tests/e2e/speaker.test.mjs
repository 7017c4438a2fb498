// A speaker at the console: the keys of a remote always work, ending a meeting and replacing an open poll ask for confirmation.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { phoneSize, picture, windowSize } from './lib/browser.mjs'
import { openHall } from './lib/hall.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const OPTIONS = ['By the sea', 'In the mountains']

describe('a speaker', () => {
  const { ask, open, openConsole, send } = openHall({ args: ['--vote-limit-per-minute', '0'] })
  let meeting

  beforeEach(() => {
    meeting = ask('POST', '/api/meetings', { name: 'Town hall' })
  })

  const createPoll = (question, more = {}) => ask('POST', '/create', { question, options: OPTIONS, state: 'draft', ...more })
  const pollNow = ({ poll_code }) => ask('GET', `/api/polls/${poll_code}`)
  const vote = ({ poll_code, options }) => send(`/poll/${poll_code}/vote`, { option_id: options[0].id })
  /** Waits until the big button names this step and is enabled. */
  const offers = (consolePage, step) => consolePage.getByRole('button', { name: new RegExp(`^${step}.*Space$`) }).click({ trial: true })
  const confirmation = (consolePage) => consolePage.getByRole('alertdialog')
  const detached = (locator) => locator.waitFor({ state: 'detached' })

  describe('the keys work', () => {
    test('after a click into the chart and on a button', async (t) => {
      const first = createPoll('The first?')
      createPoll('The second?')
      const consolePage = await openConsole(t)
      await consolePage.locator('.chart').click()
      await consolePage.keyboard.press('Space')
      await offers(consolePage, 'Open voting')
      await consolePage.locator('.chart').click()
      await consolePage.keyboard.press('ArrowRight')
      await offers(consolePage, 'Close voting')
      await consolePage.getByRole('button', { name: 'Hide counts here' }).click()
      await consolePage.keyboard.press('Space')
      await offers(consolePage, 'Next question')
      assert.equal(pollNow(first).state, 'closed')
      await consolePage.getByText('Counts are hidden on this screen').waitFor()
      await consolePage.locator('.chart').click()
      await consolePage.keyboard.press('PageDown')
      await consolePage.getByRole('heading', { name: 'The second?' }).waitFor()
    })

    test('after a dialog that was opened and closed in different ways', async (t) => {
      const only = createPoll('The only one?')
      const consolePage = await openConsole(t)
      const dialog = consolePage.getByRole('dialog')
      for (const [openDialog, closingKey] of [
        [() => consolePage.getByRole('button', { name: 'Results' }).click(), 'Escape'],
        [() => consolePage.keyboard.press('?'), 'Escape'],
        [() => consolePage.getByRole('button', { name: 'Join card' }).click(), null],
      ]) {
        await openDialog()
        await dialog.waitFor()
        if (closingKey) await consolePage.keyboard.press(closingKey)
        else await dialog.getByRole('button', { name: 'Close' }).click()
        await detached(dialog)
        const { state } = pollNow(only)
        await consolePage.keyboard.press('Space')
        await offers(consolePage, { draft: 'Open voting', ready: 'Close voting', open: 'New question' }[state])
        assert.equal(await dialog.count(), 0, 'it stays closed')
      }
    })

    test('Space does not reopen a dialog that Enter has opened, but presses a button that was reached with Tab', async (t) => {
      const only = createPoll('The only one?', { state: 'ready' })
      const consolePage = await openConsole(t)
      const dialog = consolePage.getByRole('dialog')
      const tabTo = async (name) => {
        for (let presses = 0; presses < 60; presses++) {
          await consolePage.keyboard.press('Tab')
          if (name.test(await consolePage.evaluate(() => document.activeElement?.textContent ?? ''))) return
        }
        assert.fail(`${name} was not reached`)
      }
      await tabTo(/^Results/)
      await consolePage.keyboard.press('Enter')
      await dialog.waitFor()
      await consolePage.keyboard.press('Escape')
      await detached(dialog)
      assert.match(await consolePage.evaluate(() => document.activeElement.textContent), /^Results/, 'the focus returns')
      await consolePage.keyboard.press('Space')
      await offers(consolePage, 'Close voting')
      assert.equal(await dialog.count(), 0)
      await tabTo(/^Lobby/)
      await consolePage.keyboard.press('Space')
      await consolePage.getByText('The screen shows how to join; phones wait.').waitFor()
      assert.equal(pollNow(only).state, 'open', 'Space has pressed the button only')
      await consolePage.keyboard.press('ArrowRight')
      await offers(consolePage, 'Close voting')
    })

    test('as text in a text field', async (t) => {
      const only = createPoll('The only one?', { state: 'open' })
      const consolePage = await openConsole(t)
      const name = consolePage.getByRole('textbox', { name: 'Name of the meeting' })
      await name.click()
      await consolePage.keyboard.press('End')
      await consolePage.keyboard.type(' of May')
      await consolePage.keyboard.press('ArrowLeft')
      assert.equal(await name.inputValue(), 'Town hall of May')
      assert.equal(pollNow(only).state, 'open')
    })

    test('where the caret was in a text field, after the palette was closed in different ways', async (t) => {
      const consolePage = await openConsole(t)
      const question = consolePage.getByRole('textbox', { name: 'Question' })
      await question.fill('Where?')
      await consolePage.keyboard.press('ArrowLeft')
      const palette = consolePage.getByRole('dialog', { name: 'Commands' })
      for (const close of [
        () => consolePage.keyboard.press('Escape'),
        // As the app's shell does for a key in the projector's window.
        () => consolePage.evaluate(() => dispatchEvent(new CustomEvent('handsup-key', { detail: 'blank' }))),
      ]) {
        await consolePage.keyboard.press('Control+k')
        await palette.waitFor()
        await consolePage.keyboard.type('bl')
        await close()
        await detached(palette)
        await consolePage.keyboard.type(' to')
      }
      assert.equal(await question.inputValue(), 'Where to to?')
    })
  })

  describe('the end of a meeting', () => {
    test('is confirmed first, offers the files, and can be undone', async (t) => {
      createPoll('The first?', { state: 'open' })
      createPoll('The second?', { state: 'open' })
      const phone = await open(t, `/m/${meeting.join_code}`, phoneSize)
      await phone.locator('.link.ok').waitFor()
      const consolePage = await openConsole(t)
      const second = await openConsole(t)
      await consolePage.getByText('1 phone').first().waitFor()
      await consolePage.getByRole('button', { name: 'Meetings' }).click()
      await consolePage.getByRole('button', { name: 'End', exact: true }).click()
      await consolePage.getByRole('heading', { name: 'End the meeting for 1 phone?' }).waitFor()
      await consolePage.getByText('2 votes are open and close with it.').waitFor()
      await picture(consolePage, 'end-asks')
      await consolePage.keyboard.press('Enter')
      await detached(confirmation(consolePage))
      assert.equal(ask('GET', `/m/${meeting.join_code}/stage`).ended, false, 'Enter keeps it going')
      await consolePage.getByRole('button', { name: 'End', exact: true }).click()
      await confirmation(consolePage).getByRole('button', { name: 'End the meeting' }).click()
      for (const page of [consolePage, second]) {
        await page.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
        for (const name of ['Report to print', 'Excel']) await page.getByRole('link', { name }).waitFor()
        for (const name of ['Open again', 'New meeting']) await page.getByRole('button', { name }).waitFor()
        await page.getByText('2 polls').waitFor()
      }
      await phone.getByText('The meeting has ended').first().waitFor()
      assert.equal(await consolePage.getByRole('dialog').count(), 0)
      await picture(consolePage, 'ended')
      await consolePage.keyboard.press('Space')
      await consolePage.keyboard.press('a')
      await consolePage.reload()
      await consolePage.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
      await consolePage.getByRole('button', { name: 'Open again' }).click()
      for (const page of [consolePage, second]) await page.getByRole('navigation', { name: 'Polls' }).getByText('The first?').waitFor()
      assert.equal(ask('GET', '/api/console').meeting.join_code, meeting.join_code)
    })

    test('is followed by another meeting, which every console shows', async (t) => {
      createPoll('The first?', { state: 'open' })
      const consolePage = await openConsole(t)
      const second = await openConsole(t)
      await consolePage.getByRole('button', { name: 'Meetings' }).click()
      await consolePage.getByRole('button', { name: 'End', exact: true }).click()
      await confirmation(consolePage).getByRole('button', { name: 'End the meeting' }).click()
      await consolePage.getByRole('button', { name: 'New meeting' }).click()
      for (const page of [consolePage, second]) await page.getByRole('heading', { name: 'Ask the room' }).waitFor()
      const now = ask('GET', '/api/console').meeting
      assert.ok(now && now.join_code !== meeting.join_code)
      const nextPoll = createPoll('Another evening?', { state: 'open' })
      for (const page of [consolePage, second]) await page.getByRole('button', { name: 'Meetings' }).waitFor()
      assert.equal(pollNow(nextPoll).meeting, now.join_code)
    })
  })

  /** Opens every dialog and the projector from the header of a console that shows no poll. */
  const openEverything = async (t, consolePage) => {
    const dialog = consolePage.getByRole('dialog')
    for (const [name, inside] of [
      ['Meetings', 'Search names, codes and questions'],
      ['Results', 'Report to print'],
      ['Bring questions in…', 'Questions as CSV'],
      ['Join card', 'How the room joins'],
    ]) {
      await consolePage.getByRole('banner').getByRole('button', { name, exact: true }).click()
      await dialog.getByText(inside).or(dialog.getByPlaceholder(inside)).first().waitFor()
      await consolePage.keyboard.press('Escape')
      await detached(dialog)
    }
    const [tab] = await Promise.all([consolePage.context().waitForEvent('page'), consolePage.getByRole('button', { name: /^Projector/ }).click()])
    await consolePage.getByRole('button', { name: /in a tab/ }).waitFor()
    await tab.waitForURL(/\/screen\//)
    await Promise.all([tab.waitForEvent('close'), consolePage.getByRole('button', { name: /in a tab/ }).click()])
    await consolePage.getByRole('button', { name: /^Projector F$/ }).waitFor()
  }

  describe('every dialog and the projector can be opened', () => {
    test('in a meeting without a poll, and while the composer is open', async (t) => {
      const consolePage = await openConsole(t)
      await consolePage.getByRole('heading', { name: 'Ask the room' }).waitFor()
      await openEverything(t, consolePage)
      await consolePage.getByRole('button', { name: 'Lobby' }).waitFor()
      createPoll('The first?')
      await consolePage.getByRole('heading', { name: 'Ask the room' }).waitFor()
      await openEverything(t, consolePage)
    })

    test('after the end of a meeting', async (t) => {
      createPoll('The first?')
      const consolePage = await openConsole(t)
      ask('PATCH', `/api/meetings/${meeting.join_code}`, { ended: true })
      await consolePage.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
      await openEverything(t, consolePage)
    })

    test('at the first start, with one meeting for all of them', async (t) => {
      const fresh = await startServer()
      t.after(() => fresh.stop())
      const consolePage = await open(t, fresh.hostLink, windowSize)
      await consolePage.locator('header .chip.ok').waitFor()
      await consolePage.getByRole('button', { name: 'Meetings' }).click()
      await consolePage.getByText('No meeting yet.').waitFor()
      await consolePage.keyboard.press('Escape')
      await consolePage.getByRole('button', { name: 'Lobby' }).click()
      await consolePage.locator('header [aria-pressed=true]', { hasText: 'Lobby' }).waitFor()
      await picture(consolePage, 'first-start')
      await openEverything(t, consolePage)
      assert.equal(asHost(fresh)('GET', '/api/meetings').length, 1, 'one meeting for all dialogs and the projector')
    })
  })

  describe('with other consoles and open polls', () => {
    test('the first poll of another console is shown at once, also before there is a meeting', async (t) => {
      const fresh = await startServer()
      t.after(() => fresh.stop())
      const consolePage = await open(t, fresh.hostLink, windowSize)
      await consolePage.locator('header .chip.ok').waitFor()
      asHost(fresh)('POST', '/create', { question: 'Asked elsewhere?', options: OPTIONS })
      await consolePage.getByRole('heading', { name: 'Asked elsewhere?' }).waitFor()
      await offers(consolePage, 'Close voting')
    })

    test('the agenda shows that a timer has closed a poll that is not shown', async (t) => {
      const timed = createPoll('The first?', { state: 'open' })
      createPoll('The second?')
      const consolePage = await openConsole(t)
      await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await consolePage.getByRole('heading', { name: 'The second?' }).waitFor()
      const line = consolePage.getByRole('navigation', { name: 'Polls' }).locator('li', { hasText: 'The first?' })
      await line.getByText('Voting').waitFor()
      ask('PATCH', `/api/polls/${timed.poll_code}`, { timer_seconds: 1 })
      await line.getByText('Closed').waitFor()
    })

    test('the next step asks what to do with an open poll before another one takes the stage', async (t) => {
      const first = createPoll('Which topics?', { state: 'open' })
      const second = createPoll('The second?')
      await vote(first)
      const consolePage = await openConsole(t)
      await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await offers(consolePage, 'Show the question')
      await consolePage.keyboard.press('PageDown')
      await consolePage.getByRole('heading', { name: 'Q1 is still open: 1 vote' }).waitFor()
      await confirmation(consolePage).getByText('Which topics?').waitFor()
      await picture(consolePage, 'still-open')
      assert.equal(pollNow(second).state, 'draft', 'nothing has happened yet')
      await consolePage.keyboard.press('PageUp')
      await detached(confirmation(consolePage))
      assert.equal(pollNow(first).state, 'open', 'the opposite key cancels')
      await consolePage.keyboard.press('PageDown')
      await confirmation(consolePage).waitFor()
      await consolePage.keyboard.press('PageDown')
      await offers(consolePage, 'Open voting')
      assert.deepEqual([pollNow(first).state, pollNow(second).state], ['closed', 'ready'], 'the same key again closes it')
    })

    test('a poll can be left open, and is then not asked about again', async (t) => {
      const first = createPoll('Which topics?', { state: 'open' })
      const second = createPoll('The second?')
      const consolePage = await openConsole(t)
      await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await consolePage.getByRole('button', { name: /^Show the question/ }).click()
      await confirmation(consolePage).getByRole('button', { name: 'Leave it open' }).click()
      await offers(consolePage, 'Open voting')
      await consolePage.keyboard.press('Space')
      await offers(consolePage, 'Close voting')
      assert.deepEqual([pollNow(first).state, pollNow(second).state], ['open', 'open'])
    })

    test('the confirmation closes when another console has closed the poll', async (t) => {
      const first = createPoll('Which topics?', { state: 'open' })
      createPoll('The second?')
      const consolePage = await openConsole(t)
      await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('The second?').click()
      await offers(consolePage, 'Show the question')
      await consolePage.keyboard.press('Space')
      await confirmation(consolePage).waitFor()
      ask('PATCH', `/api/polls/${first.poll_code}`, { state: 'closed' })
      await detached(confirmation(consolePage))
    })

    test('a new question asks about an open poll before it takes the stage', async (t) => {
      const first = createPoll('Which topics?', { state: 'open' })
      const consolePage = await openConsole(t)
      await consolePage.keyboard.press('a')
      await consolePage.getByPlaceholder('What do you want to ask?').fill('And now?')
      await consolePage.keyboard.press('Enter')
      await confirmation(consolePage).getByRole('button', { name: 'Close it' }).click()
      await consolePage.getByRole('heading', { name: 'And now?' }).waitFor()
      assert.equal(pollNow(first).state, 'closed')
    })

    test('the composer stays open when another console changes the stage', async (t) => {
      createPoll('The first?', { state: 'open' })
      const second = createPoll('The second?')
      const consolePage = await openConsole(t)
      const secondConsole = await openConsole(t)
      await consolePage.keyboard.press('a')
      const field = consolePage.getByPlaceholder('What do you want to ask?')
      await field.fill('Half a ques')
      ask('PUT', `/api/meetings/${meeting.join_code}/stage`, { poll_code: second.poll_code })
      await secondConsole.getByRole('heading', { name: 'The second?' }).waitFor()
      assert.equal(await field.inputValue(), 'Half a ques')
      await consolePage.keyboard.press('Escape')
      await consolePage.getByRole('heading', { name: 'The second?' }).waitFor()
    })

    test('a step back reopens a poll with votes only after a second press', async (t) => {
      const first = createPoll('Which topics?', { state: 'open' })
      await vote(first)
      ask('PATCH', `/api/polls/${first.poll_code}`, { state: 'closed' })
      const consolePage = await openConsole(t)
      await offers(consolePage, 'New question')
      await consolePage.keyboard.press('PageUp')
      await consolePage.getByRole('heading', { name: 'Open this vote again?' }).waitFor()
      await picture(consolePage, 'reopen-asks')
      await consolePage.keyboard.press('Space')
      await detached(confirmation(consolePage))
      assert.equal(pollNow(first).state, 'closed', 'Space leaves it closed')
      await consolePage.keyboard.press('ArrowLeft')
      await confirmation(consolePage).waitFor()
      await consolePage.keyboard.press('ArrowLeft')
      await offers(consolePage, 'Close voting')
      assert.equal(pollNow(first).state, 'open')
    })

    test('after a click on the text of a confirmation Space still gives the usual answer', async (t) => {
      const voted = createPoll('Voted on?', { state: 'open' })
      await vote(voted)
      ask('PATCH', `/api/polls/${voted.poll_code}`, { state: 'closed' })
      const consolePage = await openConsole(t)
      await consolePage.keyboard.press('PageUp')
      await confirmation(consolePage).getByRole('heading').click()
      await consolePage.keyboard.press('Space')
      await detached(confirmation(consolePage))
      assert.equal(pollNow(voted).state, 'closed', 'what would change nothing')
      await offers(consolePage, 'New question')
    })

    test('a step back reopens a poll without votes at once', async (t) => {
      createPoll('Left open?', { state: 'open' })
      const first = createPoll('Which topics?', { state: 'open' })
      ask('PATCH', `/api/polls/${first.poll_code}`, { state: 'closed' })
      const consolePage = await openConsole(t)
      await offers(consolePage, 'New question')
      await consolePage.keyboard.press('PageUp')
      await offers(consolePage, 'Close voting')
    })
  })

  test('Space in the lobby and on a blank screen shows the poll again and closes nothing', async (t) => {
    // Another open poll does not matter: no poll loses the stage.
    createPoll('Left open?', { state: 'open' })
    const first = createPoll('Which topics?', { state: 'open' })
    const projector = await open(t, `/screen/${meeting.join_code}`, windowSize)
    const consolePage = await openConsole(t)
    for (const hidePoll of [() => consolePage.getByRole('button', { name: 'Lobby' }).click(), () => consolePage.keyboard.press('b')]) {
      await offers(consolePage, 'Close voting')
      await hidePoll()
      await offers(consolePage, 'Back to the question')
      await detached(projector.getByRole('heading', { name: 'Which topics?' }))
      await consolePage.keyboard.press('Space')
      await projector.getByRole('heading', { name: 'Which topics?' }).waitFor()
      assert.equal(pollNow(first).state, 'open')
    }
  })

  test('a projector page in a browser forwards no keys, also with the query of the app’s window', async (t) => {
    const first = createPoll('Which topics?', { state: 'open' })
    const consolePage = await openConsole(t)
    for (const query of ['', '?window']) {
      const projector = await open(t, `/screen/${meeting.join_code}${query}`, windowSize)
      await projector.getByRole('heading', { name: 'Which topics?' }).waitFor()
      for (const key of ['Space', 'PageDown', 'ArrowLeft', 'b', 'o']) await projector.keyboard.press(key)
      await projector.evaluate(() => dispatchEvent(new CustomEvent('handsup-key', { detail: 'next' })))
    }
    createPoll('Created after the keys?')
    await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('Created after the keys?').waitFor()
    assert.equal(pollNow(first).state, 'open')
    assert.equal(ask('GET', `/m/${meeting.join_code}/stage`).view, 'poll')
  })
})
