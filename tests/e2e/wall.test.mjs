// The wall has presence: everything that a room must read is large enough from the last row, at every resolution and shape of screen.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { io } from 'socket.io-client'
import { openBrowser, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { contrast, heightsOf, ink, nameOf, overflowing, resize, typeOf, WALLS, written } from './lib/wall.mjs'

const SCHEMES = ['light', 'dark']
const PLACES = ['By the sea', 'In the mountains', 'In the city, so that nobody has to travel far', 'Stay at home']
/** The smallest type that a room reads, in percent of the height. */
const READABLE = 2.8
/** Rounding of sizes, in percent of the height. */
const ROUNDING = 0.06

describe('the wall', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '192.168.178.120', '--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const createMeeting = () => ask('POST', '/api/meetings', { name: 'General assembly 2026' }).join_code
  const createPoll = (count, more = {}) =>
    ask('POST', '/create', { question: `Where should we hold the next offsite (${count})?`, options: Array.from({ length: count }, (_, at) => PLACES[at] ?? `Place ${at + 1}`), fairness: 'device', ...more })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const vote = ({ poll_code, options }, ...picks) => {
    for (const pick of picks) ask('POST', `/poll/${poll_code}/vote`, { option_id: options[pick].id, browser_token: randomUUID() })
  }
  const open = async (t, path, more = {}) => {
    const context = await browser.newContext({ viewport: WALLS[0], ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(`${server.url}${path}`)
    return page
  }
  const arrive = async (t, code) => {
    const entered = await fetch(`${server.url}/m/${code}`, { headers: { accept: 'text/html' } })
    const cookie = entered.headers.get('set-cookie').split(';')[0]
    const socket = io(server.url, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true })
    t.after(() => socket.close())
    await new Promise((resolve) => socket.on('connect', resolve))
    await socket.emitWithAck('join', { join_code: code })
  }
  /** Checks that these selectors' type or height has at least these shares of the height. */
  const atLeast = (found, least, where) =>
    found.forEach((share, at) => assert.ok(share >= least[at] - ROUNDING, `${where}: ${found.map((one) => one.toFixed(2))} instead of ${least}`))
  const eachWall = async (page, check) => {
    for (const size of WALLS) {
      await resize(page, size)
      await check(nameOf(size), size)
      assert.deepEqual(await overflowing(page), [], nameOf(size))
    }
  }
  const allReadable = async (page, where) => {
    const small = (await written(page)).filter(([share]) => share < READABLE - ROUNDING)
    assert.deepEqual(small, [], where)
  }

  describe('welcomes', () => {
    for (const wifi of [null, { ssid: 'Town hall guests', password: 'see you there 26' }])
      test(`in type that the last row reads, ${wifi ? 'with' : 'without'} the Wi-Fi`, async (t) => {
        ask('DELETE', '/api/wifi')
        if (wifi) ask('PUT', '/api/wifi', wifi)
        t.after(() => ask('DELETE', '/api/wifi'))
        const code = createMeeting()
        for (const colorScheme of SCHEMES) {
          const page = await open(t, `/screen/${code}`, { colorScheme })
          await page.locator('.lobby footer .arrived').waitFor({ state: 'attached' })
          await eachWall(page, async (where, { width, height }) => {
            // Two steps side by side on a 4:3 wall are narrow.
            const isWide = width / height > 1.5
            atLeast(await typeOf(page, ['h1', 'h2', '.address', 'li:last-child .code']), [5.5, 4, isWide ? 5 : wifi ? 3.9 : 4.2, wifi && !isWide ? 5 : 6], where)
            await allReadable(page, where)
            const [qr] = await heightsOf(page, ['.qr'])
            assert.ok(qr >= (wifi ? 30 : 44), `${where}: ${qr}`)
            await picture(page, `wall-lobby${wifi ? '-wifi' : ''}-${colorScheme}-${where}`)
          })
        }
      })

    test('each phone that arrives with a dot and a tick of the number', async (t) => {
      const code = createMeeting()
      const page = await open(t, `/screen/${code}`)
      await page.locator('.lobby footer .arrived').waitFor({ state: 'attached' })
      await arrive(t, code)
      await page.getByText('1 is here').waitFor()
      assert.equal(await page.locator('.dots i').count(), 1)
      for (let n = 0; n < 44; n += 1) await arrive(t, code)
      await page.getByText('45 are here').waitFor()
      assert.equal(await page.locator('.dots i.new').count(), 45)
      await eachWall(page, async (where) => {
        const rows = await page.locator('.dots i').evaluateAll((all) => [...new Set(all.map((one) => one.offsetTop))].length)
        assert.equal(rows, 3, `${where}: twenty a row`)
        await allReadable(page, where)
      })
      await picture(page, 'wall-arrivals')
      await page.reload()
      await page.getByText('45 are here').waitFor()
      assert.equal(await page.locator('.dots i:not(.new)').count(), 45, 'nothing flies in at a reload')
    })
  })

  describe('is resized while something moves, and has the type that it has at rest:', () => {
    /** Holds every animation in its first frame. */
    const HELD = '*, *::before, *::after { animation-duration: 1000s !important; animation-delay: 0s !important }'
    const measured = async (page) => {
      const found = []
      await eachWall(page, async (where) => {
        // Numbers run with their bars.
        found.push({ where, sizes: (await written(page)).map(([share, text]) => [share, text.replace(/[\d.]+(%| votes?)?/, '#')]) })
      })
      return found
    }
    const compare = async (t, path, begin, animation) => {
      const page = await open(t, path)
      await page.locator('main').waitFor()
      await page.evaluate((held) => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(held)
        document.adoptedStyleSheets.push(sheet)
      }, HELD)
      await begin(page)
      await page.waitForFunction((name) => document.getAnimations().some((one) => one.animationName === name), animation)
      const moving = await measured(page)
      assert.ok(await page.evaluate((name) => document.getAnimations().some((one) => one.animationName === name && one.playState === 'running'), animation), 'it goes on')
      await page.evaluate(() => document.getAnimations().forEach((one) => one.finish()))
      assert.deepEqual(moving, await measured(page))
    }

    test('the lobby, while phones arrive', async (t) => {
      const code = createMeeting()
      await compare(t, `/screen/${code}`, async (page) => {
        await page.locator('.arrived').waitFor({ state: 'attached' })
        for (let n = 0; n < 20; n += 1) await arrive(t, code)
        await page.getByText('20 are here').waitFor()
      }, 'settle')
    })

    test('a hidden vote, while a vote flies into the ring', async (t) => {
      const poll = createPoll(4, { results: 'on_reveal' })
      await compare(t, `/screen/${poll.meeting}`, async (page) => {
        await page.locator('.ring').waitFor()
        vote(poll, 0, 1)
      }, 'fly')
    })

    test('the reveal, while bars run', async (t) => {
      const poll = createPoll(4, { results: 'on_reveal' })
      vote(poll, 0, 1, 1)
      change(poll, { state: 'closed' })
      await compare(t, `/screen/${poll.meeting}`, async (page) => {
        await page.locator('.ring').waitFor()
        change(poll, { revealed: true })
      }, 'grow')
    })
  })

  describe('while voting', () => {
    /** Bars, type and QR code by the number of options, in percent of the height: at least. */
    const SIZES = { 2: [5, 6, 16], 3: [5, 4.4, 16], 4: [5, 3.4, 16], 6: [4, 3, 16], 8: [3, 2.8, 11.5], 12: [1.2, 3, 11.5], 20: [1.2, 2.8, 11.5] }
    for (const [count, least] of Object.entries(SIZES))
      test(`${count} options have thick bars, and address, code and QR code are found`, async (t) => {
        const poll = createPoll(Number(count))
        vote(poll, 0, 1, 1)
        for (const colorScheme of SCHEMES) {
          const page = await open(t, `/screen/${poll.meeting}`, { colorScheme })
          await page.getByText('3 voted').waitFor()
          assert.ok((await contrast(page, '.track', 'body')) >= 1.3)
          assert.ok((await contrast(page, '.lead .track i', '.track')) >= 3)
          await eachWall(page, async (where, size) => {
            await picture(page, `wall-voting-${count}-${colorScheme}-${where}`)
            const [bar, qr] = await heightsOf(page, ['.track', 'footer .qr'])
            const [option, address, code] = await typeOf(page, ['.options', 'footer .address', 'footer .code'])
            // In two columns of a 4:3 wall long texts have more lines.
            if (size.width / size.height > 1.5 || count < 9) atLeast([bar, option, qr], least, where)
            atLeast([address, code], [3.2, 3.2], where)
            if (size.width === 1280 && count <= 4) assert.ok((await ink(page)) >= 20, `${where}: ${await ink(page)} % are ink`)
          })
        }
      })

    test('below fifty voters each bar says its number of votes', async (t) => {
      const poll = createPoll(3)
      vote(poll, 0, 1, 1)
      const page = await open(t, `/screen/${poll.meeting}`)
      await page.locator('.share', { hasText: '2 votes' }).waitFor()
      assert.deepEqual((await page.locator('.share').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ')), ['1 vote 33.3%', '2 votes 66.7%', '0 votes 0.0%'])
      vote(poll, ...Array(47).fill(2))
      await page.getByText('50 voted').waitFor()
      assert.deepEqual(await page.locator('.share small').count(), 0)
    })

    test('a hidden vote fills a ring, with how many have voted and how many are still choosing', async (t) => {
      const poll = createPoll(4, { results: 'on_reveal' })
      vote(poll, 0, 1, 1)
      const phone = await open(t, `/m/${poll.meeting}`)
      await phone.locator('.link.ok').waitFor()
      for (const colorScheme of SCHEMES) {
        const page = await open(t, `/screen/${poll.meeting}`, { colorScheme })
        await page.locator('.ring', { hasText: '1 still choosing' }).waitFor()
        assert.equal((await page.locator('.ring p').innerText()).replaceAll(/\s+/g, ' '), '3 voted 1 still choosing')
        // Three of four: the right half is full, and the left one half.
        assert.deepEqual(await page.locator('.half i').evaluateAll((all) => all.map((one) => one.style.getPropertyValue('--turn'))), ['1', '0.5'])
        await eachWall(page, async (where) => {
          await allReadable(page, where)
          const [ring] = await heightsOf(page, ['.ring'])
          assert.ok(ring >= 40, `${where}: ${ring}`)
          await picture(page, `wall-hidden-${colorScheme}-${where}`)
        })
      }
      change(poll, { state: 'closed' })
    })
  })
})
