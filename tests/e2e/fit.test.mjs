// Type on the projector is as large as fits: it has the same share of the screen at every resolution, with and without motion, and
// with every font's metrics. A font whose letters are higher than the line (Noto, Segoe), or lower, has the same sizes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const PROJECTORS = [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }, { width: 3840, height: 2160 }]
const OPTION_COUNTS = [2, 6, 7, 10, 14, 20]
/** Ascent and descent in percent of the size. The letters stay the same, so that every line breaks at the same word. */
const FONTS = { own: null, tall: [106.9, 29.3], 'higher than any line': [118, 45], flat: [80, 20] }
/** The height of a 16:9 screen in rem, at the usual size of type. */
const HEIGHT_REM = 56.25
/** The tolerance of a size, in rem: the precision of the search and one device pixel. */
const TOLERANCE_REM = 0.06

describe('type fits the projector', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  /** A projector whose system font has these metrics. */
  const projector = async (path, { metrics = null, reducedMotion = 'no-preference' }) => {
    const context = await browser.newContext({ viewport: PROJECTORS[0], reducedMotion })
    const page = await context.newPage()
    if (metrics) await page.route('**/*.css', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: (await answer.text()) + faces(metrics) })
    })
    await page.goto(`${server.url}${path}`)
    await page.evaluate(() => document.fonts.ready)
    return page
  }
  const faces = ([ascent, descent]) =>
    ['', ' Bold'].map((bold) => `@font-face{font-family:test-metrics;src:local('DejaVu Sans${bold}');font-weight:${bold ? '600 900' : '100 500'};
      ascent-override:${ascent}%;descent-override:${descent}%;line-gap-override:0%}`).join('') + ':root{--font:test-metrics,sans-serif}'

  /** Resizes the page, and waits until type has been fitted. */
  const resize = async (page, size) => {
    await page.setViewportSize(size)
    // The page's own listener runs first; the effect that fits type follows it in a microtask at the latest.
    await page.evaluate(() => new Promise((done) => {
      addEventListener('resize', () => setTimeout(done), { once: true })
      dispatchEvent(new Event('resize'))
    }))
  }
  /** The type sizes in rem of the first element of each selector. */
  const sizes = (page, selectors) =>
    page.evaluate((selectors) => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
      return selectors.map((one) => parseFloat(getComputedStyle(document.querySelector(one)).fontSize) / rem)
    }, selectors)
  /** The elements whose box overflows the screen, or the list of options. */
  const overflowing = (page) =>
    page.evaluate(() => {
      const overflows = (box, outer) => box.right > outer.right + 1 || box.bottom > outer.bottom + 1 || box.left < outer.left - 1 || box.top < outer.top - 1
      const screen = new DOMRect(0, 0, innerWidth, innerHeight)
      const list = document.querySelector('.options')?.getBoundingClientRect()
      const boxes = [...document.querySelectorAll('main :is(h1, h2, p, li, div, svg, footer, b)')].filter((one) => !one.closest('.sr'))
      return boxes
        .filter((one) => overflows(one.getBoundingClientRect(), screen) || (one.matches('.options li') && overflows(one.getBoundingClientRect(), list)))
        .map((one) => `${one.tagName} ${one.className} ${one.textContent}`)
    })
  const assertSizes = (measured, expected, where) =>
    measured.forEach((size, at) => assert.ok(Math.abs(size - expected[at]) < TOLERANCE_REM, `${where}: ${measured.map((n) => n.toFixed(2))} instead of ${expected.map((n) => n.toFixed(2))} rem`))

  const createMeeting = (name) => ask('POST', '/api/meetings', { name }).join_code
  const words = 'Somewhere by the sea, where there is room for all of us and the train stops '

  /** What a projector shows: the host's action, the last element to wait for, and the elements whose type is measured. */
  const scenes = () => [
    ...OPTION_COUNTS.map((count) => ({
      name: `${count} options`,
      show: () => ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: Array.from({ length: count }, (_, n) => `By the sea, part ${n + 1}`) }),
      last: `.options li:nth-child(${count})`,
      type: ['h1', '.options'],
      // 3 % of the height for up to twenty short options, and as much as `shape` in ui/src/screen/fit.ts allows for two.
      least: [3.4, count === 2 ? 4 : 0.03 * HEIGHT_REM],
    })),
    {
      name: 'long texts',
      show: () => ask('POST', '/create', { question: words.repeat(4), options: Array.from({ length: 8 }, (_, n) => `${n + 1} ${words.repeat(2)}`) }),
      last: '.options li:nth-child(8)',
      type: ['h1', '.options'],
      least: [1.6, 0.9],
    },
    {
      name: 'a rating',
      show: () => ask('POST', '/create', { question: 'How was it?', kind: 'rating', scale: 10 }),
      last: '.scaled li:nth-child(10)',
      type: ['h1', '.scaled'],
      least: [3.4, 1.4],
    },
    {
      name: 'the lobby',
      show: (code) => ask('PUT', `/api/meetings/${code}/stage`, { view: 'lobby' }),
      last: '.lobby > .qr',
      type: ['h1', 'h2', '.steps p', '.lobby footer'],
      // The meeting's name: 5.5 % of the height; steps: 4 %; hints: 2.8 %.
      least: [0.055 * HEIGHT_REM, 0.04 * HEIGHT_REM, 0.028 * HEIGHT_REM, 0.028 * HEIGHT_REM],
    },
  ]
  const wifiLobby = {
    name: 'the lobby with the Wi-Fi',
    show: (code) => ask('PUT', '/api/wifi', { ssid: 'Town hall guests', password: 'correct horse 7' }) && ask('PUT', `/api/meetings/${code}/stage`, { view: 'lobby' }),
    last: '.steps.two li:last-child .qr',
    type: ['h1', 'h2', '.steps .way', '.lobby footer'],
    least: [0.055 * HEIGHT_REM, 0.04 * HEIGHT_REM, 0.028 * HEIGHT_REM, 0.028 * HEIGHT_REM],
  }

  /** The sizes at the first projector, which all others have to match. */
  const usual = new Map()
  async function checkSizes(page, { name, last, type, least }, where) {
    await page.locator(last).waitFor()
    for (const size of PROJECTORS) {
      await resize(page, size)
      const found = await sizes(page, type)
      if (!usual.has(name)) usual.set(name, found)
      assertSizes(found, usual.get(name), `${name}, ${size.height} high, ${where}`)
      found.forEach((size, at) => assert.ok(size > least[at] - TOLERANCE_REM, `${name}: ${type[at]} has ${size} rem`))
      assert.deepEqual(await overflowing(page), [], `${name}, ${size.height} high, ${where}`)
    }
  }

  for (const [font, metrics] of Object.entries(FONTS))
    for (const reducedMotion of ['no-preference', 'reduce'])
      test(`type has the same share of every screen, font metrics: ${font}, motion: ${reducedMotion}`, async () => {
        const code = createMeeting('Friday town hall')
        ask('DELETE', '/api/wifi')
        const page = await projector(`/screen/${code}`, { metrics, reducedMotion })
        for (const scene of [...scenes(), wifiLobby]) {
          const shown = scene.show(code)
          // Another scene may have as many options.
          if (shown?.question) await page.getByRole('heading', { name: shown.question, exact: true }).waitFor()
          await checkSizes(page, scene, `font ${font}, motion ${reducedMotion}`)
        }
        await page.context().close()
      })

  test('on a 4:3 projector the QR codes of the Wi-Fi and of the meeting are large, and nothing overflows', async () => {
    const code = createMeeting('Friday town hall')
    wifiLobby.show(code)
    for (const size of [{ width: 1024, height: 768 }, { width: 1400, height: 1050 }]) {
      const page = await projector(`/screen/${code}`, {})
      await page.locator(wifiLobby.last).waitFor()
      await resize(page, size)
      const sides = await page.locator('.steps.two .qr').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width))
      for (const side of sides) assert.ok(side >= 0.3 * Math.min(size.width, size.height), `${size.width}×${size.height}: ${side} px`)
      assert.deepEqual(await overflowing(page), [], `${size.width}×${size.height}`)
      await picture(page, `wifi-lobby-${size.width}`)
      await page.context().close()
    }
  })

  test('the question field grows at once, also with reduced motion', async () => {
    for (const reducedMotion of ['no-preference', 'reduce']) {
      const page = await (await browser.newContext({ ...windowSize, reducedMotion })).newPage()
      createMeeting('Empty')
      await page.goto(server.hostLink)
      const field = page.locator('textarea').first()
      await field.fill('Somewhere by the sea? '.repeat(12))
      const [high, needs] = await field.evaluate((one) => [one.clientHeight, one.scrollHeight])
      assert.ok(high >= needs, `${reducedMotion}: ${high} of ${needs}`)
      await page.context().close()
    }
  })
})
