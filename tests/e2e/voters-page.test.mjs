// The voter's page in detail: the replacement of the server's page by the script's, the focus, the announcements for screen readers, and
// the browser's translation.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { translate } from './lib/translate.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home, each at the own desk, and see each other on the screen as we do anyway']
const MANY = Array.from({ length: 20 }, (_, n) => `Place number ${n + 1}`)
const NAME = 'All hands of the whole company, its branches abroad and everybody else who would like to come along'

/** The elements that are read or tapped, with their positions: these must not change when the script replaces the page. */
const boxes = () =>
  [...document.querySelectorAll('.top b, .notice, .personal p, .timer, .hint, h1, .opt, .ends, .ranks > li, .spend li, .entry, .btn.blank, .first, .bars li, .histogram li, .spread, .ranked li, .median, .sums, .legend, main > p.muted:not(.stale), .counted, .wait .muted:not(.stale)')].filter((element) => !element.closest('details:not([open])')).map((element) => {
    const { left, top, width } = element.getBoundingClientRect()
    const what = `${element.tagName.toLowerCase()}.${element.className.trim()} ${element.textContent.replace(/\s+/g, ' ').trim().slice(0, 30)}`
    return `${what}: ${[left, top + scrollY, width].map((n) => Math.round(n * 2) / 2)}`
  })
/** The list without differences that do not matter: classes of the script's page, its buttons to copy and for more time, times, and the width of the meeting's name. */
const normalised = (list) =>
  list.map((line) => line.replace(/^li\S*( (mine|hidden|right)\b)*/, 'li').replace('muted promise', 'muted').replace(/(receipt \w{8}) \w*/, '$1').replace(/\d+:\d\d(:\d\d)?/, 'time').replace(' I need more time:', ':').replace(/^(b\..*),\d+(\.5)?$/, '$1'))

describe('the voter’s page', { concurrency: 1 }, () => {
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

  const createPoll = (more = {}) => ask('POST', '/create', { question: QUESTION, options: OPTIONS, fairness: 'device', ...more })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const castOtherVotes = (poll, ...which) => {
    for (const at of which) ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[at].id, browser_token: randomUUID() })
  }
  const startSecondRound = (poll) => {
    castOtherVotes(poll, 0)
    change(poll, { run_again: true })
    assert.equal(change(poll, { state: 'open' }).round, 2)
  }
  const open = async (t, path, more = {}) => {
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB', reducedMotion: 'reduce', ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    page.errors = []
    page.on('pageerror', (error) => page.errors.push(error))
    if (path) await page.goto(`${server.url}${path}`)
    return page
  }
  /** Opens a page, and waits until it is connected. */
  const openConnected = async (t, path, more) => {
    const page = await open(t, path, more)
    await page.locator('.link.ok').waitFor()
    return page
  }
  const pathOf = (poll) => `/poll/${poll.poll_code}`
  const vote = async (page, option) => {
    await page.locator('label.opt', { hasText: option }).click()
    await page.locator('button.go').click()
  }
  const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim())
  const isVisible = (page, css) =>
    page.locator(css).first().evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      const foot = document.querySelector('.foot')
      return top >= 0 && bottom <= (foot && !foot.contains(element) ? foot.getBoundingClientRect().top : innerHeight)
    })

  /** By the name of a state: creates a poll or a meeting in it, and returns the page's path. */
  const states = {
    ready: () => pathOf(createPoll({ state: 'ready' })),
    open: () => pathOf(createPoll()),
    'open, some have voted': () => {
      const poll = createPoll()
      castOtherVotes(poll, 0, 1)
      return pathOf(poll)
    },
    timer: () => {
      const poll = createPoll()
      change(poll, { timer_seconds: 3000 })
      return pathOf(poll)
    },
    'round 2': () => {
      const poll = createPoll()
      startSecondRound(poll)
      return pathOf(poll)
    },
    'the meeting’s name': () => {
      const { join_code } = ask('POST', '/api/meetings', { name: NAME })
      createPoll({ meeting: join_code })
      return `/m/${join_code}`
    },
    lobby: () => `/m/${ask('POST', '/api/meetings', { name: 'All hands' }).join_code}`,
    'meeting over': () => {
      const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
      ask('PATCH', `/api/meetings/${join_code}`, { ended: true })
      return `/m/${join_code}`
    },
    'several choices': () => pathOf(createPoll({ kind: 'multiple', min_choices: 2, max_choices: 3 })),
    rating: () => pathOf(createPoll({ kind: 'rating', options: undefined, scale: 10, labels: ['poor', 'great'] })),
    'a rating with words': () => pathOf(createPoll({ kind: 'rating', options: undefined, scale: 3, labels: ['poor', 'fair', 'great'], blank: true })),
    grid: () => pathOf(createPoll({ kind: 'grid', scale: 5, partial: true })),
    number: () => pathOf(createPoll({ kind: 'number', options: undefined, unit: 'km', from: '0' })),
    'a timer in round 2 of a meeting with a name': () => {
      const { join_code } = ask('POST', '/api/meetings', { name: NAME })
      const poll = createPoll({ meeting: join_code })
      startSecondRound(poll)
      change(poll, { timer_seconds: 3000 })
      return `/m/${join_code}`
    },
    'closed, not voted': () => {
      const poll = createPoll()
      castOtherVotes(poll, 0, 1, 1)
      change(poll, { state: 'closed' })
      return pathOf(poll)
    },
    hidden: () => {
      const poll = createPoll({ results: 'on_reveal' })
      change(poll, { state: 'closed' })
      return pathOf(poll)
    },
    'the right answer': () => {
      const poll = createPoll({ correct: [1] })
      castOtherVotes(poll, 0, 1, 1)
      change(poll, { state: 'closed' })
      change(poll, { answer_shown: true })
      return pathOf(poll)
    },
  }
  /** States of a phone that has voted: the poll's rules, the chosen option, and changes of the poll after the vote. */
  const votedStates = {
    counted: {},
    'counted, hidden': { poll: { results: 'on_reveal' } },
    changed: { poll: { allow_change: true } },
    'counted, several': { poll: { kind: 'multiple', max_choices: 3 } },
    'counted rating': { poll: { kind: 'rating', options: undefined }, option: '4' },
    'counted rating, hidden': { poll: { kind: 'rating', options: undefined, results: 'on_reveal' }, option: '4' },
    'counted and closed': { then: { state: 'closed' } },
    'counted, closed and not right': { poll: { correct: [1] }, then: { state: 'closed' }, next: { answer_shown: true } },
    'counted, closed and right': { poll: { correct: [0] }, then: { state: 'closed' }, next: { answer_shown: true } },
    'counted, with a timer': { then: { timer_seconds: 3000 } },
  }

  /** Checks that positions are the same without a script, in the script's first paint, and once the page is connected. */
  async function assertNothingMoves(t, path, more = {}) {
    const written = await open(t, path, { ...more, javaScriptEnabled: false })
    // Playwright evaluates scripts also where the page cannot run its own.
    const wanted = normalised(await written.evaluate(boxes))
    assert.ok(wanted.length >= 2, wanted.join('\n'))
    const page = await open(t, undefined, more)
    await page.addInitScript(`{
      const boxes = ${boxes}
      new MutationObserver((records, observer) => {
        if (document.readyState === 'loading' || !records.some(({ addedNodes }) => [...addedNodes].some(({ id }) => id === 'app'))) return
        observer.disconnect()
        window.first = boxes()
      }).observe(document, { childList: true, subtree: true })
    }`)
    await page.goto(`${server.url}${path}`)
    await page.waitForFunction(() => window.first)
    assert.deepEqual(normalised(await page.evaluate(() => window.first)), wanted, 'the first paint')
    await page.locator('.link.ok').waitFor()
    // A connected page counts as choosing; one that has voted does so until the server has found its vote.
    const choosing = / · 1 still choosing/
    if (more.storageState) await page.waitForFunction(() => !/still choosing/.test(document.querySelector('main > p.muted:not(.stale)')?.textContent ?? ''))
    const connected = (await page.evaluate(boxes)).map((line) => (more.storageState ? line : line.replace(choosing, '')))
    assert.deepEqual(normalised(connected), wanted, 'connected')
    assert.deepEqual(page.errors, [])
  }

  for (const [name, make] of Object.entries(states))
    test(`nothing moves when the script takes over: ${name}`, (t) => assertNothingMoves(t, make()))

  for (const [name, { poll: rules, option = 'By the sea', then, next }] of Object.entries(votedStates))
    test(`nothing moves when the script takes over: ${name}`, async (t) => {
      const poll = createPoll(rules)
      const page = await open(t, pathOf(poll), { javaScriptEnabled: false })
      await vote(page, option)
      await page.locator('.counted').waitFor()
      for (const step of [then, next]) if (step) change(poll, step)
      await assertNothingMoves(t, pathOf(poll), { storageState: await page.context().storageState() })
    })

  test('a selected option and the focus from before the script ran are preserved', async (t) => {
    const page = await open(t)
    let release
    const slow = new Promise((resolve) => (release = resolve))
    await page.route('**/assets/vote-*.js', async (route) => {
      await slow
      await route.continue()
    })
    await page.goto(`${server.url}${pathOf(createPoll())}`, { waitUntil: 'commit' })
    await page.locator('label.opt').nth(1).click()
    await page.locator('.opt input').nth(1).focus()
    release()
    await page.locator('.link.ok').waitFor()
    assert.equal(await page.locator('.opt input').nth(1).isChecked(), true)
    assert.equal(await page.evaluate(() => document.activeElement.value), await page.locator('.opt input').nth(1).inputValue())
  })

  for (const [name, breaks] of Object.entries({
    'while the page is built': () => {
      Intl.NumberFormat = function () {
        throw new Error('an old engine')
      }
    },
    'while the page is started': () => {
      const listen = document.addEventListener
      document.addEventListener = function (type, ...more) {
        if (type === 'visibilitychange') throw new Error('an old engine')
        listen.call(document, type, ...more)
      }
    },
    'before the page is built': () => {
      Element.prototype.cloneNode = undefined
    },
  }))
    test(`after an exception ${name} the form works, with a link to refresh`, async (t) => {
      const poll = createPoll({ kind: 'multiple', max_choices: 2 })
      const page = await open(t)
      await page.addInitScript(breaks)
      await page.goto(`${server.url}${pathOf(poll)}`)
      await page.locator('.stale a').waitFor()
      assert.equal(page.errors.length > 0, true, 'the script has thrown')
      await vote(page, 'By the sea')
      await page.locator('.counted h2').waitFor()
      assert.equal(ask('GET', pathOf(poll).replace('/poll', '/api/polls')).total_votes, 1)
    })

  test('without a working script the lobby offers to refresh, and that shows the host’s poll', async (t) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const page = await open(t)
    await page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'let newer = |> than this' }))
    await page.goto(`${server.url}/m/${join_code}`)
    await page.getByText('This page does not update by itself.').waitFor()
    await page.locator('.promise').waitFor({ state: 'hidden' })
    await picture(page, 'phone-lobby-without-script')
    createPoll({ meeting: join_code })
    await page.getByRole('link', { name: 'Refresh' }).click()
    await page.getByRole('heading', { name: QUESTION }).waitFor()
  })

  test('the link to refresh is missing with a script, and hidden while the script loads', async (t) => {
    const page = await openConnected(t, pathOf(createPoll()))
    assert.equal(await page.locator('.stale').count(), 0)
    const loading = await open(t, undefined)
    await loading.route('**/assets/vote-*.js', () => {})
    await loading.goto(`${server.url}${pathOf(createPoll())}`, { waitUntil: 'commit' })
    await loading.locator('.stale').waitFor({ state: 'attached' })
    // The state at the start of the animation, however late this is evaluated.
    const visibilityAtStart = await loading.locator('.stale').evaluate((line) => {
      line.style.animationDelay = '3600s'
      return getComputedStyle(line).visibility
    })
    assert.equal(visibilityAtStart, 'hidden')
  })

  test('after Submit in a long poll the receipt is visible, has the focus, and repeats the choice', async (t) => {
    const poll = createPoll({ options: MANY })
    const page = await openConnected(t, pathOf(poll))
    await vote(page, 'Place number 19')
    await page.locator('.counted h2').waitFor()
    await page.waitForFunction(() => document.activeElement.matches('.counted h2'))
    assert.equal(await focused(page), 'Counted')
    assert.equal(await isVisible(page, '.counted'), true)
    assert.match(await page.getByRole('list', { name: 'Your vote' }).innerText(), /S\s+Place number 19/)
    await page.getByRole('heading', { name: 'Counted' }).waitFor()
    await picture(page, 'phone-counted-long')
  })

  test('Submit leads to what is missing, which is visible above the button, and says it', async (t) => {
    const statements = MANY.slice(0, 8)
    const poll = createPoll({ kind: 'grid', options: statements, scale: 5 })
    const page = await openConnected(t, pathOf(poll))
    await page.getByRole('group', { name: statements[0] }).locator('label.opt').nth(2).click()
    await page.getByRole('button', { name: 'Submit 7 more needed' }).click()
    await page.waitForFunction((id) => document.activeElement.name === `mark_${id}`, poll.options[1].id)
    const seen = await page.evaluate(() => {
      const { top, bottom } = document.activeElement.getBoundingClientRect()
      return { top, bottom, foot: document.querySelector('.foot').getBoundingClientRect().top }
    })
    assert.ok(seen.top >= 0 && seen.bottom <= seen.foot, JSON.stringify(seen))
    await page.locator('.sr[aria-live] p').getByText('7 more needed').waitFor({ state: 'attached' })
    for (const name of statements.slice(1)) await page.getByRole('group', { name, exact: true }).locator('label.opt').nth(2).click()
    await page.getByRole('button', { name: 'Submit', exact: true }).click()
    await page.locator('.counted').waitFor()
  })

  test('a refusal in a long poll is visible and has the focus', async (t) => {
    const poll = createPoll({ options: MANY, fairness: 'device_and_address' })
    castOtherVotes(poll, 0)
    const page = await openConnected(t, pathOf(poll))
    await vote(page, 'Place number 19')
    await page.waitForFunction(() => document.activeElement.matches('.notice'))
    assert.match(await focused(page), /^Somebody on this network address/)
    assert.equal(await isVisible(page, '.notice'), true)
  })

  test('changing a vote moves the focus to the choice, and keeping it moves it back', async (t) => {
    const page = await openConnected(t, pathOf(createPoll({ options: MANY, allow_change: true })))
    await vote(page, 'Place number 17')
    await page.getByRole('button', { name: 'Change my vote' }).click()
    await page.waitForFunction(() => document.activeElement.checked)
    assert.equal(await isVisible(page, '.opt input:checked'), true)
    await page.getByRole('button', { name: 'Keep my vote' }).click()
    await page.waitForFunction(() => document.activeElement.matches('.counted h2'))
  })

  for (const [name, rules, key, hasLargeText] of [
    ['radio buttons', {}, 'ArrowDown', false],
    ['ticks', { kind: 'multiple' }, 'Tab', false],
    ['letters twice as large', {}, 'ArrowDown', true],
    ['backwards', { kind: 'multiple' }, 'Shift+Tab', false],
  ])
    test(`the button at the bottom never covers the focused element: ${name}`, async (t) => {
      const page = await openConnected(t, pathOf(createPoll({ options: MANY, ...rules })))
      // Set by script, as a reader's own setting would; the page's policy forbids a style element.
      if (hasLargeText) await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
      const from = key.startsWith('Shift') ? 19 : 0
      await page.locator('.opt input').nth(from).focus()
      for (let step = 0; step < 19; step++) {
        await page.keyboard.press(key)
        const seen = await page.evaluate(() => {
          const { top, bottom } = document.activeElement.getBoundingClientRect()
          return { name: document.activeElement.value, top, bottom, foot: document.querySelector('.foot').getBoundingClientRect().top }
        })
        assert.ok(seen.bottom <= seen.foot && seen.top >= 0, JSON.stringify(seen))
      }
    })

  /** Starts to record every text that is added to the live region. */
  const recordAnnouncements = (page) =>
    page.evaluate(() => {
      window.announced = []
      const region = document.querySelector('.sr[aria-live]')
      const record = (records) => records.forEach(({ addedNodes }) => addedNodes.forEach(({ textContent }) => textContent.trim() && window.announced.push(textContent.trim())))
      new MutationObserver(record).observe(region, { childList: true, subtree: true })
    })
  const waitForAnnouncement = async (page, what) => {
    await page.waitForFunction((what) => window.announced.some((text) => text.startsWith(what)), what)
    return page.evaluate(() => window.announced)
  }

  test('from the question to the right answer each event is announced once, and other votes never', async (t) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const poll = createPoll({ meeting: join_code, state: 'ready', results: 'live', correct: [1], options: OPTIONS.slice(0, 2) })
    const page = await openConnected(t, `/m/${join_code}`)
    await recordAnnouncements(page)
    change(poll, { state: 'open' })
    await waitForAnnouncement(page, QUESTION)
    change(poll, { timer_seconds: 31 })
    await waitForAnnouncement(page, '30 seconds left')
    await page.locator('label.opt', { hasText: 'In the mountains' }).click()
    await page.locator('button.go').click()
    await page.locator('.counted').waitFor()
    assert.ok((await page.evaluate(() => window.announced)).some((text) => text.startsWith('Counted')), 'announced as soon as the vote is counted')
    castOtherVotes(poll, 0, 1, 1)
    await page.getByText(/^75/).first().waitFor()
    change(poll, { state: 'closed' })
    await waitForAnnouncement(page, 'Voting has ended')
    change(poll, { answer_shown: true })
    await waitForAnnouncement(page, 'You were right')
    // The proof names the right answer: the page checks its vote once that is shown.
    const announced = await waitForAnnouncement(page, 'Checked')
    t.diagnostic(JSON.stringify(announced))
    assert.deepEqual(announced, [
      `${QUESTION} Choose one`,
      '30 seconds left',
      'Counted. Your vote: B In the mountains.',
      'Voting has ended. This phone voted. 75% chose B, as you did. Results: B In the mountains, 75%, 3 votes.',
      'You were right. Right answer: B In the mountains',
      'Checked: your vote is in the result',
    ])
  })

  test('an unsent choice and the reveal are announced in German', async (t) => {
    const poll = createPoll({ results: 'on_reveal', options: OPTIONS.slice(0, 2) })
    const page = await openConnected(t, pathOf(poll), { locale: 'de-DE' })
    await recordAnnouncements(page)
    await page.locator('label.opt').first().click()
    castOtherVotes(poll, 0, 1)
    change(poll, { state: 'closed' })
    await waitForAnnouncement(page, 'Die Abstimmung ist beendet')
    change(poll, { revealed: true })
    const announced = await waitForAnnouncement(page, 'Ergebnis')
    t.diagnostic(JSON.stringify(announced))
    assert.deepEqual(announced, [
      'Die Abstimmung ist beendet. Die Auswahl wurde nicht rechtzeitig abgeschickt und deshalb nicht gezählt.',
      'Ergebnis: A By the sea, B In the mountains, 50\u00a0%, 1 Stimme.',
    ])
  })

  test('a translated page still updates states, numbers and receipts, and shows no old text', async (t) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const poll = createPoll({ meeting: join_code, kind: 'multiple', min_choices: 2, max_choices: 3, state: 'ready', results: 'live' })
    const page = await openConnected(t, `/m/${join_code}`)
    await page.evaluate(translate)
    await page.getByText('«Voting opens here by itself').waitFor()
    change(poll, { state: 'open' })
    await page.getByText('«Choose at least 2»').waitFor()
    assert.equal(await page.getByText('Voting opens here').count(), 0)
    poll.options = change(poll, { question: 'Where then?' }).options
    await page.getByText('«Where then?»').first().waitFor()
    await page.locator('label.opt').nth(0).click()
    await page.getByText('«1 chosen: 1 more needed»').first().waitFor()
    await page.locator('label.opt').nth(1).click()
    await page.getByText('«2 of 3 chosen»').waitFor()
    change(poll, { timer_seconds: 600 })
    await page.getByText(/^9:5\d left$/).waitFor()
    await page.getByText('«Submit A, B»').click()
    await page.locator('.counted').waitFor()
    assert.equal(await page.getByText('Sending…').count(), 0)
    assert.match(await page.locator('.counted small').innerText(), /^receipt [0-9A-Z]{8}$/)
    ask('POST', `/poll/${poll.poll_code}/vote`, { option_ids: [poll.options[0].id, poll.options[1].id], browser_token: randomUUID() })
    await page.locator('.bars small', { hasText: /^2$/ }).first().waitFor()
    change(poll, { state: 'closed' })
    await page.getByText('Voting has ended').first().waitFor()
    await page.getByText('«This phone voted.»').waitFor()
    const [main] = await page.locator('main').allInnerTexts()
    for (const old of ['left', 'Submit', 'chosen', 'Choose', QUESTION]) assert.ok(!main.includes(old), `${old}: ${main}`)
    assert.equal(main.match(/Where then/g).length, 1, main)
    assert.deepEqual(page.errors, [])
  })

  test('a translated page changes a vote and follows the stage to another poll', async (t) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const first = createPoll({ meeting: join_code, allow_change: true })
    const page = await openConnected(t, `/m/${join_code}`)
    await page.evaluate(translate)
    await vote(page, 'By the sea')
    const receipt = await page.locator('.counted small').innerText()
    await page.getByText('«Change my vote»').click()
    await vote(page, 'In the mountains')
    await page.waitForFunction((old) => document.querySelector('.counted small')?.innerText.length > 8 && document.querySelector('.counted small').innerText !== old, receipt)
    assert.match(await page.locator('.counted ul').innerText(), /«In the mountains»/)
    change(first, { state: 'closed' })
    await page.getByText('Voting has ended').first().waitFor()
    createPoll({ meeting: join_code, question: 'And who pays?', options: ['You', 'I'], results: 'on_reveal' })
    await page.getByText('«And who pays?»').first().waitFor()
    const [main] = await page.locator('main').allInnerTexts()
    assert.ok(!main.includes('Voting has ended') && !main.includes('receipt') && !main.includes(QUESTION), main)
    assert.deepEqual(page.errors, [])
  })
})
