// Every kind's ballot, results and composer by themselves: by touch, by keyboard and as a screen reader has them, on the narrowest phone
// and with large type. The pages come from the gallery; polls that a server counts are in the other files.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import axe from 'axe-core'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { startGallery } from './lib/gallery.mjs'

const SAMPLES = {
  rating: ['ends', 'nps', 'agree', 'two', 'empty'],
  grid: ['four', 'ten', 'agree'],
  ranking: ['five', 'three'],
  points: ['five'],
  number: ['distance', 'decimals', 'empty'],
  words: ['cloud', 'few'],
  text: ['answers'],
}
const samples = Object.entries(SAMPLES).flatMap(([kind, names]) => names.map((sample) => ({ kind, sample })))
const NARROW = { viewport: { width: 360, height: 740 }, hasTouch: true }
/** The pages by size: what is shown, and the window. */
const SIZES = {
  ballot: NARROW,
  phone: NARROW,
  console: { viewport: { width: 700, height: 700 } },
  projector: { viewport: { width: 1920, height: 1080 } },
}

describe('the kinds of polls', { concurrency: 1 }, () => {
  let gallery, browser

  before(async () => {
    gallery = await startGallery()
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await gallery?.stop()
  })

  const open = async (t, query, more = NARROW) => {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    const errors = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(gallery.url(query))
    await page.locator('html[data-ready]').waitFor()
    // The console loads its charts and composers later.
    if (query.show === 'console' || query.show === 'compose') await page.locator('.chart > *, main > output').first().waitFor({ state: 'attached' })
    assert.deepEqual(errors, [])
    return page
  }
  const ballot = (t, kind, sample, more = {}) => open(t, { show: 'ballot', kind, sample, ...more })
  const answer = async (page) => JSON.parse(await page.locator('output').getAttribute('data-answer'))
  const canSend = async (page) => (await page.locator('.foot .go.lacking').count()) === 0
  const status = (page) => page.locator('[role=status]').innerText()
  /** The fields that a form without a script would send. */
  const sent = (page) => page.evaluate(() => [...new FormData(document.querySelector('form'))].map((field) => field.join('=')))

  test('a ranking is tapped in order, and a second tap takes an option back', async (t) => {
    const page = await ballot(t, 'ranking', 'five')
    const tap = (name) => page.getByRole('button', { name, exact: true }).tap()
    await tap('B Wind')
    assert.equal(await status(page), 'Wind: place 1 of 5')
    await tap('A Solar panels on the roof')
    assert.equal(await status(page), 'Solar panels on the roof: place 2 of 5')
    assert.deepEqual(await answer(page), { ranking: [12, 11] })
    assert.deepEqual((await sent(page)).sort(), ['rank_11=2', 'rank_12=1', 'rank_13=', 'rank_14=', 'rank_15='])
    await tap('B Wind')
    assert.equal(await status(page), 'Wind: no place')
    assert.deepEqual(await answer(page), { ranking: [11] })
    assert.equal(await canSend(page), false)
    for (const name of ['B Wind', 'E Nothing', 'D Better windows', 'C A heat pump for the whole building']) await tap(name)
    assert.deepEqual(await answer(page), { ranking: [11, 12, 15, 14, 13] })
    assert.equal(await canSend(page), true)
  })

  test('a ranking is made with the keyboard alone, and the focus stays with its option', async (t) => {
    const page = await ballot(t, 'ranking', 'five')
    const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.replace(/\s+/g, ' '))
    await page.getByRole('button', { name: 'C A heat pump' }).focus()
    await page.keyboard.press('Enter')
    assert.equal(await focused(), 'C A heat pump for the whole building')
    await page.getByRole('button', { name: 'A Solar' }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Solar panels on the roof up' }).focus()
    await page.keyboard.press('Enter')
    assert.deepEqual(await answer(page), { ranking: [11, 13] })
    assert.equal(await status(page), 'Solar panels on the roof: place 1 of 5')
    // At the top its own button is of no use: the focus goes to the option.
    assert.equal(await focused(), 'A Solar panels on the roof')
    await page.getByRole('combobox', { name: 'Place of Wind' }).selectOption('1')
    assert.deepEqual(await answer(page), { ranking: [12, 11, 13] })
  })

  test('a row is dragged by its handle to another place', async (t) => {
    const page = await open(t, { show: 'ballot', kind: 'ranking', sample: 'five', mine: 1 }, { viewport: { width: 700, height: 900 } })
    assert.deepEqual(await answer(page), { ranking: [12, 11, 14, 13, 15] })
    const [from, to] = await Promise.all([4, 0].map((at) => page.locator('.grip').nth(at).boundingBox()))
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(to.x + to.width / 2, to.y, { steps: 5 })
    await page.mouse.up()
    assert.deepEqual(await answer(page), { ranking: [15, 12, 11, 14, 13] })
  })

  test('options are shuffled by phone, and letters stay with their option', async (t) => {
    const page = await ballot(t, 'ranking', 'five', { seed: 'phone 7' })
    const names = await page.locator('.pick').allInnerTexts()
    const shown = names.map((name) => name.replace(/\s+/g, ' '))
    assert.notDeepEqual(shown.map((name) => name[0]), ['A', 'B', 'C', 'D', 'E'])
    assert.deepEqual([...shown].sort()[1], 'B Wind')
    await page.reload()
    await page.locator('html[data-ready]').waitFor()
    assert.deepEqual(await page.locator('.pick').allInnerTexts(), names)
  })

  test('only the best three of twelve take a place', async (t) => {
    const page = await ballot(t, 'ranking', 'three', { mine: 1 })
    assert.equal(await canSend(page), true)
    await page.getByRole('button', { name: 'K Eleventh' }).tap()
    assert.deepEqual(await answer(page), { ranking: [14, 19, 21] })
    assert.equal(await page.getByRole('button', { name: 'L Twelfth' }).isDisabled(), true)
    assert.match(await page.locator('#hint').innerText(), /3 of 3 ranked/)
  })

  test('a grid takes a mark a line, and a line can be left out', async (t) => {
    const page = await ballot(t, 'grid', 'four')
    const line = (name) => page.getByRole('group', { name })
    assert.equal(await canSend(page), false)
    await line('The tools I need work').getByRole('radio', { name: '2', exact: true }).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    assert.deepEqual(await answer(page), { marks: { 12: 3 } })
    assert.equal(await page.locator('#hint').innerText(), '1 of 4 rated')
    await line('I knew what was expected of me').locator('label.opt', { hasText: '5' }).tap()
    assert.equal(await line('I knew what was expected of me').getByRole('radio', { name: '5 fully' }).isChecked(), true)
    assert.deepEqual(await sent(page), ['mark_11=5', 'mark_12=3', 'mark_13=', 'mark_14='])
    await line('The tools I need work').getByRole('radio', { name: 'No answer' }).check()
    assert.deepEqual(await answer(page), { marks: { 11: 5 } })
    assert.equal(await canSend(page), true)
  })

  test('points are given with buttons, arrow keys and digits; what is left is announced', async (t) => {
    const page = await ballot(t, 'points', 'five')
    const field = page.getByRole('textbox', { name: 'A Solar panels on the roof' })
    const more = page.getByRole('button', { name: 'Solar panels on the roof: 5 more' })
    await more.tap()
    await more.tap()
    assert.equal(await status(page), '90 points left')
    await field.press('ArrowUp')
    assert.deepEqual(await answer(page), { points: { 11: 11 } })
    await field.fill('60')
    await page.getByRole('textbox', { name: 'B Wind' }).fill('70')
    assert.equal(await status(page), '30 points too many')
    assert.equal(await canSend(page), false)
    await page.getByRole('textbox', { name: 'B Wind' }).fill('4a0')
    assert.deepEqual(await answer(page), { points: { 11: 60, 12: 40 } })
    assert.equal(await status(page), '0 points left')
    assert.equal(await canSend(page), true)
    assert.equal(await more.isDisabled(), true)
    assert.deepEqual((await sent(page)).slice(0, 3), ['points_11=60', 'points_12=40', 'points_13='])
  })

  test('a number is repeated as it was read, and one with two readings is asked back about', async (t) => {
    const page = await ballot(t, 'number', 'decimals')
    const field = page.getByRole('textbox', { name: 'Your number' })
    await field.fill('1,25')
    assert.equal(await status(page), 'Read as 1.25\u00a0m')
    assert.equal(await canSend(page), true)
    await field.fill('1,000')
    assert.equal(await canSend(page), false)
    assert.deepEqual(await page.locator('.ask button').allInnerTexts(), ['1,000\u00a0m', '1\u00a0m'])
    await page.getByRole('button', { name: '1,000\u00a0m' }).tap()
    assert.equal(await status(page), 'Read as 1,000\u00a0m')
    assert.equal(await field.evaluate((field) => document.activeElement === field), true)
    assert.deepEqual(await answer(page), { number: '1000' })
    await field.fill('12e3')
    assert.match(await status(page), /not a number/)
    assert.equal(await field.inputValue(), '12e3')
    assert.deepEqual(await sent(page), ['number=12e3'])
  })

  test('a slider is unset until it is moved, and fills the field', async (t) => {
    const page = await ballot(t, 'number', 'distance')
    const slider = page.getByRole('slider')
    assert.equal(await slider.getAttribute('aria-valuetext'), 'not chosen yet')
    assert.deepEqual(await answer(page), { number: '' })
    await slider.press('ArrowRight')
    assert.deepEqual(await answer(page), { number: '5001' })
    assert.equal(await slider.getAttribute('aria-valuetext'), '5,001\u00a0km')
    await page.getByRole('textbox').fill('10001')
    assert.equal(await status(page), 'From 0\u00a0km to 10,000\u00a0km')
    assert.equal(await canSend(page), false)
  })

  test('a phone can abstain where the poll permits it, and change its mind', async (t) => {
    const page = await ballot(t, 'points', 'five', { mine: 1 })
    const abstain = page.getByRole('button', { name: 'Abstain' })
    await abstain.tap()
    assert.equal(await abstain.getAttribute('aria-pressed'), 'true')
    assert.equal(await answer(page), 'blank')
    await abstain.tap()
    assert.deepEqual(await answer(page), { points: { 11: 60, 13: 40 } })
    const other = await ballot(t, 'rating', 'nps')
    assert.equal(await other.getByRole('button', { name: 'Abstain' }).count(), 0)
  })

  test('while a ballot is sent, nothing in it can be changed', async (t) => {
    for (const { kind, sample } of samples) {
      const page = await ballot(t, kind, sample, { mine: 1, sending: 1 })
      const fields = page.locator('form :is(input, select, button)')
      assert.equal(await fields.count(), await page.locator('form :is(input, select, button):disabled').count(), kind)
      await page.context().close()
    }
  })

  test('a histogram can be read as text', async (t) => {
    const page = await open(t, { show: 'phone', kind: 'rating', sample: 'ends', mine: 1 })
    const columns = page.locator('.histogram li')
    assert.equal(await columns.nth(6).locator('.sr').innerText(), '7: 22 votes')
    assert.equal(await columns.nth(9).locator('.sr').innerText(), '10 very: 6 votes')
    assert.match(await page.locator('main').innerText(), /7\.1 on average[^]*Your answer: 8[^]*median 7/)
  })

  test('hidden results say nothing of the counts', async (t) => {
    for (const show of ['phone', 'projector', 'console'])
      for (const { kind, sample } of samples) {
        const page = await open(t, { show, kind, sample, hidden: 1 }, SIZES[show])
        const text = await page.locator('main').evaluate((main) => main.querySelector('h1 ~ *')?.textContent ?? '')
        assert.doesNotMatch(text, /vote|point|median|average|answer\b(?!:)/i, `${show} ${kind} ${sample}: ${text}`)
        await page.context().close()
      }
  })

  test('nothing is cut off on the narrowest phone, with large type, and on the projector', async (t) => {
    for (const [show, size] of Object.entries(SIZES))
      for (const { kind, sample } of samples)
        for (const zoom of show === 'ballot' || show === 'phone' ? [1, 2] : [1]) {
          const page = await open(t, { show, kind, sample, mine: 1 }, size)
          if (zoom > 1) await page.evaluate((zoom) => (document.documentElement.style.fontSize = `${zoom * 100}%`), zoom)
          const over = await page.evaluate(() => {
            const visible = (one) => !one.closest('.sr') && getComputedStyle(one).visibility === 'visible' && one.getClientRects().length > 0
            return [...document.querySelectorAll('main *')]
              .filter((one) => visible(one) && (one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1))
              .map((one) => `${one.tagName}.${one.className}`)
          })
          assert.deepEqual(over, [], `${show} ${kind} ${sample} at ${zoom * 100} %`)
          await page.context().close()
        }
  })

  test('on every projector the results end above the foot, and no part overlaps the next', async (t) => {
    for (const viewport of [SIZES.projector.viewport, { width: 1280, height: 720 }, { width: 1024, height: 768 }])
      for (const { kind, sample } of samples)
        for (const hidden of [{}, { hidden: 1 }]) {
          const page = await open(t, { show: 'projector', kind, sample, ...hidden }, { viewport })
          const over = await page.evaluate(() => {
            const foot = document.querySelector('footer').getBoundingClientRect().top
            const parts = [...document.querySelector('.fits').children]
            const below = [...document.querySelectorAll('.fits *')].filter((one) => !one.closest('.sr') && getComputedStyle(one).visibility === 'visible' && one.getBoundingClientRect().bottom > foot + 1)
            // What a part cuts off covers nothing: cards that do not fit are invisible.
            const overlapping = parts.filter((one) => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).display !== 'inline' && getComputedStyle(one).overflowY === 'visible')
            return [...below, ...overlapping].map((one) => `${one.tagName}.${one.className}`)
          })
          assert.deepEqual(over, [], `${kind} ${sample} ${viewport.width} ${Object.keys(hidden)}`)
          await page.context().close()
        }
  })

  test('every part of every kind is accessible, in both colour schemes', async (t) => {
    for (const [show, size] of Object.entries({ ...SIZES, compose: SIZES.console }))
      for (const { kind, sample } of samples) {
        const page = await open(t, { show, kind, sample, mine: 1 }, { ...size, colorScheme: 'light' })
        // High enough that nothing is below the fixed button.
        if (size === NARROW) await page.setViewportSize({ width: 360, height: 2400 })
        await page.evaluate(axe.source)
        const violates = async (options) => {
          const { violations } = await page.evaluate((options) => window.axe.run(options), options)
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
        }
        const rules = { 'label-content-name-mismatch': { enabled: true }, 'target-size': { enabled: true }, region: { enabled: false }, 'page-has-heading-one': { enabled: false } }
        assert.deepEqual(await violates({ rules }), [], `${show} ${kind} ${sample} light`)
        await picture(page, `kinds-${show}-${kind}-${sample}`)
        // The other scheme has other colours, and nothing else.
        await page.emulateMedia({ colorScheme: 'dark' })
        assert.deepEqual(await violates({ runOnly: ['color-contrast'] }), [], `${show} ${kind} ${sample} dark`)
        await page.context().close()
      }
  })

  test('German texts are there for every part', async (t) => {
    for (const show of [...Object.keys(SIZES), 'compose'])
      for (const [kind, [sample]] of Object.entries(SAMPLES)) {
        const page = await open(t, { show, kind, sample, mine: 1, language: 'de' }, SIZES[show] ?? SIZES.console)
        assert.doesNotMatch(await page.locator('#app').innerText(), /undefined|\{\w+\}/)
        await page.context().close()
      }
  })

  test('a composer starts with settings that can be asked, and a preset fills a scale', async (t) => {
    const page = await open(t, { show: 'compose', kind: 'rating' }, SIZES.console)
    const body = async () => JSON.parse(await page.locator('output').getAttribute('data-body'))
    assert.deepEqual(await body(), { question: '', kind: 'rating', scale: 5, scale_from: 1, labels: [] })
    await page.getByRole('button', { name: 'Recommendation 0–10 (NPS)' }).click()
    assert.deepEqual(await body(), { question: '', kind: 'rating', scale: 11, scale_from: 0, labels: ['not at all likely', 'extremely likely'], preset: 'nps' })
    await page.getByRole('textbox', { name: '10' }).fill('certainly')
    assert.deepEqual((await body()).labels, ['not at all likely', 'certainly'])
    await page.getByRole('button', { name: 'Agree or disagree' }).click()
    assert.equal((await body()).labels.length, 5)
  })

  test('a phone has the same ballot in its own size', async (t) => {
    const page = await open(t, { show: 'ballot', kind: 'ranking', sample: 'five', mine: 1 }, phoneSize)
    await picture(page, 'kinds-ranking-phone')
    const small = await page.locator('form :is(button, select, label)').evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80)))
    assert.deepEqual(small, [])
  })
})
