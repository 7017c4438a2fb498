// The projector page in a browser: it follows the stage, shows no hidden results, and reveals at the same time as phones.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { readWithJsqr } from './lib/qr.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']
const projectorSize = { viewport: { width: 1280, height: 720 } }

describe('the projector', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer()
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const createMeeting = () => ask('POST', '/api/meetings', { name: 'Friday town hall' }).join_code
  const createPoll = (more = {}) => ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: OPTIONS, ...more })
  const changeStage = (code, body) => ask('PUT', `/api/meetings/${code}/stage`, body)
  const change = (poll, patch) => ask('PATCH', `/api/polls/${poll.poll_code}`, patch)
  const open = async (path, more = projectorSize) => {
    const context = await browser.newContext(more)
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    page.messages = recordMessages(page)
    await page.goto(`${server.url}${path}`)
    return page
  }
  /** The events that a page's socket has received so far, as `[name, ...arguments]`. */
  function recordMessages(page) {
    const messages = []
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        const event = String(payload).match(/^42(\[.*\])$/s)
        if (event) messages.push(JSON.parse(event[1]))
      })
    })
    return messages
  }

  test('follows the stage: lobby, poll, the next poll, QR code over everything, blank, the end', async () => {
    const code = createMeeting()
    const screen = await open(`/screen/${code}`)
    await screen.getByText('Scan to vote').waitFor()
    const phone = await open(`/m/${code}`, phoneSize)
    await phone.waitForSelector('#app')
    const first = createPoll({ state: 'ready' })
    await screen.getByRole('heading', { name: 'Where should we hold the next offsite?' }).waitFor()
    await screen.getByText('READY').waitFor()
    change(first, { state: 'open' })
    await screen.getByText('VOTING').waitFor()
    change(first, { timer_seconds: 90 })
    await screen.getByRole('timer').getByText(/^1:(30|2\d)$/).waitFor()
    change(first, { state: 'closed' })
    await screen.getByText('CLOSED').waitFor()
    createPoll({ question: 'And when?' })
    await screen.getByRole('heading', { name: 'And when?' }).waitFor()
    changeStage(code, { qr: 'full' })
    await screen.locator('.cover .qr').waitFor()
    changeStage(code, { qr: 'off' })
    await screen.locator('.qr').waitFor({ state: 'detached' })
    changeStage(code, { view: 'blank' })
    await screen.locator('main.blank').waitFor()
    assert.equal((await screen.locator('body').innerText()).trim(), '')
    const black = await screen.locator('main.blank').evaluate((one) => [getComputedStyle(one).backgroundColor, one.clientWidth, one.clientHeight])
    assert.deepEqual(black, ['rgb(0, 0, 0)', 1280, 720], 'black, not the background colour of a page')
    ask('PATCH', `/api/meetings/${code}`, { ended: true })
    await screen.getByText('Thank you!').waitFor()
  })

  test('a reveal reaches projector and phones with the same snapshot, and all bars start to grow in one frame', async () => {
    const code = createMeeting()
    const hiddenPoll = createPoll({ results: 'on_reveal' })
    const [screen, phone] = [await open(`/screen/${code}`), await open(`/poll/${hiddenPoll.poll_code}`, phoneSize)]
    await phone.locator('label.opt', { hasText: 'In the mountains' }).click()
    await phone.getByRole('button', { name: 'Submit' }).click()
    await phone.locator('.counted').waitFor()
    await screen.getByText('1 voted').waitFor()
    assert.equal(await screen.locator('.track').count(), 0)
    assert.equal((await screen.locator('.ring p').innerText()).replaceAll(/\s+/g, ' '), '1 voted')
    await picture(screen, 'projector-hidden')
    change(hiddenPoll, { state: 'closed' })
    await screen.getByText('CLOSED').waitFor()

    // Observed when the bars are added.
    await screen.evaluate(() => {
      window.began = new Promise((resolve) => {
        new MutationObserver((_, watching) => {
          if (!document.querySelector('.track')) return
          watching.disconnect()
          const starts = () => document.getAnimations().filter((one) => one.animationName === 'grow').map((one) => one.startTime)
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(starts())))
        }).observe(document.body, { childList: true, subtree: true })
      })
    })
    change(hiddenPoll, { revealed: true })
    await Promise.all([screen.getByText('100%').waitFor(), phone.getByText('100%').first().waitFor()])
    const starts = await screen.evaluate(() => window.began)
    assert.equal(starts.length, OPTIONS.length)
    assert.equal(new Set(starts).size, 1, `one frame: ${starts}`)
    const revealed = (page) => page.messages.find(([name, body]) => name === 'poll_state' && body.results_visible)?.[1]
    const [onProjector, onPhone] = [revealed(screen), revealed(phone)]
    assert.deepEqual([onProjector.seq, onProjector.counts], [onPhone.seq, onPhone.counts])
    assert.equal(onProjector.counts.length, OPTIONS.length)
    for (const [, body] of screen.messages) if (body.seq < onProjector.seq && body.counts) assert.deepEqual(body.counts, [])
    await picture(screen, 'projector-revealed')
  })

  test('votes change the bars, and do not fit the type again', async () => {
    const code = createMeeting()
    // Too many for the largest type, so that fitting tries several sizes.
    const options = Array.from({ length: 20 }, (_, at) => `Option ${at + 1}, ${'with many words '.repeat(4)}`)
    const manyOptions = createPoll({ fairness: 'device', options })
    const screen = await open(`/screen/${code}`)
    await screen.getByText('VOTING').waitFor()
    await screen.evaluate(() => {
      window.fitted = 0
      // Each size that is tried changes the style.
      new MutationObserver((tried) => (window.fitted += tried.length)).observe(document.querySelector('main'), { attributeFilter: ['style'] })
    })
    for (const [n, option] of [1, 0, 1].entries()) {
      const ballot = { option_id: manyOptions.options[option].id, browser_token: randomUUID() }
      ask('POST', `/poll/${manyOptions.poll_code}/vote`, ballot)
      await screen.getByText(`${n + 1} voted`, { exact: true }).first().waitFor()
    }
    assert.equal(await screen.evaluate(() => window.fitted), 0)
    await screen.setViewportSize({ width: 800, height: 600 })
    await screen.waitForFunction(() => window.fitted > 0)
  })

  test('with reduced motion the bars do not grow', async () => {
    const code = createMeeting()
    const hiddenPoll = createPoll({ results: 'on_reveal' })
    const screen = await open(`/screen/${code}`, { ...projectorSize, reducedMotion: 'reduce' })
    await screen.getByText('VOTING').waitFor()
    change(hiddenPoll, { state: 'closed' })
    change(hiddenPoll, { revealed: true })
    await screen.locator('.track').first().waitFor()
    const longest = await screen.evaluate(() => Math.max(0, ...document.getAnimations().map((one) => one.effect.getComputedTiming().duration)))
    assert.ok(longest < 1, `${longest} ms`)
  })

  test('plus and minus change the size, which survives a reload; the host’s keys do nothing', async () => {
    const code = createMeeting()
    createPoll()
    const screen = await open(`/screen/${code}`)
    const size = () => screen.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))
    const usual = await size()
    await screen.keyboard.press('+')
    await screen.keyboard.press('+')
    const larger = await size()
    assert.ok(larger > usual * 1.15, `${usual} → ${larger}`)
    await screen.reload()
    await until('the size is restored', async () => Math.abs((await size()) - larger) < 0.1)
    const text = await screen.locator('body').innerText()
    for (const key of [' ', 'ArrowRight', 'PageDown', 'ArrowLeft', 'b', 'q', 'r', 'o', 'n', 't']) await screen.keyboard.press(key)
    assert.equal(await screen.locator('body').innerText(), text)
    assert.equal(await screen.locator('button, a, input, form').count(), 0)
  })

  test('the mouse pointer is hidden after a rest, and shown when it moves', async () => {
    const screen = await open(`/screen/${createMeeting()}`)
    const cursor = () => screen.evaluate(() => getComputedStyle(document.querySelector('main')).cursor)
    await screen.locator('html.resting').waitFor()
    assert.equal(await cursor(), 'none')
    await screen.mouse.move(100, 100)
    await screen.locator('html:not(.resting)').waitFor()
    assert.equal(await cursor(), 'auto')
  })

  test('no text overflows, however long it is', async () => {
    const code = createMeeting()
    const family = '👩‍👩‍👧‍👦'
    const long = (n) => `Donaudampfschifffahrtsgesellschaftskapitän ${family} ${n} `.repeat(5).slice(0, 190)
    const screens = [await open(`/screen/${code}`), await open(`/screen/${code}`, { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark', locale: 'de' })]
    const longPolls = [
      { question: 'W'.repeat(500), options: Array.from({ length: 20 }, (_, n) => long(n)) },
      { question: `${family} Where should we all meet? `.repeat(12), options: Array.from({ length: 9 }, (_, n) => long(n)) },
      { question: 'ما هو المكان المناسب للقاء القادم؟', options: ['على البحر', 'في الجبال', long(3), long(4)] },
    ]
    for (const body of longPolls) {
      const { poll_code, options } = createPoll(body)
      for (const screen of screens) {
        await screen.locator('.label', { hasText: options[0].option_text.slice(0, 20) }).first().waitFor()
        const overflowing = await screen.evaluate(() => {
          const out = (box) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1
          // A bar is moved out of its track, which hides that part.
          const boxes = [...document.querySelectorAll('main *:not(.track i)')].filter((one) => one.getClientRects().length && out(one.getBoundingClientRect()))
          const list = document.querySelector('.options')
          return [...boxes.map((one) => one.className || one.tagName), ...(list.scrollHeight > list.clientHeight + 1 ? ['options'] : [])]
        })
        assert.deepEqual(overflowing, [], `${poll_code} at ${screen.viewportSize().width}`)
      }
    }
  })

  test('without a connection the last view stays, below a line that says so', async () => {
    const ownServer = await startServer()
    const askOwn = asHost(ownServer)
    const { meeting } = askOwn('POST', '/create', { question: 'Still here?', options: OPTIONS })
    const screen = await (await browser.newContext(projectorSize)).newPage()
    await screen.goto(`${ownServer.url}/screen/${meeting}`)
    await screen.getByText('VOTING').waitFor()
    await ownServer.stop()
    const lost = screen.locator('.lost', { hasText: /^Connection lost\. This picture is from \d+:\d+.*; it comes back by itself\.$/ })
    await lost.waitFor()
    await screen.getByRole('heading', { name: 'Still here?' }).waitFor()
    const seen = await lost.evaluate((line) => {
      const { width, height } = line.getBoundingClientRect()
      return { letters: parseFloat(getComputedStyle(line).fontSize) / innerHeight, width, height, question: document.querySelector('h1').getBoundingClientRect().top }
    })
    assert.ok(seen.letters > 0.025, `read from the last row: ${JSON.stringify(seen)}`)
    assert.ok(seen.question >= seen.height, `it covers nothing: ${JSON.stringify(seen)}`)
    await picture(screen, 'screen-lost')
    await screen.context().close()
  })

  test('the URL selects a theme and a transparent background, for programs that record screens', async () => {
    const code = createMeeting()
    const screen = await open(`/screen/${code}?theme=dark&transparent`)
    const colours = await screen.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color])
    assert.deepEqual(colours, ['rgba(0, 0, 0, 0)', 'rgb(232, 237, 246)'])
    changeStage(code, { view: 'blank' })
    await screen.locator('main.blank').waitFor()
    assert.equal(await screen.evaluate(() => getComputedStyle(document.querySelector('main.blank')).backgroundColor), 'rgba(0, 0, 0, 0)', 'nothing over the picture')
  })
})

test('when the laptop changes its network, the projector shows the new address and QR code', { skip: whyNoNamespaces() ?? false }, async () => {
  const room = makeRoom(0)
  const ip = (...args) => execFileSync('ip', ['-n', room.host.name, 'address', ...args, 'dev', 'eth0'])
  const server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
  const browser = await openBrowser(room.host)
  try {
    const { meeting } = asHost(server, room.host)('POST', '/create', { question: 'Still here?', options: OPTIONS })
    const screen = await (await browser.newContext(projectorSize)).newPage()
    await screen.goto(`http://127.0.0.1:4242/screen/${meeting}`)
    await screen.getByText('10.77.0.1:4242').waitFor()
    ip('delete', '10.77.0.1/24')
    ip('add', '10.77.0.99/24')
    await screen.getByText('10.77.0.99:4242').waitFor({ timeout: 15_000 })
    const link = readWithJsqr(await screen.locator('.qr').screenshot())
    assert.equal(link, `HTTP://10.77.0.99:4242/M/${meeting}`)
  } finally {
    await browser.close()
    await server.stop()
    room.remove()
  }
})
