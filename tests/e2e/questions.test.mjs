// Questions from the audience on phones: what is asked and voted is shown at once, and what others do moves nothing under the finger.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const FIRST = 'When do we move to the new office?'
const SECOND = 'Who pays for the train?'

describe('questions from the audience', { concurrency: 1 }, () => {
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

  /** A meeting with an open board; returns its join code. */
  const createBoard = (rules = {}) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    ask('PATCH', `/api/meetings/${join_code}/board`, { board: 'open', moderation: 'off', ...rules })
    return join_code
  }
  const changeBoard = (code, rules) => ask('PATCH', `/api/meetings/${code}/board`, rules)
  const changeQuestion = (id, change) => ask('PATCH', `/api/questions/${id}`, change)
  const stored = (code) => ask('GET', `/api/meetings/${code}/board`).questions
  /** A request of another phone. */
  const elsewhere = async (method, path, body, token = randomUUID()) => {
    const headers = { accept: 'application/json', 'x-browser-token': token, ...(body && { 'content-type': 'application/json' }) }
    const answer = await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`)
    return answer.status === 204 ? null : answer.json()
  }
  const asks = (code, text, more = {}) => elsewhere('POST', `/m/${code}/questions`, { text, ...more })
  const votes = (code, id) => elsewhere('PUT', `/m/${code}/questions/${id}/vote`)

  /** Waits until phones get the whole list: one that was read a second ago may be sent to them. */
  const listed = async (code) => {
    const count = stored(code).filter(({ state }) => ['open', 'pinned', 'answered'].includes(state)).length
    const until = Date.now() + 10_000
    while ((await elsewhere('GET', `/m/${code}/questions`)).questions.length !== Math.min(count, 30)) assert.ok(Date.now() < until, 'the list is late')
  }

  /** Opens the page and waits until it is connected. */
  const open = async (t, code, more = {}) => {
    await listed(code)
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB', reducedMotion: 'reduce', ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    page.errors = []
    page.on('pageerror', (error) => page.errors.push(error))
    await page.goto(`${server.url}/m/${code}/questions`)
    if (more.javaScriptEnabled !== false) await page.locator('.link.ok').waitFor()
    return page
  }
  const item = (page, text) => page.getByRole('listitem').filter({ hasText: text })
  const voteButton = (page, text) => item(page, text).getByRole('button', { name: /Vote for this question/ })
  const count = (page, text) => item(page, text).locator('.num').textContent()
  const showsCount = (page, text, n) => item(page, text).locator('.num', { hasText: new RegExp(`^${n}$`) }).waitFor()
  const type = (page, text) => page.getByRole('textbox', { name: 'Your question' }).fill(text)
  const submit = (page) => page.getByRole('button', { name: 'Ask', exact: true }).click()
  const typed = (page) => page.getByRole('textbox', { name: 'Your question' }).inputValue()
  const says = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const fresh = (page, text) => page.getByRole('button', { name: text })
  const shown = (page) => page.locator('#list .said .prose:first-child').allTextContents()
  /** Where everything is that is read or tapped. */
  const boxes = (page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('h1, form, .tabs a, li, li .prose, li form button, li summary, #more a')]
        .filter((element) => element.checkVisibility() && element.getClientRects().length)
        .map((element) => {
          const { left, top, width, height } = element.getBoundingClientRect()
          return `${element.tagName} ${element.id}: ${[left, top, width, height].map(Math.round)}`
        }),
    )

  test('the page of the meeting leads to the questions while there are any to ask or to read', async (t) => {
    const { join_code: code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB' })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(`${server.url}/m/${code}`)
    await page.locator('.link.ok').waitFor()
    const link = page.getByRole('link', { name: 'Questions from the room' })
    assert.equal(await link.isVisible(), false)
    changeBoard(code, { board: 'open' })
    await link.waitFor()
    changeBoard(code, { board: 'off' })
    await link.waitFor({ state: 'hidden' })
    changeBoard(code, { board: 'closed' })
    await link.waitFor()
    await picture(page, 'questions-way')
    await link.tap()
    await page.getByRole('heading', { name: 'Questions', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Back to the vote' }).tap()
    await link.waitFor()
    const plain = await browser.newContext({ ...phoneSize, locale: 'en-GB', javaScriptEnabled: false })
    t.after(() => plain.close())
    const without = await plain.newPage()
    await without.goto(`${server.url}/m/${code}`)
    await without.getByRole('link', { name: 'Questions from the room' }).tap()
    await without.getByRole('heading', { name: 'Questions', level: 1 }).waitFor()
  })

  test('a question is sent, is shown at once, and reaches the host', async (t) => {
    const code = createBoard()
    const page = await open(t, code)
    await page.getByText('There are no questions here yet.').waitFor()
    await page.route('**/questions', async (route) => {
      assert.equal(await page.getByText('Sent ✓').count(), 0, 'not before the server has it')
      await route.continue()
    })
    await type(page, FIRST)
    await submit(page)
    await says(page, 'Sent ✓')
    assert.equal(await typed(page), '')
    await page.getByRole('region', { name: 'Just asked from this phone' }).getByText(FIRST).waitFor()
    await page.getByText('1 question asked').waitFor()
    assert.deepEqual(stored(code).map(({ text, votes }) => [text, votes]), [[FIRST, 1]])
    assert.equal(await voteButton(page, FIRST).getAttribute('aria-pressed'), 'true')
    await picture(page, 'phone-questions-sent')

    await page.getByRole('link', { name: 'Mine' }).click()
    await page.locator('#list').getByText(FIRST).waitFor()
    assert.equal(await page.getByText(FIRST).count(), 1, 'once, in the list')
    await page.reload()
    assert.deepEqual(await shown(page), [FIRST])
    assert.deepEqual(page.errors, [])
  })

  test('a vote of another phone changes the number in place, and nothing moves', async (t) => {
    const code = createBoard()
    const [{ id }] = [await asks(code, FIRST), await asks(code, SECOND)]
    const page = await open(t, code)
    const other = await open(t, code)
    const before = await boxes(page)
    await voteButton(other, FIRST).click()
    await showsCount(other, FIRST, 2)
    assert.equal(await voteButton(other, FIRST).getAttribute('aria-pressed'), 'true')
    await showsCount(page, FIRST, 2)
    for (let n = 0; n < 3; n++) await votes(code, id)
    await showsCount(page, FIRST, 5)
    assert.deepEqual(await boxes(page), before)
    assert.equal(await voteButton(page, FIRST).getAttribute('aria-pressed'), 'false')

    await voteButton(other, FIRST).click()
    await showsCount(page, FIRST, 4)
    assert.equal(await voteButton(other, FIRST).getAttribute('aria-pressed'), 'false')
  })

  test('votes that arrive while this phone votes are not lost', async (t) => {
    const code = createBoard()
    const { id } = await asks(code, FIRST)
    const [page, other] = [await open(t, code), await open(t, code)]
    await page.route('**/vote', async (route) => {
      const response = await route.fetch()
      await votes(code, id)
      await showsCount(other, FIRST, 3)
      await route.fulfill({ response })
    })
    await voteButton(page, FIRST).click()
    await showsCount(page, FIRST, 2)
    await showsCount(page, FIRST, 3)
  })

  test('a new question shows a button and not itself, until it is tapped', async (t) => {
    const code = createBoard()
    await asks(code, FIRST)
    const page = await open(t, code)
    const before = await boxes(page)
    const { id } = await asks(code, SECOND)
    await votes(code, id)
    await fresh(page, '1 new: show').waitFor()
    assert.deepEqual(await shown(page), [FIRST])
    assert.deepEqual(await boxes(page), before)
    await picture(page, 'phone-questions-new')
    await asks(code, 'Is there coffee?')
    await fresh(page, '2 new: show').click()
    await item(page, SECOND).waitFor()
    assert.deepEqual((await shown(page)).slice(0, 2), [SECOND, FIRST], 'by votes')
    assert.equal(await page.evaluate(() => document.activeElement.id), `q${id}`, 'the first new one has the focus')
    assert.equal(await fresh(page, /show$/).count(), 0)
  })

  test('a question that the host pins, answers or takes off waits for a tap too', async (t) => {
    const code = createBoard()
    const [first, second] = [await asks(code, FIRST), await asks(code, SECOND)]
    const page = await open(t, code)
    const before = await boxes(page)
    changeQuestion(second.id, { state: 'pinned' })
    await fresh(page, 'Updated: show').waitFor()
    assert.deepEqual(await boxes(page), before)
    await fresh(page, 'Updated: show').click()
    await page.getByText('Picked by the host').waitFor()
    assert.deepEqual(await shown(page), [SECOND, FIRST])

    changeQuestion(second.id, { state: 'answered', answer: 'The company does.' })
    await fresh(page, 'Updated: show').click()
    await page.getByText('The company does.').waitFor()
    assert.equal(await voteButton(page, SECOND).count(), 0)
    await page.getByText('2 questions asked, 1 answered').waitFor()

    const [, top] = (await boxes(page)).filter((box) => box.startsWith('LI'))
    changeQuestion(first.id, { state: 'declined' })
    await page.getByText('The host has taken this question off.').waitFor()
    assert.equal(await page.getByText(FIRST).count(), 0)
    assert.equal((await boxes(page)).filter((box) => box.startsWith('LI'))[1], top)
    await page.getByText('2 questions asked, 1 answered, 1 not taken').waitFor()
  })

  test('a vote that the server refuses is put back, with the reason', async (t) => {
    const code = createBoard()
    const { id } = await asks(code, FIRST)
    const page = await open(t, code)
    await page.route('**/vote', (route) => route.abort())
    await voteButton(page, FIRST).click()
    await says(page, /No connection/)
    assert.equal(await count(page, FIRST), '1')
    assert.equal(await voteButton(page, FIRST).getAttribute('aria-pressed'), 'false')

    await page.unroute('**/vote')
    changeQuestion(id, { state: 'answered' })
    await voteButton(page, FIRST).click()
    await says(page, /was answered/)
    assert.equal(await count(page, FIRST), '1')
  })

  test('the text stays in the field until the server has stored it, and the page says why', async (t) => {
    const code = createBoard()
    const page = await open(t, code)
    await page.route('**/questions', (route) => route.abort())
    await type(page, FIRST)
    await submit(page)
    await says(page, /No connection/)
    assert.equal(await typed(page), FIRST)
    await page.unroute('**/questions')
    await submit(page)
    await says(page, 'Sent ✓')

    await type(page, SECOND)
    await submit(page)
    await says(page, /twenty seconds/)
    assert.equal(await typed(page), SECOND)
    await page.reload()
    assert.equal(await typed(page), SECOND, 'also over a reload')
    assert.equal(stored(code).length, 1)
  })

  test('a question that somebody has asked already counts as a vote for it', async (t) => {
    const code = createBoard()
    await asks(code, FIRST)
    const page = await open(t, code)
    await type(page, FIRST.toUpperCase())
    await submit(page)
    await says(page, /Somebody has asked this already/)
    await showsCount(page, FIRST, 2)
    assert.equal(await voteButton(page, FIRST).getAttribute('aria-pressed'), 'true')
    assert.equal(stored(code).length, 1)
  })

  test('while the host reads first, only the asker sees the question', async (t) => {
    const code = createBoard({ moderation: 'hold' })
    const [page, other] = [await open(t, code), await open(t, code)]
    await type(page, FIRST)
    await submit(page)
    await says(page, 'Sent ✓')
    await item(page, FIRST).getByText('Only you see this').waitFor()
    await other.getByText('1 question asked').waitFor()
    assert.equal(await other.getByText(FIRST).count(), 0)
    changeQuestion(stored(code)[0].id, { state: 'open' })
    await item(other, FIRST).waitFor()
    assert.equal(await fresh(other, /show$/).count(), 0, 'in an empty list nothing could move')
  })

  test('the board closes while somebody types: the text stays, and a sentence says why', async (t) => {
    const code = createBoard()
    await asks(code, FIRST)
    const page = await open(t, code)
    await type(page, SECOND)
    const before = await boxes(page)
    changeBoard(code, { board: 'closed' })
    await says(page, 'No questions are taken now. Your text stays here')
    assert.equal(await typed(page), SECOND)
    assert.ok(await page.getByRole('button', { name: 'Ask', exact: true }).isDisabled())
    assert.ok(await voteButton(page, FIRST).isDisabled())
    await picture(page, 'phone-questions-closed')
    changeBoard(code, { board: 'open' })
    await page.locator('#sent:empty').waitFor({ state: 'attached' })
    assert.deepEqual(await boxes(page), before)
    await submit(page)
    await says(page, 'Sent ✓')
  })

  test('a page that was opened while nothing is taken gets the form as soon as something is', async (t) => {
    const code = createBoard({ board: 'closed' })
    const page = await open(t, code)
    await page.getByText('No questions are taken now.').waitFor()
    assert.equal(await page.getByRole('textbox').count(), 0)
    changeBoard(code, { board: 'open' })
    await page.getByRole('textbox', { name: 'Your question' }).waitFor()
    assert.ok(await page.getByText('No questions are taken now.').isHidden())
  })

  test('a question is reported, and the page says that it was', async (t) => {
    const code = createBoard()
    await asks(code, FIRST)
    const page = await open(t, code)
    const before = await boxes(page)
    await item(page, FIRST).locator('summary').click()
    await picture(page, 'phone-questions-report')
    await page.getByRole('button', { name: 'Report to the host' }).click()
    await says(page, 'Reported. The host takes a look.')
    await page.getByRole('heading', { name: 'Questions' }).click()
    assert.ok(await page.locator('details .card').isHidden(), 'a tap elsewhere closes the menu')
    assert.deepEqual(await boxes(page), before)
    assert.equal(stored(code)[0].reports, 1)
  })

  test('everything works with the keyboard, and screen readers get names and own acts only', async (t) => {
    const code = createBoard({ names: true })
    const { id } = await asks(code, FIRST, { name: 'Ada' })
    const page = await open(t, code, { isMobile: false, hasTouch: false })
    const status = () => page.getByRole('status').allTextContents()
    await page.getByRole('textbox', { name: 'Your question' }).focus()
    await page.keyboard.type(SECOND)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.labels[0].innerText.trim()), 'Your name, if you like')
    await page.keyboard.type('Grace')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await says(page, 'Sent ✓')
    assert.equal(stored(code).find(({ text }) => text === SECOND).name, 'Grace')

    const button = voteButton(page, FIRST)
    assert.equal(await button.evaluate((element) => document.getElementById(element.getAttribute('aria-describedby')).textContent), FIRST)
    await button.focus()
    await page.keyboard.press('Space')
    await showsCount(page, FIRST, 2)
    assert.ok(await button.evaluate((element) => element === document.activeElement), 'the focus stays')
    assert.equal(await button.getAttribute('aria-pressed'), 'true')

    const before = await status()
    await votes(code, id)
    await asks(code, 'Is there coffee?')
    await showsCount(page, FIRST, 3)
    await fresh(page, '1 new: show').waitFor()
    assert.deepEqual(await status(), before, 'acts of others are not announced')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'More about this question')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Report to the host' }).waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await page.getByRole('button', { name: 'Report to the host' }).count(), 0)
    await fresh(page, '1 new: show').focus()
    await page.keyboard.press('Enter')
    await item(page, 'Is there coffee?').waitFor()
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY')
  })

  test('a phone asks and votes without JavaScript', async (t) => {
    const code = createBoard()
    await asks(code, FIRST)
    const page = await open(t, code, { javaScriptEnabled: false })
    /** The page after a form may show votes of a second ago. */
    const countsTo = async (n) => {
      while ((await count(page, FIRST)) !== n) await page.reload()
    }
    await voteButton(page, FIRST).click()
    await page.locator('[aria-pressed=true]').waitFor()
    await countsTo('2')
    await voteButton(page, FIRST).click()
    await page.locator('[aria-pressed=false]').waitFor()
    await countsTo('1')
    await type(page, SECOND)
    await submit(page)
    await page.waitForURL(/sort=mine/)
    assert.deepEqual(await shown(page), [SECOND])
    await type(page, 'Is there coffee?')
    await submit(page)
    await page.getByRole('alert').waitFor()
    assert.equal(await typed(page), 'Is there coffee?')
    await page.getByRole('link', { name: 'Top' }).click()
    assert.deepEqual(await shown(page), [FIRST, SECOND])
    assert.equal(stored(code).length, 2)
  })

  test('the script writes the same list as the server', async (t) => {
    const code = createBoard({ names: true })
    const [first] = [await asks(code, FIRST, { name: 'Ada' }), await asks(code, SECOND)]
    changeQuestion(first.id, { state: 'answered', answer: 'In May.' })
    const page = await open(t, code)
    // Without what only forms need, and what stands for the focus.
    const list = () =>
      page.locator('#list').evaluate((list) => {
        const copy = list.cloneNode(true)
        for (const element of copy.querySelectorAll('input')) element.remove()
        for (const form of copy.querySelectorAll('form')) for (const name of ['method', 'action']) form.removeAttribute(name)
        for (const element of copy.querySelectorAll('[tabindex]')) element.removeAttribute('tabindex')
        return copy.innerHTML.replace(/>\s+/g, '>').replace(/\s+</g, '<')
      })
    const before = [await list(), await boxes(page)]
    await page.getByRole('link', { name: 'New' }).click()
    await page.waitForURL(/sort=new/)
    await page.getByRole('link', { name: 'Top' }).click()
    await page.waitForURL(/sort=top/)
    assert.deepEqual([await list(), await boxes(page)], before)
  })

  test('tabs and “more” keep what is typed', async (t) => {
    const code = createBoard()
    for (let n = 1; n <= 35; n++) await asks(code, `Question number ${n}?`)
    const page = await open(t, code)
    await type(page, SECOND)
    await page.getByRole('link', { name: 'New' }).click()
    await page.waitForURL(/sort=new/)
    assert.deepEqual([(await shown(page)).length, (await shown(page))[0]], [30, 'Question number 35?'])
    await page.getByRole('link', { name: 'More questions' }).click()
    await item(page, 'Question number 5?').first().waitFor()
    assert.equal((await shown(page)).length, 35)
    assert.equal(await typed(page), SECOND)
    assert.ok(await page.getByRole('link', { name: 'More questions' }).isHidden())
  })

  test('a phone that was cut off reads the list again, and ignores old events', async (t) => {
    const code = createBoard()
    const { id } = await asks(code, FIRST)
    await listed(code)
    let socket
    let isCutOff = false
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB' })
    t.after(() => context.close())
    const page = await context.newPage()
    await page.routeWebSocket('**/socket.io/**', (route) => {
      if (isCutOff) return route.close()
      socket = route
      route.connectToServer()
    })
    await page.goto(`${server.url}/m/${code}/questions`)
    await page.locator('.link.ok').waitFor()
    isCutOff = true
    await page.route('**/socket.io/**', (route) => route.abort())
    await socket.close()
    await page.locator('.link.warn').waitFor()
    await votes(code, id)
    await asks(code, SECOND)
    isCutOff = false
    await page.unroute('**/socket.io/**')
    await page.locator('.link.ok').waitFor()
    await showsCount(page, FIRST, 2)
    await fresh(page, '1 new: show').waitFor()

    const account = { asked: 99, answered: 0, declined: 0, held: 0 }
    socket.send(`42${JSON.stringify(['questions', { join_code: code, seq: 1, board: 'closed', account, votes: [[id, 77]], changed: false }])}`)
    await votes(code, id)
    await showsCount(page, FIRST, 3)
    assert.equal(await page.getByText('99 questions asked').count(), 0)
    assert.ok(await voteButton(page, FIRST).isEnabled())
  })

  test('a poll that comes on stage meanwhile shows the way to it', async (t) => {
    const code = createBoard()
    await asks(code, FIRST)
    const page = await open(t, code)
    const before = await boxes(page)
    ask('POST', '/create', { question: 'Tea or coffee?', options: ['Tea', 'Coffee'], meeting: code })
    const link = page.getByRole('link', { name: 'A vote is on: go' })
    await link.waitFor()
    assert.deepEqual(await boxes(page), before)
    await link.click()
    await page.getByRole('heading', { name: 'Tea or coffee?' }).waitFor()
  })

  test('in German it says the same, to nobody in particular', async (t) => {
    const code = createBoard()
    const page = await open(t, code, { locale: 'de-DE' })
    await page.getByRole('textbox', { name: 'Frage' }).fill(FIRST)
    await page.getByRole('button', { name: 'Frage stellen' }).click()
    await says(page, 'Gesendet ✓')
    await page.getByText('1 Frage gestellt').waitFor()
    await page.getByRole('textbox', { name: 'Frage' }).fill(SECOND)
    await page.getByRole('button', { name: 'Frage stellen' }).click()
    await says(page, /mit 20 Sekunden zwischen zweien/)
  })
})
