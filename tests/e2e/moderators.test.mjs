// Somebody else moderates: the host makes a link on the board, and whoever opens it decides about questions and words, with keys and
// by touch, until the link ends.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { phoneSize, picture, windowSize } from './lib/browser.mjs'
import { openHall } from './lib/hall.mjs'
import { until } from './lib/window.mjs'

describe('moderators', () => {
  const { ask, open, openConsole, send } = openHall()
  /** A meeting with a board and a word cloud, both held; three questions and three words wait. */
  const createMeeting = async () => {
    const { join_code: code } = ask('POST', '/api/meetings', { name: 'Town hall' })
    ask('PATCH', `/api/meetings/${code}/board`, { board: 'open', moderation: 'hold' })
    const poll = ask('POST', '/create', { meeting: code, question: 'What do we need?', kind: 'words', moderation: 'hold', fairness: 'device' })
    for (const text of ['When do we move?', 'Who pays for the train?', 'Is there coffee?']) await send(`/m/${code}/questions`, { text })
    for (const text of ['Courage', 'courage', 'Patience']) await send(`/poll/${poll.poll_code}/vote`, { answer: { texts: [text] } })
    return { code, poll: poll.poll_code }
  }
  const linkOf = (code) => ask('POST', `/api/meetings/${code}/moderator`, {}).url
  const stateOf = (code, text) => ask('GET', `/api/meetings/${code}/board`).questions.find((question) => question.text === text).state
  const tab = (page, name) => page.getByRole('navigation').getByRole('button', { name })
  const row = (page, text) => page.getByRole('listitem').filter({ hasText: text })

  test('the host makes a link on the board, and ends it', async (t) => {
    const { code } = await createMeeting()
    const consolePage = await openConsole(t)
    await consolePage.getByRole('button', { name: /^(Questions from the room|Room’s questions)/ }).first().click()
    await consolePage.getByText('Let somebody else moderate').click()
    await consolePage.getByRole('button', { name: 'Show the link' }).click()
    const field = consolePage.getByRole('textbox', { name: 'Link for moderators' })
    await field.waitFor()
    assert.equal(await field.inputValue(), linkOf(code))
    await picture(consolePage, 'console-moderator-link')
    const page = await open(t, await field.inputValue(), windowSize)
    await row(page, 'When do we move?').waitFor()
    await consolePage.getByRole('button', { name: 'End this link' }).click()
    await consolePage.getByText('The link has ended').waitFor()
    await page.getByText('This link does not work any more.').waitFor()
    await picture(page, 'moderator-invalid')
  })

  test('a moderator decides about questions and words with keys, and takes it back', async (t) => {
    const { code } = await createMeeting()
    const page = await open(t, linkOf(code), windowSize)
    await page.locator('.chip.ok').waitFor()
    assert.ok(!page.url().includes('key='), 'the key is in no screenshot of the window')
    await row(page, 'When do we move?').focus()
    await picture(page, 'moderator-board')
    await page.keyboard.press('p')
    await until('it is pinned', () => stateOf(code, 'When do we move?') === 'pinned')
    await page.locator('.undo').waitFor()
    await page.keyboard.press('Control+z')
    await until('it waits again', () => stateOf(code, 'When do we move?') === 'held')

    await tab(page, /What do we need/).click()
    await row(page, 'Courage').focus()
    await picture(page, 'moderator-words')
    await page.keyboard.press('a')
    await row(page, 'Courage').getByText('shown').waitFor()
    assert.equal(await page.getByRole('combobox').count(), 0, 'rules are the host’s')
    assert.equal(await page.getByRole('button', { name: /^Erase/ }).count(), 0, 'what cannot be undone is the host’s')

    await page.reload()
    await row(page, 'When do we move?').waitFor()
    await send(`/m/${code}/questions`, { text: 'And now?' })
    await row(page, 'And now?').waitFor()
  })

  test('an answer that is being written stays, whatever happens to its question and to the link', async (t) => {
    const { code } = await createMeeting()
    const page = await open(t, linkOf(code), windowSize)
    await row(page, 'When do we move?').getByRole('button', { name: /^Show/ }).click()
    await row(page, 'When do we move?').getByRole('button', { name: /^Reply/ }).click()
    const field = page.getByRole('textbox')
    await field.fill('In May, after the')
    const { id } = ask('GET', `/api/meetings/${code}/board`).questions.find(({ text }) => text === 'When do we move?')
    ask('PATCH', `/api/questions/${id}`, { state: 'pinned' })
    await page.getByRole('heading', { name: /^Pinned/ }).waitFor()
    assert.equal(await field.inputValue(), 'In May, after the')
    await tab(page, /What do we need/).click()
    await row(page, 'Courage').waitFor()
    await tab(page, /^Questions/).click()
    assert.equal(await field.inputValue(), 'In May, after the')
    ask('DELETE', `/api/meetings/${code}/moderator`)
    await page.getByText('This link does not work any more.').waitFor()
    assert.equal(await field.inputValue(), 'In May, after the')
  })

  test('a moderator’s phone has the same, in the dark and in German', async (t) => {
    const { code } = await createMeeting()
    const page = await open(t, linkOf(code), { ...phoneSize, locale: 'de-AT', colorScheme: 'dark' })
    await row(page, 'Is there coffee?').waitFor()
    await picture(page, 'moderator-phone-dark')
    await row(page, 'Is there coffee?').getByRole('button', { name: /^Zeigen/ }).tap()
    await until('it is shown', () => stateOf(code, 'Is there coffee?') === 'open')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(wide <= phoneSize.viewport.width, `${wide} pixels wide`)
    const bare = await open(t, `/m/${code}/moderate`, phoneSize)
    await bare.getByText('This page needs its whole link').waitFor()
  })
})
