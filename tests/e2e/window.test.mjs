// The real window: the desktop app under Xvfb, driven by WebDriver, with a phone on the network beside it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { makeRoom, whyNot } from './lib/netns.mjs'
import { openWindow, startScreen, until } from './lib/window.mjs'

const QUESTION = 'textarea, input[type=text], input:not([type])'
const ENTER = '\uE007'

describe('the window', { skip: whyNot() ?? false }, () => {
  let room, screen, browser
  const env = { BIND: '0.0.0.0:4242', NO_MDNS: 'true' }

  before(async () => {
    room = makeRoom(1)
    screen = await startScreen()
    browser = await openBrowser(room.phones[0])
  })

  after(async () => {
    await browser?.close()
    screen?.stop()
    room?.remove()
  })

  test('one field and Enter, a phone votes, the chart moves; closed and opened again it stands where it stood', async () => {
    const open = (home) => openWindow({ display: screen.display, exec: room.host.exec, env, home })
    let window = await open()
    const home = window.home
    await window.type(QUESTION, 'Shall we have lunch outside?')
    screen.picture('window-first')
    await window.type(QUESTION, ENTER)
    await until('the QR code is there', async () => (await window.find('img[src*="/qr.svg"]')).length > 0)

    const link = await window.run('return document.querySelector(\'img[src*="/qr.svg"]\').src')
    const code = link.match(/\/m\/([0-9A-Z]{6})/)[1]
    const context = await browser.newContext(phoneSize)
    context.setDefaultTimeout(15_000)
    const phone = await context.newPage()
    await phone.goto(`http://${room.host.address}:4242/m/${code}`)
    await phone.locator('.link.ok').waitFor()
    await phone.locator('label.opt').first().click()
    await phone.getByRole('button', { name: 'Submit' }).click()
    const sent = Date.now()
    await phone.locator('.counted').waitFor()
    await window.waitForText('body', /1 of 1/)
    assert.ok(Date.now() - sent < 5_000)
    // The bar grows for a moment; the picture is of the grown one.
    await window.run('return Promise.all(document.getAnimations().map((one) => one.finished)).then(() => true)')
    screen.picture('window-voting')
    await picture(phone, 'window-phone')

    await context.close()
    await window.close()

    window = await open(home)
    await window.waitForText('body', /Shall we have lunch outside\?/)
    await window.waitForText('body', /1 vote/)
    assert.match(await window.run('return document.querySelector(\'img[src*="/qr.svg"]\').src'), new RegExp(code))
    await window.close()
  })

  test('the page reaches no command of the desktop', async () => {
    const window = await openWindow({ display: screen.display, exec: room.host.exec, env })
    const answer = await window.run(`
      const tauri = window.__TAURI_INTERNALS__
      if (!tauri?.invoke) return 'nothing to call'
      return tauri.invoke('plugin:app|version').then((version) => 'answered ' + version, (no) => 'refused: ' + no)`)
    assert.doesNotMatch(String(answer), /^answered/)
    await window.close()
  })
})
