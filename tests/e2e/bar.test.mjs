// The bar: above another program in full screen, which keeps the keyboard; with the turnout, the bars, and the next step.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { CHROMIUM, QUIET_ARGS } from './lib/browser.mjs'
import { startDesktop, WALL } from './lib/displays.mjs'
import { scratch } from './lib/scratch.mjs'
import { openWindow, until } from './lib/window.mjs'

const TITLE = 'Handsup · Bar'
/** The title of the other program's page, and of its window. */
const PAGE = 'The slides of another program'
const SLIDES = `${PAGE} - Chromium`
const LAPTOP = { x: 0, y: 0, width: WALL.width, height: WALL.height }

/** Another program that fills the laptop's display, and receives keys. */
function startSlides(display) {
  const page = `data:text/html,<title>${PAGE}</title><body style="background:navy;color:white;font:60px sans-serif" onkeydown="document.title='${PAGE}, '%2Bevent.key"><h1>Quarterly figures</h1>`
  const args = [...QUIET_ARGS, '--no-sandbox', '--kiosk', `--user-data-dir=${scratch('slides-')}`, page]
  const child = spawn(CHROMIUM, args, { env: { ...process.env, DISPLAY: display }, stdio: 'ignore' })
  process.once('exit', () => child.kill())
  return child
}

describe('the bar', () => {
  let desktop, window, slides

  before(async () => {
    desktop = await startDesktop()
    desktop.unplug()
    window = await openWindow({ display: desktop.display, env: { BIND: '127.0.0.1:0', NO_MDNS: 'true' } })
  })

  after(async () => {
    slides?.kill()
    await window?.close()
    desktop?.stop()
  })

  const size = () => {
    const { width, height } = desktop.position(TITLE)
    return [width, height]
  }
  const ask = (...request) => window.ask(...request)
  const create = async (question) => (await ask('GET', `/api/polls/${(await ask('POST', '/create', question))[1].poll_code}`))[1]
  const vote = async (poll, option) => {
    const answer = await window.run(
      `return fetch('/poll/' + arguments[0] + '/vote', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ option_id: arguments[1], browser_token: crypto.randomUUID() }) }).then((answer) => answer.status)`,
      poll.poll_code,
      poll.options[option].id,
    )
    assert.equal(answer, 200)
  }

  /** Runs `work` in the bar's page, and switches back to the console's. */
  async function inTheBar(work) {
    const host = await window.session('GET', '/window')
    const other = await until('the bar is a page', async () => (await window.session('GET', '/window/handles')).find((one) => one !== host))
    await window.session('POST', '/window', { handle: other })
    try {
      return await work()
    } finally {
      await window.session('POST', '/window', { handle: host })
    }
  }
  /** Clicks a button of the bar with the mouse, once it takes a click: for a moment after a step it takes none. */
  const click = async (label) => {
    const { x, y } = await inTheBar(() =>
      until(`“${label}” can be clicked`, () =>
        window.run(
          "const button = [...document.querySelectorAll('button:not([aria-disabled=true])')].find((one) => (one.ariaLabel ?? one.textContent).includes(arguments[0])); if (!button) return null; const { x, y, width, height } = button.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }",
          label,
        ),
      ),
    )
    const bar = desktop.position(TITLE)
    desktop.click(bar.x + x, bar.y + y)
  }
  const waitForBar = (css, wanted) => inTheBar(() => window.waitForText(css, wanted))

  test('is above a program in full screen that was opened after it, and takes no key from it', async () => {
    const created = await create({ question: 'Shall we have lunch outside?', options: ['Yes', 'No'], fairness: 'device' })
    const [status, { url }] = await ask('POST', '/api/desktop/bar')
    assert.equal(status, 200)
    assert.match(url, /\/screen\/[0-9A-Z]{6}\?bar&window$/)
    await waitForBar('.question', /Shall we have lunch outside\?/)
    const at = desktop.position(TITLE)
    await inTheBar(() => until('it has no menu', () => window.run('return innerHeight === arguments[0]', at.height)))
    assert.ok(at.y > LAPTOP.height / 2 && at.y + at.height <= LAPTOP.height && at.x >= 0 && at.x + at.width <= LAPTOP.width, JSON.stringify(at))

    slides = startSlides(desktop.display)
    await until('the slides fill the display', () => desktop.position(SLIDES)?.full)
    await until('the bar is above them', () => desktop.isAbove(TITLE, SLIDES))
    await vote(created, 0)
    await waitForBar('.shown', /100/)
    await vote(created, 1)
    await waitForBar('.shown', /50.*2 voted/)
    desktop.picture('bar-over-slides')

    await click('Next')
    await until('voting is closed', async () => (await ask('GET', `/api/polls/${created.poll_code}`))[1].state === 'closed')
    assert.ok(desktop.isAbove(TITLE, SLIDES), 'also after a click')
    desktop.press(desktop.find(SLIDES), 'Right')
    await until('the slides have the key', () => desktop.find(`${PAGE}, ArrowRight - Chromium`))
    assert.ok(desktop.isAbove(TITLE, PAGE), 'also once the slides were activated')
  })

  test('moves to the other edge and back, and closes', async () => {
    await click('Move to the other edge')
    await until('it is at the top', () => desktop.position(TITLE)?.y < LAPTOP.height / 2)
    desktop.picture('bar-at-the-top')
    await click('Move to the other edge')
    await until('it is at the bottom', () => desktop.position(TITLE)?.y > LAPTOP.height / 2)
    await click('Close this bar')
    await until('it is closed', () => desktop.position(TITLE) === null)
    assert.deepEqual(await ask('DELETE', '/api/desktop/bar'), [204, null])
  })

  test('keys take steps while the slides are in front, but for one that another program has', async () => {
    const created = await create({ question: 'With keys?', options: ['Yes', 'No'] })
    const state = async () => (await ask('GET', `/api/polls/${created.poll_code}`))[1].state
    const view = async () => (await ask('GET', '/api/console'))[1].meeting.view
    const before = (await ask('GET', '/api/desktop/keys'))[1]
    assert.deepEqual([before.available, before.on, before.keys.some(({ taken }) => taken)], [true, false, false])
    const free = await desktop.grab('Control_L', 'Alt_L', 'Return')
    const [status, switched] = await ask('PUT', '/api/desktop/keys', { on: true })
    assert.deepEqual([status, switched.on], [200, true])
    assert.deepEqual(switched.keys.filter(({ taken }) => taken).map(({ step }) => step), ['blank'])
    assert.ok(desktop.position(SLIDES) ?? desktop.find(`${PAGE}, ArrowRight - Chromium`), 'the slides are there')
    desktop.chord('Control_L', 'Alt_L', 'Next')
    await until('voting is closed', async () => (await state()) === 'closed')
    desktop.chord('Control_L', 'Alt_L', 'Home')
    await until('voting is open', async () => (await state()) === 'open')

    free()
    await until('no key is taken', async () => (await ask('PUT', '/api/desktop/keys', { on: true }))[1].keys.every(({ taken }) => !taken))
    desktop.chord('Control_L', 'Alt_L', 'Return')
    await until('the stage is blank', async () => (await view()) === 'blank')
    desktop.chord('Control_L', 'Alt_L', 'Return')
    await until('the poll is shown', async () => (await view()) === 'poll')

    assert.equal((await ask('PUT', '/api/desktop/keys', { on: false }))[1].on, false)
    const again = await desktop.grab('Control_L', 'Alt_L', 'Next')
    assert.deepEqual((await ask('PUT', '/api/desktop/keys', { on: true }))[1].keys.filter(({ taken }) => taken).length, 1, 'it was free for the other one')
    again()
    await ask('PUT', '/api/desktop/keys', { on: false })
  })

  test('asks on itself before a counted vote reopens; without it a key asks nothing, and the others work on', async () => {
    const created = await create({ question: 'Counted?', options: ['Yes', 'No'], fairness: 'device' })
    const state = async () => (await ask('GET', `/api/polls/${created.poll_code}`))[1].state
    const view = async () => (await ask('GET', '/api/console'))[1].meeting.view
    const isAsked = () => window.run("return document.querySelector('dialog[open]') !== null")
    await vote(created, 0)
    await ask('PATCH', `/api/polls/${created.poll_code}`, { state: 'closed' })
    await ask('PUT', '/api/desktop/keys', { on: true })
    desktop.chord('Control_L', 'Alt_L', 'Home')
    await window.waitForText('[role=alert]', /Votes are counted/)
    desktop.chord('Control_L', 'Alt_L', 'Return')
    await until('the stage is blank', async () => (await view()) === 'blank')
    desktop.chord('Control_L', 'Alt_L', 'Return')
    await until('the poll is shown', async () => (await view()) === 'poll')
    assert.deepEqual([await state(), await isAsked()], ['closed', false])
    // While a question is written, too.
    await window.run("[...document.querySelectorAll('button')].find((one) => one.textContent.includes('New question')).click(); return true")
    await until('a question is being written', () => window.run("return document.querySelector('form textarea') !== null"))
    desktop.chord('Control_L', 'Alt_L', 'Return')
    await until('the stage is blank', async () => (await view()) === 'blank')
    desktop.chord('Control_L', 'Alt_L', 'Return')
    await until('the poll is shown', async () => (await view()) === 'poll')

    await ask('POST', '/api/desktop/bar')
    await waitForBar('.question', /Counted\?/)
    desktop.chord('Control_L', 'Alt_L', 'Home')
    await waitForBar('.doubt', /Open this vote again\?/)
    desktop.picture('bar-asks')
    assert.equal(await state(), 'closed')
    await click('Cancel')
    await waitForBar('.question', /Counted\?/)
    await click('Back')
    await waitForBar('.doubt', /Open this vote again\?/)
    await click('Open again')
    await until('voting is open', async () => (await state()) === 'open')
    await click('Next')
    await until('voting is closed', async () => (await state()) === 'closed')
    await click('Next')
    await waitForBar('.refused', /last question/)
    desktop.picture('bar-last-question')
    await ask('PUT', '/api/desktop/keys', { on: false })
    await ask('DELETE', '/api/desktop/bar')
    await until('it is closed', () => desktop.position(TITLE) === null)
    await window.run("document.querySelector('form textarea')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })); return true")
  })

  test('shows no count of a hidden vote, and nothing while the stage is blank', async () => {
    const created = await create({ question: 'A secret?', options: ['Yes', 'No'], results: 'on_reveal', fairness: 'device' })
    await ask('POST', '/api/desktop/bar')
    await vote(created, 0)
    await waitForBar('.state', /VOTING.*1 voted/)
    assert.doesNotMatch(await inTheBar(() => window.text('.shown')), /%/)
    assert.deepEqual(size(), [860, 92])
    desktop.picture('bar-hidden')
    const code = (await ask('GET', '/api/console'))[1].meeting.join_code
    await ask('PATCH', `/api/meetings/${code}/board`, { board: 'open' })
    await ask('PUT', `/api/meetings/${code}/stage`, { view: 'board' })
    await waitForBar('.question', /Questions from the room/)
    await ask('PUT', `/api/meetings/${code}/stage`, { view: 'blank' })
    await inTheBar(() => until('it is blank', async () => (await window.text('.shown')) === ''))
    // The console ends this meeting and begins another one: the bar goes with it.
    await ask('PATCH', `/api/meetings/${code}`, { ended: true })
    await ask('POST', '/api/meetings', { name: 'The next evening' })
    await waitForBar('.question', /The next evening/)
    await ask('DELETE', '/api/desktop/bar')
    await until('it is closed', () => desktop.position(TITLE) === null)
  })
})
