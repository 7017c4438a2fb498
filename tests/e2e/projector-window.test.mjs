// The projector as a second window: on the wall by itself, back on the laptop when the wall is unplugged.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startDesktop, WALL } from './lib/displays.mjs'
import { openWindow, until } from './lib/window.mjs'

const TITLE = 'Handsup · Projector'
const ESCAPE = '\uE00C'

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

  const ask = (method, path, body) =>
    window.run(
      `return fetch(arguments[1], { method: arguments[0], headers: { 'content-type': 'application/json' }, body: arguments[2] ?? undefined })
        .then(async (answer) => [answer.status, answer.status === 204 ? null : await answer.json()])`,
      method,
      path,
      body ? JSON.stringify(body) : null,
    )
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
})
