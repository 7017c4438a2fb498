// Keyboard and screen reader: host and voter do everything by keyboard alone, with a visible focus. The accessibility tree names every
// control in the order of the page, and the live region announces only what concerns the voter.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']

describe('keyboard and screen reader', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const open = async (t, path, size) => {
    const context = await browser.newContext(size)
    t.after(() => context.close())
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(new URL(path, server.url).href)
    return page
  }
  /** The focused element: its accessible name, whether the focus is visible on it, and whether it is checked. */
  const focused = (page) =>
    page.evaluate(() => {
      const element = document.activeElement
      const isFocusVisible = [element, element.nextElementSibling].filter(Boolean).some((seen) => {
        const { outlineStyle, boxShadow } = getComputedStyle(seen)
        return outlineStyle !== 'none' || boxShadow !== 'none'
      })
      const label = element.labels?.[0]?.innerText ?? element.getAttribute('aria-label') ?? element.innerText ?? ''
      return { name: label.replace(/\s+/g, ' ').trim(), isFocusVisible, checked: element.checked }
    })
  /** Presses Tab until an element of this name has the focus, which has to be visible. */
  const tabTo = async (page, name, key = 'Tab') => {
    const visited = []
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press(key)
      const now = await focused(page)
      visited.push(now.name)
      if (!name.test(now.name)) continue
      assert.ok(now.isFocusVisible, `the focus on “${now.name}” cannot be seen`)
      return now
    }
    assert.fail(`${name} was not reached; only ${visited.join(' · ')}`)
  }

  test('a voter chooses, changes their mind, and submits', async (t) => {
    const poll = ask('POST', '/create', { question: QUESTION, options: OPTIONS })
    const phone = await open(t, `/poll/${poll.poll_code}`, phoneSize)
    await phone.locator('.link.ok').waitFor()
    await tabTo(phone, /By the sea/)
    await phone.keyboard.press('Space')
    assert.ok((await focused(phone)).checked)
    await phone.keyboard.press('ArrowDown')
    assert.match((await focused(phone)).name, /In the mountains/)
    await tabTo(phone, /^Submit/)
    await phone.keyboard.press('Enter')
    await phone.locator('.counted').waitFor()
    assert.deepEqual(ask('GET', `/api/polls/${poll.poll_code}`).options.map((option) => option.vote_count), [0, 1, 0])
  })

  test('a voter chooses several options and submits', async (t) => {
    const poll = ask('POST', '/create', { question: QUESTION, options: OPTIONS, kind: 'multiple', max_choices: 2 })
    const phone = await open(t, `/poll/${poll.poll_code}`, phoneSize)
    await phone.locator('.link.ok').waitFor()
    for (const name of [/By the sea/, /Stay at home/]) {
      await tabTo(phone, name)
      await phone.keyboard.press('Space')
    }
    await tabTo(phone, /^Submit/)
    await phone.keyboard.press('Space')
    await phone.locator('.counted').waitFor()
    assert.deepEqual(ask('GET', `/api/polls/${poll.poll_code}`).options.map((option) => option.vote_count), [1, 0, 1])
  })

  test('a host creates and closes a poll, opens and leaves a dialog, deletes the poll and undoes that', async (t) => {
    const consolePage = await open(t, server.hostLink, windowSize)
    await consolePage.getByRole('navigation', { name: 'Polls' }).waitFor()
    await tabTo(consolePage, /New poll/)
    await consolePage.keyboard.press('Enter')
    const field = consolePage.getByRole('textbox', { name: /question/i }).first()
    await field.waitFor()
    if (!(await field.evaluate((element) => element === document.activeElement))) await tabTo(consolePage, /question/i)
    await consolePage.keyboard.type('Can you do without a mouse?')
    await consolePage.keyboard.press('Enter')
    await consolePage.getByRole('heading', { name: /^Q1 is still open/ }).waitFor()
    await consolePage.keyboard.press('Enter')
    await consolePage.getByRole('heading', { name: 'Can you do without a mouse?' }).waitFor()
    await consolePage.getByRole('button', { name: /^Close voting/ }).waitFor()
    await tabTo(consolePage, /^Close voting/)
    await consolePage.keyboard.press('Enter')
    await consolePage.getByText('CLOSED').first().waitFor()
    await consolePage.keyboard.press('?')
    const dialog = consolePage.getByRole('dialog')
    await dialog.waitFor()
    for (let presses = 0; presses < 5; presses++) {
      await consolePage.keyboard.press('Tab')
      assert.ok(await consolePage.evaluate(() => document.activeElement === document.body || !!document.activeElement.closest('dialog')), 'the focus stays inside')
    }
    await consolePage.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await tabTo(consolePage, /More about “Can you do/)
    await consolePage.keyboard.press('Enter')
    await consolePage.getByRole('button', { name: 'Delete' }).waitFor()
    await tabTo(consolePage, /^Delete/)
    // The poll that is shown next loads slowly; the undo toast must not wait for it.
    let release
    const released = new Promise((resolve) => (release = resolve))
    await consolePage.route('**/api/polls/*', async (route) => {
      if (route.request().method() === 'GET') await released
      await route.continue()
    })
    await consolePage.keyboard.press('Enter')
    await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('Can you do without a mouse?').waitFor({ state: 'detached' })
    await tabTo(consolePage, /Undo/)
    await consolePage.keyboard.press('Enter')
    release()
    await consolePage.getByRole('navigation', { name: 'Polls' }).getByText('Can you do without a mouse?').waitFor()
  })

  test('a screen reader finds the question, the options and one button, in this order', async (t) => {
    const poll = ask('POST', '/create', { question: QUESTION, options: OPTIONS })
    const phone = await open(t, `/poll/${poll.poll_code}`, phoneSize)
    await phone.locator('.link.ok').waitFor()
    const snapshot = await phone.getByRole('main').ariaSnapshot()
    const order = [`heading "${QUESTION}" [level=1]`, `radiogroup "${QUESTION}"`, 'radio "A By the sea"', 'radio "C Stay at home"', 'button "Submit"']
    const positions = order.map((what) => snapshot.indexOf(what))
    assert.ok(positions.every((position, at) => position >= 0 && (at === 0 || position > positions[at - 1])), snapshot)
  })

  test('the voter’s own events are announced once, and other people’s votes never', async (t) => {
    const poll = ask('POST', '/create', { question: QUESTION, options: OPTIONS })
    const phone = await open(t, `/poll/${poll.poll_code}`, phoneSize)
    await phone.locator('.link.ok').waitFor()
    await phone.evaluate(() => {
      window.announced = []
      const added = (records) => records.flatMap(({ addedNodes }) => [...addedNodes]).map(({ textContent }) => textContent)
      const region = document.querySelector('[aria-live=polite]')
      new MutationObserver((records) => window.announced.push(...added(records).filter(Boolean))).observe(region, { childList: true, subtree: true, characterData: true })
    })
    await phone.locator('label.opt', { hasText: 'By the sea' }).click()
    await phone.getByRole('button', { name: 'Submit' }).click()
    await phone.waitForFunction(() => window.announced.some((text) => /counted/i.test(text)))
    const others = await browser.newContext(phoneSize)
    t.after(() => others.close())
    for (const option of poll.options) {
      const body = { option_id: option.id, browser_token: crypto.randomUUID() }
      const answer = await others.request.post(`${server.url}/poll/${poll.poll_code}/vote`, { data: body })
      assert.ok([200, 409].includes(answer.status()), `${answer.status()}`)
    }
    ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'closed' })
    await phone.waitForFunction(() => window.announced.some((text) => /^Checked/.test(text)))
    const announced = await phone.evaluate(() => window.announced)
    assert.equal(announced.length, 3, JSON.stringify(announced))
    assert.match(announced[0], /^Counted\. Your vote: A By the sea\.$/)
    assert.match(announced[1], /^Voting has ended\. This phone voted\. Only you chose A\. Results: /)
    assert.equal(announced[2], 'Checked: your vote is in the result')
  })
})
