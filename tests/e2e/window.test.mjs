// The desktop app's window under Xvfb, driven by WebDriver, and a phone in the same network.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { scratch } from './lib/scratch.mjs'
import { openWindow, startScreen, until } from './lib/window.mjs'

const QUESTION_TEXT = /Shall we have lunch outside\?/
const QUESTION_FIELD = 'textarea, input[type=text], input:not([type])'

describe('the window', { skip: whyNoNamespaces() ?? false }, () => {
  let room, screen, browser, window
  const env = { BIND: '0.0.0.0:4242', NO_MDNS: 'true' }

  before(async () => {
    room = makeRoom(1)
    screen = await startScreen()
    browser = await openBrowser(room.phones[0])
  })

  // Also after a failed test, because all windows use the same port.
  afterEach(() => window?.close())

  after(async () => {
    await browser?.close()
    screen?.stop()
    room?.remove()
  })

  /** Opens a question in the window. */
  const opensQuestion = async (typed = () => {}) => {
    await window.type(QUESTION_FIELD, 'Shall we have lunch outside?')
    typed()
    await window.enter(QUESTION_FIELD)
    await window.waitForText('main', /0 voted/)
  }

  test('a question is asked with Enter, a phone votes, and the window shows both again after a restart', async () => {
    const open = (home) => openWindow({ display: screen.display, exec: room.host.exec, env, home })
    window = await open()
    const home = window.home
    await opensQuestion(() => screen.picture('window-first'))

    const link = await window.run('return document.querySelector(\'img[src*="/qr.svg"]\').src')
    const code = link.match(/\/m\/([0-9A-Z]{6})/)[1]
    const context = await browser.newContext(phoneSize)
    context.setDefaultTimeout(15_000)
    const phone = await context.newPage()
    await phone.goto(`http://${room.host.address}:4242/m/${code}`)
    await phone.locator('.link.ok').waitFor()
    await phone.locator('label.opt').first().click()
    await phone.getByRole('button', { name: 'Submit' }).click()
    await phone.locator('.counted').waitFor()
    await window.waitForText('body', /1 voted/)
    // Waits for the bar's animation before the picture.
    await window.run('return Promise.all(document.getAnimations().map((one) => one.finished)).then(() => true)')
    screen.picture('window-voting')
    await picture(phone, 'window-phone')

    await context.close()
    await window.close()

    window = await open(home)
    await window.waitForText('body', QUESTION_TEXT)
    await window.waitForText('body', /1 vote/)
    assert.match(await window.run('return document.querySelector(\'img[src*="/qr.svg"]\').src'), new RegExp(code))
  })

  test('results are saved only where the host chooses', async () => {
    const home = scratch('home-')
    const [downloads, temporary] = ['Downloads', 'tmp'].map((name) => join(home, name))
    for (const folder of [downloads, temporary]) mkdirSync(folder)
    writeFileSync(join(home, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`)
    window = await openWindow({ display: screen.display, exec: room.host.exec, env: { ...env, HOME: home, TMPDIR: temporary }, home })
    await opensQuestion()
    await window.run('[...document.querySelectorAll("header .btn")].find((one) => one.textContent === "Results").click()')
    await window.click('dialog a[href*="/export?format=csv"]')
    const xdotool = (...argv) => execFileSync('xdotool', argv, { env: { ...process.env, DISPLAY: screen.display }, encoding: 'utf8' })
    // There is no window manager, so the dialog has to be focused explicitly.
    const saveDialog = await until('the window asks where to', () => {
      try {
        return xdotool('search', '--onlyvisible', '--name', '^Save$').split('\n')[0]
      } catch {
        return null
      }
    })
    screen.picture('window-save')
    xdotool('windowfocus', '--sync', saveDialog, 'key', 'Return')
    const name = await until('the file is there', () => readdirSync(downloads)[0])
    assert.match(name, /^handsup-[0-9A-Z]{6}\.csv$/)
    const lines = () => readFileSync(join(downloads, name), 'utf8').split('\r\n').filter((line) => line.includes('Shall we have lunch outside?,'))
    await until('there is a line for each option', () => lines().length === 2)
    // The temporary copy is deleted once the file is complete.
    await until('the temporary copy is deleted', () => readdirSync(temporary).every((left) => !left.startsWith('handsup-')))
  })

  test('the window starts a new session by itself when its session has ended', async () => {
    window = await openWindow({ display: screen.display, exec: room.host.exec, env })
    await opensQuestion()
    const secret = () => window.run('return localStorage.getItem("handsup.host")')
    const first = await secret()
    // As when a co-host presses "End all others", or after 30 days.
    // Not awaited: the page navigates before such a script could return.
    await window.run("void fetch('/host/leave', { method: 'POST', headers: { 'x-handsup-host': localStorage.getItem('handsup.host') } })")
    await until('it has another session', async () => (await secret().catch(() => first)) !== first)
    await until('the console is there', async () => (await window.find('img[src*="/qr.svg"]')).length > 0)
    await window.waitForText('body', QUESTION_TEXT)
    assert.doesNotMatch(await window.url(), /host\/enter|code=/)
    screen.picture('window-entered-again')
  })

  test('the page cannot call commands of the desktop shell', async () => {
    window = await openWindow({ display: screen.display, exec: room.host.exec, env })
    // Waits for the console: a page that is about to navigate runs no script.
    await until('the console is there', async () => (await window.find(QUESTION_FIELD))[0])
    const answer = await window.run(`
      const tauri = window.__TAURI_INTERNALS__
      if (!tauri?.invoke) return 'nothing to call'
      return tauri.invoke('plugin:app|version').then((version) => 'answered ' + version, (error) => 'refused: ' + error)`)
    assert.doesNotMatch(String(answer), /^answered/)
  })
})
