// A playful meeting: each option has a colour and a shape, on the wall, on phones and in the console's chart.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { artefacts, startServer } from './lib/server.mjs'
import { contrast, nameOf, overflowing, resize, WALLS } from './lib/wall.mjs'

const TEXTS = ['By the sea', 'In the mountains', 'In the city, so that nobody has to travel far', 'Stay at home']
const texts = (count) => Array.from({ length: count }, (_, at) => (at < 4 ? TEXTS[at] : `Place number ${at + 1}`))

describe('a playful meeting', () => {
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

  const look = ({ meeting }, tone) => ask('PUT', `/api/meetings/${meeting}/look`, { tone })
  const createPoll = (count = 4, more = {}) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'General assembly' })
    const body = { meeting: join_code, question: 'Where should we hold the next offsite?', options: texts(count), fairness: 'device', results: 'live', ...more }
    const poll = ask('POST', '/create', body)
    look(poll, 'playful')
    return poll
  }
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const vote = ({ poll_code, options }, ...picks) => {
    for (const pick of picks) ask('POST', `/poll/${poll_code}/vote`, { option_id: options[pick].id, browser_token: randomUUID() })
  }
  const open = async (t, path, context = { viewport: WALLS[0] }) => {
    const own = await browser.newContext(context)
    t.after(() => own.close())
    const page = await own.newPage()
    await page.goto(`${server.url}${path}`)
    await page.locator('.letter.own').first().waitFor()
    return page
  }
  /** The background of each option's part, and the outline of its track. */
  const drawn = (page, at) =>
    page.evaluate(async (at) => {
      if (at !== undefined) {
        for (const one of document.getAnimations()) {
          one.pause()
          one.currentTime = at
        }
        await new Promise(requestAnimationFrame)
      }
      const style = (one, pseudo) => getComputedStyle(one, pseudo)
      return [...document.querySelectorAll('.options li')].map((li) => ({
        bar: style(li.querySelector('.track i')).backgroundColor,
        badge: style(li.querySelector('.letter')).backgroundColor,
        shape: style(li.querySelector('.letter'), '::after').clipPath,
        ring: style(li.querySelector('.track')).outlineColor,
        isRinged: style(li.querySelector('.track')).outlineStyle === 'solid',
        own: style(li).getPropertyValue('--own'),
      }))
    }, at)
  const all = (list) => new Set(list).size
  /** A picture in the middle of an animation. */
  const frame = (page, name) => page.screenshot({ path: join(artefacts, `${name}.png`) })

  for (const colorScheme of ['light', 'dark'])
    test(`every bar is seen on its track and on the page, and has its own shape, in ${colorScheme}`, async (t) => {
      for (const count of [2, 4, 8, 12, 20]) {
        const poll = createPoll(count)
        vote(poll, ...poll.options.map((_, at) => at), 1, 1)
        const page = await open(t, `/screen/${poll.meeting}`, { viewport: WALLS[0], colorScheme })
        await page.locator('.track i').first().waitFor()
        for (const size of WALLS) {
          await resize(page, size)
          assert.deepEqual(await overflowing(page), [], `${count} options at ${nameOf(size)}`)
          if (size === WALLS[1] || size === WALLS[3]) await picture(page, `playful-wall-${count}-${colorScheme}-${nameOf(size)}`)
        }
        for (let at = 1; at <= count; at += 1) {
          const li = `.options li:nth-child(${at})`
          for (const ground of [`${li} .track`, 'body'])
            assert.ok((await contrast(page, `${li} .track > i`, ground)) >= 3, `bar ${at} of ${count} on ${ground}`)
        }
        const options = await drawn(page)
        assert.equal(all(options.map(({ bar, shape }) => bar + shape)), count, 'no two look the same')
        assert.deepEqual(options.map(({ isRinged }) => isRinged), options.map((_, at) => at === 1), 'what leads has a ring')
        await page.close()
      }
    })

  test('the reveal is neutral until the bars have their length', async (t) => {
    const poll = createPoll(4, { results: 'on_reveal' })
    vote(poll, 0, 1, 1, 2)
    change(poll, { state: 'closed' })
    const page = await open(t, `/screen/${poll.meeting}`, { viewport: WALLS[1] })
    assert.equal(await page.locator('.track').count(), 0, 'hidden stays hidden')
    await picture(page, 'playful-wall-hidden')
    await page.evaluate(() => {
      new MutationObserver((_, watching) => {
        if (!document.querySelector('.reveals .track')) return
        watching.disconnect()
        requestAnimationFrame(() => {
          for (const one of document.getAnimations()) one.pause()
          window.held = true
        })
      }).observe(document.body, { childList: true, subtree: true, attributes: true })
    })
    change(poll, { revealed: true })
    await page.waitForFunction(() => window.held)
    const during = await drawn(page, 880)
    assert.deepEqual(await overflowing(page), [], 'running figures need no more space than the last')
    assert.equal(await page.locator('.options').evaluate((list) => list.scrollHeight > list.clientHeight + 1), false)
    await frame(page, 'playful-reveal-880')
    assert.equal(all(during.map(({ bar }) => bar)), 1, 'one colour')
    assert.equal(during[1].ring, 'rgba(0, 0, 0, 0)', 'no ring')
    assert.equal(all(during.map(({ badge }) => badge)), 4, 'badges say which option it is, not which leads')
    const done = await drawn(page, 1_400)
    await frame(page, 'playful-reveal-1400')
    assert.equal(all(done.map(({ bar }) => bar)), 4)
    assert.deepEqual(done.map(({ isRinged }) => isRinged), [false, true, false, false])
    assert.equal(done[1].ring, done[1].bar)
  })

  test('the right answer alone has a colour once it is shown', async (t) => {
    const poll = createPoll(4, { correct: [2] })
    vote(poll, 0, 1, 1, 2)
    change(poll, { state: 'closed' })
    const page = await open(t, `/screen/${poll.meeting}`, { viewport: WALLS[1] })
    await page.locator('.result').waitFor()
    change(poll, { answer_shown: true })
    await page.locator('.answered').waitFor()
    const [sea, mountains, city, home] = await drawn(page, 5_000)
    await picture(page, 'playful-answer')
    assert.equal(all([sea.bar, mountains.bar, home.bar]), 1)
    assert.equal(all([sea.badge, mountains.badge, home.badge]), 1)
    assert.notEqual(city.badge, sea.badge)
    assert.equal(mountains.ring, 'rgba(0, 0, 0, 0)', 'the wrong leader loses its ring')
  })

  test('in forced colours shapes stay, and no colour is needed', async (t) => {
    const poll = createPoll()
    vote(poll, 0, 1, 1, 2)
    const page = await open(t, `/screen/${poll.meeting}`, { viewport: WALLS[1], forcedColors: 'active' })
    await page.locator('.track i').first().waitFor()
    const options = await drawn(page)
    await picture(page, 'playful-wall-forced')
    assert.equal(all(options.map(({ bar }) => bar)), 1)
    assert.equal(all(options.map(({ shape }) => shape)), 4)
    const [letter, badge] = await page.locator('.own').first().evaluate((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor])
    assert.notEqual(letter, badge, 'letters can be read')
  })

  for (const [name, context] of [['a phone', phoneSize], ['a narrow phone', { ...phoneSize, viewport: { width: 320, height: 640 } }], ['a phone without a script', { ...phoneSize, javaScriptEnabled: false }]])
    test(`${name} shows the same letters, colours and shapes`, async (t) => {
      const poll = createPoll()
      for (const colorScheme of ['light', 'dark']) {
        const page = await open(t, `/m/${poll.meeting}`, { ...context, colorScheme })
        const badges = await page.locator('.opt .own').evaluateAll((all) => all.map((one) => [one.textContent, getComputedStyle(one).backgroundColor, getComputedStyle(one, '::after').clipPath].join()))
        assert.equal(all(badges), 4)
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
        const file = name.replaceAll(' ', '-')
        await page.locator('.opt').nth(1).click()
        await picture(page, `playful-${file}-ballot-${colorScheme}`)
        await page.locator('form button[type=submit]').click()
        await page.locator('.bars .track').first().waitFor()
        await picture(page, `playful-${file}-results-${colorScheme}`)
      }
    })

  test('the host switches the tone, and the wall and the chart follow at once', async (t) => {
    const poll = createPoll()
    look(poll, 'calm')
    vote(poll, 0, 1, 1, 2)
    const wall = await open(t, `/screen/${poll.meeting}`)
    const host = await browser.newContext({ ...windowSize, viewport: { width: 1280, height: 800 } })
    t.after(() => host.close())
    const page = await host.newPage()
    await page.goto(server.hostLink)
    const badge = () => page.locator('.bars .own').first().evaluate((one) => getComputedStyle(one, '::after').clipPath)
    await page.locator('.bars .own').first().waitFor()
    assert.equal(await badge(), 'none')
    await page.getByRole('button', { name: 'Look' }).click()
    await page.getByRole('switch', { name: 'A colour and a shape for each option' }).click()
    await wall.locator('html.playful').waitFor()
    await page.locator('html.playful').waitFor()
    assert.notEqual(await badge(), 'none')
    await picture(page, 'playful-look-dialog')
    await page.keyboard.press('Escape')
    await picture(page, 'playful-console')
  })
})
