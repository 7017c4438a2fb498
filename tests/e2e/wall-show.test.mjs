// The wall's moments: the reveal, the right answer and the last seconds. Animations are paused and set to points in time, so that no
// test waits for them.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { openBrowser, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { artefacts, startServer } from './lib/server.mjs'
import { nameOf, resize, WALLS } from './lib/wall.mjs'

const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']

describe('the wall shows', () => {
  let server, browser, ask
  /** Errors of the pages, and the pages that hear no events any more. */
  const errors = []
  const deaf = new Set()

  before(async () => {
    mkdirSync(artefacts, { recursive: true })
    server = await startServer({ args: ['--advertise-ip', '192.168.178.120', '--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  afterEach(() => assert.deepEqual(errors.splice(0), [], 'no page has an error'))

  const createPoll = (more = {}) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'General assembly' })
    return ask('POST', '/create', { meeting: join_code, question: 'Which planet is the largest?', options: OPTIONS, fairness: 'device', results: 'on_reveal', ...more })
  }
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const vote = ({ poll_code, options }, ...picks) => {
    for (const pick of picks) ask('POST', `/poll/${poll_code}/vote`, { option_id: options[pick].id, browser_token: randomUUID() })
  }
  /** A wall whose socket brings every event twice. `isStopped`: its clock stands, and moves when it is told to. */
  const open = async (t, poll, { isStopped = false, ...more } = {}) => {
    const context = await browser.newContext({ viewport: WALLS[0], ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(String(error)))
    if (isStopped) {
      await page.clock.install({ time: 0 })
      await page.clock.pauseAt(60_000)
      // A hidden page sends no heartbeats, whose answers would have to keep up with the clock.
      await page.addInitScript(() => Object.defineProperty(document, 'hidden', { get: () => true }))
    }
    let join
    const joined = new Promise((resolve) => (join = resolve))
    await page.routeWebSocket('**/socket.io/**', (route) => {
      const to = route.connectToServer()
      to.onMessage((text) => {
        const isEvent = String(text).startsWith('42[')
        if (isEvent && deaf.has(page)) return
        route.send(text)
        // The answer to joining: what is revealed from now on comes as an event.
        if (String(text).startsWith('43')) join()
        if (isEvent) route.send(text)
      })
    })
    await page.goto(`${server.url}/screen/${poll.meeting}`)
    await joined
    await page.locator('main .state').waitFor()
    await page.evaluate(() => {
      window.started = []
      document.addEventListener('animationstart', ({ animationName }) => window.started.push(animationName))
      // Animations are paused in the frame in which they begin.
      window.hold = (selector) =>
        new MutationObserver((_, watching) => {
          if (!document.querySelector(selector)) return
          watching.disconnect()
          requestAnimationFrame(() => {
            for (const one of document.getAnimations()) one.pause()
            window.held = true
          })
        }).observe(document.body, { childList: true, subtree: true, attributes: true })
    })
    return page
  }
  const hold = (page, selector) => page.evaluate((selector) => window.hold(selector), selector)
  /** What the room sees at a time after the beginning. */
  const at = async (page, ms) => {
    await page.waitForFunction(() => window.held)
    return page.evaluate(async (ms) => {
      for (const one of document.getAnimations()) one.currentTime = ms
      // Figures follow in the next frame.
      for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame)
      return [...document.querySelectorAll('.options li')].map((li) => {
        const [track, bar, box] = [li.querySelector('.track'), li.querySelector('.track i'), (one) => one.getBoundingClientRect()]
        const opacity = (one, pseudo) => Number(getComputedStyle(one, pseudo).opacity)
        const isLit = (pseudo) => getComputedStyle(bar, pseudo).content !== 'none' && opacity(bar, pseudo) > 0.5
        return {
          length: ((box(bar).right - box(track).left) / box(track).width) * 100,
          figure: parseFloat(li.querySelector('.share > span:last-child').textContent),
          lead: isLit('::after'),
          right: isLit('::before'),
          badge: getComputedStyle(li.querySelector('.letter')).backgroundColor,
          words: opacity(li.querySelector('.label')),
          top: box(li.querySelector('.label')).top,
        }
      })
    }, ms)
  }
  const closed = (more, ...votes) => {
    const poll = createPoll(more)
    vote(poll, ...votes)
    change(poll, { state: 'closed' })
    return poll
  }

  test('the reveal: bars run with their figures, the leader lights up last, and the others step back', async (t) => {
    const poll = closed({}, 1, 1, 1, 0, 2)
    for (const colorScheme of ['light', 'dark']) {
      change(poll, { revealed: false })
      const page = await open(t, poll, { colorScheme })
      await page.locator('.ring').waitFor()
      await hold(page, '.track')
      change(poll, { revealed: true })
      const start = await at(page, 0)
      assert.ok(start.every(({ length, figure, lead }) => length <= 0.5 && figure === 0 && !lead), JSON.stringify(start))
      for (const ms of [100, 250, 400, 700, 899]) {
        const seen = await at(page, ms)
        if (ms === 400) await page.screenshot({ path: join(artefacts, `wall-reveal-running-${colorScheme}.png`) })
        for (const { length, figure, lead, words } of seen) {
          assert.ok(figure <= length + 0.2, `${ms} ms: ${figure} is ahead of ${length}`)
          assert.deepEqual([lead, words], [false, 1], `${ms} ms: all are neutral`)
        }
        if (ms <= 250) assert.ok(seen[1].length < 30, `${ms} ms: half before 250 ms`)
      }
      const end = await at(page, 1160)
      assert.deepEqual(end.map(({ figure, lead }) => [figure, lead]), [[20, false], [60, true], [20, false]])
      end.forEach(({ words }, n) => assert.ok(Math.abs(words - (n === 1 ? 1 : 0.7)) < 0.01, JSON.stringify(end)))
      assert.equal(new Set(end.map(({ badge }) => badge)).size, 2, 'the badge of the leader')
      await page.evaluate(() => document.getAnimations().forEach((one) => one.finish()))
      const after = await at(page, 0)
      assert.deepEqual(after, end.map((one, n) => ({ ...one, length: after[n].length })))
      assert.equal((await page.evaluate(() => window.started)).filter((name) => name === 'grow').length, OPTIONS.length, 'once, however often the event comes')
      for (const size of WALLS) {
        await resize(page, size)
        await picture(page, `wall-revealed-${colorScheme}-${nameOf(size)}`)
      }
      await page.reload()
      await page.locator('.lead .track').waitFor()
      assert.equal(await page.locator('.reveals').count(), 0, 'a reload shows the end at once')
      await page.context().close()
    }
  })

  test('all leaders of a tie light up together', async (t) => {
    const poll = closed({}, 0, 0, 1, 1, 2)
    const page = await open(t, poll)
    await hold(page, '.track')
    change(poll, { revealed: true })
    assert.deepEqual((await at(page, 899)).map(({ lead }) => lead), [false, false, false])
    assert.deepEqual((await at(page, 1160)).map(({ lead }) => lead), [true, true, false])
  })

  test('the key of the next step ends the reveal', async (t) => {
    const poll = closed({}, 1, 1, 0)
    const page = await open(t, poll)
    await hold(page, '.track')
    change(poll, { revealed: true })
    await at(page, 300)
    await page.evaluate(() => {
      for (const one of document.getAnimations()) {
        one.playbackRate = 0.001
        one.play()
      }
    })
    await page.keyboard.press('Space')
    await page.locator('.share', { hasText: '66.7%' }).waitFor()
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0)
  })

  test('with reduced motion the result is there at once', async (t) => {
    const poll = closed({}, 1, 1, 0)
    const page = await open(t, poll, { reducedMotion: 'reduce' })
    change(poll, { revealed: true })
    await page.locator('.share', { hasText: '66.7%' }).waitFor()
    assert.deepEqual(await page.evaluate(() => [document.getAnimations().length, window.started.filter((name) => name === 'grow')]), [0, []])
  })

  test('the right answer is a beat of its own, and nothing changes its place', async (t) => {
    const poll = closed({ correct: [1] }, 0, 0, 0, 1)
    change(poll, { revealed: true })
    const page = await open(t, poll)
    await page.locator('.lead .track').waitFor()
    const top = (await page.locator('.label').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top)))
    await hold(page, '.answered')
    change(poll, { answer_shown: true })
    const before = await at(page, 590)
    assert.deepEqual(before.map(({ lead, right }) => [lead, right]), [[true, false], [false, false], [false, false]])
    const end = await at(page, 901)
    assert.deepEqual(end.map(({ lead, right }) => [lead, right]), [[false, false], [false, true], [false, false]])
    assert.deepEqual(end.map(({ words }) => words), [0.55, 1, 0.55])
    for (const seen of [before, end]) assert.deepEqual(seen.map((one) => one.top), top)
    await page.getByText('25% got it right').waitFor()
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await picture(page, `wall-right-answer-${colorScheme}`)
    }
  })

  test('a new question comes in within 400 ms, and with reduced motion at once', async (t) => {
    for (const reducedMotion of ['no-preference', 'reduce']) {
      const poll = createPoll({ results: 'live' })
      const page = await open(t, poll, { reducedMotion })
      await page.evaluate(() => {
        const animate = Element.prototype.animate
        window.entered = []
        Element.prototype.animate = function (frames, timing) {
          window.entered.push([this.tagName, timing.duration + timing.delay])
          return animate.call(this, frames, timing)
        }
      })
      createPoll({ meeting: poll.meeting, question: 'And which is the second?', results: 'live' })
      await page.getByRole('heading', { name: 'And which is the second?' }).waitFor()
      const entered = await page.evaluate(() => window.entered)
      const wanted = [['H1', 250], ['LI', 250], ['LI', 325], ['LI', 400]]
      assert.deepEqual(entered, reducedMotion === 'reduce' ? [] : wanted)
    }
  })

  test('the first round stays as a line on the bars of the second, until the page is reloaded', async (t) => {
    const poll = closed({ results: 'live' }, 0, 0, 0, 1)
    const page = await open(t, poll)
    await page.locator('.share', { hasText: '75.0%' }).or(page.locator('.share', { hasText: '75%' })).first().waitFor()
    change(poll, { run_again: true })
    change(poll, { state: 'open' })
    vote(poll, 1)
    await page.locator('.round.before', { hasText: 'Round 1' }).waitFor()
    await page.locator('.share', { hasText: '100%' }).waitFor()
    assert.deepEqual(await page.locator('.ghost i').evaluateAll((all) => all.map((one) => one.style.getPropertyValue('--share'))), ['75%', '25%', '0%'])
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await picture(page, `wall-second-round-${colorScheme}`)
    }
    await page.reload()
    await page.locator('.share', { hasText: '100%' }).waitFor()
    assert.equal(await page.locator('.ghost').count(), 0)
  })

  /** What the last seconds show: the heights of the text and of the corner's time in percent of the wall's, and words that one covers. */
  const lastSeconds = (page) =>
    page.evaluate(() => {
      for (const one of document.getAnimations()) one.finish()
      const [text, time] = ['.last-seconds', '.timer span'].map((one) => document.querySelector(one).getBoundingClientRect())
      const words = [...document.querySelectorAll('h1 bdi, .label bdi, .share, .letter, footer .address, footer .code, footer .qr, .state p')]
      // Numerals are less high than their line.
      const inset = time.height * 0.15
      const numerals = { left: time.left, right: time.right, top: time.top + inset, bottom: time.bottom - inset }
      const covers = (box, other) => box.left < other.right - 1 && box.right > other.left + 1 && box.top < other.bottom - 1 && box.bottom > other.top + 1
      const covered = [text, numerals].map((box) => words.filter((one) => [...one.getClientRects()].some((other) => other.width && covers(box, other))))
      const height = (box) => (box.height / innerHeight) * 100
      return { text: height(text), time: height(time), covered: covered.flat().map((one) => one.textContent), both: text.height > 0 && covers(text, numerals) }
    })
  /** The height of the corner's line before it grows: 1.1 of its type. */
  const CORNER = 8.9
  const LONG = 'A text of an option that takes all of the width which there is for it, and then some more of it'

  test('the last seconds: a digit of a quarter of the height or more, or a larger corner; it covers no words; and then the end', async (t) => {
    const eight = Array.from({ length: 8 }, (_, n) => `Option ${n + 1}`)
    const twelve = Array.from({ length: 12 }, (_, n) => `${n + 1} ${LONG}`)
    for (const [name, more, wall, least] of [
      ['live', { results: 'live' }, WALLS[0], 35],
      ['hidden', {}, WALLS[1], 35],
      ['narrow', { results: 'live' }, WALLS[3], 25],
      ['many', { results: 'live', options: eight }, WALLS[0], 25],
      ['full', { results: 'live', options: twelve }, WALLS[0], 0],
    ]) {
      const poll = createPoll(more)
      vote(poll, 0, 1, 1)
      const page = await open(t, poll, { viewport: wall, colorScheme: name === 'hidden' ? 'dark' : 'light', isStopped: true })
      change(poll, { timer_seconds: 30 })
      await page.locator('.timer.small').waitFor()
      // From here on its own clock alone counts: the server may be ahead.
      deaf.add(page)
      const question = () => page.locator('h1').evaluate((one) => [one.getBoundingClientRect().top, getComputedStyle(one).fontSize])
      const unmoved = await question()

      await page.clock.runFor(20_500)
      await page.locator('.timer.large').waitFor()
      const large = await page.locator('.timer.large span').evaluate((one) => (parseFloat(getComputedStyle(one).fontSize) / innerHeight) * 100)
      assert.ok(large >= 7.9, `${name}: ${large}`)
      assert.deepEqual(await question(), unmoved, `${name}: nothing moves`)
      await picture(page, `wall-last-ten-${name}`)

      await page.clock.runFor(4600)
      await page.locator('.timer.last').waitFor()
      await picture(page, `wall-last-five-${name}`)
      const last = await lastSeconds(page)
      assert.deepEqual([last.covered, last.both], [[], false], name)
      // Words keep their place: where they leave too little, the corner says it.
      if (least) assert.ok(last.text >= least && last.text <= 40, `${name}: ${last.text}`)
      else assert.ok(last.text === 0 && last.time > CORNER, `${name}: ${JSON.stringify(last)}`)

      await page.clock.runFor(5000)
      await page.locator('.timer.over', { hasText: '0:00' }).waitFor()
      await picture(page, `wall-time-up-${name}`)
      const over = await lastSeconds(page)
      assert.deepEqual([over.covered, over.both], [[], false], name)
      assert.ok(over.text > 0 || over.time > CORNER, `${name}: ${JSON.stringify(over)}`)
      if (over.text) await page.locator('.last-seconds.over', { hasText: 'Time’s up' }).waitFor()

      await page.clock.runFor(1300)
      await page.locator('.timer').waitFor({ state: 'detached' })
      assert.equal(await page.locator('.last-seconds').count(), 0, name)
      await page.context().close()
    }
  })
})
