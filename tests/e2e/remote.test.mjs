// A phone as the remote: the console shows a code, the phone shows a number, the host confirms it, and the phone leads the meeting with
// large targets, also when somebody else is faster, until the console ends it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { phoneSize, picture } from './lib/browser.mjs'
import { openHall } from './lib/hall.mjs'
import { translate } from './lib/translate.mjs'
import { until } from './lib/window.mjs'

/** The least height of a target under a thumb, in pixels. */
const TARGET = 64

describe('the remote', () => {
  const { ask, open, openConsole, send } = openHall()
  const NOTE = 'Ask the left side of the hall first.'
  /** A meeting with two drafts, the first with a note. */
  const createMeeting = () => {
    const { join_code: code } = ask('POST', '/api/meetings', { name: 'Town hall' })
    const create = (question, more) =>
      ask('POST', '/create', { meeting: code, question, options: ['Tabs', 'Spaces'], state: 'draft', results: 'on_reveal', ...more })
    const first = create('Tabs or spaces in the code that all of us have to read?')
    ask('PATCH', `/api/polls/${first.poll_code}`, { note: NOTE })
    return { code, first: first.poll_code, second: create('And how many of them?').poll_code }
  }
  const remotesOf = (code) => ask('GET', `/api/meetings/${code}/remotes`).remotes
  const confirm = (code) => {
    for (const { id } of remotesOf(code)) ask('PATCH', `/api/meetings/${code}/remotes/${id}`, { confirmed: true })
  }
  /** A phone that leads the meeting. */
  const lead = async (t, code, more) => {
    const page = await open(t, ask('POST', `/api/meetings/${code}/remotes`).url, { ...phoneSize, ...more })
    await page.locator('.number').waitFor()
    confirm(code)
    await page.locator('.next').waitFor()
    return page
  }
  /** Words of the buttons' texts that a line breaks. A question may be one long word, and may break. */
  const brokenWords = (page) =>
    page.locator('footer button').evaluateAll((buttons) =>
      buttons.flatMap((button) => {
        const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT)
        const broken = []
        while (texts.nextNode()) {
          const { currentNode: text } = texts
          if (text.parentElement.closest('.question')) continue
          for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
            const range = document.createRange()
            range.setStart(text, index)
            range.setEnd(text, index + word.length)
            if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word)
          }
        }
        return broken
      })
    )
  const stateOf = (code) => ask('GET', `/api/polls/${code}`).state
  const next = (page, name) => page.locator('.next', { hasText: name })

  test('the console shows a code, and confirms the phone that shows the same number', async (t) => {
    const { code } = createMeeting()
    const consolePage = await openConsole(t)
    await consolePage.getByRole('button', { name: 'Hosts' }).click()
    await consolePage.getByText('Phone as remote').click()
    await consolePage.getByRole('button', { name: 'Show a code' }).click()
    const field = consolePage.getByRole('textbox', { name: 'Link for the phone' })
    await field.waitFor()
    await picture(consolePage, 'console-remote-code')
    const phone = await open(t, await field.inputValue(), phoneSize)
    const number = await phone.locator('.number').innerText()
    assert.ok(!phone.url().includes('pair='), 'the code leaves the address')
    await picture(phone, 'remote-waiting')
    const row = consolePage.getByRole('listitem').filter({ hasText: number })
    await row.getByRole('button', { name: 'Confirm' }).click()
    await next(phone, 'Show the question').waitFor()
    await picture(consolePage, 'console-remote-confirmed')
    await phone.reload()
    await next(phone, 'Show the question').waitFor()
    await row.getByRole('button', { name: 'End' }).click()
    await phone.getByText('This phone does not lead the meeting').waitFor()
    await picture(phone, 'remote-ended')
    assert.deepEqual(remotesOf(code), [])
  })

  test('a code that is too old is not shown any longer, and the reason why an action failed stays', async (t) => {
    const { code } = createMeeting()
    await lead(t, code)
    const consolePage = await openConsole(t)
    await consolePage.clock.install()
    await consolePage.getByRole('button', { name: 'Hosts' }).click()
    await consolePage.getByText('Phone as remote').click()
    const end = consolePage.getByRole('listitem').filter({ hasText: remotesOf(code)[0].number }).getByRole('button', { name: 'End' })
    await end.waitFor()
    await consolePage.route(`**/remotes/*`, (route) => route.fulfill({ status: 503, json: { code: 'storage_unavailable', status: 503 } }))
    await end.click()
    const reason = consolePage.locator('dialog [role=alert]')
    await reason.waitFor()
    for (let read = 0; read < 2; read++) {
      const answered = consolePage.waitForResponse((response) => response.url().endsWith('/remotes'))
      await consolePage.clock.fastForward(1000)
      await answered
    }
    assert.equal(await reason.count(), 1)
    const made = consolePage.waitForResponse((response) => response.request().method() === 'POST')
    await consolePage.getByRole('button', { name: 'Show a code' }).click()
    const { seconds } = await (await made).json()
    await consolePage.getByRole('textbox', { name: 'Link for the phone' }).waitFor()
    await consolePage.clock.fastForward(seconds * 1000)
    await consolePage.getByRole('button', { name: 'Show a code' }).waitFor()
  })

  test('an evening is led with the thumb, and a double tap is one step', async (t) => {
    const { code, first, second } = createMeeting()
    const page = await lead(t, code)
    await page.getByText(NOTE).waitFor()
    await picture(page, 'remote-lobby')
    await next(page, 'Show the question').dblclick()
    await next(page, 'Open voting').waitFor()
    assert.equal(stateOf(first), 'ready', 'shown, and not opened by the second tap')
    await next(page, 'Open voting').click()
    await next(page, 'Close voting').waitFor()
    await page.getByRole('button', { name: 'End voting in 30 seconds' }).click()
    await page.getByRole('timer').waitFor()
    await picture(page, 'remote-voting')
    await page.getByRole('button', { name: '15 seconds more' }).click()
    await next(page, 'Close voting').click()
    await next(page, 'Reveal the results').click()
    await next(page, 'And how many of them?').waitFor()
    await picture(page, 'remote-next')
    await page.getByRole('button', { name: 'Blank' }).click()
    await page.getByText('The room sees a blank screen').waitFor()
    await picture(page, 'remote-blank')
    await next(page, 'Show again').click()
    await next(page, 'Next question').click()
    await next(page, 'Open voting').waitFor()
    assert.equal(ask('GET', `/api/meetings/${code}/step`).poll.poll_code, second)
  })

  test('a step that somebody else has taken is not taken twice, and votes are not reopened by one tap', async (t) => {
    const { code, first } = createMeeting()
    const page = await lead(t, code)
    // The phone does not read until its own step is refused.
    const reads = (route) => (route.request().method() === 'GET' ? undefined : route.continue())
    await page.route('**/remote/step', reads)
    ask('POST', `/api/meetings/${code}/step`, { step: 'open' })
    await next(page, 'Show the question').click()
    await page.getByText('Somebody else was faster').waitFor()
    await page.unroute('**/remote/step', reads)
    await next(page, 'Close voting').waitFor()
    assert.equal(stateOf(first), 'open')
    await send(`/poll/${first}/vote`, { option_id: ask('GET', `/api/polls/${first}`).options[0].id })
    await page.getByText('1 of 1 has voted').waitFor()
    await next(page, 'Close voting').click()
    await page.getByRole('button', { name: 'Reopen voting' }).click()
    const doubt = page.getByRole('alertdialog', { name: 'Open this vote again?' })
    await doubt.getByText('Tabs or spaces').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.id), 'doubt', 'a screen reader starts with what is asked')
    await picture(page, 'remote-reopen')
    assert.equal(stateOf(first), 'closed')
    await page.getByRole('button', { name: 'Open again' }).click()
    await next(page, 'Close voting').waitFor()
    assert.equal(stateOf(first), 'open')
  })

  test('another question that is still open is named before it is left', async (t) => {
    const { code, first, second } = createMeeting()
    ask('PATCH', `/api/polls/${first}`, { state: 'open' })
    ask('PUT', `/api/meetings/${code}/stage`, { poll_code: second })
    ask('PUT', `/api/meetings/${code}/stage`, { view: 'lobby' })
    const page = await lead(t, code)
    await next(page, 'Show the question').click()
    const doubt = page.getByRole('alertdialog', { name: 'Another question is still open' })
    await doubt.getByText('Tabs or spaces').waitFor()
    await picture(page, 'remote-still-open')
    await doubt.getByRole('button', { name: 'Close it and go on' }).click()
    await next(page, 'Open voting').waitFor()
    assert.deepEqual([stateOf(first), stateOf(second)], ['closed', 'ready'])
  })

  test('what waits for a moderator is decided with the thumb, until the console ends the phone', async (t) => {
    const { code } = createMeeting()
    const page = await lead(t, code)
    const link = page.getByRole('link', { name: 'Moderate' })
    assert.equal(await link.count(), 0, 'nothing to moderate')
    ask('PATCH', `/api/meetings/${code}/board`, { board: 'open', moderation: 'hold' })
    const words = ask('POST', '/create', { meeting: code, question: 'What do we need?', kind: 'words', moderation: 'hold' })
    await send(`/m/${code}/questions`, { text: 'When do we move?' })
    await send(`/poll/${words.poll_code}/vote`, { answer: { texts: ['Courage'] } })
    await link.filter({ hasText: '2 wait' }).waitFor()
    await picture(page, 'remote-moderate')
    await link.tap()
    const row = (text) => page.getByRole('listitem').filter({ hasText: text })
    await row('When do we move?').waitFor()
    const sizes = await page.locator('li .do .btn').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
    assert.ok(sizes.length && sizes.every((height) => height >= TARGET), String(sizes))
    await picture(page, 'remote-moderation')
    await row('When do we move?').getByRole('button', { name: 'Show: ' }).tap()
    await until('it is shown', () => ask('GET', `/api/meetings/${code}/board`).questions[0].state === 'open')
    await page.getByRole('button', { name: 'What do we need?' }).tap()
    await row('Courage').getByRole('button', { name: 'Take off' }).tap()
    await until('it is taken off', () => ask('GET', `/api/polls/${words.poll_code}/terms`).terms[0].status === 'banned')
    await picture(page, 'remote-moderation-words')
    await page.reload()
    await page.getByRole('link', { name: 'Remote' }).tap()
    await page.locator('.next').waitFor()
    assert.equal(await link.innerText(), 'Moderate', 'nothing waits')
    await link.tap()
    await row('When do we move?').waitFor()
    for (const { id } of remotesOf(code)) ask('DELETE', `/api/meetings/${code}/remotes/${id}`)
    await page.getByText('This phone does not lead the meeting any more').waitFor()
    await picture(page, 'remote-moderation-ended')
  })

  test('every target is large, nothing is cut off, and it says when the connection is lost', async (t) => {
    const { code } = createMeeting()
    for (const [name, more] of [
      ['phone', {}],
      ['narrow', { viewport: { width: 320, height: 568 } }],
      ['german-dark', { locale: 'de-DE', colorScheme: 'dark', viewport: { width: 320, height: 640 } }],
    ]) {
      const shown = await lead(t, code, more)
      const sizes = await shown.locator('footer button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
      assert.ok(sizes.length >= 5 && sizes.every((height) => height >= TARGET), `${name}: ${sizes}`)
      const widths = await shown.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
      assert.ok(widths[0] <= widths[1], `${name}: ${widths}`)
      await picture(shown, `remote-${name}`)
      assert.deepEqual(await brokenWords(shown), [], name)
      if (name !== 'phone') continue
      await shown.context().setOffline(true)
      await shown.getByText('No connection').waitFor()
      assert.ok(await shown.locator('.next').isDisabled())
      await picture(shown, 'remote-lost')
      await shown.context().setOffline(false)
      await shown.getByText('Connected').waitFor()
    }
  })

  test('a translated page follows the meeting, and shows no old text', async (t) => {
    const { code, first } = createMeeting()
    const page = await lead(t, code)
    await page.evaluate(translate)
    await page.getByText('«Show the question»').click()
    await page.getByText('«Open voting»').click()
    await page.getByText('«Close voting»').click()
    await page.getByText('«Reveal the results»').waitFor()
    assert.equal(stateOf(first), 'closed')
    const footer = await page.locator('footer').innerText()
    for (const old of ['Show the question', 'Open voting', 'Close voting']) assert.ok(!footer.includes(old), `${old}: ${footer}`)
    ask('PATCH', `/api/meetings/${code}`, { ended: true })
    await page.getByText('«The meeting has ended.»').waitFor()
  })

  test('no word of a button breaks on a narrow phone, in either language and at every step', async (t) => {
    for (const locale of ['en-GB', 'de-DE']) {
      const { code } = createMeeting()
      const page = await lead(t, code, { locale, viewport: { width: 320, height: 640 } })
      for (let step = 0; step < 5; step++) {
        const shown = await page.locator('.next').innerText()
        assert.deepEqual(await brokenWords(page), [], `${locale}: ${shown}`)
        const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
        assert.ok(widths[0] <= widths[1], `${locale}: ${shown}: ${widths}`)
        await picture(page, `remote-words-${locale}-${step}`)
        ask('POST', `/api/meetings/${code}/step`, { step: 'next' })
        await page.waitForFunction((before) => document.querySelector('.next').innerText !== before, shown)
      }
    }
  })
})
