// The projector as a second window: on the wall by itself, back on the laptop when the wall is unplugged; and in front of the
// console, where there is no wall, without taking the keys of a presenter's remote with it.
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

  const ask = (...wish) => window.ask(...wish)
  const is = (wanted) => (place) => place && Object.entries(wanted).every(([name, value]) => place[name] === value)
  const placed = (what, wanted) => until(what, () => [desktop.place(TITLE)].find(is(wanted)))

  /** Does something in the projector's page, and returns to the host's. */
  async function inTheProjector(work) {
    const host = await window.session('GET', '/window')
    const other = await until('the projector is a page', async () => (await window.session('GET', '/window/handles')).find((one) => one !== host))
    await window.session('POST', '/window', { handle: other })
    await work()
    await window.session('POST', '/window', { handle: host })
  }
  const press = (value) =>
    window.session('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions: [{ type: 'keyDown', value }, { type: 'keyUp', value }] }] })

  test('goes full screen on the second display, and returns to the first when that is unplugged', async () => {
    await ask('POST', '/create', { question: 'Shall we have lunch outside?', options: ['Yes', 'No'] })
    const [status, { url }] = await ask('POST', '/api/desktop/projector')
    assert.equal(status, 200)
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/screen\/[0-9A-Z]{6}\?window$/)
    await placed('it fills the wall', WALL)
    await inTheProjector(async () => {
      await window.waitForText('h1', /Shall we have lunch outside\?/)
      desktop.picture('projector-on-the-wall')
    })

    desktop.unplug()
    const back = await placed('it has its frame back', { full: false })
    assert.ok(back.x >= 0 && back.x < WALL.x, `on the laptop: ${JSON.stringify(back)}`)
    desktop.plug()
    await placed('it fills the wall again', WALL)

    assert.deepEqual(await ask('DELETE', '/api/desktop/projector'), [204, null])
    await until('it is closed', () => desktop.place(TITLE) === null)
  })

  test('Escape leaves full screen and ends nothing, F fills the display again, and no key or link leads to the console', async () => {
    await ask('POST', '/api/desktop/projector')
    await placed('it fills the wall', WALL)
    await inTheProjector(async () => {
      await window.waitForText('h1', /Shall we have lunch outside\?/)
      const page = await window.url()
      await press(ESCAPE)
      await placed('it has its frame', { full: false })
      await press(ESCAPE)
      await press('f')
      await placed('it fills the wall again', WALL)
      await window.run("location.assign('/'); return true")
      await press('+')
      await until('it is larger', () => window.run("return document.documentElement.style.getPropertyValue('--size') === '1.1'"))
      assert.equal(await window.url(), page)
      await press('0')
    })
    await ask('DELETE', '/api/desktop/projector')
    await until('it is closed', () => desktop.place(TITLE) === null)
  })

  test('opens as an ordinary window where there is one display', async () => {
    desktop.unplug()
    await ask('POST', '/api/desktop/projector')
    const place = await placed('it is there', { full: false })
    assert.ok(place.width >= 480 && place.width <= WALL.width)
    await ask('DELETE', '/api/desktop/projector')
    desktop.plug()
  })

  test('in front of the console it hands the keys on, and shows for a moment what they do', async () => {
    desktop.unplug()
    const { poll_code: code } = (await ask('POST', '/create', { question: 'And the keys?', options: ['Yes', 'No'] }))[1]
    const state = async () => (await ask('GET', `/api/polls/${code}`))[1].state
    const view = async () => (await ask('GET', '/api/console'))[1].meeting.view
    await ask('POST', '/api/desktop/projector')
    await placed('it is there', { full: false })
    const pressed = (key) => inTheProjector(() => press(key))
    await inTheProjector(async () => {
      await window.waitForText('h1', /And the keys\?/)
      await until('it shows its keys', () => window.run("return document.querySelector('.keys')?.textContent.includes('next step')"))
      desktop.picture('projector-keys')
      await until('it shows them no longer', () => window.run("return !document.querySelector('.keys')"))
    })
    /** The console says what its next step is, and takes a key: while an answer is on its way it takes none. */
    const offers = (step) => until(`the next step is “${step}”`, () => window.run("return document.querySelector('.actions .go:enabled')?.textContent.includes(arguments[0])", step))
    await offers('Close voting')
    await pressed(PAGE_DOWN)
    await offers('New question')
    assert.equal(await state(), 'closed')
    await pressed('b')
    await offers('Back to the question')
    assert.equal(await view(), 'blank')
    await pressed(' ')
    await offers('New question')
    assert.deepEqual([await view(), await state()], ['poll', 'closed'])
    await pressed(PAGE_UP)
    await offers('Close voting')
    assert.equal(await state(), 'open', 'nobody had voted')
    for (const refused of ['key/new', 'key/next?x', 'quit'])
      await inTheProjector(() => window.run(`location.assign('handsup:${refused}'); return true`))
    await pressed(PAGE_DOWN)
    await offers('New question')
    assert.equal(await window.run("return document.querySelector('form') === null"), true, 'no question is being written')
    await ask('DELETE', '/api/desktop/projector')
    await until('it is closed', () => desktop.place(TITLE) === null)
    desktop.plug()
  })

  test('its button says whether and where it is open, and closes it', async () => {
    const button = () => window.run("return [...document.querySelectorAll('header .btn')].find((one) => one.textContent.includes('Projector')).textContent")
    const click = () => window.run("[...document.querySelectorAll('header .btn')].find((one) => one.textContent.includes('Projector')).click(); return true")
    const says = (what) => until(`the button says ${what}`, async () => what.test(await button()))
    await says(/^Projector\s*F$/)
    await click()
    await placed('it fills the wall', WALL)
    await says(/2nd display/)
    desktop.unplug()
    await placed('it has its frame back', { full: false })
    await says(/this display/)
    desktop.picture('projector-button')
    await click()
    await until('it is closed', () => desktop.place(TITLE) === null)
    await says(/^Projector\s*F$/)
    desktop.plug()
  })
})
