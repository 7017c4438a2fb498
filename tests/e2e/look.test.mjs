// A meeting's look: its two colours, made readable, on the wall and on phones; light or dark; the size of the wall's type.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { PNG } from 'pngjs'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { artefacts, startServer } from './lib/server.mjs'
import { contrast, overflowing, resize, typeOf, WALLS } from './lib/wall.mjs'

/** Colours of brands that nobody could read on one page or the other, and some that can be read. */
const BRANDS = [
  { brand: '#ffd400', accent: '#ffffff' },
  { brand: '#0b1120', accent: '#1e293b' },
  { brand: '#b91c1c', accent: '#ea580c' },
]

describe('the look of a meeting', () => {
  let server, browser, ask

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

  const look = ({ meeting }, body) => ask('PUT', `/api/meetings/${meeting}/look`, body)
  const createPoll = () => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'General assembly' })
    const poll = ask('POST', '/create', { meeting: join_code, question: 'Where to next?', options: ['By the sea', 'In the mountains', 'Home'], fairness: 'device', results: 'live' })
    for (const pick of [0, 1, 1, 1, 2])
      ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[pick].id, browser_token: randomUUID() })
    return poll
  }
  const open = async (t, path, context = { viewport: WALLS[0] }) => {
    const own = await browser.newContext(context)
    t.after(() => own.close())
    const page = await own.newPage()
    await page.goto(`${server.url}${path}`)
    return page
  }
  /** Waits until the page has the style sheet of its look. */
  const styled = (page) => page.waitForFunction(() => document.querySelector('#look')?.sheet)
  /** Makes the colours of gradients measurable: `contrast` compares plain backgrounds. */
  const flatten = (page, selector, property) =>
    page.evaluate(([selector, property]) => {
      for (const one of document.querySelectorAll(selector)) one.style.background = `var(${property})`
    }, [selector, property])

  for (const scheme of ['light', 'dark'])
    test(`every brand can be read on a ${scheme} wall`, async (t) => {
      const poll = createPoll()
      const page = await open(t, `/screen/${poll.meeting}`)
      await page.locator('.track i').first().waitFor()
      for (const colours of BRANDS) {
        look(poll, { ...colours, scheme })
        await page.locator(`html[data-theme=${scheme}]`).waitFor()
        const wanted = colours.brand.slice(1)
        await page.waitForFunction((wanted) => document.querySelector('#look')?.sheet?.href.includes(wanted), wanted)
        for (const size of WALLS) {
          await resize(page, size)
          assert.deepEqual(await overflowing(page), [])
        }
        await picture(page, `look-wall-${wanted}-${scheme}`)
        assert.ok((await contrast(page, 'li:not(.lead) .track > i', '.track')) >= 3, `${colours.brand}: a resting bar`)
        for (const end of ['--bar-from', '--bar-to']) {
          await page.evaluate(() => document.querySelector('.lead .track').insertAdjacentHTML('afterend', '<b class="probe"></b>'))
          await flatten(page, '.probe', end)
          assert.ok((await contrast(page, '.probe', '.track')) >= 4.5, `${colours.brand}: ${end}`)
          await page.evaluate(() => document.querySelector('.probe').remove())
        }
      }
    })

  test('phones have the colours, with and without a script, and their reader chooses light or dark', async (t) => {
    const poll = createPoll()
    look(poll, { ...BRANDS[0], scheme: 'dark' })
    for (const javaScriptEnabled of [true, false])
      for (const colorScheme of ['light', 'dark']) {
        const page = await open(t, `/m/${poll.meeting}`, { ...phoneSize, colorScheme, javaScriptEnabled })
        const button = page.locator('form button[type=submit]')
        await button.waitFor()
        await page.locator('.opt').first().click()
        await picture(page, `look-phone-${javaScriptEnabled ? 'script' : 'plain'}-${colorScheme}`)
        assert.doesNotMatch(await button.evaluate((one) => getComputedStyle(one).backgroundImage), /79, 70, 229/)
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), colorScheme === 'dark' ? 'rgb(11, 17, 32)' : 'rgb(248, 250, 252)')
      }
  })

  test('the wall grows its type with the look, and a key of its own adds to it', async (t) => {
    const poll = createPoll()
    const page = await open(t, `/screen/${poll.meeting}`)
    await page.locator('.track i').first().waitFor()
    const [before] = await typeOf(page, ['.state'])
    look(poll, { type_size: 120 })
    await styled(page)
    await page.waitForFunction((before) => (parseFloat(getComputedStyle(document.querySelector('.state')).fontSize) / innerHeight) * 100 > before * 1.15, before)
    for (const size of WALLS) {
      await resize(page, size)
      assert.deepEqual(await overflowing(page), [])
    }
    await picture(page, 'look-wall-large')
  })

  test('a logo is large in the lobby, small beside a question, and on phones', async (t) => {
    const poll = createPoll()
    const { width, height } = { width: 240, height: 80 }
    const png = new PNG({ width, height })
    png.data.fill(255)
    for (let at = 0; at < png.data.length; at += 4) png.data.set([185, 28, 28], at)
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/meetings/${poll.meeting}/look/logo`, { method: 'PUT', headers: { authorization: `Bearer ${server.hostKey}`, 'content-type': 'image/png' }, body: PNG.sync.write(png) })
    assert.equal(answer.status, 200)
    const page = await open(t, `/screen/${poll.meeting}`)
    const seen = (where) => where.locator('.logo').evaluate((one) => one.decode().then(() => [one.getBoundingClientRect().width / one.getBoundingClientRect().height, one.getBoundingClientRect().height / innerHeight]))
    for (const view of ['poll', 'lobby']) {
      ask('PUT', `/api/meetings/${poll.meeting}/stage`, { view })
      await page.locator(`main.${view} .logo`).waitFor()
      for (const size of WALLS) {
        await resize(page, size)
        assert.deepEqual(await overflowing(page), [])
        const [ratio, share] = await seen(page)
        assert.ok(Math.abs(ratio - 3) < 0.05, 'undistorted')
        assert.ok(share > 0.03 && share < 0.12, `${view}: ${share}`)
      }
      await picture(page, `look-logo-${view}`)
    }
    ask('PUT', `/api/meetings/${poll.meeting}/stage`, { view: 'poll' })
    const phone = await open(t, `/m/${poll.meeting}`, phoneSize)
    await phone.locator('.logo').waitFor()
    assert.ok(Math.abs((await seen(phone))[0] - 3) < 0.05)
    await picture(phone, 'look-logo-phone')
  })

  test('a transparent wall leaves its background out, whatever the look is', async (t) => {
    const poll = createPoll()
    look(poll, { ...BRANDS[2], scheme: 'dark', tone: 'playful' })
    const page = await open(t, `/screen/${poll.meeting}?transparent`)
    await page.locator('.track i').first().waitFor()
    for (const element of ['html', 'body'])
      assert.equal(await page.locator(element).evaluate((one) => getComputedStyle(one).backgroundColor), 'rgba(0, 0, 0, 0)')
  })

  test('the host chooses colours in the dialog, and is told what the room will see', async (t) => {
    const poll = createPoll()
    const wall = await open(t, `/screen/${poll.meeting}`)
    const page = await open(t, server.hostLink.replace(server.url, ''), { ...windowSize, viewport: { width: 900, height: 640 } })
    await page.getByRole('button', { name: 'Polls' }).click()
    await page.getByRole('button', { name: 'Look' }).click()
    await page.getByLabel('Brand').fill('#ffd400')
    await page.getByText('Made lighter or darker').waitFor()
    await styled(wall)
    await page.getByRole('combobox', { name: 'Projector', exact: true }).selectOption('dark')
    await wall.locator('html[data-theme=dark]').waitFor()
    await picture(page, 'look-dialog')
    await page.getByRole('button', { name: 'Usual colour' }).click()
    await wall.waitForFunction(() => !document.querySelector('#look'))
  })
})
