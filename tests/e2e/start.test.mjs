// The countdown to the start: announced in the console, counted down on the wall and on phones in the lobby, and nothing begins by itself.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { ALL_WALLS, nameOf, overflowing, resize, typeOf, written } from './lib/wall.mjs'

const [READABLE, ROUNDING] = [2.8, 0.06]

describe('the announced start', () => {
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

  const createMeeting = (name = 'General assembly 2026') => ask('POST', '/api/meetings', { name }).join_code
  const announce = (code, start) => ask('PATCH', `/api/meetings/${code}`, start)
  const open = async (t, path, more = {}) => {
    const context = await browser.newContext({ viewport: ALL_WALLS[0], ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(path.startsWith('http') ? path : `${server.url}${path}`)
    return page
  }

  test('is counted down on the wall and on phones, whatever their clocks say, and at zero nothing begins', async (t) => {
    const code = createMeeting()
    const wall = await open(t, `/screen/${code}`)
    const phone = await open(t, `/m/${code}`, phoneSize)
    await phone.locator('.link.ok').waitFor()
    // A clock that is a day wrong.
    await phone.evaluate(() => (Date.now = () => 86_400_000))
    announce(code, { starts_in_seconds: 299 })
    await wall.locator('.start').getByText(/^4:5\d$/).waitFor()
    await phone.getByText(/^Starts in 4:5\d$/).waitFor()
    await picture(phone, 'start-phone')
    announce(code, { starts_in_seconds: 1 })
    await wall.getByText('We start now').waitFor()
    await phone.locator('.start').getByText('We start now').waitFor()
    await phone.getByText('The question appears here by itself.').first().waitFor()
    await wall.locator('.lobby').waitFor()
    ask('POST', '/create', { meeting: code, question: 'Ready?', options: ['Yes', 'No'] })
    await wall.locator('.poll').waitFor()
    ask('PUT', `/api/meetings/${code}/stage`, { view: 'lobby' })
    await wall.locator('.lobby').waitFor()
    assert.equal(await wall.locator('.start').count(), 0, 'the meeting has started')
  })

  test('stands without JavaScript too', async (t) => {
    const code = createMeeting()
    announce(code, { starts_in_seconds: 299 })
    const phone = await open(t, `/m/${code}`, { ...phoneSize, javaScriptEnabled: false })
    await phone.getByText(/^Starts in 4:5\d$/).waitFor()
    const wall = await open(t, `/screen/${code}`, { javaScriptEnabled: false })
    await wall.locator('.start').getByText(/^4:5\d$/).waitFor()
    await picture(wall, 'start-wall-without-script')
  })

  for (const [name, meeting] of [['short', undefined], ['long', 'Annual general assembly of all members and guests of the society for the friends of very long names']])
    for (const wifi of [null, { ssid: 'Town hall guests', password: 'see you there 26' }])
      test(`fits the lobby of every wall: ${name} name, ${wifi ? 'with' : 'without'} the Wi-Fi`, async (t) => {
        ask('DELETE', '/api/wifi')
        if (wifi) ask('PUT', '/api/wifi', wifi)
        t.after(() => ask('DELETE', '/api/wifi'))
        const code = createMeeting(meeting)
        announce(code, { starts_in_seconds: 5000 })
        for (const colorScheme of ['light', 'dark']) {
          const page = await open(t, `/screen/${code}`, { colorScheme })
          await page.locator('.start').getByText(/^1:2\d:\d\d$/).waitFor()
          for (const size of ALL_WALLS) {
            await resize(page, size)
            await picture(page, `start-${name}${wifi ? '-wifi' : ''}-${colorScheme}-${nameOf(size)}`)
            const [time] = await typeOf(page, ['.start b'])
            assert.ok(time >= 7, `${nameOf(size)}: ${time}`)
            assert.deepEqual(await overflowing(page), [], nameOf(size))
            const small = (await written(page)).filter(([share]) => share < READABLE - ROUNDING)
            assert.deepEqual(small, [], nameOf(size))
            const qr = await page.locator('.qr').first().evaluate((one) => (one.getBoundingClientRect().height / innerHeight) * 100)
            assert.ok(qr >= (wifi ? 30 : 44), `${nameOf(size)}: ${qr}`)
          }
        }
      })

  test('is announced in the console, and taken back', async (t) => {
    const code = createMeeting()
    const poll = ask('POST', '/create', { meeting: code, question: 'Ready?', options: ['Yes', 'No'], state: 'draft' })
    const wall = await open(t, `/screen/${code}`)
    const consolePage = await open(t, server.hostLink, { viewport: { width: 1280, height: 800 } })
    const select = consolePage.getByLabel('When it starts')
    await select.selectOption('Starts in 5 minutes')
    await wall.locator('.start').getByText(/^4:5\d$/).waitFor()
    await select.locator('option:checked', { hasText: /^Starts at \d/ }).waitFor({ state: 'attached' })
    for (const viewport of [{ width: 1280, height: 800 }, { width: 900, height: 640 }]) {
      await consolePage.setViewportSize(viewport)
      await picture(consolePage, `start-console-${viewport.width}`)
    }
    const offered = await select.locator('option').allInnerTexts()
    assert.equal(offered.length, 1 + 1 + 5 + 12)
    await select.selectOption('0')
    await wall.locator('.start').waitFor({ state: 'detached' })
    // A time of day.
    await select.selectOption({ index: 8 })
    await wall.locator('.start').waitFor()
    ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'open' })
    await select.waitFor({ state: 'detached' })
  })
})
