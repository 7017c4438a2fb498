// How the voter's page looks: what can be chosen looks like it, a counted vote is seen from afar, and nothing is cut off on narrow phones, in
// German, with long words, or from right to left. `PICTURES=1` saves a picture of each state, for people to look at.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const OPTIONS = ['By the sea', 'In the mountains', 'In the city, so that nobody has to travel far', 'Stay at home']
const SIZES = { 'usual': { width: 390, height: 844 }, 'small': { width: 360, height: 640 }, 'smallest': { width: 320, height: 568 } }
const LOOKS = [
  { name: 'light', size: 'usual' },
  { name: 'dark', size: 'usual', colorScheme: 'dark' },
  { name: 'small-german', size: 'small', locale: 'de-DE' },
  { name: 'smallest', size: 'smallest' },
  { name: 'smallest-german-dark', size: 'smallest', locale: 'de-DE', colorScheme: 'dark' },
  { name: 'forced-colours', size: 'usual', forcedColors: 'active' },
]
const LONG = { question: 'Welches Verwaltungsgebäude bekommt die Donaudampfschifffahrtsgesellschaft?', options: ['Bezirkshauptmannschaft', 'Verwaltungsgebäude', 'Landesamt für Umweltschutz', 'Keines'] }
const RIGHT_TO_LEFT = { question: 'أين يجب أن نعقد اجتماعنا القادم؟', options: ['على شاطئ البحر', 'في الجبال', 'في المدينة حتى لا يضطر أحد إلى السفر بعيدًا', 'البقاء في المنزل'] }

describe('the look of the voter’s page', { concurrency: 1 }, () => {
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

  const createPoll = (more = {}) => ask('POST', '/create', { question: QUESTION, options: OPTIONS, fairness: 'device', results: 'on_reveal', ...more })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const castOthers = (poll, ...which) => {
    for (const at of which) ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[at].id, browser_token: randomUUID() })
  }
  const open = async (t, poll, { size = 'usual', ...more } = {}) => {
    const context = await browser.newContext({ ...phoneSize, viewport: SIZES[size], locale: 'en-GB', reducedMotion: 'reduce', ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.goto(`${server.url}/m/${poll.meeting}`)
    await page.locator('.link.ok').waitFor()
    return page
  }
  const choose = (page, at) => page.locator('label.opt').nth(at).click()
  const submit = (page) => page.locator('.foot .go').click()
  const save = process.env.PICTURES ? picture : async () => {}
  /** Nothing is wider than the page. */
  const assertFits = async (page, what) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), what)

  for (const size of Object.keys(SIZES))
    test(`four options are 72 pixels high, of 18 pixels type, with a visible edge and a mark at the end: ${size}`, async (t) => {
      const page = await open(t, createPoll(), { size })
      const seen = await page.locator('label.opt').evaluateAll((options) =>
        options.map((option) => {
          const frame = option.querySelector('.frame')
          return {
            height: option.getBoundingClientRect().height,
            type: parseFloat(getComputedStyle(option).fontSize),
            edge: parseFloat(getComputedStyle(frame).borderTopWidth),
            mark: parseFloat(getComputedStyle(frame, '::after').width),
            // A tap is answered by the next frame.
            delays: [frame, option.querySelector('.letter')].map((part) => getComputedStyle(part).transitionDuration),
          }
        }),
      )
      assert.equal(seen.length, 4)
      for (const { height, type, edge, mark, delays } of seen) {
        assert.ok(height >= 72 && type >= 18 && edge >= 1.5 && mark >= 20, JSON.stringify(seen))
        assert.deepEqual(delays, ['0s', '0s'])
      }
    })

  for (const colorScheme of ['light', 'dark'])
    test(`the edge of an option stands out from the page by 3 to 1: ${colorScheme}`, async (t) => {
      const page = await open(t, createPoll(), { colorScheme })
      const contrasts = await page.locator('label.opt .frame').first().evaluate((frame) => {
        const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
        const luminance = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, value, at) => sum + part(+value) * [0.2126, 0.7152, 0.0722][at], 0)
        const contrast = (one, other) => {
          const [less, more] = [luminance(one), luminance(other)].sort((a, b) => a - b)
          return (more + 0.05) / (less + 0.05)
        }
        const { borderTopColor, backgroundColor } = getComputedStyle(frame)
        return [backgroundColor, getComputedStyle(document.body).backgroundColor].map((behind) => contrast(borderTopColor, behind))
      })
      for (const contrast of contrasts) assert.ok(contrast >= 3, `${contrasts}`)
    })

  for (const size of Object.keys(SIZES))
    test(`a counted vote is a band over a fifth of the screen, which goes by itself: ${size}`, async (t) => {
      const page = await open(t, createPoll(), { size, reducedMotion: 'no-preference' })
      // The band is measured when it begins to leave, after its delay.
      await page.evaluate(() => {
        const measure = ({ target, animationName }) => {
          if (animationName !== 'leave') return
          const box = target.getBoundingClientRect()
          const { delay } = target.getAnimations()[0].effect.getTiming()
          window.band = { share: box.height / innerHeight, width: box.width / innerWidth, top: box.top, tick: target.querySelector('.tick').getBoundingClientRect().width, delay }
        }
        document.addEventListener('animationstart', measure, true)
      })
      await choose(page, 1)
      await submit(page)
      await page.waitForFunction(() => window.band)
      const seen = await page.evaluate(() => window.band)
      assert.ok(seen.share >= 0.18 && seen.width >= 0.99 && seen.top >= 0 && seen.tick >= 56, JSON.stringify(seen))
      assert.equal(seen.delay, 1500)
      await page.locator('.band').waitFor({ state: 'detached' })
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Counted')
    })

  test('a phone that can vibrate does so for a moment when the vote is counted, and not before', async (t) => {
    const page = await open(t, createPoll())
    await page.evaluate(() => {
      window.vibrated = []
      navigator.vibrate = (pattern) => window.vibrated.push(pattern)
    })
    await choose(page, 0)
    assert.deepEqual(await page.evaluate(() => window.vibrated), [])
    await submit(page)
    await page.locator('.counted').waitFor()
    assert.deepEqual(await page.evaluate(() => window.vibrated), [15])
  })

  test('the receipt is copied, without a secure context too', async (t) => {
    const page = await open(t, createPoll())
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
      document.addEventListener('copy', () => (window.copied = document.getSelection().toString() || document.activeElement.value))
    })
    await choose(page, 0)
    await submit(page)
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    assert.match(await page.locator('.counted small').innerText(), new RegExp(await page.evaluate(() => window.copied)))
  })

  test('a timer is right on a phone whose clock is a day wrong, and its bar shrinks', async (t) => {
    const poll = createPoll()
    change(poll, { timer_seconds: 45 })
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB', reducedMotion: 'reduce' })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.addInitScript(() => {
      const now = Date.now
      Date.now = () => now() + 86_400_000
    })
    await page.goto(`${server.url}/m/${poll.meeting}`)
    await page.locator('.timer', { hasText: /[34]\d seconds left/ }).waitFor()
    const share = () => new DOMMatrix(getComputedStyle(document.querySelector('.timer b')).transform).a
    assert.ok((await page.evaluate(share)) > 0.7)
    await page.waitForFunction(() => new DOMMatrix(getComputedStyle(document.querySelector('.timer b')).transform).a < 1)
    change(poll, { timer_seconds: 5 })
    await page.locator('.timer.soon').waitFor()
    await page.waitForFunction(() => new DOMMatrix(getComputedStyle(document.querySelector('.timer b')).transform).a < 0.2)
  })

  test('the strip is green only once the server has answered after the page woke up', async (t) => {
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB', reducedMotion: 'reduce' })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    let isDead = false
    await page.routeWebSocket('**/socket.io/**', (route) => {
      const server = route.connectToServer()
      server.onMessage((message) => isDead || route.send(message))
    })
    await page.route('**/socket.io/**', (route) => (isDead ? route.abort() : route.continue()))
    await page.goto(`${server.url}/m/${createPoll().meeting}`)
    await page.locator('.top.live .link.ok').waitFor()
    isDead = true
    const colour = await page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'))
      return new Promise((done) => requestAnimationFrame(() => done(document.querySelector('.top').className)))
    })
    assert.equal(colour, 'top connecting')
    await page.locator('.top.lost .link.warn').waitFor()
    isDead = false
    await page.locator('.top.live .link.ok').waitFor()
  })

  test('a phone lists its votes of the meeting, also without a network, and no others’', async (t) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const page = await open(t, createPoll({ meeting: join_code }))
    await choose(page, 1)
    await submit(page)
    await page.getByText('My votes · 1').waitFor()
    createPoll({ meeting: join_code, question: 'And when?', options: ['Soon', 'Later'] })
    await page.getByRole('heading', { name: 'And when?' }).waitFor()
    await choose(page, 0)
    await submit(page)
    await page.getByText('My votes · 2').waitFor()
    await page.context().setOffline(true)
    await page.getByText('My votes · 2').click()
    const listed = page.locator('.my-votes li')
    assert.deepEqual((await listed.allInnerTexts()).map((text) => text.split('\n').slice(0, 2)), [[QUESTION, 'B In the mountains'], ['And when?', 'A Soon']])
    await save(page, 'look-my-votes')
    await page.context().setOffline(false)
    await page.goto(`${server.url}/m/${ask('POST', '/api/meetings', { name: 'Another' }).join_code}`)
    await page.locator('.link.ok').waitFor()
    assert.equal(await page.locator('.my-votes').count(), 0)
    await page.goto(`${server.url}/m/${join_code}`)
    await page.getByText('My votes · 2').waitFor()
  })

  test('until its vote is counted, a phone loads 60 kB in ten requests at most', async (t) => {
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB' })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const client = await context.newCDPSession(page)
    await client.send('Network.enable')
    const loaded = {}
    client.on('Network.requestWillBeSent', ({ requestId, request }) => (loaded[requestId] = { url: request.url, bytes: 0 }))
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => loaded[requestId] && (loaded[requestId].bytes = encodedDataLength))
    await page.goto(`${server.url}/m/${createPoll().meeting}`)
    await page.locator('.link.ok').waitFor()
    await choose(page, 1)
    await submit(page)
    await page.locator('.counted').waitFor()
    const requests = Object.values(loaded)
    const bytes = requests.reduce((sum, request) => sum + request.bytes, 0)
    t.diagnostic(`${requests.length} requests, ${bytes} bytes: ${requests.map(({ url, bytes }) => `${new URL(url).pathname} ${bytes}`).join(', ')}`)
    assert.ok(requests.length <= 10 && bytes <= 60_000, `${requests.length} requests, ${bytes} bytes`)
  })

  for (const { name, ...look } of LOOKS)
    test(`every state fits: ${name}`, async (t) => {
      const poll = createPoll({ correct: [1], state: 'ready' })
      const late = createPoll({ correct: [1] })
      ask('PUT', `/api/meetings/${poll.meeting}/stage`, { poll_code: poll.poll_code })
      const page = await open(t, poll, look)
      const see = async (state) => {
        await assertFits(page, state)
        await save(page, `look-${state}-${name}`)
      }
      await see('ready')
      change(poll, { state: 'open' })
      await page.locator('label.opt').first().waitFor()
      change(poll, { timer_seconds: 45 })
      await page.locator('.timer').waitFor()
      await see('voting')
      await submit(page)
      await page.locator('.go small').waitFor()
      await see('missing')
      await choose(page, 1)
      await see('chosen')
      await submit(page)
      await page.locator('.counted').waitFor()
      await page.locator('.my-votes').waitFor()
      await page.locator('.band').waitFor({ state: 'detached' })
      await see('counted')
      castOthers(poll, 0, 1, 1, 2)
      change(poll, { state: 'closed' })
      await page.locator('.notice.calm').waitFor()
      await see('closed')
      change(poll, { revealed: true })
      await page.locator('.personal').waitFor()
      await see('revealed')
      change(poll, { answer_shown: true })
      await page.locator('.personal.right').waitFor()
      await see('right')
      change(late, { state: 'closed' })
      change(late, { revealed: true })
      ask('PUT', `/api/meetings/${poll.meeting}/stage`, { poll_code: late.poll_code })
      await page.locator('.notice.missed').waitFor()
      await see('missed')
    })

  for (const [name, texts] of Object.entries({ long: LONG, 'right-to-left': RIGHT_TO_LEFT }))
    test(`texts keep their words whole on the smallest phone: ${name}`, async (t) => {
      const page = await open(t, createPoll({ ...texts, results: 'live' }), { size: 'smallest' })
      await assertFits(page, name)
      await choose(page, 1)
      await save(page, `look-${name}-voting`)
      await submit(page)
      await page.locator('.counted').waitFor()
      await assertFits(page, name)
      await save(page, `look-${name}-counted`)
    })
})
