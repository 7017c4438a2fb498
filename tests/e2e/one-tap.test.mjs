// One tap votes where the host has chosen that: the tapped choice is sent after five seconds, in which it can be taken back. Keys and screen
// readers, which pass over options on their way, send with the button. `PICTURES=1` saves pictures, for people to look at.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import axe from 'axe-core'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { heardUntil, listen } from './lib/listener.mjs'
import { artefacts, startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']
const savePicture = process.env.PICTURES ? picture : async () => {}

describe('one tap', { concurrency: 1 }, () => {
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

  const create = (more = {}) => ask('POST', '/create', { question: QUESTION, options: OPTIONS, fairness: 'device', one_tap: true, ...more })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  /** The counts of the options. */
  const counts = ({ poll_code }) => ask('GET', `/api/polls/${poll_code}`).options.map(({ vote_count }) => vote_count)
  const openPage = async (t, more = {}) => {
    const context = await browser.newContext({ ...phoneSize, locale: 'en-GB', ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    return context.newPage()
  }
  /** Opens a connected page whose clock stands, and moves when it is told to. */
  const openStopped = async (page, path) => {
    await page.clock.install({ time: 0 })
    await page.goto(`${server.url}${path}`)
    await page.locator('.link.ok').waitFor()
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000)
    return page
  }
  const openPhone = async (t, poll, more) => openStopped(await openPage(t, more), `/poll/${poll.poll_code}`)
  const option = (page, name) => page.locator('label.opt', { hasText: name })
  const band = (page) => page.locator('.foot.soon p')
  const undo = (page) => page.getByRole('button', { name: /^(Undo|Rückgängig)$/ })
  const counted = (page) => page.getByRole('heading', { name: 'Counted' }).waitFor()
  const setHidden = (page) =>
    page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })

  test('a tap is sent after five seconds, and another tap starts them anew', async (t) => {
    const poll = create()
    const page = await openPhone(t, poll)
    await option(page, 'By the sea').tap()
    assert.equal(await band(page).textContent(), 'A · sending in 5 …')
    assert.ok((await undo(page).boundingBox()).height >= 44)
    await page.clock.runFor(3000)
    assert.equal(await band(page).textContent(), 'A · sending in 2 …')
    await option(page, 'In the mountains').tap()
    assert.equal(await band(page).textContent(), 'B · sending in 5 …')
    await page.clock.runFor(4600)
    assert.equal(await band(page).textContent(), 'B · sending in 1 …')
    assert.deepEqual(counts(poll), [0, 0, 0])
    await page.clock.runFor(600)
    await counted(page)
    assert.deepEqual(counts(poll), [0, 1, 0])
  })

  test('what was taken back is not sent, and what was tapped can be tapped again', async (t) => {
    const poll = create({ blank: true })
    const page = await openPhone(t, poll)
    await option(page, 'In the mountains').tap()
    await undo(page).tap()
    assert.equal(await page.locator('input:checked').count(), 0)
    await page.clock.runFor(5000)
    await page.clock.runFor(5000)
    await setHidden(page)
    await page.getByRole('button', { name: 'Submit' }).waitFor()
    await page.getByRole('button', { name: 'Abstain' }).tap()
    assert.equal(await band(page).textContent(), 'Abstain · sending in 5 …')
    await undo(page).tap()
    assert.equal(await page.locator('.blank').getAttribute('aria-pressed'), 'false')
    assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).total_votes, 0)
    await option(page, 'In the mountains').tap()
    await page.clock.runFor(5200)
    await counted(page)
    assert.deepEqual(counts(poll), [0, 1, 0])
  })

  test('a phone that is locked and a page that is left send at once what can be taken back no more', async (t) => {
    const locked = create()
    const page = await openPhone(t, locked)
    await option(page, 'By the sea').tap()
    await setHidden(page)
    await counted(page)
    assert.deepEqual(counts(locked), [1, 0, 0])

    const left = create()
    const other = await openPhone(t, left)
    await option(other, 'Stay at home').tap()
    await other.goto('about:blank')
    await until('the vote of the page that was left', () => counts(left)[2] === 1)

    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const [first, second] = [create({ meeting: join_code }), create({ meeting: join_code, state: 'ready' })]
    ask('PUT', `/api/meetings/${join_code}/stage`, { poll_code: first.poll_code })
    const guest = await openStopped(await openPage(t), `/m/${join_code}`)
    await option(guest, 'By the sea').tap()
    ask('PUT', `/api/meetings/${join_code}/stage`, { poll_code: second.poll_code })
    await until('the vote of the poll that left the stage', () => counts(first)[0] === 1)
  })

  test('it arrives before the timer ends', async (t) => {
    const poll = create()
    const page = await openPage(t)
    // The phone hears of six seconds, and the server waits for an hour: the test may take as long as it does.
    await page.routeWebSocket('**/socket.io/**', (route) => {
      route.connectToServer().onMessage((text) => route.send(`${text}`.replace(/"closes_in":\d+/, '"closes_in":6000')))
    })
    await openStopped(page, `/poll/${poll.poll_code}`)
    change(poll, { timer_seconds: 3600 })
    await page.getByText('6 seconds left').first().waitFor()
    await option(page, 'By the sea').tap()
    assert.equal(await band(page).textContent(), 'A · sending in 4 …')
    await page.clock.runFor(3500)
    assert.deepEqual(counts(poll), [0, 0, 0])
    await page.clock.runFor(700)
    await counted(page)
    assert.deepEqual(counts(poll), [1, 0, 0])
  })

  test('a poll that is closed meanwhile says that the choice was not sent', async (t) => {
    const poll = create()
    const page = await openPhone(t, poll)
    await option(page, 'By the sea').tap()
    change(poll, { state: 'closed' })
    await page.getByText('Your choice was not sent in time, so it was not counted.').first().waitFor()
    await page.clock.runFor(5200)
    assert.deepEqual(counts(poll), [0, 0, 0])
  })

  test('keys and screen readers send with the button, and hear what a tap does', async (t) => {
    const poll = create()
    const page = await openPhone(t, poll, { reducedMotion: 'reduce' })
    await listen(page)
    const heard = async (start, lines) => assert.deepEqual(await heardUntil(page, start), lines)
    await option(page, 'By the sea').locator('input').focus()
    for (const key of ['Space', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    // As a screen reader presses for its user.
    await option(page, 'By the sea').locator('input').evaluate((input) => input.click())
    await page.clock.runFor(5000)
    await page.clock.runFor(5000)
    assert.equal(await page.getByRole('button', { name: 'Submit A' }).count(), 1)
    assert.deepEqual(counts(poll), [0, 0, 0])

    await option(page, 'In the mountains').tap()
    await heard('says: ', ['focus: radio A By the sea', 'focus: radio B In the mountains', 'focus: radio C Stay at home', 'focus: main', 'focus: radio B In the mountains', 'says: B In the mountains: sending in 5 seconds. Undo takes it back.'])
    await page.clock.runFor(2000)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await heard('says: ', ['focus: button Undo', 'focus: radio B In the mountains', 'says: Taken back: nothing was sent.'])

    await option(page, 'By the sea').tap()
    await heard('says: ', ['focus: main', 'focus: radio A By the sea', 'says: A By the sea: sending in 5 seconds. Undo takes it back.'])
    await page.keyboard.press('ArrowDown')
    await heard('says: ', ['focus: radio B In the mountains', 'says: Not sent yet: Submit sends it.'])
    await page.keyboard.press('Enter')
    await heard('says: ', ['focus: heading Counted', 'says: Counted. Your vote: B In the mountains.'])
    assert.deepEqual(counts(poll), [0, 1, 0])
  })

  test('a rating is sent by a tap too; several choices are not, and without a script there is the form', async (t) => {
    const rating = create({ kind: 'rating', options: undefined, scale: 10 })
    const page = await openPhone(t, rating)
    await option(page, '7').tap()
    assert.equal(await band(page).textContent(), '7 · sending in 5 …')
    const several = await openPhone(t, create({ kind: 'multiple' }))
    await option(several, 'By the sea').tap()
    assert.equal(await band(several).count(), 0)

    const poll = create()
    const plain = await openPage(t, { javaScriptEnabled: false })
    await plain.goto(`${server.url}/poll/${poll.poll_code}`)
    await option(plain, 'By the sea').tap()
    await plain.getByRole('button', { name: 'Submit' }).tap()
    await counted(plain)
    assert.deepEqual(counts(poll), [1, 0, 0])
  })

  const LOOKS = [
    { name: 'light' },
    { name: 'dark', colorScheme: 'dark' },
    { name: 'narrow', viewport: { width: 320, height: 568 } },
    { name: 'narrow-german-dark', viewport: { width: 320, height: 568 }, locale: 'de-DE', colorScheme: 'dark' },
    { name: 'forced-colours', forcedColors: 'active' },
    { name: 'reduced-motion', reducedMotion: 'reduce' },
  ]
  for (const { name, ...more } of LOOKS)
    test(`the band fits and moves nothing: ${name}`, async (t) => {
      const poll = create({ blank: true })
      const page = await openPhone(t, poll, more)
      const top = () => page.locator('.foot').evaluate((foot) => foot.getBoundingClientRect().top)
      const before = await top()
      await savePicture(page, `one-tap-${name}-before`)
      await option(page, 'In the mountains').tap()
      await page.clock.runFor(1000)
      assert.equal(await top(), before)
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      const bar = await page.locator('.runs').boundingBox()
      assert.equal(bar.width > 0, name !== 'reduced-motion')
      // axe waits by the page's clock.
      await page.clock.resume()
      const { violations } = await page.evaluate(axe.source).then(() => page.evaluate(() => window.axe.run('main', { runOnly: ['wcag2a', 'wcag2aa'] })))
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [])
      if (process.env.PICTURES) await page.screenshot({ path: `${artefacts}/one-tap-${name}.png` })
    })

  test('the composer has a switch for kinds in which one tap is an answer', async (t) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'Town hall' })
    const context = await browser.newContext({ ...windowSize, locale: 'en-GB' })
    t.after(() => context.close())
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(server.hostLink)
    await page.locator('header .chip.ok').waitFor()
    await page.getByRole('textbox', { name: 'Question' }).fill('Shall we?')
    await page.getByText('More', { exact: true }).click()
    const oneTap = page.getByRole('switch', { name: /^One tap votes/ })
    assert.equal(await oneTap.isChecked(), false)
    await oneTap.check()
    await savePicture(page, 'one-tap-composer')
    await page.getByRole('switch', { name: 'Several choices' }).check()
    assert.equal(await oneTap.count(), 0)
    await page.getByRole('switch', { name: 'Several choices' }).uncheck()
    await page.getByRole('button', { name: /^Start/ }).click()
    const polls = () => ask('GET', `/api/meetings/${join_code}`).polls
    await until('the poll', () => polls().length === 1)
    assert.equal(ask('GET', `/api/polls/${polls()[0].poll_code}`).one_tap, true)
  })
})
