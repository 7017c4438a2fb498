// What the console shows: charts, hidden counts, the agenda, the meeting's name, the toast after an action, deleted polls, the
// composer's saved drafts and pasted lists, and the time zone of reports.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const FIVE = ['By the sea', 'In the mountains', 'على البحر الأبيض المتوسط في مكان بعيد جدا', 'At home', 'Somewhere else']
const SMALL = [
  { width: 1280, height: 720 },
  { width: 900, height: 640 },
]

describe('the console', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const createMeeting = (name = 'All hands') => ask('POST', '/api/meetings', { name }).join_code
  const createPoll = (more = {}) => ask('POST', '/create', { question: 'Where to?', options: FIVE, fairness: 'device', ...more })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const vote = (poll, ...which) => {
    for (const at of which) ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[at].id, browser_token: randomUUID() })
  }
  /** Opens the console and waits until it is connected and has the element `ready`. */
  const open = async (more = windowSize, ready = '.actions') => {
    const page = await (await browser.newContext(more)).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(server.hostLink)
    await page.locator(ready).first().waitFor()
    // Changes before the socket is connected would not reach the page.
    await page.locator('header .chip.ok').waitFor()
    return page
  }
  const box = (locator) => locator.evaluate((one) => one.getBoundingClientRect().toJSON())
  const boxes = (locator) => locator.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()))
  /** The colours of the chart that fill more than an edge, apart from the empty part of the bars. */
  const chartColours = (consolePage) =>
    consolePage.locator('.plot canvas').evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      const pixelCounts = new Map()
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) pixelCounts.set(`${data.slice(at, at + 3)}`, (pixelCounts.get(`${data.slice(at, at + 3)}`) ?? 0) + 1)
      return [...pixelCounts].filter(([, pixels]) => pixels > 20).map(([colour]) => colour)
    })
  /** The middles of the bars, from top to bottom, in pixels of the page. */
  const barMiddles = (consolePage) =>
    consolePage.locator('.plot canvas').evaluate((canvas) => {
      const { top, height } = canvas.getBoundingClientRect()
      const scale = canvas.height / height
      const column = canvas.getContext('2d').getImageData(Math.round(canvas.width / 2), 0, 1, canvas.height).data
      const runs = []
      for (let y = 0; y < canvas.height; y++) {
        if (column[y * 4 + 3] < 200) continue
        if (y && column[(y - 1) * 4 + 3] >= 200) runs.at(-1)[1] = y
        else runs.push([y, y])
      }
      return runs.map(([from, to]) => top + (from + to + 1) / 2 / scale)
    })

  test('a draft is restored after Esc, a reload and a restart of the program, until it is sent', async () => {
    const ownServer = await startServer()
    const askOwn = asHost(ownServer)
    askOwn('POST', '/create', { question: 'First?', options: FIVE, state: 'ready' })
    const consolePage = await (await browser.newContext(windowSize)).newPage()
    await consolePage.goto(ownServer.hostLink)
    await consolePage.locator('.actions').waitFor()
    const question = consolePage.getByLabel('Question', { exact: true })
    const options = () => consolePage.locator('form li input').evaluateAll((all) => all.map((one) => one.value).filter(Boolean))
    /** Opens the composer; returns the question and the options in it. */
    const openComposer = async () => {
      await consolePage.locator('.actions').first().waitFor()
      await consolePage.keyboard.press('a')
      await question.waitFor()
      return [await question.inputValue(), ...(await options())]
    }
    assert.deepEqual(await openComposer(), [''])
    await question.fill('Where shall we have lunch?')
    await consolePage.locator('form li input').nth(0).fill('Here')
    await consolePage.locator('form li input').nth(1).fill('There')
    await consolePage.keyboard.press('Escape')
    const draft = ['Where shall we have lunch?', 'Here', 'There']
    assert.deepEqual(await openComposer(), draft, 'after Esc')
    await consolePage.reload()
    assert.deepEqual(await openComposer(), draft, 'after a reload')
    await ownServer.stop({ keep: true })
    const restarted = await startServer({ bind: `127.0.0.1:${ownServer.port}`, dataDir: ownServer.data })
    await consolePage.goto(restarted.url)
    assert.deepEqual(await openComposer(), draft, 'after a restart')
    await consolePage.getByRole('button', { name: 'Start over' }).click()
    assert.deepEqual([await question.inputValue(), ...(await options())], [''])
    await question.fill('Once more?')
    // The console reads the list of polls again after it has sent the question, and a slow machine answers late.
    let answer
    const isAnswered = new Promise((resolve) => (answer = resolve))
    await consolePage.route('**/api/console', (route) => isAnswered.then(() => route.continue()))
    await consolePage.keyboard.press('Enter')
    await consolePage.getByRole('heading', { name: 'Once more?' }).waitFor()
    assert.deepEqual(await openComposer(), [''], 'a question that was sent is no draft')
    answer()
    await consolePage.unrouteAll({ behavior: 'wait' })
    await question.fill('In this meeting')
    askOwn('POST', '/api/meetings', { name: 'Another' })
    await consolePage.reload()
    await question.waitFor()
    assert.equal(await question.inputValue(), '', 'another meeting has its own draft')
    await consolePage.context().close()
    await restarted.stop()
  })

  test('the first question is no draft, also where its poll is shown before its answer arrives', async () => {
    const ownServer = await startServer()
    const consolePage = await (await browser.newContext(windowSize)).newPage()
    await consolePage.goto(ownServer.hostLink)
    const question = consolePage.getByLabel('Question', { exact: true })
    await question.fill('First?')
    await consolePage.locator('form li input').nth(0).fill('Here')
    await consolePage.locator('form li input').nth(1).fill('There')
    let answer
    const isAnswered = new Promise((resolve) => (answer = resolve))
    await consolePage.route('**/create', async (route) => {
      const response = await route.fetch()
      await isAnswered
      await route.fulfill({ response })
    })
    const announced = consolePage.waitForResponse('**/api/console')
    await question.press('Enter')
    await (await announced).finished()
    await consolePage.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    assert.equal(await question.inputValue(), 'First?', 'the composer stays until the answer')
    answer()
    await consolePage.getByRole('heading', { name: 'First?' }).waitFor()
    await consolePage.keyboard.press('a')
    await question.waitFor()
    assert.equal(await question.inputValue(), '')
    await consolePage.context().close()
    await ownServer.stop()
  })

  test('the leading bar of a ranking and of points is drawn in the colours of a leader', async () => {
    createMeeting()
    for (const kind of ['ranking', 'points']) {
      const poll = ask('POST', '/create', { question: 'Which?', kind, options: ['Here', 'There', 'Nowhere'], fairness: 'device' })
      const [first] = poll.options.map((option) => option.id)
      const answer = kind === 'ranking' ? { ranking: poll.options.map((option) => option.id) } : { points: { [first]: 100 } }
      ask('POST', `/poll/${poll.poll_code}/vote`, { answer, browser_token: randomUUID() })
      const consolePage = await open()
      const bar = consolePage.locator('.ranked .lead .bar i')
      await bar.waitFor()
      assert.match(await bar.evaluate((one) => getComputedStyle(one).backgroundImage), /gradient/, kind)
      await consolePage.context().close()
    }
  })

  test('an unsaved rewording is restored, unless the poll was reworded meanwhile', async () => {
    createMeeting()
    const poll = createPoll()
    const consolePage = await open()
    const edit = async () => {
      await consolePage.locator('nav summary').first().click()
      await consolePage.getByRole('button', { name: 'Change' }).click()
      return consolePage.getByLabel('Question', { exact: true })
    }
    await (await edit()).fill('Where to, all of us?')
    await consolePage.keyboard.press('Escape')
    await consolePage.locator('.actions').waitFor()
    assert.equal(await (await edit()).inputValue(), 'Where to, all of us?')
    await consolePage.keyboard.press('Escape')
    change(poll, { question: 'Where from?' })
    await consolePage.getByRole('heading', { name: 'Where from?' }).waitFor()
    assert.equal(await (await edit()).inputValue(), 'Where from?')
    await consolePage.context().close()
  })

  test('of thirty pasted lines twenty become options, and ten stay listed', async () => {
    createMeeting()
    createPoll()
    const consolePage = await open()
    await consolePage.keyboard.press('a')
    const row = consolePage.locator('form li input')
    const paste = (field, lines) =>
      field.evaluate((one, text) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text', text)
        one.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, lines.join('\n'))
    const numbered = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => `Line ${from + at}`)
    const rest = () => consolePage.locator('.notice li').allInnerTexts()
    const rows = async () => (await row.evaluateAll((all) => all.map((one) => one.value))).filter(Boolean)
    await paste(row.first(), numbered(1, 30))
    await consolePage.getByText('20 of 30 lines were taken.').waitFor()
    assert.deepEqual([await rows(), await rest()], [numbered(1, 20), numbered(21, 30)])
    await picture(consolePage, 'console-thirty-lines')
    await row.nth(19).fill('')
    await row.nth(18).fill('')
    await consolePage.getByRole('button', { name: 'Take what fits' }).click()
    assert.deepEqual([await rows(), await rest()], [[...numbered(1, 18), ...numbered(21, 22)], numbered(23, 30)])
    await consolePage.keyboard.press('Escape')
    await consolePage.keyboard.press('a')
    assert.deepEqual(await rest(), numbered(23, 30), 'saved with the draft')
    await consolePage.getByRole('button', { name: 'Start over' }).click()
    await paste(consolePage.getByLabel('Question', { exact: true }), ['Which line?', ...numbered(1, 21)])
    await consolePage.getByText('20 of 21 lines were taken.').waitFor()
    await consolePage.getByText('1 line stays here:').waitFor()
    await consolePage.getByRole('button', { name: 'Drop them' }).click()
    assert.deepEqual([(await rows()).length, await rest()], [20, []])
    await consolePage.context().close()
  })

  test('hidden counts are hidden in the whole window at once, and shown again at once', async () => {
    createMeeting()
    const earlier = createPoll({ question: 'How was lunch?', kind: 'rating', options: undefined, scale: 5 })
    vote(earlier, 3, 4)
    change(earlier, { state: 'closed' })
    const poll = createPoll({ question: 'How was it?', options: ['Poor', 'Fair', 'Good'] })
    vote(poll, 1, 2, 2)
    const consolePage = await open()
    await consolePage.locator('nav').getByText('Ø 4.5').waitFor()
    /** How much of the counts each part of the window shows. */
    const countsShown = async () => ({
      leaders: await consolePage.locator('.lead').count(),
      figures: (await consolePage.locator('.desk').innerText()).match(/Ø|%|\b\d+ votes?\b|on average/g)?.filter((figure) => figure !== '%').length ?? 0,
      shares: (await consolePage.locator('.chart .share').allInnerTexts()).join(' ').match(/\d/g)?.length ?? 0,
      colours: (await chartColours(consolePage)).length,
      table: await consolePage.locator('main table').count(),
    })
    await until('the chart is drawn', async () => (await chartColours(consolePage)).length > 1)
    const shownCounts = await countsShown()
    assert.ok(
      Object.values(shownCounts).every((count) => count > 0),
      JSON.stringify(shownCounts),
    )
    const hidden = { leaders: 0, figures: 0, shares: 0, colours: 1, table: 0 }
    await consolePage.keyboard.press('h')
    // Two frames: the change is drawn in the first, and readable in the second.
    await consolePage.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    assert.deepEqual(await countsShown(), hidden)
    vote(poll, 0, 0, 0)
    await consolePage.locator('main .turnout').getByText('6 voted').waitFor()
    assert.deepEqual(await countsShown(), hidden, 'also when votes arrive')
    await picture(consolePage, 'console-counts-hidden')
    await consolePage.reload()
    await consolePage.locator('.chart .letter').first().waitFor()
    await until('the chart is drawn', async () => (await chartColours(consolePage)).length > 0)
    assert.deepEqual(await countsShown(), hidden, 'also after a reload')
    await consolePage.keyboard.press('h')
    await consolePage.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const shownAgain = await countsShown()
    assert.ok(
      Object.values(shownAgain).every((count) => count > 0),
      JSON.stringify(shownAgain),
    )
    assert.equal(shownAgain.leaders, 1)
    await consolePage.context().close()
  })

  test('texts from right to left do not overlap the figures, beside bars and above them', async () => {
    createMeeting()
    const long = 'نعم بالتأكيد وبكل سرور ومن دون أي شك في ذلك على الإطلاق يا أصدقاء'
    // Ten labels are beside their bars, two above them.
    for (const [options, viewport] of [
      [[long, 'لا'], { width: 1280, height: 960 }],
      [[long, 'لا'], { width: 420, height: 800 }],
      [[long, 'لا', ...'سشصضطظعغ'], { width: 1280, height: 720 }],
    ]) {
      vote(createPoll({ options }), 0)
      const consolePage = await open({ viewport })
      const [labels, shares, plot] = [
        await boxes(consolePage.locator('.chart .label')),
        await boxes(consolePage.locator('.chart .share b')),
        await box(consolePage.locator('.plot')),
      ]
      const first = await consolePage.locator('.chart .label bdi').evaluateAll((all) =>
        all.map((one) => {
          const letter = document.createRange()
          letter.setStart(one.firstChild, 0)
          letter.setEnd(one.firstChild, 1)
          return letter.getBoundingClientRect().toJSON()
        }),
      )
      labels.forEach((label, at) => {
        assert.ok(label.right <= shares[at].left, `at ${viewport.width}×${viewport.height}: ends at ${label.right}, figures from ${shares[at].left}`)
        // The first letter is visible: a text that is too long is cut at its end, which is on the left.
        assert.ok(first[at].left >= label.left - 1 && first[at].right <= label.right + 1, `at ${viewport.width}×${viewport.height}: the beginning is cut off`)
        assert.ok(label.left >= plot.left - 1 || label.right <= plot.left, `at ${viewport.width}×${viewport.height}: over the badge`)
      })
      await consolePage.context().close()
    }
  })

  for (const locale of ['en', 'de'])
    test(`every option and the next step are visible in a small window: ${locale}`, async () => {
      createMeeting()
      const poll = createPoll()
      vote(poll, 0, 1, 1)
      for (const state of ['open', 'closed']) {
        if (state === 'closed') change(poll, { state })
        for (const viewport of SMALL) {
          const consolePage = await open({ viewport, locale })
          const where = `${state} at ${viewport.width}×${viewport.height}`
          // Measured in one evaluation, because the chart is laid out again once its size is known.
          const hiddenParts = () =>
            consolePage.evaluate(() => {
              const edges = (one) => one.getBoundingClientRect()
              const [chart, go] = ['.chart', '.actions .go'].map((one) => edges(document.querySelector(one)))
              const buttons = [...document.querySelectorAll('.actions .btn')].filter((one) => edges(one).bottom > innerHeight || edges(one).right > innerWidth || one.scrollWidth > one.clientWidth)
              const rows = [...document.querySelectorAll('.chart .row')].filter((one) => edges(one).bottom > Math.min(chart.bottom, go.top) + 1)
              return [...buttons, ...rows].map((one) => one.innerText).join(', ') + (scrollY ? ` ${scrollY} px of scrolling` : '')
            })
          await until(`nothing is hidden, ${where}`, async () => (await hiddenParts()) === '', 10_000).catch(async (error) => {
            throw new Error(`${error.message}: ${await hiddenParts()}`)
          })
          await picture(consolePage, `console-small-${locale}-${state}-${viewport.width}`)
          await consolePage.context().close()
        }
      }
    })

  test('the agenda scrolls to the current poll when that changes, and the page does not scroll', async () => {
    createMeeting()
    const polls = Array.from({ length: 30 }, (_, n) => createPoll({ question: `Question ${n + 1}?`, state: 'draft' }))
    const show = (n) => ask('PUT', `/api/meetings/${polls[0].meeting}/stage`, { poll_code: polls[n - 1].poll_code })
    show(2)
    const consolePage = await open()
    const list = consolePage.locator('nav ol')
    const isInView = async (n) => {
      const row = consolePage.locator('nav ol li').nth(n - 1)
      await row.locator('[aria-current]').waitFor()
      const [one, all] = [await box(row), await box(list)]
      return one.top >= all.top - 1 && one.bottom <= all.bottom + 1
    }
    for (const n of [30, 1, 17]) {
      show(n)
      await until(`question ${n} is in view`, () => isInView(n))
    }
    change(polls[16], { state: 'open' })
    await consolePage.getByRole('button', { name: /^Close voting/ }).waitFor()
    await list.evaluate((all) => (all.scrollTop = all.scrollHeight))
    const scrolled = await list.evaluate((all) => all.scrollTop)
    vote(polls[16], 0, 1)
    await list.getByText('2 votes').waitFor()
    assert.equal(await list.evaluate((all) => all.scrollTop), scrolled, 'a vote does not scroll the list')

    await consolePage.setViewportSize(SMALL[1])
    await consolePage.getByRole('button', { name: 'Polls' }).click()
    show(30)
    await consolePage.locator('nav ol li').nth(29).locator('[aria-current]').waitFor()
    assert.equal(await consolePage.evaluate(() => scrollY), 0)
    await consolePage.context().close()
  })

  test('a long name of a meeting is shown in full', async () => {
    createMeeting('Friday town hall of the platform and of the network teams')
    createPoll()
    const consolePage = await open()
    const name = consolePage.getByLabel('Name of the meeting')
    await until('the name is loaded', async () => (await name.inputValue()).length > 50)
    const [needs, has] = await name.evaluate((one) => [one.scrollHeight, one.clientHeight])
    assert.ok(needs <= has, `${needs} of ${has} px`)
    await name.fill('Lunch')
    await consolePage.keyboard.press('Enter')
    await until('the meeting is renamed', () => ask('GET', '/api/console').meeting.name === 'Lunch')
    await consolePage.context().close()
  })

  for (const [locale, closed, shown, hidden, opened] of [
    ['en', 'Voting closed: 3 votes', 'Results revealed', 'Results hidden again', 'Voting is open'],
    ['de', 'Abstimmung beendet: 3 Stimmen', 'Ergebnis gezeigt', 'Ergebnis wieder verborgen', 'Abstimmung geöffnet'],
  ])
    test(`a toast names what was done: ${locale}`, async () => {
      createMeeting()
      const poll = createPoll({ results: 'on_reveal' })
      vote(poll, 0, 1, 1)
      const consolePage = await open({ ...windowSize, locale })
      const toast = consolePage.locator('.undo')
      for (const [key, text] of [
        ['o', closed],
        ['r', shown],
        ['r', hidden],
        ['o', opened],
      ]) {
        await consolePage.keyboard.press(key)
        if (text === opened) {
          // Votes are counted: a second press opens it again.
          await consolePage.getByRole('alertdialog').waitFor()
          await consolePage.keyboard.press(key)
        }
        await toast.getByText(text, { exact: true }).waitFor()
      }
      await consolePage.context().close()
    })

  test('a poll that was deleted with votes can be restored until the meeting ends', async () => {
    const code = createMeeting()
    const poll = createPoll()
    vote(poll, 0, 1, 1)
    createPoll({ question: 'And now?' })
    const consolePage = await open()
    await consolePage.locator('nav summary').first().click()
    await consolePage.getByRole('button', { name: 'Delete' }).click()
    await consolePage.locator('.undo').getByText('Deleted: “Where to?”').waitFor()
    // The undo toast disappears with a reload, as it does after ten seconds.
    await consolePage.reload()
    await consolePage.getByText('1 deleted poll', { exact: true }).click()
    await picture(consolePage, 'console-deleted')
    await consolePage.getByRole('button', { name: 'Take back' }).click()
    await consolePage.locator('nav ol').getByText('Where to?').waitFor()
    await consolePage.getByText('1 deleted poll', { exact: true }).waitFor({ state: 'detached' })
    assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).total_votes, 3)
    ask('DELETE', `/api/polls/${poll.poll_code}`)
    const other = createPoll({ question: 'For good?' })
    vote(other, 0)
    ask('DELETE', `/api/polls/${other.poll_code}`)
    await consolePage.getByText('2 deleted polls', { exact: true }).click()
    const row = consolePage.locator('nav details li', { hasText: 'For good?' })
    const sure = consolePage.getByRole('alertdialog', { name: 'Delete for good, with 1 vote? Nothing brings it back.' })
    await row.getByRole('button', { name: 'Delete for good' }).click()
    await sure.waitFor()
    await consolePage.keyboard.press('Enter')
    await sure.waitFor({ state: 'detached' })
    assert.equal(await row.count(), 1, 'Enter leaves it as it is')
    await row.getByRole('button', { name: 'Delete for good' }).click()
    await picture(consolePage, 'console-erase')
    await sure.getByRole('button', { name: 'Delete for good' }).click()
    await consolePage.getByText('1 deleted poll', { exact: true }).waitFor()
    ask('PATCH', `/api/meetings/${code}`, { ended: true })
    await consolePage.getByText('1 deleted poll', { exact: true }).waitFor({ state: 'detached' })
    await consolePage.context().close()
  })

  test('a report uses the time zone of the browser', async () => {
    createMeeting()
    vote(createPoll(), 0)
    const consolePage = await open({ ...windowSize, timezoneId: 'America/Bogota' })
    await consolePage.locator('header').getByRole('button', { name: 'Results' }).click()
    await consolePage.locator('dialog[open] a.go').click()
    await consolePage.getByText('America/Bogota').waitFor()
    await consolePage
      .getByText(/UTC−5$/)
      .first()
      .waitFor()
    await consolePage.context().close()
  })
})
