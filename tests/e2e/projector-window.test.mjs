// The projector as the app's second window: on the second display, and on the laptop's when that is unplugged. With one display it is
// in front of the console and forwards the keys of a presenter's remote.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startDesktop, WALL } from './lib/displays.mjs'
import { openWindow, until } from './lib/window.mjs'

const TITLE = 'Handsup · Projector'
const [ESCAPE, PAGE_UP, PAGE_DOWN] = ['\uE00C', '\uE00E', '\uE00F']

describe("the projector's window", () => {
  let desktop, window

  before(async () => {
    desktop = await startDesktop()
    window = await openWindow({ display: desktop.display, env: { BIND: '127.0.0.1:0', NO_MDNS: 'true' } })
  })

  after(async () => {
    await window?.close()
    desktop?.stop()
  })

  const ask = (...request) => window.ask(...request)
  const matches = (wanted) => (position) => position && Object.entries(wanted).every(([name, value]) => position[name] === value)
  const waitForPosition = (what, wanted) => until(what, () => [desktop.position(TITLE)].find(matches(wanted)))

  /** Runs `work` in the projector's page, and switches back to the console's. */
  async function inTheProjector(work) {
    const host = await window.session('GET', '/window')
    const other = await until('the projector is a page', async () => (await window.session('GET', '/window/handles')).find((one) => one !== host))
    await window.session('POST', '/window', { handle: other })
    await work()
    await window.session('POST', '/window', { handle: host })
  }
  const press = (value) =>
    window.session('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions: [{ type: 'keyDown', value }, { type: 'keyUp', value }] }] })

  test('is full screen on the second display, and moves to the first when the second is unplugged', async () => {
    await ask('POST', '/create', { question: 'Shall we have lunch outside?', options: ['Yes', 'No'] })
    const [status, { url }] = await ask('POST', '/api/desktop/projector')
    assert.equal(status, 200)
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/screen\/[0-9A-Z]{6}\?window$/)
    await waitForPosition('it fills the wall', WALL)
    await inTheProjector(async () => {
      await window.waitForText('h1', /Shall we have lunch outside\?/)
      desktop.picture('projector-on-the-wall')
    })

    desktop.unplug()
    await until('it is on the laptop, with its frame', () => {
      const back = desktop.position(TITLE)
      return back && !back.full && back.x >= 0 && back.x < WALL.x
    })
    desktop.plug()
    await waitForPosition('it fills the wall again', WALL)

    assert.deepEqual(await ask('DELETE', '/api/desktop/projector'), [204, null])
    await until('it is closed', () => desktop.position(TITLE) === null)
  })

  test('Escape leaves full screen, F switches to it again, and no key or link leads to the console', async () => {
    await ask('POST', '/api/desktop/projector')
    await waitForPosition('it fills the wall', WALL)
    await inTheProjector(async () => {
      await window.waitForText('h1', /Shall we have lunch outside\?/)
      const page = await window.url()
      await press(ESCAPE)
      await waitForPosition('it has its frame', { full: false })
      await press(ESCAPE)
      await press('f')
      await waitForPosition('it fills the wall again', WALL)
      await window.run("location.assign('/'); return true")
      await press('+')
      await until('it is larger', () => window.run("return document.documentElement.style.getPropertyValue('--size') === '1.1'"))
      assert.equal(await window.url(), page)
      await press('0')
    })
    await ask('DELETE', '/api/desktop/projector')
    await until('it is closed', () => desktop.position(TITLE) === null)
  })

  test('opens as an ordinary window where there is one display', async () => {
    desktop.unplug()
    await ask('POST', '/api/desktop/projector')
    const position = await waitForPosition('the projector is shown', { full: false })
    assert.ok(position.width >= 480 && position.width <= WALL.width)
    await ask('DELETE', '/api/desktop/projector')
    desktop.plug()
  })

  test('in front of the console it forwards the keys, and shows for a moment what they do', async () => {
    desktop.unplug()
    const { poll_code: code } = (await ask('POST', '/create', { question: 'And the keys?', options: ['Yes', 'No'] }))[1]
    const state = async () => (await ask('GET', `/api/polls/${code}`))[1].state
    const view = async () => (await ask('GET', '/api/console'))[1].meeting.view
    await ask('POST', '/api/desktop/projector')
    await waitForPosition('the projector is shown', { full: false })
    const pressInProjector = (key) => inTheProjector(() => press(key))
    await inTheProjector(async () => {
      await window.waitForText('h1', /And the keys\?/)
      await until('it shows its keys', () => window.run("return document.querySelector('.keys')?.textContent.includes('next step')"))
      desktop.picture('projector-keys')
      await until('it shows them no longer', () => window.run("return !document.querySelector('.keys')"))
    })
    /** Waits until the console's button names this step and is enabled: it is disabled while a request is pending. */
    const offers = (step) => until(`the next step is “${step}”`, () => window.run("return document.querySelector('.actions .go:enabled')?.textContent.includes(arguments[0])", step))
    await offers('Close voting')
    await pressInProjector(PAGE_DOWN)
    await offers('New question')
    assert.equal(await state(), 'closed')
    await pressInProjector('b')
    await offers('Back to the question')
    assert.equal(await view(), 'blank')
    await pressInProjector(' ')
    await offers('New question')
    assert.deepEqual([await view(), await state()], ['poll', 'closed'])
    await pressInProjector(PAGE_UP)
    await offers('Close voting')
    assert.equal(await state(), 'open', 'nobody had voted')
    for (const refused of ['key/new', 'key/next?x', 'quit'])
      await inTheProjector(() => window.run(`location.assign('handsup:${refused}'); return true`))
    await pressInProjector(PAGE_DOWN)
    await offers('New question')
    assert.equal(await window.run("return document.querySelector('form') === null"), true, 'no question is being written')
    await ask('DELETE', '/api/desktop/projector')
    await until('it is closed', () => desktop.position(TITLE) === null)
    desktop.plug()
  })

  test('the console’s button shows whether and on which display it is open, and closes it', async () => {
    const button = () => window.run("return [...document.querySelectorAll('header .btn')].find((one) => one.textContent.includes('Projector')).textContent")
    const click = () => window.run("[...document.querySelectorAll('header .btn')].find((one) => one.textContent.includes('Projector')).click(); return true")
    const waitForLabel = (label) => until(`the button shows ${label}`, async () => label.test(await button()))
    await waitForLabel(/^Projector\s*F$/)
    await click()
    await waitForPosition('it fills the wall', WALL)
    await waitForLabel(/2nd display/)
    desktop.unplug()
    await waitForPosition('it has its frame back', { full: false })
    await waitForLabel(/this display/)
    desktop.picture('projector-button')
    await click()
    await until('it is closed', () => desktop.position(TITLE) === null)
    await waitForLabel(/^Projector\s*F$/)
    desktop.plug()
  })
})
